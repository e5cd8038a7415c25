"""The registry's directory of labels: an entry of it, an answer from it, and a list that an operator brings along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from checks.observation import Json
from checks.trust_label.address import normal_domain, own_domains, plain_domain
from checks.trust_label.folding import folded

Source = Literal["list", "directory"]
LEVELS = ("cơ bản", "nâng cao")
"""The levels of a label, the lower one first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One label: `domain` may carry a path, `level` is one of `LEVELS`, `since` the day when it was given."""

    domain: str
    owner: str | None = None
    level: str | None = None
    since: date | None = None
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the directory says as of a day; `entry` is None when it doesn't list what was asked for.

    `slug` is the code asked for, else that of the entry; `moved_to` the one that took its place. `source` is `list`
    for what the operator brought along, `directory` for its own page.
    """

    source: Source
    as_of: date
    entry: Entry | None
    slug: str | None = None
    moved_to: str | None = None

    def as_json(self, own: Sequence[str]) -> Json:
        """The fact `trust_label.registry`; `own` are the portal's plain domains, by which the entry is its own."""
        entry = self.entry
        domain = plain_domain(entry.domain) if entry else None
        return {
            "status": "listed" if entry else "not_listed",
            "domain": domain,
            "is_own": domain in own if domain is not None else None,
            "owner": entry.owner if entry else None,
            "level": entry.level if entry else None,
            "since": entry.since.isoformat() if entry and entry.since else None,
            "slug": self.slug,
            "moved_to": self.moved_to,
            "source": self.source,
            "as_of": self.as_of.isoformat(),
        }


class Directory:
    """Labels by domain and by code, as of a day. Of several entries for one domain the latest counts."""

    def __init__(self, entries: Iterable[Entry], as_of: date) -> None:
        self.as_of = as_of
        self._by_domain: dict[str, Entry] = {}
        self._by_slug: dict[str, Entry] = {}
        for entry in sorted(entries, key=lambda entry: entry.since or date.min):
            self._by_domain[plain_domain(entry.domain)] = entry
            if entry.slug is not None:
                self._by_slug[entry.slug] = entry

    def find(self, domains: Iterable[str], slug: str | None = None) -> Answer:
        """What the list says of a portal with these plain domains, the first of them first, and of the code on its
        page: who is not listed himself may still carry a code that is listed for another."""
        entry = next((found for domain in domains if (found := self._by_domain.get(domain)) is not None), None)
        if entry is None:
            return Answer("list", self.as_of, self._by_slug.get(slug) if slug else None, slug)
        if slug and entry.slug and slug != entry.slug and is_code_of(slug, entry.domain):
            return Answer("list", self.as_of, entry, slug, moved_to=entry.slug)
        return Answer("list", self.as_of, entry, entry.slug)


def is_code_of(slug: str, domain: str) -> bool:
    """Whether a code is one that the registry gives to a domain: its letters and digits, maybe with `www` before."""
    name = normal_domain(domain)
    return slug.rpartition("-")[0] in (name, f"www{name}")


def domains_of(host: str, path: str, aliases: Iterable[str] = ()) -> list[str]:
    """The plain domains under which a portal may be listed: its own path first, then its host, then its aliases."""
    return list(dict.fromkeys([*own_domains(host, path), *map(plain_domain, aliases)]))


def level_named(text: str) -> str | None:
    """The level that a text names, with or without its diacritics and a word like "mức" before; None for another."""
    words = folded(text)
    return next((level for level in LEVELS if words == folded(level) or words.endswith(f" {folded(level)}")), None)

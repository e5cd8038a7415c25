"""The registry's directory of labels, as a list that the operator of an audit brings along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from checks.observation import Json
from checks.trust_label.address import own_domains, plain_domain


@dataclass(frozen=True, slots=True)
class Entry:
    """One label: `domain` may carry a path, `level` is "cơ bản" or "nâng cao" as the directory writes it."""

    domain: str
    owner: str | None = None
    level: str | None = None
    since: date | None = None
    slug: str | None = None


class Directory:
    """Labels by domain, as of a day. Of several entries for one domain the latest counts."""

    def __init__(self, entries: Iterable[Entry], as_of: date) -> None:
        self.as_of = as_of
        self._entries: dict[str, Entry] = {}
        for entry in sorted(entries, key=lambda entry: entry.since or date.min):
            self._entries[plain_domain(entry.domain)] = entry

    def look_up(self, host: str, path: str = "/") -> Json:
        """The fact `trust_label.registry` of a portal: of its own path first, in the end of its whole host."""
        for domain in own_domains(host, path):
            entry = self._entries.get(domain)
            if entry is not None:
                return {
                    "status": "listed",
                    "level": entry.level,
                    "owner": entry.owner,
                    "since": entry.since.isoformat() if entry.since else None,
                    "as_of": self.as_of.isoformat(),
                }
        nothing = dict.fromkeys(["level", "owner", "since"])
        return {"status": "not_listed", **nothing, "as_of": self.as_of.isoformat()}

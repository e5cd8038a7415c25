"""Whose label it is: the names in its slug and picture held against those of a portal and of its relatives."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.dns.belonging import is_address, registered_domain
from checks.trust_label.address import normal_domain, own_domains, plain_domain
from checks.trust_label.found import OwnNames

OWN = ("portal", "alias")
"""A label of one of these is the portal's own."""
_RANKS = (*OWN, "parent", "agency", "other")
_PORT = re.compile(r":[0-9]{1,5}(?=/|$)")


class Belonging:
    """Tells whose the names in a label are, for one portal."""

    def __init__(self, names: OwnNames) -> None:
        self._words: dict[str, str] = {}
        own = _steps(names.portal)
        relatives = ((word, [plain_domain(domain)]) for domain, word in names.relatives.items())
        aliases = (("alias", _steps(alias)) for alias in names.aliases)
        for word, domains in (("portal", own), *aliases, *relatives, ("parent", _above(own[-1]))):
            for domain in domains:
                self._words.setdefault(domain, word)
        self._slugs: dict[str, str] = {}
        for domain, word in self._words.items():
            self._slugs.setdefault(normal_domain(domain), word)

    def of(self, slug: str | None, domains: Iterable[str]) -> tuple[str | None, str | None]:
        """Whose a label with this slug and these picture domains is, and the domain that says so.

        The worst of them counts; None where there is neither. A slug can't be taken apart, so its normal form is
        compared: the names `a-b` and `ab` are one to it.
        """
        told = [(self._of_domain(domain), domain) for domain in domains]
        whose, domain = max(told, key=lambda item: _RANKS.index(item[0]), default=(None, None))
        if slug is not None:
            of_slug = self._of_slug(slug.rpartition("-")[0])
            whose = of_slug if whose is None else max(whose, of_slug, key=_RANKS.index)
        return whose, domain

    def _of_domain(self, domain: str) -> str:
        return self._words.get(_PORT.sub("", plain_domain(domain)).rstrip("./"), "other")

    def _of_slug(self, name: str) -> str:
        return self._slugs.get(name) or self._slugs.get(name.removeprefix("www"), "other")


def _steps(written: str) -> list[str]:
    host, _, path = written.partition("/")
    return own_domains(host, path)


def _above(host: str) -> list[str]:
    """The names above a host, down to the one that somebody registered."""
    top = registered_domain(host)
    if is_address(host) or not host.endswith(f".{top}"):
        return []
    labels = host.removesuffix(f".{top}").split(".")
    return [".".join([*labels[start:], top]) for start in range(1, len(labels) + 1)]

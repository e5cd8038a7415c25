"""Whose label it is: the names in its slug and picture held against those of a portal and of its relatives."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.dns.belonging import is_address, registered_domain
from checks.trust_label.address import own_domains, plain_domain
from checks.trust_label.found import OwnNames
from checks.trust_label.relations import Relations

OWN = ("portal", "alias")
"""A label of one of these is the portal's own."""
_RANKS = (*OWN, "parent", "agency", "other")
_PORT = re.compile(r":[0-9]{1,5}(?=/|$)")


class Belonging:
    """Tells whose the names in a label are, for one portal."""

    def __init__(self, names: OwnNames) -> None:
        own = _steps(names.portal)
        aliases = [domain for alias in names.aliases for domain in _steps(alias)]
        self._relations = (
            Relations([*((domain, "portal") for domain in own), *((domain, "alias") for domain in aliases)]),
            names.relatives,
            Relations((domain, "parent") for domain in _above(own[-1])),
        )

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
        plain = _PORT.sub("", plain_domain(domain)).rstrip("./")
        return next((word for known in self._relations if (word := known.of_domain(plain))), "other")

    def _of_slug(self, name: str) -> str:
        names = (name, name.removeprefix("www"))
        return next((word for each in names for known in self._relations if (word := known.of_normal(each))), "other")


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

"""What domains are to a portal, looked up as a picture writes them and as a slug carries them."""

from __future__ import annotations

from collections.abc import Iterable

from checks.trust_label.address import normal_domain, plain_domain


class Relations:
    """Domains, maybe with a path, each with a word for what it is to a portal; of several words the first counts.

    Made once for many portals where these have the same, for an agency may have thousands.
    """

    def __init__(self, words: Iterable[tuple[str, str]] = ()) -> None:
        self._by_domain: dict[str, str] = {}
        self._by_normal: dict[str, str] = {}
        for domain, word in words:
            self._by_domain.setdefault(plain_domain(domain), word)
            self._by_normal.setdefault(normal_domain(domain), word)

    def of_domain(self, domain: str) -> str | None:
        """The word for a domain in its plain form."""
        return self._by_domain.get(domain)

    def of_normal(self, name: str) -> str | None:
        """The word for a domain in the form in which a slug carries it: the names `a-b` and `ab` are one to it."""
        return self._by_normal.get(name)

"""The record of one look at one portal: everything that a judge needs, and nothing that it decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from checks.observation import Json, content_hash

TOOL = "tuanthu"
SYSTEM = "system:"
"""What the key of an information system begins with."""
SYSTEM_CHECK = "security_plan"
"""The one check that an information system is looked at by: that of its papers."""


def system_key(system_id: str) -> str:
    """What stands for an information system where a portal has its URL."""
    return f"{SYSTEM}{system_id}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Names one observed fact so that a verdict can point at it.

    `fact` is `check.name` (`tls.certificate`), `sha256` the hash of its JSON value,
    `observed_at` an ISO 8601 time with offset.
    """

    id: str
    fact: str
    sha256: str
    observed_at: str


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """What was observed of a portal in one audit.

    `portal` holds `url host port agency` and the context that requirements ask for
    (`scheme kind name agency_id agency_kind system system_level`); `vantage` says from where and with what
    tool; `observations` maps check → fact → JSON value (see `checks.observation.to_json`); `also` holds what other
    vantages saw of the same portal, each as a record of its own.
    """

    portal: dict[str, Any]
    vantage: dict[str, Any]
    started: str
    finished: str
    observations: dict[str, dict[str, Json]]
    also: tuple[PortalRecord, ...] = ()
    _evidence: list[Evidence] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def is_system(self) -> bool:
        """Whether it tells of an information system's papers and not of a portal."""
        return str(self.portal["url"]).startswith(SYSTEM)

    @property
    def looks(self) -> tuple[PortalRecord, ...]:
        """This look and those of the other vantages."""
        return (self, *self.also)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> PortalRecord:
        """The record within the JSON of a portal; raises `KeyError` or `TypeError` where it is no such JSON."""
        portal, observations = document["portal"], document["observations"]
        if not isinstance(portal["url"], str) or not all(isinstance(facts, dict) for facts in observations.values()):
            raise TypeError("portal.url is no text, or a check no object")
        also = tuple(cls.from_document(other) for other in document.get("also", ()))
        return cls(portal, document["vantage"], document["started"], document["finished"], observations, also)

    def evidence(self) -> list[Evidence]:
        """One entry a fact of this look, in the order of the observations: worked out once, and not to be changed."""
        if not self._evidence:
            url, finished = self.portal["url"], self.finished
            named = ((f"{check}.{name}", content_hash(value)) for check, name, value in self._facts())
            self._evidence[:] = [
                Evidence(content_hash([url, fact, finished, digest])[:16], fact, digest, finished)
                for fact, digest in named
            ]
        return self._evidence

    def _facts(self) -> Iterator[tuple[str, str, Json]]:
        return ((check, name, value) for check, facts in self.observations.items() for name, value in facts.items())

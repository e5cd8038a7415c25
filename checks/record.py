"""The record of one look at one portal: everything that a judge needs, and nothing that it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
        """One entry a fact of this look, in the order of the observations."""
        return [
            Evidence(
                id=content_hash([self.portal["url"], f"{check}.{name}", self.finished, digest])[:16],
                fact=f"{check}.{name}",
                sha256=digest,
                observed_at=self.finished,
            )
            for check, facts in self.observations.items()
            for name, value in facts.items()
            for digest in [content_hash(value)]
        ]

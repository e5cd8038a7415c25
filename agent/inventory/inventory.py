"""An inventory that was read and found right: who owns which portals, and what may be done to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from agent.inventory.authorisation import Authorisation
from agent.inventory.labels import LabelEntry
from agent.inventory.models import (
    Agency,
    EvidenceFolder,
    LabelDirectory,
    LabelRegistry,
    Portal,
    Province,
    Vantage,
    Waiver,
)
from agent.inventory.systems import System
from checks.trust_label.folding import folded
from checks.trust_label.relations import Relations


@dataclass(frozen=True)
class Inventory:
    """The parts of an inventory with their references looked up.

    `digest` is the SHA-256 (hex) of the file at `path` and of its `register`, where it has one; `agencies` are the
    roots of the tree; `labels` are the entries of the label directory, empty without one. `asked` is the SHA-256 of
    everything that both files say and of the papers they name, the vantage apart: the same wherever the same is asked
    from.
    """

    path: Path
    digest: str
    province: Province
    vantage: Vantage
    agencies: tuple[Agency, ...]
    systems: tuple[System, ...]
    portals: tuple[Portal, ...]
    authorisations: tuple[Authorisation, ...]
    label_directory: LabelDirectory | None
    label_registry: LabelRegistry | None
    labels: tuple[LabelEntry, ...]
    waivers: tuple[Waiver, ...]
    asked: str = ""
    register: Path | None = None
    evidence: EvidenceFolder = field(default_factory=EvidenceFolder)

    @property
    def evidence_folder(self) -> Path:
        """The folder of the files that were handed in as evidence, which need not be there."""
        return self.evidence.folder or self.path.absolute().parent / "minh-chung"

    @cached_property
    def all_agencies(self) -> tuple[Agency, ...]:
        """Every agency, each before those below it."""
        return tuple(agency for agency, _ in self._agencies.values())

    def agency(self, agency_id: str) -> Agency:
        """The agency with an id; raises `KeyError` where there is none."""
        return self._agencies[agency_id][0]

    def parent(self, agency_id: str) -> Agency | None:
        """The agency right above another, None for a root; raises `KeyError` for an unknown id."""
        return self._agencies[agency_id][1]

    def agency_names(self, portal: Portal) -> tuple[str, ...]:
        """The names of a portal's agency and of those above it, the nearest first."""
        names: list[str] = []
        agency: Agency | None = self.agency(portal.agency)
        while agency is not None:
            names += [agency.name] if agency.name else []
            agency = self.parent(agency.id)
        return tuple(names)

    def relatives(self, portal: Portal) -> Relations:
        """The domains, each with its path, of all portals of a portal's agency, each told to be `agency`."""
        return self._relatives[portal.agency]

    def system(self, system_id: str) -> System:
        """The information system with an id; raises `KeyError` where there is none."""
        return self._systems[system_id]

    def system_of(self, portal: Portal) -> System | None:
        """The information system that a portal belongs to, if any."""
        return None if portal.system is None else self.system(portal.system)

    def portals_of(self, system: System) -> tuple[Portal, ...]:
        """The portals that belong to an information system."""
        return tuple(self._portals.get(system.id, ()))

    def siblings(self, system: System) -> tuple[System, ...]:
        """The other systems that name the same platform, or have a portal on a host of one of its own."""
        near = {other for ground in self._grounds_of(system) for other in self._grounds[ground]}
        return tuple(other for other in self.systems if other.id in near and other.id != system.id)

    def is_within(self, agency_id: str, above: str) -> bool:
        """Whether an agency is another one or below it; raises `KeyError` for an unknown id."""
        agency: Agency | None = self.agency(agency_id)
        while agency is not None and agency.id != above:
            agency = self.parent(agency.id)
        return agency is not None

    def authorisation_for(self, portal: Portal, check: str, when: dt.datetime) -> Authorisation | None:
        """The first authorisation that allows a check of a portal at a moment (with time zone), if any."""
        return self.authorisation_for_host(portal.host, check, when)

    def authorisation_for_host(self, host: str, check: str, when: dt.datetime) -> Authorisation | None:
        """The same for a host in normal form, such as one that a redirect leads to."""
        return next((item for item in self.authorisations if item.covers(host, check, when)), None)

    def context(self, portal: Portal) -> dict[str, Any]:
        """What requirements may ask about a portal: the `portal` of its `checks.record.PortalRecord`."""
        agency, target = self.agency(portal.agency), portal.target
        return {
            "url": target.url,
            "host": target.host,
            "port": target.port,
            "scheme": target.scheme,
            "path": target.path,
            "name": portal.name,
            "kind": portal.kind,
            "agency": agency.name,
            "agency_id": agency.id,
            "agency_kind": agency.kind,
            "system": portal.system,
        }

    @cached_property
    def _agencies(self) -> dict[str, tuple[Agency, Agency | None]]:
        return {agency.id: (agency, parent) for agency, parent in _walk(self.agencies, None)}

    @cached_property
    def _relatives(self) -> dict[str, Relations]:
        """Agency → the domains of its portals."""
        found: dict[str, list[tuple[str, str]]] = {}
        for portal in self.portals:
            found.setdefault(portal.agency, []).append((_domain(portal), "agency"))
        return {agency: Relations(domains) for agency, domains in found.items()}

    @cached_property
    def _portals(self) -> dict[str, list[Portal]]:
        """System → its portals."""
        found: dict[str, list[Portal]] = {}
        for portal in self.portals:
            if portal.system is not None:
                found.setdefault(portal.system, []).append(portal)
        return found

    @cached_property
    def _grounds(self) -> dict[tuple[str, str], list[str]]:
        """Platform or host → the ids of the systems on it."""
        found: dict[tuple[str, str], list[str]] = {}
        for system in self.systems:
            for ground in self._grounds_of(system):
                found.setdefault(ground, []).append(system.id)
        return found

    def _grounds_of(self, system: System) -> set[tuple[str, str]]:
        hosts = {("host", portal.host) for portal in self.portals_of(system)}
        return hosts | ({("platform", folded(system.platform))} if system.platform else set())

    @cached_property
    def _systems(self) -> dict[str, System]:
        return {system.id: system for system in self.systems}


def _domain(portal: Portal) -> str:
    return f"{portal.host}{portal.address.path.partition('?')[0]}".rstrip("/")


def _walk(agencies: Iterable[Agency], parent: Agency | None) -> Iterator[tuple[Agency, Agency | None]]:
    for agency in agencies:
        yield agency, parent
        yield from _walk(agency.agencies, agency)

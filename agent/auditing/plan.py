"""What an audit asks: of which portals and systems, with which checks, by the law of which day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agent.inventory import Inventory, Portal, System
from agent.papers import Papers
from checks.facts import Tier
from checks.record import system_key
from checks.security_plan.record import State
from policies.judge import Waiver
from policies.requirement import Profile


@dataclass(frozen=True)
class Plan:
    """What is asked of every portal and system; `tier` says how thoroughly TLS is looked at.

    `only` restricts it to some: URLs of portals and keys of systems. `group` names them where they are audited again
    and again (see `agent.store.audit.Audit.group`).
    """

    inventory: Inventory
    profile: Profile
    checks: Collection[str]
    law_date: date
    tier: Tier = "exact"
    only: frozenset[str] | None = None
    group: str = ""

    @cached_property
    def papers(self) -> Papers:
        """What the inventory and its evidence say of the systems."""
        return Papers(self.inventory)

    @property
    def systems(self) -> list[System]:
        """The systems whose papers are asked for: not those out of use; one that still has a portal is in use."""
        inventory = self.inventory
        asked = inventory.systems if "security_plan" in self.checks else ()
        return [
            system
            for system in asked
            if (system.operation.state is not State.RETIRED or inventory.portals_of(system))
            and (self.only is None or system_key(system.id) in self.only)
        ]

    @property
    def portals(self) -> list[Portal]:
        """The portals that are looked at, in the order of the inventory."""
        return [portal for portal in self.inventory.portals if self.only is None or portal.url in self.only]

    @property
    def subjects(self) -> list[str]:
        """What is looked at, in order: the keys of systems and the URLs of portals."""
        return [system_key(system.id) for system in self.systems] + [portal.url for portal in self.portals]

    @property
    def waivers(self) -> list[Waiver]:
        """The inventory's waivers in the judge's words."""
        return [
            Waiver(given.requirement, given.subject, given.reason, given.approver, given.document, given.until)
            for given in self.inventory.waivers
        ]

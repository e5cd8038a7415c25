"""Chooses what is to be looked at again: some portals and systems, with the checks that some requirements need."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from agent.auditing.plan import Plan
from agent.errors import InputError
from agent.inventory import Inventory
from agent.inventory.problems import nearest
from agent.store.findings import Finding
from agent.texts import _
from checks.record import SYSTEM, system_key
from policies.predicate import compiled_predicate, kinds_of
from policies.requirement import Profile, Requirement


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be looked at again: portals by URL, agencies by id (with all below them), requirements by id; nothing
    of a kind stands for all. With `failing` only what is known to fail."""

    portals: Collection[str] = ()
    agencies: Collection[str] = ()
    requirements: Collection[str] = ()
    failing: bool = False

    def subjects(self, plan: Plan, findings: Iterable[Finding]) -> list[str]:
        """The URLs of portals and keys of systems that are chosen, in the order of the inventory.

        Raises `InputError` where one that is named is not known, where nothing is chosen, and where nothing that is
        chosen is what the requirements are judged at.
        """
        inventory = plan.inventory
        _refuse_unknown("--portal", self.portals, plan.subjects)
        _refuse_unknown("--agency", self.agencies, [agency.id for agency in inventory.all_agencies])
        chosen = [*plan.subjects]
        if self.portals or self.agencies:
            wanted = {*self.portals, *_of_agencies(inventory, self.agencies)}
            chosen = [subject for subject in chosen if subject in wanted]
        if self.failing:
            known = [found for found in findings if found.open]
            failing = {
                found.portal for found in known if found.requirement in self.requirements or not self.requirements
            }
            chosen = [subject for subject in chosen if subject in failing]
        if not chosen:
            raise InputError(_("nothing that is known to fail is among what is to be looked at again"))
        if not self.requirements:
            return chosen
        about = {requirement.about for requirement in plan.profile.requirements if requirement.id in self.requirements}
        judged = [one for one in chosen if about & {"both", "system" if one.startswith(SYSTEM) else "portal"}]
        if not judged:
            raise InputError(
                _(
                    "{requirements} is not judged at what is to be looked at again; for what is judged at information "
                    "systems name these (--portal {example}), for the rest name portals"
                ).format(requirements=", ".join(self.requirements), example=system_key("ID"))
            )
        return judged

    def checks(self, profile: Profile, usual: Collection[str]) -> tuple[str, ...]:
        """Those of the usual checks that the requirements rest on, in their order.

        Raises `InputError` for a requirement that the profile does not have, or that can't be judged by these checks.
        """
        if not self.requirements:
            return tuple(usual)
        known = {requirement.id: requirement for requirement in profile.requirements}
        _refuse_unknown("--requirement", self.requirements, known)
        needed = set().union(*(_checks_of(known[name]) for name in self.requirements))
        required = set().union(*(_checks_of(known[name], "requires") for name in self.requirements))
        if lacking := sorted(required.difference(usual)):
            raise InputError(
                _("--requirement rests on checks that --checks leaves out: {checks}; leave --checks out").format(
                    checks=", ".join(lacking)
                )
            )
        return tuple(check for check in usual if check in needed)


def _checks_of(requirement: Requirement, *fields: str) -> set[str]:
    """The checks that a requirement rests on, or those that some of its predicates rest on."""
    kinds = kinds_of(requirement.parameters)
    asked = [text for field, text in requirement.predicates() if field in fields or not fields]
    return {check for text in asked for check in compiled_predicate(text, kinds).checks}


def _of_agencies(inventory: Inventory, agencies: Collection[str]) -> set[str]:
    """What agencies, and those below them, have: portals, and the systems that they own."""
    urls = {portal.url for portal in inventory.portals if _is_within(inventory, portal.agency, agencies)}
    return urls | {
        system_key(system.id) for system in inventory.systems if _is_within(inventory, system.owner, agencies)
    }


def _is_within(inventory: Inventory, agency: str, above: Iterable[str]) -> bool:
    return any(inventory.is_within(agency, one) for one in above)


def _refuse_unknown(option: str, asked: Iterable[str], known: Collection[str]) -> None:
    for name in asked:
        if name not in known:
            near = nearest(name, known)
            if near:
                raise InputError(
                    _("{option} {name} is not in the inventory or the profile; did you mean {near}?").format(
                        option=option, name=name, near=near["nearest"]
                    )
                )
            raise InputError(
                _("{option} {name} is not in the inventory or the profile; name one that is").format(
                    option=option, name=name
                )
            )

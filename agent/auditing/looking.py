"""Looks at one portal as an inventory and its authorisations allow."""

from __future__ import annotations

from datetime import datetime

from agent.auditing.plan import Plan
from agent.inventory import Inventory, Portal
from agent.inventory.authorisation import Authorisation
from checks.facts import EXPOSURE, WEAKNESSES
from checks.look import Look
from checks.means import Allowance, Network
from checks.network.politeness import Budget, Rate
from checks.network.scope import Scope
from checks.observation import Reason, Unseen
from checks.portal import OFFLINE, observe_portal
from checks.record import PortalRecord
from checks.trust_label.directory import Directory, Entry
from checks.web.confirmation import Confirmation
from reports.wording import ZONE


def observe(plan: Plan, portal: Portal, network: Network, directory: Directory | None) -> PortalRecord:
    """Look at one portal under the authorisations of its inventory."""
    inventory = plan.inventory
    system = inventory.system_of(portal)
    now = datetime.now(ZONE)
    barred: dict[str, Unseen] = {}
    allowing: list[Authorisation] = []
    for check in plan.checks:
        if check in OFFLINE:
            continue
        authorisation = inventory.authorisation_for(portal, check, now)
        if authorisation is None:
            barred[check] = Unseen(Reason.NOT_AUTHORISED, f"{portal.host}: {check}, {now:%d/%m/%Y %H:%M}")
        else:
            allowing.append(authorisation)
    allowed = allowing[0] if allowing else None
    scans = inventory.authorisation_for(portal, EXPOSURE, now)

    def allowance_at(host: str) -> Allowance | None:
        given = inventory.authorisation_for_host(host, "web", datetime.now(ZONE))
        return Allowance(given.scope, given.rate) if given else None

    look = Look(
        target=portal.target,
        network=network,
        now=now,
        scope=allowed.scope if allowed else Scope(),
        rate=allowed.rate if allowed else Rate(),
        allowance_at=allowance_at,
        system=plan.papers.of(system) if system else None,
        directory=directory,
        label_site=inventory.label_registry.site if inventory.label_registry else None,
        agencies=inventory.agency_names(portal),
        relatives=inventory.relatives(portal),
        province_zone=inventory.province.zone,
        tier=plan.tier,
        weaknesses=inventory.authorisation_for(portal, WEAKNESSES, now) is not None,
        exposure=Allowance(scans.scope, scans.rate) if scans else None,
        confirmation=Confirmation(**dict(found)) if (found := portal.incident_contact) else None,
        budget=Budget(allowed.rate_limit.budget) if allowed else Budget(),
        until=min((each.open_until(now) for each in allowing), default=None),
        document=allowed.document if allowed else None,
    )
    return observe_portal(look, plan.checks, barred, inventory.context(portal))


def directory_of(inventory: Inventory) -> Directory | None:
    """The label directory that the operator imported, as the check looks things up in it."""
    if inventory.label_directory is None:
        return None
    entries = [Entry(**entry.model_dump()) for entry in inventory.labels]
    return Directory(entries, inventory.label_directory.as_of)

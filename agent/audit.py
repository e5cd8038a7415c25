"""Runs one audit: plans it, looks at every portal, judges what was seen, keeps both.

A portal is finished when its record and its verdicts are stored together; an audit that was killed goes on
with the portals that are not. Nothing is stored before a later test of the vantage has shown that it could still see.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from agent.inventory import Inventory, Portal, System
from agent.inventory.authorisation import Authorisation
from agent.papers import Papers
from checks.blindness import blinded
from checks.facts import EXPOSURE, WEAKNESSES, Tier
from checks.look import Look
from checks.means import Allowance, Network
from checks.network.politeness import Rate
from checks.network.scope import Scope
from checks.observation import Reason, Unseen
from checks.portal import OFFLINE, observe_portal
from checks.record import PortalRecord, system_key
from checks.security_plan.record import State
from checks.trust_label.directory import Directory, Entry
from checks.vantage import Ability, Vantage, lost
from checks.web.confirmation import Confirmation
from policies.judge import Waiver, judge
from policies.requirement import Profile
from policies.verdict import Outcome, Verdict
from reports.wording import ZONE

log = logging.getLogger(__name__)

WORKERS = 24
"""Portals looked at side by side: the work is waiting for peers, and each address keeps its own rate."""

BETWEEN_TESTS = 5.0
"""Seconds between two tests of the vantage."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an audit is: portals done, those of them with a failing requirement, and the portals left."""

    done: int
    failing: int
    left: int


@dataclass(frozen=True)
class Plan:
    """What is asked of every portal and system; `tier` says how thoroughly TLS is looked at."""

    inventory: Inventory
    profile: Profile
    checks: Collection[str]
    law_date: date
    tier: Tier = "exact"

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
            system for system in asked if system.operation.state is not State.RETIRED or inventory.portals_of(system)
        ]

    @property
    def subjects(self) -> list[str]:
        """What is looked at, in order: the keys of systems and the URLs of portals."""
        return [system_key(system.id) for system in self.systems] + [portal.url for portal in self.inventory.portals]

    @property
    def waivers(self) -> list[Waiver]:
        """The inventory's waivers in the judge's words."""
        return [
            Waiver(given.requirement, given.subject, given.reason, given.approver, given.document, given.until)
            for given in self.inventory.waivers
        ]


def run(
    plan: Plan,
    portals: Sequence[Portal],
    network: Network,
    test: Callable[[], Vantage],
    save: Callable[[PortalRecord, list[Verdict]], None],
    fail: Callable[[str, str], None],
    tell: Callable[[Progress], None] = lambda progress: None,
    stop: threading.Event | None = None,
) -> Progress:
    """Look at `portals`, judge each and `save` it, in this thread; returns how far it came.

    After `stop` is set no further portal is begun; those under way are finished. A failure of ours at one portal is
    logged, told to `fail` (URL, error), and leaves that portal for later. `test` tests the vantage: what an ability
    that it lost was needed for, since the test before, is unseen.
    """
    stop = stop or threading.Event()
    directory = directory_of(plan.inventory)
    waiting = list(reversed(portals))
    running: dict[Future[PortalRecord], Portal] = {}
    doubts: dict[str, set[Ability]] = {}  # by URL: what was lost while the portal was looked at
    unconfirmed: list[PortalRecord] = []
    progress = Progress(done=0, failing=0, left=len(portals))
    tested = time.monotonic()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="look") as pool:
        while running or unconfirmed or (waiting and not stop.is_set()):
            while waiting and len(running) < WORKERS and not stop.is_set():
                portal = waiting.pop()
                running[pool.submit(observe, plan, portal, network, directory)] = portal
            seen = len(unconfirmed)
            tell(Progress(progress.done + seen, progress.failing, progress.left - seen))
            for future in wait(running, timeout=0.5, return_when=FIRST_COMPLETED).done:
                portal = running.pop(future)
                try:
                    unconfirmed.append(future.result())
                except Exception as error:
                    log.exception("our failure at %s", portal.url)
                    fail(portal.url, f"{type(error).__name__}: {error}")
            if time.monotonic() < tested + BETWEEN_TESTS and running:
                continue
            gone = _test_again(network, test)
            tested = time.monotonic()
            for url in [portal.url for portal in running.values()] + [each.portal["url"] for each in unconfirmed]:
                doubts.setdefault(url, set()).update(gone)
            for record in unconfirmed:
                record = blinded(record, doubts.pop(record.portal["url"]))
                verdicts = judge(record, plan.profile, plan.law_date, plan.waivers)
                save(record, verdicts)
                fails = any(verdict.verdict is Outcome.FAIL for verdict in verdicts)
                progress = Progress(progress.done + 1, progress.failing + fails, progress.left - 1)
            unconfirmed.clear()
    return progress


def _test_again(network: Network, test: Callable[[], Vantage]) -> frozenset[Ability]:
    """Test the vantage; what it has lost since the test before. Later looks are taken with what it has now."""
    before, network.vantage = network.vantage, test()
    gone = lost(before, network.vantage)
    if gone:
        log.warning("the vantage lost %s", ", ".join(sorted(gone)))
    return gone


def observe(plan: Plan, portal: Portal, network: Network, directory: Directory | None) -> PortalRecord:
    """Look at one portal under the authorisations of its inventory."""
    inventory = plan.inventory
    system = inventory.system_of(portal)
    now = datetime.now(ZONE)
    barred: dict[str, Unseen] = {}
    allowed: Authorisation | None = None
    for check in plan.checks:
        if check in OFFLINE:
            continue
        authorisation = inventory.authorisation_for(portal, check, now)
        if authorisation is None:
            barred[check] = Unseen(Reason.NOT_AUTHORISED, f"{portal.host}: {check}, {now:%d/%m/%Y %H:%M}")
        else:
            allowed = allowed or authorisation
    scans = inventory.authorisation_for(portal, EXPOSURE, now)
    look = Look(
        target=portal.target,
        network=network,
        now=now,
        scope=allowed.scope if allowed else Scope(),
        rate=allowed.rate if allowed else Rate(),
        in_scope=lambda host: inventory.authorisation_for_host(host, "web", now) is not None,
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
    )
    return observe_portal(look, plan.checks, barred, inventory.context(portal))


def directory_of(inventory: Inventory) -> Directory | None:
    """The label directory that the operator imported, as the check looks things up in it."""
    if inventory.label_directory is None:
        return None
    entries = [Entry(**entry.model_dump()) for entry in inventory.labels]
    return Directory(entries, inventory.label_directory.as_of)

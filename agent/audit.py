"""Runs one audit: plans it, looks at every portal, judges what was seen, keeps both.

A portal is finished when its record and its verdicts are stored together; an audit that was killed goes on
with the portals that are not.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date, datetime

from agent.inventory import Inventory, Portal, system_record
from agent.inventory.authorisation import ZONE, Authorisation
from checks.facts import WEAKNESSES, Tier
from checks.look import Look, Network
from checks.network.politeness import Rate
from checks.network.scope import Scope
from checks.observation import Reason, Unseen
from checks.portal import OFFLINE, observe_portal
from checks.record import PortalRecord
from checks.trust_label.directory import Directory, Entry
from policies.judge import Waiver, judge
from policies.requirement import Profile
from policies.verdict import Outcome, Verdict

log = logging.getLogger(__name__)

WORKERS = 24
"""Portals looked at side by side: the work is waiting for peers, and each address keeps its own rate."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an audit is: portals done, those of them with a failing requirement, and the portals left."""

    done: int
    failing: int
    left: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of every portal; `tier` says how thoroughly TLS is looked at."""

    inventory: Inventory
    profile: Profile
    checks: Collection[str]
    law_date: date
    tier: Tier = "exact"

    @property
    def waivers(self) -> list[Waiver]:
        """The inventory's waivers in the judge's words."""
        return [Waiver(**waiver.model_dump()) for waiver in self.inventory.waivers]


def run(
    plan: Plan,
    portals: Sequence[Portal],
    network: Network,
    save: Callable[[PortalRecord, list[Verdict]], None],
    fail: Callable[[str, str], None],
    tell: Callable[[Progress], None] = lambda progress: None,
    stop: threading.Event | None = None,
) -> Progress:
    """Look at `portals`, judge each and `save` it, in this thread; returns how far it came.

    After `stop` is set no further portal is begun; those under way are finished. A failure of ours at one portal is
    logged, told to `fail` (URL, error), and leaves that portal for later.
    """
    stop = stop or threading.Event()
    directory = directory_of(plan.inventory)
    waiting = list(reversed(portals))
    running: dict[Future[PortalRecord], Portal] = {}
    progress = Progress(done=0, failing=0, left=len(portals))
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="look") as pool:
        while running or (waiting and not stop.is_set()):
            while waiting and len(running) < WORKERS and not stop.is_set():
                portal = waiting.pop()
                running[pool.submit(observe, plan, portal, network, directory)] = portal
            tell(progress)
            for future in wait(running, timeout=0.5, return_when=FIRST_COMPLETED).done:
                portal = running.pop(future)
                try:
                    record = future.result()
                    verdicts = judge(record, plan.profile, plan.law_date, plan.waivers)
                except Exception as error:
                    log.exception("our failure at %s", portal.url)
                    fail(portal.url, f"{type(error).__name__}: {error}")
                    continue
                save(record, verdicts)
                fails = any(verdict.verdict is Outcome.FAIL for verdict in verdicts)
                progress = Progress(progress.done + 1, progress.failing + fails, progress.left - 1)
    return progress


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
    look = Look(
        target=portal.target,
        network=network,
        now=now,
        scope=allowed.scope if allowed else Scope(),
        rate=allowed.rate if allowed else Rate(),
        in_scope=lambda host: inventory.authorisation_for_host(host, "web", now) is not None,
        system=system_record(system) if system else None,
        directory=directory,
        tier=plan.tier,
        weaknesses=inventory.authorisation_for(portal, WEAKNESSES, now) is not None,
    )
    return observe_portal(look, plan.checks, barred, inventory.context(portal))


def directory_of(inventory: Inventory) -> Directory | None:
    """The label directory that the operator imported, as the check looks things up in it."""
    if inventory.label_directory is None:
        return None
    entries = [Entry(**entry.model_dump()) for entry in inventory.labels]
    return Directory(entries, inventory.label_directory.as_of)

"""Runs one audit: plans it, looks at every portal, judges what was seen, keeps both.

A portal is finished when its record and its verdicts are stored together; an audit that was killed goes on
with the portals that are not. Nothing is stored before a later test of the vantage has shown that it could still see.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from agent.auditing.looking import directory_of, observe
from agent.auditing.plan import Plan
from agent.inventory import Portal
from checks.blindness import blinded
from checks.means import Network
from checks.record import PortalRecord
from checks.vantage import Ability, Vantage, lost
from policies.judge import judge
from policies.verdict import Outcome, Verdict

log = logging.getLogger(__name__)

WORKERS = 24
"""Portals looked at side by side: the work is waiting for peers, and each address keeps its own rate."""

BETWEEN_TESTS = 5.0
"""Seconds between two tests of the vantage."""

GRACE = 20.0
"""Seconds after the end of the time of an audit in which the looks under way may still come to their own."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an audit is: portals done, those of them with a failing requirement, and the portals left."""

    done: int
    failing: int
    left: int


def run(
    plan: Plan,
    portals: Sequence[Portal],
    network: Network,
    test: Callable[[], Vantage],
    save: Callable[[PortalRecord, list[Verdict]], None],
    fail: Callable[[str, str], None],
    tell: Callable[[Progress], None] = lambda progress: None,
    stop: threading.Event | None = None,
    may_begin: Callable[[Portal], bool] = lambda portal: True,
    until: float = math.inf,
) -> Progress:
    """Look at `portals`, judge each and `save` it, in this thread; returns how far it came.

    After `stop` is set no further portal is begun; those under way are finished. After `until`, a time of
    `time.monotonic`, none is begun either, and looks that take longer than a grace are broken off: the traffic is
    halted. Where it is halted (`checks.network.politeness.Politeness.halt`), what is under way is thrown away.

    A portal that `may_begin` refuses when its turn comes is left. A failure of ours at one portal is logged, told to
    `fail` (URL, error), and leaves that portal for later. `test` tests the vantage: what an ability that it lost was
    needed for, since the test before, is unseen.
    """
    stop = stop or threading.Event()
    directory = directory_of(plan.inventory)
    waiting = list(reversed(portals))
    running: dict[Future[PortalRecord], Portal] = {}
    doubts: dict[str, set[Ability]] = {}  # by URL: what was lost while the portal was looked at
    unconfirmed: list[PortalRecord] = []
    progress = Progress(done=0, failing=0, left=len(portals))
    tested = time.monotonic()
    politeness = network.politeness

    def is_over() -> bool:
        return stop.is_set() or politeness.halted or time.monotonic() >= until

    with ThreadPoolExecutor(WORKERS, thread_name_prefix="look") as pool:
        while running or unconfirmed or (waiting and not is_over()):
            while waiting and len(running) < WORKERS and not is_over():
                portal = waiting.pop()
                if may_begin(portal):
                    running[pool.submit(observe, plan, portal, network, directory)] = portal
            seen = len(unconfirmed)
            tell(Progress(progress.done + seen, progress.failing, progress.left - seen))
            for future in wait(running, timeout=0.5, return_when=FIRST_COMPLETED).done:
                portal = running.pop(future)
                if politeness.halted:
                    continue
                try:
                    unconfirmed.append(future.result())
                except Exception as error:
                    log.exception("our failure at %s", portal.url)
                    fail(portal.url, f"{type(error).__name__}: {error}")
            if politeness.halted:
                unconfirmed.clear()  # the vantage may not be tested any more
                continue
            too_late = bool(running) and time.monotonic() >= until + GRACE
            if time.monotonic() < tested + BETWEEN_TESTS and running and not too_late:
                continue
            gone = _test_again(network, test)
            tested = time.monotonic()
            for url in [portal.url for portal in running.values()] + [each.portal["url"] for each in unconfirmed]:
                doubts.setdefault(url, set()).update(gone)
            for record in unconfirmed:
                url = record.portal["url"]
                try:
                    record = blinded(record, doubts.pop(url))
                    verdicts = judge(record, plan.profile, plan.law_date, plan.waivers)
                except Exception as error:
                    log.exception("our failure at %s", url)
                    fail(url, f"{type(error).__name__}: {error}")
                    continue
                save(record, verdicts)
                fails = any(verdict.verdict is Outcome.FAIL for verdict in verdicts)
                progress = Progress(progress.done + 1, progress.failing + fails, progress.left - 1)
            unconfirmed.clear()
            if too_late:
                log.warning("the time of the audit is over: %d looks are broken off", len(running))
                politeness.halt()
    return progress


def _test_again(network: Network, test: Callable[[], Vantage]) -> frozenset[Ability]:
    """Test the vantage; what it has lost since the test before. Later looks are taken with what it has now."""
    before, network.vantage = network.vantage, test()
    gone = lost(before, network.vantage)
    if gone:
        log.warning("the vantage lost %s", ", ".join(sorted(gone)))
    return gone

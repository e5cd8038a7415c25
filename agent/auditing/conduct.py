"""Conducts one audit from its plan to its end: at a stretch, or in as many pieces as crashes, hours and doubts make of
it.

1. The audit is planned in the store, or one that did not end is taken up; no other process may hold it.
2. The papers of systems are judged, then the portals whose time has come are looked at (`agent.auditing.timetable`).
3. A portal that is owed another look (`agent.auditing.second_looks`) gets it when it is due.
4. What is due later is waited for, or left for a later call that goes on with this audit.
5. At the deadline what was not reached is left unseen, by name, and the audit is finished.
"""

from __future__ import annotations

import contextlib
import logging
import math
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from agent.auditing.holding import Hold, holding
from agent.auditing.load import joined, load_of
from agent.auditing.plan import Plan
from agent.auditing.run import Progress
from agent.auditing.saving import Done, finished_once, patiently, saved_once
from agent.auditing.second_looks import Wanted, together
from agent.auditing.shards import run_shared
from agent.auditing.stopping import StopSwitch, watching
from agent.auditing.timetable import Timetable
from agent.errors import InputError
from agent.inventory import Portal
from agent.journal import Journal, write_entry
from agent.network import Settings, open_network, self_test
from agent.store import Audit, AuditStatus, Store, StoreError
from agent.store.audit import Interruption, Kind
from agent.store.second_looks import Owed
from agent.systems import judge_systems
from agent.texts import _
from checks.means import Network
from checks.record import PortalRecord
from checks.vantage import Vantage
from policies.vantages import judge_looks
from policies.verdict import Verdict

log = logging.getLogger(__name__)

CLOCK_LEEWAY = 120.0
"""Seconds by which the clock may be set during an audit before the audit says so."""
ASLEEP = 20.0
"""Seconds after which one who waits looks at the clock again, which may have been set."""


class Why(StrEnum):
    """Why an audit came to its end, or to a pause."""

    FINISHED = "finished"
    DEADLINE = "deadline"
    """Finished, with portals that were not reached in time."""
    WAITING = "waiting"
    """What is left is due later."""
    STOPPED = "stopped"
    HALTED = "halted"
    """The stop switch ended all traffic."""
    FAILED = "failed"
    """Failures of ours left portals unseen."""


_CAME_BETWEEN = {
    Why.DEADLINE: Interruption.DEADLINE,
    Why.STOPPED: Interruption.STOPPED,
    Why.HALTED: Interruption.HALTED,
    Why.FAILED: Interruption.FAILED,
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How an audit is to be conducted; the defaults look at everything once and now.

    `deadline` counts from the audit's start. `confirm_after` is the time from a new failure to a second look, and
    `retry_unreached` are those from the first look at a portal that did not answer to the next ones. `spread` shares
    the portals out over a time. With `hours` a portal waits for the hours of its authorisation; `wait` waits within
    the call for what is due later. `stop_switch` is watched; `save_for` is how long a database may be away.
    With `finish_anyway` what we failed at is left unseen, and the audit is finished.
    """

    deadline: timedelta | None = None
    confirm_after: timedelta | None = None
    retry_unreached: tuple[timedelta, ...] = ()
    spread: timedelta | None = None
    hours: bool = False
    wait: bool = False
    stop_switch: StopSwitch | None = None
    save_for: timedelta = timedelta(minutes=10)
    finish_anyway: bool = False


@dataclass(frozen=True, slots=True)
class Conducted:
    """What became of an audit: `left` counts the portals and systems that it still owes, `failed` those of them that
    were left by a failure of ours; `next_due` is when the next is due where it waits."""

    audit: Audit
    left: int
    failed: int
    next_due: datetime | None
    why: Why


def conduct(
    store: Store,
    plan: Plan,
    settings: Settings,
    wishes: Wishes,
    *,
    resume: bool = False,
    audit_id: str | None = None,
    kind: Kind = Kind.WHOLE,
    any_law_date: bool = False,
    any_tier: bool = False,
    stop: threading.Event | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Conducted:
    """Conduct an audit as wished: a new one, with `resume` the newest unfinished one that asks the same
    (`Store.begin`), or that very one of `audit_id`.

    After `stop` is set the portals under way are finished, and no other is begun. Raises `VantageError` where nothing
    could be observed, `InputError` where another process works on the audit or all traffic is halted, and `StoreError`
    where the database is away for too long: the audit then is interrupted, and may be gone on with.
    """
    asked = wishes.stop_switch.asked() if wishes.stop_switch else None
    if asked is not None:
        raise InputError(
            _("all traffic was halted by {who}; lift that with 'tuanthu stop --lift'").format(who=asked.who)
        )
    with closing(open_network(settings)) as network:
        if audit_id is None:
            law, tier = any_law_date, any_tier
            audit = store.begin(plan, network.vantage, resume=resume, any_law_date=law, any_tier=tier, kind=kind)
        else:
            audit = store.audit(audit_id)
        with holding(store.database, audit.id) as hold:
            audit = store.take_up(audit.id, _note)
            plan = replace(plan, law_date=audit.law_date, tier=audit.tier)
            stretch = _Stretch(store, plan, settings, wishes, audit, network, stop or threading.Event(), tell, hold)
            conducted = stretch.conduct()
            if conducted.why is not Why.WAITING:
                told = {"audit": audit.id, "why": conducted.why.value, "left": str(conducted.left)}
                Journal(store.database).write("audit.finish" if conducted.audit.complete else "audit.stop", told)
            return conducted


def _note(connection: Connection, audit: Audit) -> None:
    write_entry(
        connection, "audit.begin" if audit.status is AuditStatus.PLANNED else "audit.resume", {"audit": audit.id}
    )


class _Stretch:
    """One stretch of an audit, from where the one before left it."""

    def __init__(
        self,
        store: Store,
        plan: Plan,
        settings: Settings,
        wishes: Wishes,
        audit: Audit,
        network: Network,
        stop: threading.Event,
        tell: Callable[[Progress], None],
        hold: Hold,
    ) -> None:
        self._store, self._plan, self._settings, self._wishes = store, plan, settings, wishes
        self._id, self._network, self._stop, self._tell, self._hold = audit.id, network, stop, tell, hold
        self._until = None if wishes.deadline is None else audit.started + wishes.deadline
        self._table = Timetable(plan, audit.started, self._until, wishes.spread, wishes.hours)
        self._wanted = Wanted(wishes.confirm_after, wishes.retry_unreached)
        self._clock = network.vantage.clock_offset
        self._failed: set[str] = set()
        self._failing = 0
        self._elsewhere: dict[str, int] = {}  # the load that other processes caused

    def conduct(self) -> Conducted:
        """Do what is due, and close the audit for now or for good."""
        if self._wanted.confirm_after is not None:
            known = {(found.portal, found.requirement) for found in self._patiently(self._store.findings) if found.open}
            self._wanted = replace(self._wanted, known=known)
        try:
            with self._watched():
                next_due = self._work()
            return self._closed(next_due)
        except StoreError as error:
            if isinstance(error.__cause__, OperationalError):
                with contextlib.suppress(StoreError):
                    self._hold.make_sure()
                    load, why = self._caused(), Interruption.DATABASE
                    self._store.finish_audit(self._id, complete=False, load=load, why=why)
            raise

    def _watched(self) -> AbstractContextManager[object]:
        switch = self._wishes.stop_switch
        return watching(switch, self._network.politeness, self._stop) if switch else nullcontext()

    def _work(self) -> datetime | None:
        """Do all that is due; returns when the next of the rest is."""
        left = self._remaining()
        self._miss(set(left) - set(self._plan.subjects))  # the inventory was changed meanwhile
        judge_systems(self._plan, left, self._network.vantage, self._save_portal, self._fail)
        while not self._is_over():
            now = datetime.now(UTC)
            undone = set(self._remaining()) - self._failed
            self._table.owed = self._owed()
            ready, later = self._table.split([one for one in self._plan.portals if one.url in undone], now)
            if self._until is not None and later is not None:
                later = min(later, self._until)
            if ready:
                self._look(ready, now)
            elif later is None or not self._wishes.wait:
                return later
            else:
                self._hold.beat()
                self._stop.wait(min(ASLEEP, (later - now).total_seconds()))
        return None

    def _is_over(self) -> bool:
        return self._stop.is_set() or self._network.politeness.halted or self._is_late()

    def _is_late(self) -> bool:
        return self._until is not None and datetime.now(UTC) >= self._until

    def _look(self, portals: list[Portal], now: datetime) -> None:
        left = len(self._remaining())
        done = len(self._plan.subjects) - left
        failing = self._failing

        def tell(progress: Progress) -> None:
            self._hold.beat()
            self._failing = failing + progress.failing
            self._tell(Progress(done + progress.done, self._failing, left - progress.done))

        until = math.inf if self._until is None else time.monotonic() + (self._until - now).total_seconds()
        shared = run_shared(
            self._plan,
            portals,
            self._network,
            partial(self_test, self._settings),
            self._save,
            self._fail,
            tell,
            self._stop,
            may_begin=self._is_due,
            until=until,
            tested=self._tested,
        )
        self._elsewhere = joined(self._elsewhere, shared.load)
        tell(shared.progress)

    def _is_due(self, portal: Portal) -> bool:
        now = datetime.now(UTC)
        return self._table.due(portal, now) <= now

    def _tested(self, vantage: Vantage) -> None:
        """Note in the audit where the clock was set since the test before."""
        if abs(vantage.clock_offset - self._clock) > CLOCK_LEEWAY:
            self._patiently(partial(self._store.interrupt, self._id, Interruption.CLOCK))
        self._clock = vantage.clock_offset

    def _caused(self) -> dict[str, int]:
        """The load of this stretch, that of other processes among it."""
        return joined(load_of(self._network), self._elsewhere)

    def _save(self, record: PortalRecord, verdicts: list[Verdict]) -> None:
        """Store a look at a portal: as its last, or as one that is followed by another."""
        url, whole = record.portal["url"], record
        before = self._table.owed.get(url)
        if before is not None:
            whole = together([*self._looked(url).looks, record])
        owed = self._wanted.owed(whole, record, verdicts, before)
        if owed is not None and (self._until is None or owed.due < self._until):
            self._patiently(partial(self._store.save_look, self._id, whole, owed))
        elif whole.also:
            self._save_all_looks(whole)
        else:
            self._save_portal(whole, verdicts)

    def _save_all_looks(self, record: PortalRecord) -> None:
        """Store a portal by all of its looks; where we fail to judge them it is left for later."""
        url = record.portal["url"]
        try:
            verdicts = judge_looks(record, self._plan.profile, self._plan.law_date, self._plan.waivers)
        except Exception as error:
            log.exception("our failure at %s", url)
            self._fail(url, f"{type(error).__name__}: {error}")
        else:
            self._save_portal(record, verdicts)

    def _save_portal(self, record: PortalRecord, verdicts: list[Verdict]) -> None:
        self._patiently(saved_once(partial(self._store.save_portal, self._id, record, verdicts)))

    def _fail(self, subject: str, error: str) -> None:
        self._failed.add(subject)
        self._patiently(partial(self._store.fail_portal, self._id, subject, error))

    def _miss(self, subjects: Collection[str]) -> None:
        if subjects:
            self._patiently(partial(self._store.miss, self._id, subjects))

    def _remaining(self) -> list[str]:
        return self._patiently(partial(self._store.remaining, self._id))

    def _owed(self) -> Mapping[str, Owed]:
        return self._patiently(partial(self._store.owed, self._id))

    def _looked(self, url: str) -> PortalRecord:
        return self._patiently(partial(self._store.looked, self._id, url))

    def _patiently(self, act: Callable[[], Done]) -> Done:
        def held() -> Done:
            self._hold.make_sure()
            return act()

        return patiently(held, self._wishes.save_for, self._stop)

    def _closed(self, next_due: datetime | None) -> Conducted:
        """Close the audit: for good when nothing is left, or its time is over; else for now."""
        why, given_up = self._ended(next_due)
        came = _CAME_BETWEEN.get(why)
        if given_up:
            for url in self._owed():
                self._save_all_looks(self._looked(url))
            rest = self._remaining()
            self._miss(rest)
            came = came if rest else None
            why = Why.DEADLINE if came is Interruption.DEADLINE else Why.FINISHED
        left = self._remaining()
        load, waits = self._caused(), why is Why.WAITING
        finish = partial(self._store.finish_audit, complete=not left, load=load, why=came, waits=waits)
        audit = self._patiently(finished_once(self._store, self._id, finish))
        return Conducted(audit, len(left), len(self._failed & set(left)), next_due if waits else None, why)

    def _ended(self, next_due: datetime | None) -> tuple[Why, bool]:
        """Why this stretch ended, and whether what is left is given up."""
        left = self._remaining()
        if not left:
            return Why.FINISHED, False
        if self._is_late():
            return Why.DEADLINE, True
        if self._network.politeness.halted:
            return Why.HALTED, False
        if self._stop.is_set():
            return Why.STOPPED, False
        if next_due is not None:
            return Why.WAITING, False
        return Why.FAILED, self._wishes.finish_anyway

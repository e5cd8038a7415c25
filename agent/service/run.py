"""One run of the schedule, from its audit to report and notices: `python -m agent.service.run RUN --config FILE`.

The service starts it as a process of its own, so that nothing that happens to a run happens to the service.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from agent.auditing.conduct import Conducted, Why, Wishes, conduct
from agent.auditing.plan import Plan
from agent.auditing.stopping import StopSwitch
from agent.cli.settings import settings_from
from agent.errors import EXIT_INPUT, EXIT_OURS, InputError, VantageError
from agent.formats import Wanted
from agent.inventory import InventoryError, load_inventory
from agent.journal import SERVICE, Journal
from agent.notices.compose import write_notices
from agent.output import ensure_writable
from agent.profiles import read_profile
from agent.reporting import report_of, write_report
from agent.schedule.calendar import LONGEST_SHIFT, DaysOff, beginning, closing, opening
from agent.schedule.entry import Entry
from agent.schedule.store import Schedules
from agent.service.runs import Run, Runs, RunState
from agent.store import Audit, Store, StoreError
from agent.store.audit import Kind
from agent.texts import _, language
from checks.record import system_key
from policies.catalogue import CatalogueError
from reports.wording import ZONE

if TYPE_CHECKING:
    from agent.settings import ServiceSettings

log = logging.getLogger("agent.service.run")

_HALTED = timedelta(minutes=1)
"""How long a run rests that the stop switch ended; the service begins none while it is on."""
_ORPHANED = 0.5
"""Seconds between two looks whether the service is still there."""


def execute_run(run_id: int, settings: ServiceSettings, stop: threading.Event | None = None) -> RunState:
    """Take a run as far as it comes now: until its end, its next rest, or a failure; what came of it is in its row.

    After `stop` is set no further portal is begun. Raises `StoreError` when that can't be written down.
    """
    with Store(settings.database) as store:
        runs = Runs(store.database)
        run = runs.begin(run_id)
        try:
            return _executed(store, runs, run, settings, stop or threading.Event()).state
        except (InputError, VantageError, CatalogueError) as error:
            told = str(error)
        except InventoryError as error:
            told = error.sentences(language())
        except StoreError as error:
            told = error.sentence(language())
        except Exception as error:
            log.exception("our failure in run %d", run.id, extra={"run": run.id, "schedule": run.schedule})
            told = _("tuanthu itself failed ({error}); its log says where").format(error=type(error).__name__)
        log.error("the run failed: %s", told, extra={"run": run.id, "schedule": run.schedule})
        return runs.fail(run.id, told, settings.schedule).state


def plan_of(entry: Entry, now: datetime) -> Plan:
    """What an entry asks, by the law of a day; raises what an inventory or a profile that can't be used raises."""
    inventory = load_inventory(entry.inventory)
    only: frozenset[str] | None = None
    if not entry.group.is_all:
        urls = set(entry.group.chosen(inventory))
        systems = {portal.system for portal in inventory.portals if portal.url in urls and portal.system}
        only = frozenset({*urls, *map(system_key, systems)})
    law_date = now.astimezone(ZONE).date()
    group = "" if only is None else entry.name
    return Plan(inventory, read_profile(entry.profile), entry.checks, law_date, entry.tls, only, group)


def _executed(store: Store, runs: Runs, run: Run, settings: ServiceSettings, stop: threading.Event) -> Run:
    entry = Schedules(store.database).get(run.schedule).entry
    now = datetime.now(UTC)
    if run.asked_by == SERVICE and opening(entry.hours, now) > now:
        return runs.rest(run.id, opening(entry.hours, now), _("it rests outside of its hours"))
    ensure_writable(settings.reports)
    plan = plan_of(entry, now)
    audit = store.audit(run.audit) if run.audit else _begun_before(store, runs, run, plan)
    if audit is None and run.asked_by == SERVICE:
        begins = beginning(entry, DaysOff.of(settings.schedule), now)
        if begins is None or begins > now:
            return runs.rest(run.id, begins or now + LONGEST_SHIFT, _("no run begins on this day"))
    told = None
    if audit is None or not audit.complete:
        conducted = _conducted(store, run, entry, plan, audit, settings, stop)
        audit = conducted.audit
        runs.note_audit(run.id, audit.id)
        if conducted.why not in (Why.FINISHED, Why.DEADLINE):
            return _rested(runs, run, entry, conducted, settings)
        if conducted.why is Why.DEADLINE:
            told = _("its deadline passed before everything was looked at")
    else:
        runs.note_audit(run.id, audit.id)
    report = report_of(store, audit)
    files = write_report(report, entry.formats, settings.reports, Wanted(entry.lang or settings.lang))
    Journal(store.database).write("report.write", {"audit": audit.id, "files": [file.name for file in files]}, SERVICE)
    write_notices(store, audit, settings.notices, datetime.now(UTC), report)
    log.info("the audit is finished and told", extra={"run": run.id, "schedule": run.schedule, "audit": audit.id})
    return runs.finish(run.id, told)


def _begun_before(store: Store, runs: Runs, run: Run, plan: Plan) -> Audit | None:
    """The audit that this run began before whoever saw to it was killed, finished or not: the first since then that
    is no other run's."""
    asked = (str(plan.inventory.path), plan.group, set(plan.checks), Kind.WHOLE)
    others = runs.audits_of_others(run.id)
    for audit in reversed(store.audits()):
        same = (audit.inventory, audit.group, set(audit.checks), audit.kind) == asked
        if same and audit.id not in others and run.started is not None and audit.started >= run.started:
            return audit
    return None


def _conducted(
    store: Store,
    run: Run,
    entry: Entry,
    plan: Plan,
    audit: Audit | None,
    settings: ServiceSettings,
    stop: threading.Event,
) -> Conducted:
    """Conduct the audit until it ends, rests, or the hours of its entry are over."""
    plan.papers.open()
    wishes = Wishes(
        deadline=entry.deadline,
        confirm_after=settings.audits.confirm_after,
        retry_unreached=settings.audits.retry_unreached,
        spread=entry.spread or None,
        hours=True,
        stop_switch=StopSwitch(store.database, settings.stop_file),
        save_for=settings.audits.save_for,
        finish_anyway=run.attempts + 1 >= settings.schedule.attempts,
    )
    now = datetime.now(UTC)
    closes = closing(entry.hours, now) if run.asked_by == SERVICE else None
    timer = threading.Timer((closes - now).total_seconds(), stop.set) if closes else None
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        network = settings_from(plan.inventory, None, None, None, None)
        return conduct(
            store,
            plan,
            replace(network, contact=network.contact or settings.contact),
            wishes,
            resume=False,
            stop=stop,
            tell=lambda progress: None,
            audit_id=audit.id if audit else None,
        )
    finally:
        if timer is not None:
            timer.cancel()


def _rested(runs: Runs, run: Run, entry: Entry, conducted: Conducted, settings: ServiceSettings) -> Run:
    """Let a run rest, or fail, whose audit has not come to its end."""
    now = datetime.now(UTC)
    left = conducted.left
    if conducted.why is Why.FAILED:
        told = _("{count} portals or systems are left by failures of ours; the log says which").format(
            count=conducted.failed or left
        )
        return runs.fail(run.id, told, settings.schedule)
    if conducted.why is Why.HALTED:
        return runs.rest(run.id, now + _HALTED, _("the stop switch ended all traffic"))
    if conducted.why is Why.WAITING:
        told = _("{count} portals or systems are due later").format(count=left)
        return runs.rest(run.id, max(now, conducted.next_due or now), told)
    if run.asked_by == SERVICE and opening(entry.hours, now) > now:
        return runs.rest(run.id, opening(entry.hours, now), _("it rests outside of its hours"))
    return runs.rest(run.id, now, _("it was stopped, with {count} portals or systems left").format(count=left))


def main(arguments: list[str]) -> int:
    """The process of one run; its exit status is 0 when what came of it is written down."""
    from agent.cli.main import collect_rarely
    from agent.logs import set_up
    from agent.settings import load_settings

    parser = argparse.ArgumentParser("python -m agent.service.run")
    parser.add_argument("run", type=int)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--parent", type=int)
    asked = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    if asked.parent is not None:
        threading.Thread(target=_end_with, args=(asked.parent,), name="parent", daemon=True).start()
    collect_rarely()
    try:
        settings = load_settings(asked.config)
        set_up(settings.log)
        execute_run(asked.run, settings, stop)
    except InputError as error:
        log.error("%s", error, extra={"run": asked.run})
        return EXIT_INPUT
    except StoreError as error:
        log.error("%s", error.sentence(language()), extra={"run": asked.run})
        return EXIT_OURS
    return 0


def _end_with(parent: int) -> None:
    """End at once when the service is gone, for the next one takes this run up; nothing that is stored is lost."""
    while os.getppid() == parent:
        time.sleep(_ORPHANED)
    os._exit(EXIT_OURS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

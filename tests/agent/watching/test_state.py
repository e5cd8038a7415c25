"""How the service stands is read from its database, of each kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from agent.settings import ServiceSettings
from agent.store import Store
from agent.store.audit import Kind
from agent.store.schema import audits
from agent.watching.state import Beat, beat_of, schema_of, state_of
from policies.verdict import Outcome
from tests.agent.store.made import START, WWW, XA, look, planned, record, verdict
from tests.agent.watching.made import DAY, HOUR, beat, notice, run, sign


def test_of_an_empty_store_nothing_is_claimed(store: Store, settings: ServiceSettings) -> None:
    state = state_of(store.database, settings, START)
    assert (state.audits, state.last_good, state.running, state.runs) == ({}, None, None, {})
    assert (state.beat, state.silent, state.schedules, state.backup, state.stopped) == (None, True, [], None, False)
    assert (state.outbox.states, state.outbox.oldest) == ({}, None)
    assert (state.journal, state.database_bytes > 0, (state.free_bytes or 0) > 0) == (0, True, True)


def test_the_last_good_audit_is_the_newest_whole_one_that_finished(store: Store, settings: ServiceSettings) -> None:
    old = look(store, START - DAY, verdict(Outcome.FAIL))
    unknown = verdict(Outcome.UNKNOWN), verdict(Outcome.UNKNOWN, "tls.other"), verdict(Outcome.PASS, "tls.passes")
    good = look(store, START, *unknown)
    again = look(store, START + HOUR, verdict(Outcome.PASS))
    with store.database.writing() as connection:
        for audit, minutes, kind in ((old, 0, Kind.WHOLE), (good, 1, Kind.WHOLE), (again, 2, Kind.RECHECK)):
            values = {"finished": START + timedelta(minutes=minutes), "kind": kind}
            connection.execute(update(audits).where(audits.c.id == audit.id).values(values))
    state = state_of(store.database, settings, START + DAY)
    assert state.last_good is not None
    assert state.last_good.id == good.id
    assert (state.last_good.portals, state.last_good.per_second) == ({"planned": 1, "done": 1}, 1 / 60)
    assert (state.last_good.unseen["timeout"], state.last_good.unseen["our_error"]) == (2, 0)
    assert state.audits == {"finished": 3}
    assert state_of(store.database, settings, START + DAY, state).last_good is state.last_good


def test_a_running_audit_tells_how_far_it_is_and_how_fast(store: Store, settings: ServiceSettings) -> None:
    audit = planned(store, START)
    assert state_of(store.database, settings, START).running is None
    with store.database.writing() as connection:
        connection.execute(update(audits).values(status="running"))
    store.save_portal(audit.id, record(WWW, START + 10 * timedelta(seconds=1)), [])
    state = state_of(store.database, settings, START + timedelta(seconds=20))
    assert state.running is not None
    assert (state.running.portals, state.running.per_second) == ({"done": 1, "planned": 1}, 1 / 20)
    store.fail_portal(audit.id, XA, "ours")
    later = state_of(store.database, settings, START + timedelta(minutes=5))
    assert later.running is not None
    assert (later.running.portals, later.running.per_second) == ({"done": 1, "failed": 1}, 0.0)


def test_the_outbox_is_as_old_as_what_should_have_been_sent(store: Store, settings: ServiceSettings) -> None:
    notice(store, "sent", "sent", START - DAY)
    notice(store, "quiet", "waiting", START - 9 * HOUR, wait=12 * HOUR)
    assert state_of(store.database, settings, START).outbox.oldest is None
    notice(store, "due", "sending", START - 2 * HOUR)
    notice(store, "tried", "waiting", START - 3 * HOUR, attempts=2, wait=4 * HOUR)
    outbox = state_of(store.database, settings, START).outbox
    assert (outbox.states, outbox.oldest) == ({"sent": 1, "waiting": 2, "sending": 1}, START - 3 * HOUR)


def test_signs_of_life_are_told(store: Store, settings: ServiceSettings) -> None:
    beat(store, START)
    run(store, START, "waiting")
    sign(store, "backup", START - DAY)
    assert settings.stop_file is not None
    settings.stop_file.touch()
    state = state_of(store.database, settings, START + timedelta(seconds=59))
    assert (state.beat, state.silent) == (Beat(START, 4711, "may-chu"), False)
    assert (state.backup, state.stopped, state.runs) == (START - DAY, True, {"waiting": 1})
    assert state_of(store.database, settings, START + timedelta(seconds=60)).silent is True
    assert state_of(store.database, settings, START - timedelta(seconds=60)).silent is True  # its clock was put back
    assert beat_of(store.database) == state.beat


def test_the_migration_of_the_database_is_read(store: Store) -> None:
    assert schema_of(store.database) == "0005"


def test_the_disks_of_database_and_reports_are_measured(
    sqlite_url: str, settings_on: Callable[..., ServiceSettings]
) -> None:
    settings = settings_on(sqlite_url)
    with Store(sqlite_url) as store:
        assert not settings.reports.exists()  # it counts as where it will be
        assert (state_of(store.database, settings, START).free_bytes or 0) > 0


def test_other_settings_have_another_hash(sqlite_url: str, settings_on: Callable[..., ServiceSettings]) -> None:
    with Store(sqlite_url) as store:
        first, second = (
            state_of(store.database, settings_on(sqlite_url, late_hours=hours), START) for hours in (26, 27)
        )
    assert first.settings != second.settings

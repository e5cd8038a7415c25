from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from agent.auditing.plan import Plan
from agent.journal import Journal, write_entry
from agent.store import Audit, AuditStatus, Store, StoreError
from agent.store.audit import Interruption
from agent.store.errors import Text
from checks.vantage import Vantage
from policies.changes import Change, ChangeKind, compare
from policies.requirement import Profile
from policies.requirement import Text as Words
from policies.verdict import Outcome
from tests.agent.inventory.conftest import Desk
from tests.agent.store.made import REQUIREMENT, START, WEEK, WWW, XA, look, planned, record, verdict

VANTAGE = Vantage("lab", ipv4=True, ipv6=False, resolver="127.0.0.53:5300")
MINUTE = dt.timedelta(minutes=1)


def refusal(call: object, *arguments: object) -> Text:
    assert callable(call)
    with pytest.raises(StoreError) as caught:
        call(*arguments)
    return caught.value.text


def test_a_planned_audit_remembers_what_is_asked(store: Store) -> None:
    audit = planned(store)

    assert store.audit(audit.id) == audit
    assert (audit.status, audit.started, audit.finished) == (AuditStatus.PLANNED, START, None)
    assert (audit.province, audit.profile, audit.law_date) == ("Tỉnh Thí Điểm", "vn-2026", dt.date(2026, 11, 21))
    assert (audit.checks, audit.vantage, audit.load) == (("ipv6", "tls"), {"name": "lab", "ipv6": True}, {})
    assert [agency["name"] for agency in audit.agencies] == ["UBND tỉnh"]


def test_two_audits_of_one_minute_get_two_ids(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = iter(["20261121-2310-0000", "20261121-2310-0000", "20261121-2310-0001"])
    monkeypatch.setattr("agent.store.planning.new_id", lambda now: next(ids))

    assert planned(store).id < planned(store).id


def test_an_audit_of_nothing_has_nothing_left(store: Store) -> None:
    assert store.remaining(planned(store, subjects=[]).id) == []


def test_what_remains_are_the_portals_that_are_not_saved_in_the_order_of_the_plan(store: Store) -> None:
    audit = planned(store, subjects=["https://c.test/", "https://a.test/", "https://b.test/"])
    assert store.remaining(audit.id) == ["https://c.test/", "https://a.test/", "https://b.test/"]

    store.fail_portal(audit.id, "https://b.test/", "KeyError: '\0\ud800'")
    store.save_portal(audit.id, record("https://a.test/"), [])

    assert store.remaining(audit.id) == ["https://c.test/", "https://b.test/"]


def test_a_portal_that_failed_once_may_still_be_saved(store: Store) -> None:
    audit = planned(store)
    store.fail_portal(audit.id, WWW, "our error")
    store.save_portal(audit.id, record(WWW), [])

    assert store.remaining(audit.id) == [XA]


def test_a_portal_is_saved_once_and_only_when_planned(store: Store) -> None:
    audit = planned(store)
    store.save_portal(audit.id, record(WWW), [verdict(Outcome.FAIL)])

    assert refusal(store.save_portal, audit.id, record(WWW, START + WEEK), []) is Text.SAVED_TWICE
    assert refusal(store.fail_portal, audit.id, WWW, "too late") is Text.SAVED_TWICE
    assert refusal(store.save_portal, audit.id, record("https://other.test/"), []) is Text.NOT_PLANNED
    assert [found.finished for found in store.records(audit.id)] == [START.isoformat()]


def test_a_portal_that_can_not_be_saved_whole_is_not_saved_at_all(store: Store) -> None:
    audit = planned(store)
    twice = [verdict(Outcome.FAIL), verdict(Outcome.PASS)]

    assert refusal(store.save_portal, audit.id, record(WWW), twice) is Text.FAILED
    assert (store.records(audit.id), store.verdicts(audit.id), store.findings()) == ([], {}, [])
    assert store.remaining(audit.id) == [WWW, XA]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    folder = tmp_path / "inventory"
    folder.mkdir()
    profile = Profile(name="vn-2026", title=Words(vi="Hồ sơ", en="Profile"), requirements=())
    return Plan(Desk(folder).load(), profile, ["tls", "ipv6"], dt.date(2026, 11, 21))


def test_an_audit_begins_with_the_plan_of_its_inventory(store: Store, plan: Plan) -> None:
    audit = store.begin(plan, VANTAGE)

    assert (audit.status, audit.inventory_digest) == (AuditStatus.PLANNED, plan.inventory.digest)
    assert (audit.province, audit.profile, audit.checks) == ("Tỉnh Thí Điểm", "vn-2026", ("ipv6", "tls"))
    assert audit.vantage == VANTAGE.as_json()
    assert store.remaining(audit.id) == [portal.url for portal in plan.inventory.portals]
    assert [(agency["id"], agency["parent_id"]) for agency in audit.agencies] == [
        ("ubnd-tinh", None),
        ("so-khcn", "ubnd-tinh"),
        ("ttcntt", "so-khcn"),
        ("xa-mot", None),
    ]
    assert audit.agencies[0]["contact"] == {
        "name": "Nguyễn Văn A",
        "phone": "0237123456",
        "email": "a@thidiem.gov.test",
    }


def test_an_audit_goes_on_only_when_asked_to(store: Store, plan: Plan) -> None:
    first = store.begin(plan, VANTAGE)
    store.finish_audit(first.id, complete=False, load={})
    resumed = store.take_up(store.begin(plan, VANTAGE, resume=True).id)

    assert (resumed.id, resumed.status, resumed.finished) == (first.id, AuditStatus.RUNNING, None)
    assert resumed.interruptions == ()
    assert store.begin(plan, VANTAGE).id != first.id
    of_one = replace(plan, only=frozenset(plan.subjects[:1]))
    assert store.begin(of_one, VANTAGE, resume=True).id != first.id, "it asks the same of others"


def test_an_audit_that_ended_without_a_word_says_so_when_it_is_taken_up(store: Store, plan: Plan) -> None:
    audit = store.take_up(store.begin(plan, VANTAGE).id)
    assert audit.interruptions == ()
    assert [each["why"] for each in store.take_up(audit.id).interruptions] == ["killed"]
    waits = store.finish_audit(audit.id, complete=False, load={}, waits=True)
    assert waits.status is AuditStatus.WAITING
    assert len(store.take_up(audit.id).interruptions) == 1
    stopped = store.finish_audit(audit.id, complete=False, load={}, why=Interruption.STOPPED)
    assert [each["why"] for each in stopped.interruptions] == ["killed", "stopped"]


def test_what_is_noted_of_taking_an_audit_up_is_there_exactly_when_it_is(store: Store, plan: Plan) -> None:
    audit = store.begin(plan, VANTAGE)

    def note(connection: Connection, before: Audit) -> None:
        write_entry(connection, "audit.begin", {"was": before.status.value})
        if before.status is AuditStatus.RUNNING:
            raise KeyboardInterrupt

    assert store.take_up(audit.id, note).status is AuditStatus.RUNNING
    with pytest.raises(KeyboardInterrupt):
        store.take_up(audit.id, note)
    assert store.audit(audit.id).interruptions == ()
    assert [entry.details for entry in Journal(store.database).entries(act="audit.begin")] == [{"was": "planned"}]


def test_an_audit_that_was_killed_goes_on_in_its_own_tier(store: Store, plan: Plan) -> None:
    killed = store.begin(replace(plan, tier="full"), VANTAGE)

    assert store.begin(plan, VANTAGE, resume=True, any_tier=True) == killed
    assert killed.tier == "full"
    assert store.begin(plan, VANTAGE, resume=True).tier == "exact", "a tier that is asked for is no other"


def test_where_nothing_is_unfinished_resuming_begins_anew(store: Store, plan: Plan) -> None:
    audit = store.begin(plan, VANTAGE, resume=True)

    assert store.audits() == [audit]


def test_an_interrupted_audit_is_the_one_to_resume(store: Store) -> None:
    audit = planned(store)
    asked = (audit.inventory_digest, audit.profile, audit.law_date, ["tls", "ipv6"], audit.tier)
    interrupted = store.finish_audit(audit.id, complete=False, load={"connections": 3})

    assert interrupted.status is AuditStatus.INTERRUPTED
    assert interrupted.finished is not None
    assert store.unfinished_audit(*asked) == interrupted

    store.finish_audit(audit.id, complete=True, load={"connections": 4, "queries": 1})
    assert store.unfinished_audit(*asked) is None
    assert store.audit(audit.id).load == {"connections": 7, "queries": 1}


def test_only_an_audit_that_asks_the_same_is_resumed(store: Store) -> None:
    older, audit = planned(store, START), planned(store, START + MINUTE)
    digest, profile, day, checks = audit.inventory_digest, audit.profile, audit.law_date, audit.checks
    newest = store.unfinished_audit(digest, profile, day, checks, "exact")

    assert newest == audit != older
    assert store.unfinished_audit(digest, profile, None, checks, None) == audit
    assert store.unfinished_audit("cd" * 32, profile, day, checks, "exact") is None
    assert store.unfinished_audit(digest, "internet-nl", day, checks, "exact") is None
    assert store.unfinished_audit(digest, profile, day + dt.timedelta(days=1), checks, "exact") is None
    assert store.unfinished_audit(digest, profile, day, ["tls"], "exact") is None
    assert store.unfinished_audit(digest, profile, day, checks, "quick") is None


def test_an_audit_is_found_by_its_id_its_beginning_or_as_the_latest(store: Store) -> None:
    first, second = planned(store, START), planned(store, START + WEEK)

    assert store.audit("latest") == second
    assert store.audit(first.id) == first
    assert store.audit("20261128") == second
    assert store.audits() == [second, first]


def test_an_audit_that_is_not_found_is_one_sentence(store: Store) -> None:
    assert refusal(store.audit, "latest") is Text.NO_AUDITS
    planned(store, START)
    planned(store, START)

    assert refusal(store.audit, "2027") is Text.NO_AUDIT
    assert refusal(store.audit, "%") is Text.NO_AUDIT
    assert refusal(store.audit, "2026") is Text.MANY_AUDITS
    assert refusal(lambda: store.finish_audit("2027", complete=True, load={})) is Text.NO_AUDIT


def test_the_previous_audit_is_the_last_finished_one_of_the_province(store: Store) -> None:
    def finished(weeks: int, complete: bool = True, **other: str) -> Audit:
        audit = planned(store, START + weeks * WEEK, **other)
        return store.finish_audit(audit.id, complete=complete, load={})

    first, second = finished(0), finished(1)
    finished(2, complete=False)
    finished(3, province="Tỉnh Bạn")
    last = finished(4)
    finished(5)

    assert store.previous_audit(last.id) == second
    assert store.previous_audit(second.id) == first
    assert store.previous_audit(first.id) is None


def test_the_previous_audit_is_rather_one_of_the_same_file(store: Store) -> None:
    same, other = look(store, START), planned(store, START + WEEK, inventory="xa.yaml")
    store.finish_audit(other.id, complete=True, load={})
    last, moved = planned(store, START + 2 * WEEK), planned(store, START + 2 * WEEK, inventory="moved.yaml")

    found = [store.previous_audit(audit.id) for audit in (last, moved)]
    assert [audit.id if audit else None for audit in found] == [same.id, other.id]


def test_changes_from_audit_to_audit_come_out_of_what_is_stored(store: Store) -> None:
    outcomes = [Outcome.FAIL, Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN]
    audits = [look(store, START + weeks * WEEK, verdict(outcome)) for weeks, outcome in enumerate(outcomes)]
    stored = [
        {
            (url, judged.requirement): judged.verdict
            for url, verdicts in store.verdicts(audit.id).items()
            for judged in verdicts
        }
        for audit in audits
    ]
    changes = [compare(stored[number], stored[number + 1], store.once_fixed(audits[number].id)) for number in range(3)]

    assert changes == [
        [Change(WWW, REQUIREMENT, kind)] for kind in (ChangeKind.FIXED, ChangeKind.REOPENED, ChangeKind.NOT_REOBSERVED)
    ]
    assert [store.once_fixed(audit.id) for audit in audits[:2]] == [set(), {(WWW, REQUIREMENT)}]
    since = [store.once_fixed(audits[2].id, since=audit.id) for audit in audits[:2]]
    assert since == [{(WWW, REQUIREMENT)}, set()]


def test_two_stores_on_one_database_see_the_same(url: str, store: Store) -> None:
    audit = planned(store)
    with Store(url) as other:
        other.save_portal(audit.id, record(WWW), [verdict(Outcome.FAIL)])

    assert store.records(audit.id) == [record(WWW)]


SAVE_FOR_EVER = """
import sys
from agent.store import Store
from policies.requirement import Profile
from policies.requirement import Text as Words
from policies.verdict import Outcome
from tests.agent.inventory.conftest import Desk
from tests.agent.store.made import record, verdict

store = Store(sys.argv[1])
for portal in store.remaining(sys.argv[2]):
    store.save_portal(sys.argv[2], record(portal), [verdict(Outcome.FAIL)])
    print(portal, flush=True)
"""


def test_a_killed_audit_loses_no_finished_portal_and_goes_on_with_the_others(url: str, store: Store) -> None:
    portals = [f"https://p{number}.test/" for number in range(500)]
    audit = planned(store, subjects=portals)
    command = [sys.executable, "-c", SAVE_FOR_EVER, url, audit.id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(20)]
        process.send_signal(signal.SIGKILL)
        told += [line.strip() for line in process.stdout if line.endswith("\n")]
    saved = [found.portal["url"] for found in store.records(audit.id)]

    assert process.returncode == -signal.SIGKILL
    assert told == portals[: len(told)]
    assert saved == portals[: len(saved)]
    assert len(told) <= len(saved) < len(portals)
    assert store.remaining(audit.id) == portals[len(saved) :]
    assert store.verdicts(audit.id) == {portal: [verdict(Outcome.FAIL)] for portal in saved}
    assert len(store.findings()) == len(saved)
    for found in store.records(audit.id):
        assert found == record(found.portal["url"])
    store.save_portal(audit.id, record(portals[-1]), [])
    assert portals[-1] not in store.remaining(audit.id)


@pytest.fixture
def closed(url: str) -> Iterator[Store]:
    with Store(url) as store:
        yield store


def test_a_store_that_was_closed_opens_again_by_itself(closed: Store) -> None:
    closed.close()

    assert closed.audits() == []

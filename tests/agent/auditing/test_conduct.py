"""An audit from its plan to its end, over kills, full disks, hours, deadlines and second looks, on a real province."""

from __future__ import annotations

import contextlib
import random
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

import agent.auditing.conduct
import agent.auditing.run
import policies.vantages
from agent.auditing.conduct import Why, Wishes, conduct
from agent.auditing.looking import observe
from agent.auditing.plan import Plan
from agent.auditing.stopping import StopSwitch
from agent.cli.settings import settings_from
from agent.errors import InputError
from agent.inventory import Portal, load_inventory
from agent.journal import Journal
from agent.network import self_test
from agent.reporting import report_of
from agent.store import Audit, AuditStatus, Store
from checks.means import Network
from checks.record import PortalRecord
from policies.judge import judge
from policies.verdict import Outcome, Verdict
from tests.agent.auditing.conftest import Conduct
from tests.agent.auditing.killed import finished, process
from tests.agent.auditing.same_store import normalised
from tests.small_province import AGENCIES, SmallProvince

SOON = timedelta(seconds=1.5)
AAAA = "ipv6.aaaa"
_END_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def of(store: Store, audit: Audit, url: str, requirement: str = AAAA) -> Outcome:
    return next(one.verdict for one in store.verdicts(audit.id)[url] if one.requirement == requirement)


def breaks(audit: Audit) -> list[str]:
    return [each["why"] for each in audit.interruptions]


def test_it_is_looked_at_at_a_stretch_and_journalled(conducted: Conduct, local: Store, plan: Plan) -> None:
    done = conducted()
    assert (done.why, done.left, done.failed, done.next_due) == (Why.FINISHED, 0, 0, None)
    assert (done.audit.status, done.audit.interruptions) == (AuditStatus.FINISHED, ())
    assert set(local.verdicts(done.audit.id)) == set(plan.subjects)
    assert [entry.act for entry in Journal(local.database).entries()] == ["audit.begin", "audit.finish"]


# ------------------------------------------------------------------------------------------------- crashes


@pytest.fixture
def many(province: SmallProvince, tmp_path: Path) -> Path:
    """An inventory of nine portals of the province: pages of its three hosts."""
    content = yaml.safe_load(province.inventory.read_text("utf-8"))
    content["portals"] = [
        {**portal, "url": f"{portal['url']}{page}"} for portal in content["portals"] for page in range(3)
    ]
    file = tmp_path / "many.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return file


def test_killed_at_any_moment_and_resumed_it_ends_as_if_nothing_had_happened(many: Path, tmp_path: Path) -> None:
    undisturbed, url = f"sqlite:///{tmp_path / 'undisturbed.db'}", f"sqlite:///{tmp_path / 'killed.db'}"
    finished(many, undisturbed)
    chance, left = random.Random(8), []  # noqa: S311 - any moments will do
    stored: dict[str, PortalRecord] = {}
    for further in (0, 1, 2, 3):
        with process(many, url) as (_running, told):
            while told.recv() < len(stored) + further:
                pass
            threading.Event().wait(chance.uniform(0, 0.2))
        with Store(url) as store:
            (audit,) = store.audits()
            now = {record.portal["url"]: record for record in store.records(audit.id)}
            left.append(len(store.remaining(audit.id)))
        assert stored.items() <= now.items(), "what was stored is not looked at again"
        stored = now
    finished(many, url)
    with Store(undisturbed) as one, Store(url) as other:
        (audit,) = other.audits()
        assert (set(breaks(audit)), audit.complete) == ({"killed"}, True)
        assert normalised(other, audit.id) == normalised(one, one.audit("latest").id)
        last = {record.portal["url"]: record for record in other.records(audit.id)}
    assert stored.items() <= last.items()
    assert len(set(left)) > 1, "it was killed on its way"


def test_on_a_full_disk_it_waits_ends_and_is_resumed_with_no_portal_stored_by_half(many: Path, tmp_path: Path) -> None:
    file = tmp_path / "full.db"
    url, undisturbed = f"sqlite:///{file}", f"sqlite:///{tmp_path / 'undisturbed.db'}"
    finished(many, undisturbed)
    Store(url).close()
    with process(many, url, file.stat().st_size + 300_000) as (running, told):
        said = []
        with contextlib.suppress(EOFError):
            while True:
                said.append(told.recv())
        running.join(60)
    assert said[-1] == "FAILED"
    with Store(url) as store:
        (audit,) = store.audits()
        assert not audit.complete
        assert 0 < len(store.remaining(audit.id)) < 9
        assert set(store.verdicts(audit.id)).isdisjoint(store.remaining(audit.id))
    finished(many, url)
    with Store(undisturbed) as one, Store(url) as other:
        (audit,) = other.audits()
        assert normalised(other, audit.id) == normalised(one, one.audit("latest").id)


@pytest.mark.postgresql
def test_a_server_that_ends_all_connections_while_an_audit_waits_does_not_end_the_audit(
    plan: Plan, postgresql_url: str
) -> None:
    ended = []

    def end_all(progress: object) -> None:
        """In the middle of looking, before what is stored is read again."""
        with psycopg.connect(postgresql_url, autocommit=True) as other:
            ended.append(other.execute(_END_ALL).fetchall())

    settings = settings_from(plan.inventory, None, None, None, None)
    with Store(postgresql_url) as store:
        done = conduct(store, plan, settings, Wishes(), tell=end_all)
    assert (done.why, done.left, done.audit.interruptions) == (Why.FINISHED, 0, ())
    assert any(ended)


def test_a_stopped_audit_is_resumed_and_says_that_it_was_stopped(
    conducted: Conduct, local: Store, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    monkeypatch.setattr(agent.auditing.run, "WORKERS", 1)
    halfway = conducted(stop=stop, tell=lambda progress: stop.set())
    assert (halfway.why, halfway.left, halfway.audit.status) == (Why.STOPPED, 2, AuditStatus.INTERRUPTED)
    done = conducted(resume=True)
    assert done.audit.id == halfway.audit.id
    assert (done.why, breaks(done.audit)) == (Why.FINISHED, ["stopped"])
    acts = [entry.act for entry in Journal(local.database).entries()]
    assert acts == ["audit.begin", "audit.stop", "audit.resume", "audit.finish"]
    other = replace(plan, only=frozenset(plan.subjects[:1]))
    assert conducted(other, resume=True).audit.id != done.audit.id


def slow(plan: Plan, portal: Portal, network: Network, *others: Any) -> PortalRecord:
    """A look that takes longer than a test has time."""
    threading.Event().wait(3)
    return observe(plan, portal, network, *others)


def test_what_the_stop_switch_halts_is_no_fact_of_any_portal(
    conducted: Conduct, local: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = StopSwitch(local.database)

    def ask(progress: object) -> None:
        if not switch.asked():
            switch.ask("Bình", "thử")

    wishes = Wishes(stop_switch=switch)
    monkeypatch.setattr(agent.auditing.run, "observe", slow)
    halted = conducted(wishes=wishes, tell=ask)
    assert (halted.why, halted.left, breaks(halted.audit)) == (Why.HALTED, 3, ["halted"])
    assert local.records(halted.audit.id) == []
    with pytest.raises(InputError, match="stop --lift"):
        conducted(wishes=wishes)


def test_a_clock_that_was_set_is_told(conducted: Conduct, local: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def set_forward(*given: object) -> object:
        found = self_test(*given)  # type: ignore[arg-type]
        return replace(found, clock_offset=found.clock_offset + 3600)

    monkeypatch.setattr(agent.auditing.conduct, "self_test", set_forward)
    done = conducted()
    assert breaks(done.audit) == ["clock"]
    assert report_of(local, done.audit).interruptions == done.audit.interruptions


# ------------------------------------------------------------------------------------- deadlines, hours, second looks


def test_what_is_not_reached_by_the_deadline_is_missed_by_name_and_not_fixed(
    conducted: Conduct, local: Store, plan: Plan, province: SmallProvince
) -> None:
    province.set(without_ipv6=["so1", "so2", "xa3"])
    assert conducted().why is Why.FINISHED
    province.set()
    late = conducted(wishes=Wishes(deadline=timedelta(seconds=3), spread=timedelta(days=300), wait=True))
    report = report_of(local, late.audit)
    assert (late.why, late.left, late.audit.status) == (Why.DEADLINE, 0, AuditStatus.FINISHED)
    assert list(report.missed) == plan.subjects
    assert breaks(late.audit) == ["deadline"]
    assert {str(change.kind) for change in report.changes} == {"not_reobserved"}
    assert all(found.open for found in local.findings())


def test_a_look_that_takes_longer_than_the_deadline_is_broken_off(
    conducted: Conduct, local: Store, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent.auditing.run, "GRACE", 0.0)
    monkeypatch.setattr(agent.auditing.run, "observe", slow)
    late = conducted(wishes=Wishes(deadline=timedelta(seconds=2)))
    assert late.why is Why.DEADLINE
    assert local.missed(late.audit.id) == plan.subjects
    assert local.records(late.audit.id) == []


def test_a_new_failure_is_told_only_when_a_second_look_confirms_it(
    conducted: Conduct, local: Store, province: SmallProvince
) -> None:
    conducted()
    confirm = Wishes(confirm_after=SOON)
    patient = replace(confirm, wait=True)
    url = province.url("so1")
    province.set(without_ipv6=["so1"])
    first = conducted(wishes=confirm)
    assert (first.why, first.left, first.audit.status) == (Why.WAITING, 1, AuditStatus.WAITING)
    assert first.next_due is not None
    assert url not in {record.portal["url"] for record in local.records(first.audit.id)}
    assert not any(found.requirement == AAAA for found in local.findings()), "nothing is told yet"
    last = conducted(wishes=patient, audit_id=first.audit.id)
    assert (last.why, last.audit.interruptions) == (Why.FINISHED, ())
    assert of(local, last.audit, url) is Outcome.FAIL
    assert [found.portal for found in local.findings() if found.requirement == AAAA and found.open] == [url]
    again = conducted(wishes=confirm)
    assert again.why is Why.FINISHED, "a failure that is known is not looked at twice"


def test_where_the_second_look_sees_otherwise_nothing_is_concluded(
    conducted: Conduct, local: Store, province: SmallProvince
) -> None:
    conducted()
    confirm = Wishes(confirm_after=SOON)
    patient = replace(confirm, wait=True)
    province.set(without_ipv6=["so2"])
    first = conducted(wishes=confirm)
    province.set()
    last = conducted(wishes=patient, audit_id=first.audit.id)
    verdict = next(one for one in local.verdicts(last.audit.id)[province.url("so2")] if one.requirement == AAAA)
    assert verdict.verdict is Outcome.UNKNOWN
    assert "– đạt: " in verdict.because["vi"]
    assert "– không đạt: " in verdict.because["vi"]
    assert not any(found.requirement == AAAA for found in local.findings())
    (record,) = (one for one in local.records(last.audit.id) if one.also)
    assert record.observations["ipv6"]["aaaa"] == ["::1"], "the look that saw most, or the later, is the record"


def test_a_second_look_that_is_not_taken_before_the_deadline_leaves_the_first_to_count(
    conducted: Conduct, local: Store, province: SmallProvince
) -> None:
    province.set(without_ipv6=["so1"])
    done = conducted(wishes=Wishes(confirm_after=timedelta(hours=1), deadline=timedelta(minutes=30)))
    assert done.why is Why.FINISHED
    assert of(local, done.audit, province.url("so1")) is Outcome.FAIL


def test_a_portal_waits_for_the_hours_of_its_authorisation(conducted: Conduct, plan: Plan, tmp_path: Path) -> None:
    content = yaml.safe_load(plan.inventory.path.read_text("utf-8"))
    content["authorisations"][0]["hours"] = closed_now()
    file = tmp_path / "hours.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    asked = replace(plan, inventory=load_inventory(file))
    patient = conducted(asked, Wishes(hours=True))
    assert (patient.why, patient.left) == (Why.WAITING, len(AGENCIES))
    assert patient.next_due is not None
    assert timedelta() < patient.next_due - datetime.now(UTC) <= timedelta(hours=3)


def closed_now() -> str:
    """Hours of the day that begin two hours from now and last one."""
    opens = datetime.now(UTC) + timedelta(hours=7 + 2)
    return f"{opens:%H:%M}-{opens + timedelta(hours=1):%H:%M}"


def test_what_we_fail_at_is_left_and_given_up_only_when_that_is_wished(
    conducted: Conduct, local: Store, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> object:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(agent.auditing.run, "observe", broken)
    failed = conducted()
    assert (failed.why, failed.left, failed.failed) == (Why.FAILED, 3, 3)
    assert failed.audit.status is AuditStatus.INTERRUPTED
    given_up = conducted(wishes=Wishes(finish_anyway=True), audit_id=failed.audit.id)
    assert (given_up.why, given_up.left, given_up.audit.status) == (Why.FINISHED, 0, AuditStatus.FINISHED)
    assert local.missed(failed.audit.id) == plan.subjects
    assert breaks(given_up.audit) == ["failed", "failed"]


def test_a_portal_that_we_fail_to_judge_keeps_no_other_from_being_judged(
    conducted: Conduct, local: Store, plan: Plan, province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = province.url("so1")

    def broken(record: PortalRecord, *others: Any) -> list[Verdict]:
        if record.portal["url"] == url:
            raise RuntimeError("a bug of ours")
        return judge(record, *others)

    monkeypatch.setattr(agent.auditing.run, "judge", broken)
    failed = conducted()
    assert (failed.why, failed.failed, local.remaining(failed.audit.id)) == (Why.FAILED, 1, [url])
    monkeypatch.undo()
    province.set(without_ipv6=["so1"])
    waiting = conducted(wishes=Wishes(confirm_after=SOON), audit_id=failed.audit.id)
    assert list(local.owed(waiting.audit.id)) == [url]
    monkeypatch.setattr(policies.vantages, "judge", broken)
    given_up = Wishes(confirm_after=SOON, wait=True, finish_anyway=True)
    assert conducted(wishes=given_up, audit_id=failed.audit.id).audit.complete
    assert local.missed(failed.audit.id) == [url]

"""The metrics are what Prometheus reads, and the alert rules ask for metrics that there are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from typing import Any

import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from agent.journal import Journal
from agent.settings import ServiceSettings
from agent.store import Store
from agent.store.schema import audits
from agent.watching.metrics import exposition
from agent.watching.state import State, state_of
from checks.observation import Reason
from policies.verdict import Outcome
from tests.agent.store.made import START, WWW, look, planned, verdict
from tests.agent.watching.made import DAY, MONDAY, beat, notice, run, schedule, sign


def samples(state: State | None) -> dict[str, dict[tuple[str, ...], float]]:
    """Name of a metric → values of its labels → value, as Prometheus understands the text."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(exposition(lambda: state)().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def lively(store: Store, settings: ServiceSettings) -> State:
    """A store in which there is something of everything."""
    look(store, START, verdict(Outcome.UNKNOWN))
    running = planned(store, START + DAY)
    with store.database.writing() as connection:
        connection.execute(update(audits).where(audits.c.id == running.id).values(status="running"))
    Journal(store.database).write("service.start", {})
    beat(store, START + DAY, runs=3)
    sign(store, "backup", START)
    schedule(store)
    run(store, MONDAY, "waiting")
    notice(store, "a", "waiting", START)
    return state_of(store.database, settings, START + DAY + timedelta(seconds=30))


def test_everything_is_told_in_numbers(store: Store, settings: ServiceSettings) -> None:
    state = lively(store, settings)
    found = samples(state)
    assert found["tuanthu_database_up"] == {(): 1}
    assert found["tuanthu_audits"] == {("finished",): 1, ("running",): 1}
    assert found["tuanthu_last_good_audit_portals"] == {("done",): 1, ("planned",): 1}
    assert found["tuanthu_last_good_audit_unseen"].keys() == {(reason.value,) for reason in Reason}
    assert found["tuanthu_last_good_audit_unseen"][("timeout",)] == 1
    assert found["tuanthu_running_audit_portals"] == {("planned",): 2}
    assert found["tuanthu_audit_running"] == {(): 1}
    assert found["tuanthu_runs"] == {("waiting",): 1}
    assert found["tuanthu_notices"] == {("waiting",): 1}
    assert found["tuanthu_notices_oldest_seconds"] == {(): 86430}
    assert found["tuanthu_beat_age_seconds"] == {(): 30}
    assert (found["tuanthu_failing"][("runs",)], found["tuanthu_failing"][("notices",)]) == (3, 0)
    assert found["tuanthu_backup_age_seconds"] == {(): 86430}
    assert found["tuanthu_schedule_late_seconds"][("tinh",)] > 0
    assert found["tuanthu_schedule_next_timestamp_seconds"] == {("tinh",): (MONDAY + 7 * DAY).timestamp()}
    assert found["tuanthu_build_info"] == {(state.settings[:12], state.version): 1}
    head = Journal(store.database).head()
    assert found["tuanthu_journal_entries"] == {(): head.number}
    assert f"{found['tuanthu_journal_head'][()]:012.0f}" == f"{int(head.hash[:12], 16):012}"
    assert found["process_open_fds"][()] > 0
    assert WWW not in str(found)


def test_of_a_database_that_cannot_be_read_nothing_is_claimed() -> None:
    found = samples(None)
    assert found["tuanthu_database_up"] == {(): 0}
    assert [name for name in found if name.startswith("tuanthu_")] == ["tuanthu_database_up"]


def test_what_is_not_there_is_no_zero(store: Store, settings: ServiceSettings) -> None:
    found = samples(state_of(store.database, settings, START))
    for absent in ("tuanthu_last_good_audit_age_seconds", "tuanthu_beat_age_seconds", "tuanthu_backup_age_seconds"):
        assert absent not in found


def test_a_name_in_a_label_breaks_no_line_and_is_bounded(store: Store, settings: ServiceSettings) -> None:
    hostile = 'a"} 1\ntuanthu_stopped 1\n\\' + 200 * "x"
    found = samples(replace(state_of(store.database, settings, START), runs={hostile: 2}))
    assert found["tuanthu_runs"] == {(hostile[:64],): 2}
    assert found["tuanthu_stopped"] == {(): 0}


def test_the_alert_rules_ask_for_metrics_that_are_told(store: Store, settings: ServiceSettings) -> None:
    rules: Any = yaml.safe_load(resources.files("agent.service").joinpath("files", "alerts.yml").read_text("utf-8"))
    told = samples(lively(store, settings))
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    assert len({rule["alert"] for rule in alerts}) == len(alerts) > 0
    for rule in alerts:
        asked = set(re.findall(r"\btuanthu_\w+", rule["expr"]))
        assert asked <= told.keys()
        assert rule.keys() == {"alert", "expr", "for", "labels", "annotations"}
        assert rule["annotations"].keys() == {"summary", "description"}

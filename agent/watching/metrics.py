"""What Prometheus is told: the state of the service as metrics, none of which names a portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from agent.watching.state import AuditState, State

LONGEST_LABEL = 64
DIGITS = 12
"""Hexadecimal digits of a hash that are told: as many as Prometheus' numbers hold without loss."""
PARTS = ("leading", "beat", "schedule", "runs", "notices", "watching", "housekeeping")
"""The parts of a turn of the service (`agent.service.service`)."""


class StateCollector(Collector):
    """Asks for the state whenever the metrics are read; `tuanthu_database_up` alone is told where there is none."""

    def __init__(self, state: Callable[[], State | None]) -> None:
        self._state = state

    def describe(self) -> list[Metric]:
        """Nothing: the state is not asked for before the metrics are read."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The metrics of this moment."""
        state = self._state()
        yield _gauge("tuanthu_database_up", "Whether the database can be read", int(state is not None))
        if state is not None:
            yield from _metrics_of(state)


def exposition(state: Callable[[], State | None]) -> Callable[[], bytes]:
    """Writes the metrics of the state and of this process in Prometheus' text format whenever it is called."""
    registry = CollectorRegistry()
    registry.register(StateCollector(state))
    ProcessCollector(registry=registry)
    return lambda: generate_latest(registry)


def _metrics_of(state: State) -> Iterator[Metric]:
    running = {"version": state.version, "settings": state.settings[:DIGITS]}
    yield InfoMetricFamily("tuanthu_build", "The version that runs, and the hash of its settings", value=running)
    yield _family("tuanthu_audits", "Audits stored, by status", "status", state.audits)
    if state.last_good is not None:
        yield from _audit("tuanthu_last_good_audit", "the last finished audit", state.last_good)
        finished = state.last_good.finished or state.at
        yield _gauge(
            "tuanthu_last_good_audit_age_seconds",
            "Time since the last finished audit ended",
            (state.at - finished).total_seconds(),
        )
        yield _gauge(
            "tuanthu_last_good_audit_duration_seconds",
            "How long the last finished audit took",
            (finished - state.last_good.started).total_seconds(),
        )
        yield _family(
            "tuanthu_last_good_audit_unseen",
            "Verdicts of the last finished audit that are unknown, by the reason why nothing was seen",
            "reason",
            state.last_good.unseen,
        )
    yield _gauge(
        "tuanthu_audit_running",
        "Whether an audit is under way, or is to go on by itself",
        int(state.running is not None),
    )
    if state.running is not None:
        yield from _audit("tuanthu_running_audit", "the audit under way", state.running)
    yield _family("tuanthu_runs", "Runs of schedules, by state", "state", state.runs)
    yield _family("tuanthu_notices", "Notices in the outbox, by state", "state", state.outbox.states)
    yield _gauge(
        "tuanthu_notices_oldest_seconds",
        "Age of the oldest notice that should have been sent by now",
        (state.at - state.outbox.oldest).total_seconds() if state.outbox.oldest else 0,
    )
    if state.beat is not None:
        age = (state.at - state.beat.at).total_seconds()
        yield _gauge("tuanthu_beat_age_seconds", "Time since the service last said that it turns", age)
        failing = dict.fromkeys(PARTS, 0) | dict(state.beat.failing)
        yield _family("tuanthu_failing", "How often in a row a part of the service failed", "part", failing)
    yield from _schedules(state)
    yield _gauge("tuanthu_journal_entries", "Number of the journal's last entry", state.journal)
    if state.journal:
        head = int(state.journal_head[:DIGITS], 16)
        yield _gauge(
            "tuanthu_journal_head", "First 12 hexadecimal digits of the journal's last hash, as a number", head
        )
    yield _gauge("tuanthu_database_bytes", "Size of the database", state.database_bytes)
    if state.free_bytes is not None:
        yield _gauge("tuanthu_free_bytes", "Least free space of the disks of database and reports", state.free_bytes)
    yield _gauge("tuanthu_stopped", "Whether the stop switch is on", int(state.stopped))
    if state.backup is not None:
        age = (state.at - state.backup).total_seconds()
        yield _gauge("tuanthu_backup_age_seconds", "Time since the last backup", age)


def _audit(name: str, of: str, audit: AuditState) -> Iterator[Metric]:
    yield _family(f"{name}_portals", f"Portals of {of}, by status", "status", audit.portals)
    yield _gauge(f"{name}_portals_per_second", f"Portals of {of} done in a second", audit.per_second)
    yield _family(f"{name}_load", f"What {of} asked of the network, by kind", "kind", audit.load)


def _schedules(state: State) -> Iterator[Metric]:
    paused = {each.schedule: int(each.paused) for each in state.schedules}
    late = {each.schedule: each.late.by(state.at).total_seconds() if each.late else 0 for each in state.schedules}
    following = {each.schedule: each.following.timestamp() for each in state.schedules if each.following}
    yield _family("tuanthu_schedule_paused", "Whether a schedule is paused", "schedule", paused)
    yield _family("tuanthu_schedule_late_seconds", "How late the audit of a schedule is", "schedule", late)
    yield _family("tuanthu_schedule_next_timestamp_seconds", "When a schedule is due next", "schedule", following)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _family(name: str, told: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in values.items():
        family.add_metric([key[:LONGEST_LABEL]], value)
    return family

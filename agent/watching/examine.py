"""Examines a service from outside, part by part, for a person or a timer that asks `tuanthu doctor`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agent.auditing.stopping import Asked, StopSwitch
from agent.settings import ServiceSettings
from agent.store.engine import Database
from agent.store.errors import StoreError
from agent.store.signs import keep_sign
from agent.texts import _, language
from agent.watching.ailments import Ailment, ailments
from agent.watching.settings import GIGABYTE
from agent.watching.state import State, state_of
from reports.wording import ZONE

PARTS = ("database", "service", "audits", "outbox", "backup", "disk", "clock", "stop")
"""What is examined, in the order in which it is told."""
AHEAD = timedelta(minutes=1)
"""A sign of life from further ahead shows that a clock was put back."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a part is well (None: it could not be learned), and what there is to say about it."""

    ok: bool | None
    detail: str = ""


def examine(settings: ServiceSettings) -> Mapping[str, Finding]:
    """Every part of `PARTS` → how it is. Opens the database, applies what migrations are missing, and writes to it."""
    try:
        database = Database(settings.database, create=False)
    except StoreError as error:
        return _unlearned(error)
    try:
        now = datetime.now(UTC)
        with database.writing() as connection:
            keep_sign(connection, "doctor", now, {})
        state = state_of(database, settings, now)
        asked = StopSwitch(database, settings.stop_file).asked()
    except StoreError as error:
        return _unlearned(error)
    finally:
        database.close()
    ails = ailments(state, settings.watching)
    return {
        "database": Finding(True, database.shown),
        "service": Finding(not {Ailment.SILENT, Ailment.FAILING} & set(ails), _service(state)),
        "audits": Finding(Ailment.LATE not in ails, _audits(state)),
        "outbox": Finding(Ailment.OUTBOX not in ails, _outbox(state)),
        "backup": Finding(Ailment.BACKUP not in ails, _backup(state)),
        "disk": _disk(state, Ailment.DISK in ails),
        "clock": Finding(
            state.beat is None or state.beat.at <= now + AHEAD, f"{now.astimezone(ZONE):%d/%m/%Y %H:%M:%S %Z}"
        ),
        "stop": Finding(asked is None, _stop(asked)),
    }


def _unlearned(error: StoreError) -> Mapping[str, Finding]:
    """The database doesn't serve, so that nothing else is known."""
    return {part: Finding(None) for part in PARTS} | {"database": Finding(False, error.sentence(language()))}


def _service(state: State) -> str:
    if state.beat is None:
        return _("no service has run on this database yet")
    told = _("process {pid} on {host}, last heard of {when}").format(
        pid=state.beat.pid, host=state.beat.host, when=_moment(state.beat.at)
    )
    failing = ", ".join(f"{part} ({count})" for part, count in state.beat.failing.items())
    return told + _("; what fails, and how often in a row: {parts}").format(parts=failing) if failing else told


def _audits(state: State) -> str:
    late = [
        _("{schedule} is late: due {due}, expected by {latest}").format(
            schedule=each.late.schedule, due=_moment(each.late.due), latest=_moment(each.late.latest)
        )
        for each in state.schedules
        if each.late
    ]
    last = state.last_good.finished if state.last_good else None
    told = _("last finished {when}").format(when=_moment(last)) if last else _("none has finished yet")
    return "; ".join([*late, told])


def _outbox(state: State) -> str:
    states = state.outbox.states
    waiting = states.get("waiting", 0) + states.get("sending", 0)
    told = _("{waiting} waiting, {given_up} given up").format(waiting=waiting, given_up=states.get("given_up", 0))
    if state.outbox.oldest is None:
        return told
    return told + _("; the oldest since {when}").format(when=_moment(state.outbox.oldest))


def _disk(state: State, scarce: bool) -> Finding:
    if state.free_bytes is None:
        return Finding(None)
    written = f"{state.free_bytes / GIGABYTE:.1f}"
    return Finding(not scarce, _("{n} GB free").format(n=written.replace(".", ",") if language() == "vi" else written))


def _stop(asked: Asked | None) -> str:
    if asked is None:
        return _("off")
    return _("asked for by {who} at {when}: {why}").format(who=asked.who, when=_moment(asked.when), why=asked.why)


def _backup(state: State) -> str:
    if state.backup is None:
        return _("none was made yet")
    return _("last made {when}").format(when=_moment(state.backup))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%d/%m/%Y %H:%M}"

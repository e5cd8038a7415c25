"""What the service does each turn to be missed when it fails: it tells of late audits, and pings while all is well."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from agent.store.engine import Database
from agent.store.signs import Sign, keep_sign, read_sign
from agent.watching.ailments import Ailment, ailments
from agent.watching.heartbeat import ping
from agent.watching.late import tell_late
from agent.watching.state import state_of

if TYPE_CHECKING:
    from agent.settings import ServiceSettings

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
"""Time between two looks at what is late."""
SERIOUS = frozenset({Ailment.SILENT, Ailment.LATE, Ailment.OUTBOX, Ailment.DISK})
"""What keeps the ping back, so that somebody outside hears of it."""
_LOOKED, _PINGED = "watching", "heartbeat"


def watch(database: Database, settings: ServiceSettings, now: datetime) -> None:
    """Do what is due of watching: once a minute write an alarm for each late audit, and while nothing serious ails the
    service ping the address of the settings as often as they say. To be called each turn; raises `StoreError`."""
    before = _sign(database, _LOOKED)
    if not _is_due(before, EVERY, now):
        return
    tell_late(database, settings, now)
    ails = [str(ailment) for ailment in ailments(state_of(database, settings, now), settings.watching)]
    known = before.value.get("ailments", []) if before else []
    if ails != known:
        log.warning(
            "what ails the service: %s (before: %s)", ", ".join(ails) or "nothing", ", ".join(known) or "nothing"
        )
    _keep(database, _LOOKED, now, {"ailments": ails})
    every = timedelta(minutes=settings.watching.heartbeat_minutes)
    if SERIOUS.isdisjoint(ails) and _is_due(_sign(database, _PINGED), every, now) and ping(settings.watching):
        _keep(database, _PINGED, now, {})


def _is_due(sign: Sign | None, every: timedelta, now: datetime) -> bool:
    """Whether so much time has passed since a sign, or the clock was put back to before it."""
    return sign is None or not sign.at <= now < sign.at + every


def _sign(database: Database, name: str) -> Sign | None:
    with database.reading() as connection:
        return read_sign(connection, name)


def _keep(database: Database, name: str, now: datetime, value: dict[str, Any]) -> None:
    with database.writing() as connection:
        keep_sign(connection, name, now, value)

"""How the service stands, as its database tells: what ran, what runs, what waits, what is late and what is scarce."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, or_, select

from agent.auditing.stopping import StopSwitch
from agent.journal.journal import read_head
from agent.store.audit import AuditStatus, Kind, TaskStatus
from agent.store.engine import Database, revision_of
from agent.store.schema import audits, tasks, verdicts
from agent.store.service_schema import notices, runs
from agent.store.signs import Sign, read_sign
from agent.watching.late import Expected, expected_audits
from checks.observation import Reason
from checks.record import SYSTEM_CHECK
from policies.verdict import Outcome

if TYPE_CHECKING:
    from agent.settings import ServiceSettings

ALIVE = timedelta(seconds=60)
"""A service whose last beat is older is silent."""
RECENT = timedelta(seconds=60)
"""The time over which the speed of a running audit is told."""
BEAT, BACKUP = "service", "backup"
"""Names of signs of life: the service turned, a backup was made."""
_OWED = ("waiting", "sending")
_OF_PORTALS = tasks.c.check != SYSTEM_CHECK


@dataclass(frozen=True, slots=True)
class Beat:
    """The last sign of life of the service: which process gave it, and which of its parts had failed how often in a
    row."""

    at: datetime
    pid: int
    host: str
    failing: Mapping[str, int] = field(default_factory=dict)

    def fresh(self, now: datetime) -> bool:
        """Whether the service that gave it still counts as turning; one from further ahead than that was given by a
        clock that was put back since."""
        return abs(now - self.at) < ALIVE


@dataclass(frozen=True, slots=True)
class AuditState:
    """One audit: its portals by `TaskStatus`, how many were done a second, what it asked of the network, and how many
    of its verdicts are unknown for which reason (empty while it runs).

    The speed of a running audit is that of the last minute, that of a finished one of its whole time.
    """

    id: str
    started: datetime
    finished: datetime | None
    portals: Mapping[str, int]
    per_second: float
    load: Mapping[str, int]
    unseen: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outbox:
    """Notices by state; `oldest` is when the oldest was written of those that should have been sent by now."""

    states: Mapping[str, int]
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """How the service stood at a moment. None stands for what is not there.

    `settings` is the SHA-256 (hex) of the settings; `audits` counts by status, `runs` by state; `last_good` is the
    newest finished audit of a whole inventory, `running` the newest that is under way or is to go on by itself;
    `journal` is the number of its last entry (0: empty) and `journal_head` that entry's hash; sizes are in bytes,
    `free_bytes` the least of the disks of the database and the reports (None: they do not tell).
    """

    at: datetime
    version: str
    settings: str
    audits: Mapping[str, int]
    last_good: AuditState | None
    running: AuditState | None
    runs: Mapping[str, int]
    outbox: Outbox
    beat: Beat | None
    schedules: Sequence[Expected]
    journal: int
    journal_head: str
    database_bytes: int
    free_bytes: int | None
    stopped: bool
    backup: datetime | None

    @property
    def silent(self) -> bool:
        """Whether no service turns."""
        return self.beat is None or not self.beat.fresh(self.at)


def state_of(database: Database, settings: ServiceSettings, now: datetime, before: State | None = None) -> State:
    """How the service stands; what an earlier state holds of the same last audit is not counted again.

    Raises `StoreError` where the database can't be read.
    """
    known = before.last_good if before else None
    stopped = StopSwitch(database, settings.stop_file).asked() is not None
    with database.reading() as connection:
        head = read_head(connection)
        backup = read_sign(connection, BACKUP)
        return State(
            at=now,
            version=metadata.version("tuanthu"),
            settings=hashlib.sha256(settings.model_dump_json().encode()).hexdigest(),
            audits=_counted(connection, select(audits.c.status, func.count()).group_by(audits.c.status)),
            last_good=_last_good(connection, known),
            running=_running(connection, now),
            runs=_counted(connection, select(runs.c.state, func.count()).group_by(runs.c.state)),
            outbox=_outbox(connection, now),
            beat=_beat(read_sign(connection, BEAT)),
            schedules=expected_audits(connection, settings, now),
            journal=head.number,
            journal_head=head.hash,
            database_bytes=_size(database, connection),
            free_bytes=_free(database, settings.reports),
            stopped=stopped,
            backup=backup.at if backup else None,
        )


def beat_of(database: Database) -> Beat | None:
    """The last beat of the service."""
    with database.reading() as connection:
        return _beat(read_sign(connection, BEAT))


def schema_of(database: Database) -> str | None:
    """The migration that the database is at."""
    with database.reading() as connection:
        return revision_of(connection)


def _counted(connection: Connection, query: Select[Any]) -> dict[str, int]:
    """The rows of a query for names and counts."""
    return {str(name): int(count) for name, count in connection.execute(query).all()}


def _beat(sign: Sign | None) -> Beat | None:
    if sign is None:
        return None
    failing = {str(part): int(count) for part, count in sign.value.get("failing", {}).items()}
    return Beat(sign.at, int(sign.value["pid"]), str(sign.value["host"]), failing)


def _last_good(connection: Connection, known: AuditState | None) -> AuditState | None:
    finished = (audits.c.status == AuditStatus.FINISHED, audits.c.kind == Kind.WHOLE)
    row = connection.execute(select(audits).where(*finished).order_by(audits.c.finished.desc()).limit(1)).one_or_none()
    if row is None or (known and known.id == row.id):
        return known if row else None
    portals = _portals(connection, row.id)
    took = (row.finished - row.started).total_seconds()
    speed = portals.get(TaskStatus.DONE, 0) / took if took > 0 else 0.0
    unseen = _unseen(connection, row.id)
    return AuditState(row.id, row.started, row.finished, portals, speed, dict(row.load), unseen)


def _running(connection: Connection, now: datetime) -> AuditState | None:
    query = select(audits).where(audits.c.status.in_((AuditStatus.RUNNING, AuditStatus.WAITING)))
    row = connection.execute(query.order_by(audits.c.started.desc(), audits.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    since = max(row.started, now - RECENT)
    recent = connection.scalar(
        select(func.count(tasks.c.portal.distinct())).where(
            tasks.c.audit == row.id,
            tasks.c.status.in_((TaskStatus.DONE, TaskStatus.LOOKED)),
            _OF_PORTALS,
            tasks.c.finished > since,
        )
    )
    took = (now - since).total_seconds()
    speed = (recent or 0) / took if took > 0 else 0.0
    return AuditState(row.id, row.started, None, _portals(connection, row.id), speed, dict(row.load), {})


def _portals(connection: Connection, audit: str) -> dict[str, int]:
    mine = (tasks.c.audit == audit, _OF_PORTALS)
    return _counted(
        connection, select(tasks.c.status, func.count(tasks.c.portal.distinct())).where(*mine).group_by(tasks.c.status)
    )


def _unseen(connection: Connection, audit: str) -> dict[str, int]:
    """Every reason → the verdicts that are unknown for it."""
    found = dict.fromkeys((reason.value for reason in Reason), 0)
    unknown = (verdicts.c.audit == audit, verdicts.c.verdict == Outcome.UNKNOWN)
    for reasons, count in connection.execute(
        select(verdicts.c.reasons, func.count()).where(*unknown).group_by(verdicts.c.reasons)
    ):
        for reason in set(reasons) & found.keys():
            found[reason] += count
    return found


def _outbox(connection: Connection, now: datetime) -> Outbox:
    owed = (notices.c.state.in_(_OWED), or_(notices.c.attempts > 0, notices.c.next_try <= now))
    return Outbox(
        _counted(connection, select(notices.c.state, func.count()).group_by(notices.c.state)),
        connection.scalar(select(func.min(notices.c.created)).where(*owed)),
    )


def _size(database: Database, connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return int(connection.execute(select(func.pg_database_size(func.current_database()))).scalar_one())
    file = str(database.url.database)
    return sum(part.stat().st_size for part in (Path(file), Path(f"{file}-wal")) if part.exists())


def _free(database: Database, reports: Path) -> int | None:
    """The least free space of the disks that are written to; folders still to be made count as where they will be."""
    places = [reports.absolute()]
    if database.url.get_backend_name() == "sqlite":
        places.append(Path(str(database.url.database)).absolute())
    try:
        there = [next(folder for folder in (place, *place.parents) if folder.exists()) for place in places]
        return min(shutil.disk_usage(folder).free for folder in there)
    except OSError:
        return None

"""The outbox: notices wait in the store until they are handed over, each once, whoever else is sending."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.errors import InputError
from agent.journal import write_entry
from agent.notices.settings import NoticeSettings
from agent.store.engine import Database
from agent.store.service_schema import notices
from agent.texts import _

LEASE: Final = timedelta(minutes=10)
"""How long a notice may be in sending before whoever sends it is taken for dead and it is sent again."""
FARTHEST: Final = timedelta(days=2)
"""What is due later than this was written while the clock was ahead: quiet hours and the longest wait end before."""
ONCE: Final = ("changes", "reminder")
"""Kinds of notices of which nobody is told the same item twice."""

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class State(StrEnum):
    """How far a notice has come. One whose sender was killed stays in `sending` until its lease is over."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice to be written: `key` is what makes it one of its own among those of its audit (None: of no audit),
    kind, channel and recipient; `tells` are the keys of the items that it tells."""

    audit: str | None
    kind: str
    channel: str
    recipient: str
    key: str
    body: Mapping[str, Any]
    tells: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """SHA-256 (hex) of what makes two notices the same."""
        same = [self.audit, self.kind, self.channel, self.recipient, self.key]
        return hashlib.sha256(json.dumps(same).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be told to one recipient over one channel (`mail`, `webhook`, `syslog`).

    `recipient` is a mail address, or the name of a webhook or log collector in the settings; `body` is what is sent,
    `next_try` when it is due, `error` why the last attempt failed.
    """

    id: str
    audit: str | None
    kind: str
    channel: str
    recipient: str
    body: Mapping[str, Any]
    created: datetime
    state: State
    attempts: int
    next_try: datetime
    sent: datetime | None
    error: str | None


def put(connection: Connection, drafts: Iterable[Draft], settings: NoticeSettings, now: datetime) -> list[Notice]:
    """Write the drafts that are not in the outbox yet, to be sent as soon as it isn't too quiet for it."""
    written: list[Notice] = []
    for draft in drafts:
        row: dict[str, Any] = {
            "id": draft.id,
            "audit": draft.audit,
            "kind": draft.kind,
            "channel": draft.channel,
            "recipient": draft.recipient,
            "body": dict(draft.body),
            "created": now,
            "state": State.WAITING,
            "attempts": 0,
            "next_try": _loud(draft.kind, draft.channel, settings, now),
            "sent": None,
            "error": None,
        }
        new = _INSERTS[connection.dialect.name](notices).values(**row, tells=list(draft.tells))
        if connection.scalar(new.on_conflict_do_nothing().returning(notices.c.id)) is not None:
            written.append(Notice(**row))
    return written


def told(connection: Connection) -> dict[str, set[str]]:
    """Recipient → keys of all that was told there, or waits to be. What was given up was never told."""
    return _tells(connection, notices.c.state != State.GIVEN_UP)


def lost(connection: Connection) -> dict[str, set[str]]:
    """Recipient → keys of all that was to be told there and was given up."""
    return _tells(connection, notices.c.state == State.GIVEN_UP)


def claim(database: Database, now: datetime, without: Collection[tuple[str, str]]) -> Notice | None:
    """The least tried notice that is due, and of those the one due for longest, noted as in sending so that nobody else
    takes it; None when none is due.

    So one that always fails is in nobody's way. One whose lease is over is taken again. `without` names channels, with
    the server behind each, to leave alone.
    """
    mature = (notices.c.next_try <= now) | (notices.c.next_try > now + FARTHEST)
    due = notices.c.state.in_((State.WAITING, State.SENDING)) & mature
    for channel, recipient in without:
        due &= (
            notices.c.channel != channel
            if not recipient
            else ((notices.c.channel != channel) | (notices.c.recipient != recipient))
        )
    with database.writing() as connection:
        order = (notices.c.attempts, notices.c.next_try, notices.c.created, notices.c.id)
        found = connection.scalar(select(notices.c.id).where(due).order_by(*order).limit(1))
        if found is None:
            return None
        taken = {"state": State.SENDING, "attempts": notices.c.attempts + 1, "next_try": now + LEASE}
        connection.execute(update(notices).where(notices.c.id == found).values(taken))
        return _notice(connection.execute(select(notices).where(notices.c.id == found)).one())


def note_sent(database: Database, notice: Notice, actor: str, now: datetime) -> None:
    """A notice was handed over by whom `actor` names."""
    with database.writing() as connection:
        if _settle(connection, notice, state=State.SENT, sent=now, error=None):
            write_entry(connection, "notice.send", _details(notice), actor, now)


def note_failed(
    database: Database, notice: Notice, error: str, settings: NoticeSettings, now: datetime, next_try: datetime
) -> None:
    """An attempt failed; the notice waits for the next one."""
    later = _loud(notice.kind, notice.channel, settings, next_try)
    with database.writing() as connection:
        _settle(connection, notice, state=State.WAITING, next_try=later, error=error)


def note_given_up(connection: Connection, notice: Notice, error: str, actor: str, now: datetime) -> None:
    """Nothing will be tried any more for a notice, unless somebody asks for it."""
    if _settle(connection, notice, state=State.GIVEN_UP, error=error):
        write_entry(connection, "notice.fail", _details(notice) | {"why": error}, actor, now)


def postpone(database: Database, channel: str, recipient: str, until: datetime) -> None:
    """Let what waits for a channel (its server, where each recipient has one of its own) wait until then."""
    waits = (notices.c.state == State.WAITING) & (notices.c.channel == channel) & (notices.c.next_try < until)
    if recipient:
        waits &= notices.c.recipient == recipient
    with database.writing() as connection:
        connection.execute(update(notices).where(waits).values(next_try=until))


def retry(database: Database, ids: Collection[str], now: datetime) -> int:
    """Let notices that wait or were given up be due at once, as if written now; how many there were."""
    mendable = notices.c.id.in_(ids) & notices.c.state.in_((State.WAITING, State.GIVEN_UP))
    with database.writing() as connection:
        fresh = {"state": State.WAITING, "attempts": 0, "next_try": now, "created": now}
        return connection.execute(update(notices).where(mendable).values(fresh)).rowcount


def untold(database: Database) -> list[Notice]:
    """Notices that were given up, the newest first, without those that tell nothing but what their recipient was told
    by others, or will be by a newer one of these."""
    found: list[Notice] = []
    with database.reading() as connection:
        known = told(connection)
        asked = select(notices).where(notices.c.state == State.GIVEN_UP)
        for row in connection.execute(asked.order_by(notices.c.created.desc(), notices.c.audit.desc(), notices.c.id)):
            tells = set(row.tells)
            if not tells or not tells <= known[row.recipient]:
                found.append(_notice(row))
                known[row.recipient] |= tells
    return found


def listed(database: Database, states: Collection[str] = tuple(State), most: int | None = None) -> list[Notice]:
    """Notices in these states, the newest first."""
    asked = select(notices).where(notices.c.state.in_(states)).order_by(notices.c.created.desc(), notices.c.id)
    with database.reading() as connection:
        return [_notice(row) for row in connection.execute(asked.limit(most))]


def find(database: Database, name: str) -> Notice:
    """The notice with an id, or with one that begins so. Raises `InputError` where there is none, or more than one."""
    with database.reading() as connection:
        rows = connection.execute(select(notices).where(notices.c.id.startswith(name, autoescape=True)).limit(2)).all()
    if len(rows) != 1:
        refusal = (
            _("more than one notice begins with {id}; give more of its id")
            if rows
            else _("there is no notice {id}; 'tuanthu notices list' shows those that there are")
        )
        raise InputError(refusal.format(id=name))
    return _notice(rows[0])


def _tells(connection: Connection, which: ColumnElement[bool]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    asked = select(notices.c.recipient, notices.c.tells).where(notices.c.kind.in_(ONCE), which)
    for row in connection.execute(asked):
        found[row.recipient].update(row.tells)
    return found


def _loud(kind: str, channel: str, settings: NoticeSettings, moment: datetime) -> datetime:
    """When a notice may be sent: quiet hours hold back all but alarms and what only machines read."""
    if settings.quiet_hours is None or kind == "alarm" or channel == "syslog":
        return moment
    return settings.quiet_hours.after(moment)


def _settle(connection: Connection, notice: Notice, **values: Any) -> bool:
    """Write down what came of an attempt, unless the lease ended meanwhile and another sender has taken it."""
    mine = (notices.c.id == notice.id) & (notices.c.state == State.SENDING) & (notices.c.attempts == notice.attempts)
    return connection.execute(update(notices).where(mine).values(values)).rowcount == 1


def _details(notice: Notice) -> dict[str, Any]:
    return {
        "notice": notice.id,
        "kind": notice.kind,
        "channel": notice.channel,
        "recipient": notice.recipient,
        "audit": notice.audit,
    }


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        audit=row.audit,
        kind=row.kind,
        channel=row.channel,
        recipient=row.recipient,
        body=row.body,
        created=row.created,
        state=State(row.state),
        attempts=row.attempts,
        next_try=row.next_try,
        sent=row.sent,
        error=row.error,
    )

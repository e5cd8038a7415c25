"""Made-up rows of the service: what it plans, did, and has to tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from agent.schedule.entry import Entry
from agent.store import Store
from agent.store.service_schema import notices, runs, schedules
from agent.store.signs import keep_sign
from reports.wording import ZONE

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=ZONE)
"""When a weekly schedule is due."""
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def schedule(
    store: Store, name: str = "tinh", paused: bool = False, added: datetime = MONDAY - DAY, **entry: Any
) -> None:
    """A schedule, due on Mondays unless told otherwise."""
    row = Entry(name=name, inventory=Path("tinh.yaml"), **entry).as_json()
    with store.database.writing() as connection:
        connection.execute(insert(schedules).values(name=name, settings=row, paused=paused, changed=added))


def run(store: Store, due: datetime, state: str, name: str = "tinh") -> None:
    """A run of a schedule."""
    with store.database.writing() as connection:
        row = {"schedule": name, "due": due, "asked_by": "tuanthu", "state": state, "attempts": 1}
        connection.execute(insert(runs).values(row))


def beat(store: Store, at: datetime, **failing: int) -> None:
    """A sign of life of the service, and how often in a row its parts failed."""
    sign(store, "service", at, pid=4711, host="may-chu", since=at.isoformat(), failing=failing)


def sign(store: Store, name: str, at: datetime, **value: Any) -> None:
    with store.database.writing() as connection:
        keep_sign(connection, name, at, value)


def notice(store: Store, key: str, state: str, created: datetime, attempts: int = 0, wait: timedelta = HOUR) -> None:
    """A notice in the outbox that is to be tried again some time after it was written."""
    row = {
        "id": key,
        "kind": "digest",
        "channel": "mail",
        "recipient": "soc@tinh.gov.test",
        "body": {},
        "created": created.astimezone(UTC),
        "state": state,
        "attempts": attempts,
        "next_try": created + wait,
    }
    with store.database.writing() as connection:
        connection.execute(insert(notices).values(row))

"""The tables of the service: what is planned, asked for, to be told and done. `schema` has those of audits."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Table, Text, text
from sqlalchemy import PrimaryKeyConstraint as PrimaryKey

from agent.store.columns import PlainJson, UtcTime
from agent.store.schema import metadata as metadata

second_looks = Table(
    "second_looks",
    metadata,
    Column("audit", String(32), nullable=False),
    Column("portal", Text, nullable=False),
    Column("why", String(16), nullable=False),
    Column("due", UtcTime, nullable=False),
    Column("attempt", Integer, nullable=False),
    PrimaryKey("audit", "portal"),
    ForeignKeyConstraint(["audit", "portal"], ["portal_records.audit", "portal_records.portal"]),
)
"""The portals of an audit that are owed another look before their verdicts count: a failure is to be confirmed
(`why` is `confirm`), or a portal was not reached (`unreached`); `attempt` counts the looks owed so far."""

schedules = Table(
    "schedules",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("settings", PlainJson, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("changed", UtcTime, nullable=False),
)
"""What is to run when, as people said it (`agent.schedule.entry.Entry`)."""

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schedule", String(64), nullable=False),
    Column("due", UtcTime, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("audit", String(32), ForeignKey("audits.id")),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcTime),
    Column("started", UtcTime),
    Column("finished", UtcTime),
    Column("told", Text),
    Index("ux_runs_schedule_due", "schedule", "due", unique=True),
    sqlite_autoincrement=True,
)
"""One row for each time that a schedule was due or was asked to run: at most one a schedule and moment."""

notices = Table(
    "notices",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("audit", String(32), ForeignKey("audits.id")),
    Column("kind", String(16), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("body", PlainJson, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", UtcTime, nullable=False),
    Column("sent", UtcTime),
    Column("error", Text),
    Column("tells", PlainJson, nullable=False, server_default=text("'[]'")),
    Index(None, "state", "next_try"),
)
"""The outbox: what is to be told to whom. The id is a hash of what makes two notices the same, so that none is
written twice; `tells` are the keys of what it tells, so that nobody is told the same again."""

journal = Table(
    "journal",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", String(64), nullable=False),
    Column("details", PlainJson, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""What people and the agent did, in order; each entry holds the hash of the one before. Nothing is changed here."""

signs_of_life = Table(
    "signs_of_life",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("value", PlainJson, nullable=False, server_default=text("'{}'")),
)
"""When something was last so, with what belongs to it: the service beat, a backup was made, a stop was asked for."""

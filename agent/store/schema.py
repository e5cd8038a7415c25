"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from agent.store.columns import PlainJson, UtcTime

VERSION_TABLE = "tuanthu_schema"
"""Holds the migration that the database is at, and tells our databases from others."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("body", PlainJson, nullable=False),
)
"""Every value once, by the hash of its canonical JSON: a fact that stays the same is stored only here."""

audits = Table(
    "audits",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("inventory", Text, nullable=False),
    Column("inventory_digest", String(64), nullable=False),
    Column("province", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("law_date", Date, nullable=False),
    Column("checks", PlainJson, nullable=False),
    Column("status", String(16), nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("vantage", PlainJson, nullable=False),
    Column("agencies", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("waivers", PlainJson, nullable=False),
    Column("load", PlainJson, nullable=False),
    Column("options", PlainJson, nullable=False, server_default=text("'{}'")),
    Column("kind", String(16), nullable=False, server_default="whole"),
    Column("interruptions", PlainJson, nullable=False, server_default=text("'[]'")),
    Column("pruned", UtcTime),
)
"""`kind` is that of `agent.store.audit.Kind`; `interruptions` lists `{at, why}`; `pruned` is when its details were
removed, of which only the counts and findings are left then."""

tasks = Table(
    "tasks",
    metadata,
    Column("audit", String(32), ForeignKey("audits.id"), nullable=False),
    Column("portal", Text, nullable=False),
    Column("check", String(32), nullable=False),
    Column("position", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("error", Text),
    Column("started", UtcTime),
    Column("finished", UtcTime),
    PrimaryKeyConstraint("audit", "portal", "check"),
)
"""One row a portal and check, planned before anything is looked at; `position` is the portal's in the inventory."""

portal_records = Table(
    "portal_records",
    metadata,
    Column("audit", String(32), ForeignKey("audits.id"), nullable=False),
    Column("portal", Text, nullable=False),
    Column("context", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("vantage", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("checks", PlainJson, nullable=False),
    Column("started", String(40), nullable=False),
    Column("finished", String(40), nullable=False),
    PrimaryKeyConstraint("audit", "portal"),
    Index(None, "context"),
    Index(None, "vantage"),
)

observations = Table(
    "observations",
    metadata,
    Column("audit", String(32), nullable=False),
    Column("portal", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("id", String(16), nullable=False),
    Column("fact", Text, nullable=False),
    Column("sha256", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("observed_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("audit", "portal", "position"),
    UniqueConstraint("audit", "id"),
    ForeignKeyConstraint(["audit", "portal"], ["portal_records.audit", "portal_records.portal"]),
    Index(None, "sha256"),
)
"""Append-only: which fact was seen when, its value by hash."""

other_looks = Table(
    "other_looks",
    metadata,
    Column("audit", String(32), nullable=False),
    Column("portal", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("context", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("vantage", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("checks", PlainJson, nullable=False),
    Column("started", String(40), nullable=False),
    Column("finished", String(40), nullable=False),
    Column("facts", PlainJson, nullable=False),
    PrimaryKeyConstraint("audit", "portal", "position"),
    ForeignKeyConstraint(["audit", "portal"], ["portal_records.audit", "portal_records.portal"]),
    Index(None, "context"),
    Index(None, "vantage"),
)
"""What other vantages saw of a portal, in audits that were combined; `facts` lists [fact, hash of its value]."""

verdicts = Table(
    "verdicts",
    metadata,
    Column("audit", String(32), nullable=False),
    Column("portal", Text, nullable=False),
    Column("requirement", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("layer", Integer, nullable=False),
    Column("because", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("reasons", PlainJson, nullable=False),
    Column("observations", PlainJson, nullable=False),
    PrimaryKeyConstraint("audit", "portal", "requirement"),
    ForeignKeyConstraint(["audit", "portal"], ["portal_records.audit", "portal_records.portal"]),
    Index(None, "because"),
)

verdict_counts = Table(
    "verdict_counts",
    metadata,
    Column("audit", String(32), ForeignKey("audits.id"), primary_key=True),
    Column("counts", Text, nullable=False),
)
"""The verdicts of a finished audit, counted: JSON text in ASCII, requirement → outcome → agency → how many."""

_OPEN = text("fixed_at IS NULL")

findings = Table(
    "findings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", Text, nullable=False),
    Column("requirement", Text, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("first_audit", String(32), ForeignKey("audits.id"), nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("last_audit", String(32), ForeignKey("audits.id"), nullable=False),
    Column("fixed_at", UtcTime),
    Column("fixed_audit", String(32), ForeignKey("audits.id")),
    Index(None, "portal", "requirement"),
    Index("ux_findings_open", "portal", "requirement", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)
"""A failure from its first sight to its fix; one that comes back after a fix is a new row. At most one is open."""

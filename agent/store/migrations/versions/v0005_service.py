"""What the service plans, is asked for, tells and did; what an audit is of, and where it was interrupted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent.store.columns import PlainJson, UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


_CONTENTS = [
    ("portal_records", "context"),
    ("portal_records", "vantage"),
    ("observations", "sha256"),
    ("other_looks", "context"),
    ("other_looks", "vantage"),
    ("verdicts", "because"),
]
"""What refers to contents: found by an index, for contents that nothing refers to are removed."""


_APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END",
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END",
        "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal "
        "WHEN EXISTS (SELECT 1 FROM journal WHERE number >= NEW.number) "
        "BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION journal_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is only added to'; END $$",
        "CREATE TRIGGER journal_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_kept()",
    ],
}
"""The database itself refuses to change, remove or replace an entry."""


def upgrade() -> None:
    """Add the columns, as all audits so far were, and the tables, empty."""
    op.add_column("audits", sa.Column("kind", sa.String(16), nullable=False, server_default="whole"))
    op.add_column("audits", sa.Column("interruptions", PlainJson, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("audits", sa.Column("pruned", UtcTime))
    for table, column in _CONTENTS:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_table(
        "second_looks",
        sa.Column("audit", sa.String(32), nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("due", UtcTime, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("audit", "portal"),
        sa.ForeignKeyConstraint(["audit", "portal"], ["portal_records.audit", "portal_records.portal"]),
    )
    op.create_table(
        "schedules",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("settings", PlainJson, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("changed", UtcTime, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("schedule", sa.String(64), nullable=False),
        sa.Column("due", UtcTime, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("audit", sa.String(32), sa.ForeignKey("audits.id")),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", UtcTime),
        sa.Column("started", UtcTime),
        sa.Column("finished", UtcTime),
        sa.Column("told", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ux_runs_schedule_due", "runs", ["schedule", "due"], unique=True)
    op.create_table(
        "notices",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("audit", sa.String(32), sa.ForeignKey("audits.id")),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("body", PlainJson, nullable=False),
        sa.Column("created", UtcTime, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try", UtcTime, nullable=False),
        sa.Column("sent", UtcTime),
        sa.Column("error", sa.Text),
        sa.Column("tells", PlainJson, nullable=False, server_default=sa.text("'[]'")),
    )
    op.create_index("ix_notices_state_next_try", "notices", ["state", "next_try"])
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("act", sa.String(64), nullable=False),
        sa.Column("details", PlainJson, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "signs_of_life",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("value", PlainJson, nullable=False, server_default=sa.text("'{}'")),
    )
    for statement in _APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(statement)

"""The first tables: audits with their plan, what was seen, what was concluded, and the findings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent.store.columns import PlainJson, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("body", PlainJson, nullable=False),
    )
    op.create_table(
        "audits",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("inventory", sa.Text, nullable=False),
        sa.Column("inventory_digest", sa.String(64), nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("law_date", sa.Date, nullable=False),
        sa.Column("checks", PlainJson, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("started", UtcTime, nullable=False),
        sa.Column("finished", UtcTime),
        sa.Column("vantage", PlainJson, nullable=False),
        sa.Column("agencies", sa.String(64), sa.ForeignKey("contents.sha256"), nullable=False),
        sa.Column("waivers", PlainJson, nullable=False),
        sa.Column("load", PlainJson, nullable=False),
    )
    op.create_table(
        "tasks",
        sa.Column("audit", sa.String(32), sa.ForeignKey("audits.id"), nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("check", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("started", UtcTime),
        sa.Column("finished", UtcTime),
        sa.PrimaryKeyConstraint("audit", "portal", "check"),
    )
    op.create_table(
        "portal_records",
        sa.Column("audit", sa.String(32), sa.ForeignKey("audits.id"), nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("context", sa.String(64), sa.ForeignKey("contents.sha256"), nullable=False),
        sa.Column("vantage", sa.String(64), sa.ForeignKey("contents.sha256"), nullable=False),
        sa.Column("checks", PlainJson, nullable=False),
        sa.Column("started", sa.String(40), nullable=False),
        sa.Column("finished", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("audit", "portal"),
    )
    op.create_table(
        "observations",
        sa.Column("audit", sa.String(32), nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("contents.sha256"), nullable=False),
        sa.Column("observed_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("audit", "portal", "position"),
        sa.UniqueConstraint("audit", "id"),
        sa.ForeignKeyConstraint(["audit", "portal"], ["portal_records.audit", "portal_records.portal"]),
    )
    op.create_table(
        "verdicts",
        sa.Column("audit", sa.String(32), nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("requirement", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("layer", sa.Integer, nullable=False),
        sa.Column("because", sa.String(64), sa.ForeignKey("contents.sha256"), nullable=False),
        sa.Column("reasons", PlainJson, nullable=False),
        sa.Column("observations", PlainJson, nullable=False),
        sa.PrimaryKeyConstraint("audit", "portal", "requirement"),
        sa.ForeignKeyConstraint(["audit", "portal"], ["portal_records.audit", "portal_records.portal"]),
    )
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("requirement", sa.Text, nullable=False),
        sa.Column("first_seen", UtcTime, nullable=False),
        sa.Column("first_audit", sa.String(32), sa.ForeignKey("audits.id"), nullable=False),
        sa.Column("last_seen", UtcTime, nullable=False),
        sa.Column("last_audit", sa.String(32), sa.ForeignKey("audits.id"), nullable=False),
        sa.Column("fixed_at", UtcTime),
        sa.Column("fixed_audit", sa.String(32), sa.ForeignKey("audits.id")),
    )
    op.create_index("ix_findings_portal_requirement", "findings", ["portal", "requirement"])
    is_open = sa.text("fixed_at IS NULL")
    op.create_index(
        "ux_findings_open",
        "findings",
        ["portal", "requirement"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )

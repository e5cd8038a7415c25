"""What other vantages saw of the same portals, for audits that were combined."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent.store.columns import PlainJson

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.create_table(
        "other_looks",
        sa.Column("audit", sa.String(32), nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("context", sa.String(64), sa.ForeignKey("contents.sha256"), nullable=False),
        sa.Column("vantage", sa.String(64), sa.ForeignKey("contents.sha256"), nullable=False),
        sa.Column("checks", PlainJson, nullable=False),
        sa.Column("started", sa.String(40), nullable=False),
        sa.Column("finished", sa.String(40), nullable=False),
        sa.Column("facts", PlainJson, nullable=False),
        sa.PrimaryKeyConstraint("audit", "portal", "position"),
        sa.ForeignKeyConstraint(["audit", "portal"], ["portal_records.audit", "portal_records.portal"]),
    )

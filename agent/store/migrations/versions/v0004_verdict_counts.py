"""How many verdicts of each outcome an audit came to, for a year's course without reading a year's verdicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty: what is finished already is counted when it is first asked for."""
    op.create_table(
        "verdict_counts",
        sa.Column("audit", sa.String(32), sa.ForeignKey("audits.id"), primary_key=True),
        sa.Column("counts", sa.Text, nullable=False),
    )

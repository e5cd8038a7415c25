"""How thoroughly an audit looks, so that a resumed one goes on in the same way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent.store.columns import PlainJson

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the options, empty for the audits that there are."""
    op.add_column("audits", sa.Column("options", PlainJson, nullable=False, server_default=sa.text("'{}'")))

"""Run by Alembic for every migration, on the connection that `agent.store.engine` hands over."""

from __future__ import annotations

from alembic import context

from agent.store.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()

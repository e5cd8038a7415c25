from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from agent.store.engine import Database
from agent.store.schema import VERSION_TABLE
from agent.store.service_schema import metadata


def test_the_migrations_make_exactly_the_tables_of_the_schema(url: str) -> None:
    database = Database(url)
    with database.reading() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "target_metadata": metadata}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    database.close()

    assert differences == []

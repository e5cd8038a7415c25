from __future__ import annotations

from sqlalchemy import inspect

from agent.store.engine import Database
from agent.store.schema import VERSION_TABLE


def test_the_first_step_makes_the_tables_and_the_index_that_keeps_one_finding_open(url: str) -> None:
    database = Database(url)
    with database.reading() as connection:
        inspected = inspect(connection)
        tables = set(inspected.get_table_names())
        unique = [index["name"] for index in inspected.get_indexes("findings") if index["unique"]]
    database.close()

    assert tables >= {"audits", "tasks", "contents", "portal_records", "observations", "verdicts", "findings"}
    assert VERSION_TABLE in tables
    assert unique == ["ux_findings_open"]

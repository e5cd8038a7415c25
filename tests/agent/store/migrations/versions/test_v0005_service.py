from __future__ import annotations

import pytest
from sqlalchemy import text

from agent.journal import Journal
from agent.store import Store, StoreError
from agent.store.audit import Kind
from tests.agent.store.migrations.past import AUDIT, past

CHANGES = [
    "UPDATE journal SET actor = 'nobody'",
    "DELETE FROM journal",
    "INSERT INTO journal SELECT * FROM journal WHERE number = 1",
]


def test_an_audit_from_before_the_service_was_of_the_whole_inventory_and_never_interrupted(url: str) -> None:
    past(url, "0004")

    with Store(url) as store:
        audit = store.audit(AUDIT)
    assert (audit.kind, list(audit.interruptions)) == (Kind.WHOLE, [])


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_refuses_to_change_the_journal(store: Store, change: str) -> None:
    journal = Journal(store.database)
    before = [journal.write("stop.ask", {"why": "thử"}), journal.write("stop.lift", {})]

    with pytest.raises(StoreError), store.database.writing() as connection:
        connection.execute(text(change))
    assert journal.entries() == before


def test_sqlite_refuses_what_would_replace_an_entry(sqlite_url: str) -> None:
    with Store(sqlite_url) as store:
        before = Journal(store.database).write("stop.ask", {})
        with pytest.raises(StoreError), store.database.writing() as connection:
            connection.execute(
                text("REPLACE INTO journal SELECT number, at, 'x', act, details, previous, hash FROM journal")
            )
        assert Journal(store.database).entries() == [before]


@pytest.mark.postgresql
def test_postgresql_refuses_to_empty_the_journal(postgresql_url: str) -> None:
    with Store(postgresql_url) as store:
        before = Journal(store.database).write("stop.ask", {})
        with pytest.raises(StoreError), store.database.writing() as connection:
            connection.execute(text("TRUNCATE journal"))
        assert Journal(store.database).entries() == [before]

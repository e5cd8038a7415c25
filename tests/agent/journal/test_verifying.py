from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from agent.journal import Broken, Head, Journal, Verified, Why, verify_journal, verifying, write_entry
from agent.journal.entry import FIRST
from agent.store import Store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with five entries."""
    path = tmp_path / "audits.db"
    with Store(f"sqlite:///{path}") as store:
        for number in range(5):
            Journal(store.database).write("notice.send", {"number": number}, "tuanthu")
    return path


@pytest.fixture
def journal(file: Path) -> Iterator[Journal]:
    with Store(f"sqlite:///{file}") as store:
        yield Journal(store.database)


def tamper(file: Path, *statements: str) -> None:
    """Somebody with the file and SQLite at hand, who does not mind triggers."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


RECHAINED = "UPDATE journal SET hash = printf('%064d', number), previous = printf('%064d', number - 1)"


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE journal SET actor = 'an' WHERE number = 3", Broken(3, Why.CHANGED)),
        ("UPDATE journal SET details = '{\"number\": 9}' WHERE number = 2", Broken(2, Why.CHANGED)),
        ("UPDATE journal SET at = '2020-01-01 00:00:00.000000' WHERE number = 1", Broken(1, Why.CHANGED)),
        ("UPDATE journal SET details = '{' WHERE number = 2", Broken(2, Why.UNREADABLE)),
        ("UPDATE journal SET at = 'x' WHERE number = 2", Broken(2, Why.UNREADABLE)),
        ("UPDATE journal SET actor = CAST(x'ff41' AS TEXT) WHERE number = 3", Broken(3, Why.UNREADABLE)),
        ("UPDATE journal SET number = -1 WHERE number = 1", Broken(1, Why.MISSING)),
        ("UPDATE signs_of_life SET value = '{'", Broken(6, Why.UNREADABLE)),
        ("UPDATE signs_of_life SET at = 'x'", Broken(6, Why.UNREADABLE)),
        ("DELETE FROM journal WHERE number = 4", Broken(4, Why.MISSING)),
        ("DELETE FROM journal WHERE number = 1", Broken(1, Why.MISSING)),
        ("DELETE FROM journal WHERE number > 3", Broken(4, Why.CUT)),
        ("DELETE FROM journal", Broken(1, Why.CUT)),
        (RECHAINED, Broken(1, Why.CHANGED)),
    ],
)
def test_whatever_was_done_to_an_entry_is_told_with_its_number(
    file: Path, journal: Journal, statement: str, broken: Broken
) -> None:
    assert isinstance(journal.verify(), Verified)
    tamper(file, statement)

    assert journal.verify() == broken


@pytest.mark.postgresql
def test_a_time_that_only_the_server_can_read_is_told_with_its_number(postgresql_url: str) -> None:
    with Store(postgresql_url) as store, store.database.writing() as connection:
        for number in range(5):
            write_entry(connection, "notice.send", {"number": number}, "tuanthu")
        connection.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE journal SET at = 'infinity' WHERE number = 3"))
        assert verify_journal(connection) == Broken(3, Why.UNREADABLE)


def test_a_long_journal_is_read_to_its_end(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    for at_once in (1, 4, 5):
        monkeypatch.setattr(verifying, "_AT_ONCE", at_once)
        assert journal.verify() == Verified(journal.head())


def test_an_entry_of_another_chain_is_not_linked(file: Path, journal: Journal) -> None:
    with Store(f"sqlite:///{file.with_name('other.db')}") as other:
        for number in range(5):
            Journal(other.database).write("notice.send", {"number": number}, "tuanthu")
    attach = f"ATTACH '{file.with_name('other.db')}' AS other"
    copy = "INSERT INTO journal SELECT * FROM other.journal WHERE number = 3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(attach)
        connection.execute("DROP TRIGGER journal_no_delete")
        connection.execute("DROP TRIGGER journal_no_replace")
        connection.execute("DELETE FROM journal WHERE number = 3")
        connection.execute(copy)
        connection.commit()

    assert journal.verify() == Broken(3, Why.UNLINKED)


def test_a_head_noted_elsewhere_finds_a_journal_that_was_made_anew(file: Path, journal: Journal) -> None:
    noted = journal.head()
    assert journal.verify(noted) == Verified(noted)
    journal.write("stop.ask", {})
    assert journal.verify(noted) == Verified(journal.head())

    tamper(file, "DELETE FROM journal", "DELETE FROM signs_of_life")
    assert journal.verify() == Verified(Head(0, FIRST))
    assert journal.verify(noted) == Broken(1, Why.CUT)

    for _ in range(6):
        journal.write("stop.ask", {})
    assert isinstance(journal.verify(), Verified)
    assert journal.verify(noted) == Broken(5, Why.OTHER)

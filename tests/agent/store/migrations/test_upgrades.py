"""Databases of every release become today's, with all that they hold; or stay what they were."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, make_url, text

from agent.store import Store, StoreError
from agent.store.engine import Database, known_revisions
from agent.store.errors import Text
from policies.verdict import Outcome
from tests.agent.store.made import START, WEEK, look, verdict
from tests.agent.store.migrations.past import AUDIT, BECAUSE, CONTEXT, FACT, PORTAL, RELEASES, past


def rows(file: Path) -> list[str]:
    """Everything in an SQLite file, as the statements that would make it again."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("revision", sorted(set(RELEASES.values())))
def test_a_database_of_each_release_becomes_todays_with_its_data(url: str, revision: str) -> None:
    past(url, revision)

    with Store(url) as store:
        (record,) = store.records(AUDIT)
        ((told,),) = store.verdicts(AUDIT).values()
        assert (record.portal, record.observations["tls"]["endpoints"]) == (CONTEXT, FACT)
        assert (told.verdict, told.because) == (Outcome.FAIL, BECAUSE)
        later = look(store, START + WEEK, verdict(Outcome.PASS), portal=PORTAL)
        (finding,) = store.findings()
        assert (finding.first_audit, finding.fixed_audit) == (AUDIT, later.id)
        previous = store.previous_audit(later.id)
        assert previous is not None
        assert previous.id == AUDIT


def test_the_tables_of_an_earlier_version_are_made_where_asked(url: str) -> None:
    def revision(database: Database) -> str:
        with database.reading() as connection:
            found: str = connection.execute(text("SELECT version_num FROM tuanthu_schema")).scalar_one()
        database.close()
        return found

    assert revision(Database(url, revision="0003")) == "0003"
    assert revision(Database(url)) == max(known_revisions()) == "0005"


def test_an_upgrade_that_fails_on_its_way_leaves_the_old_database(url: str) -> None:
    past(url, "0003")
    address = make_url(url)
    driver = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}[address.get_backend_name()]
    engine = create_engine(address.set(drivername=driver))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE signs_of_life (name TEXT)"))  # what the last step is about to make
    with pytest.raises(StoreError):
        Database(url)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM tuanthu_schema")).scalar_one() == "0003"
        connection.execute(text("DROP TABLE signs_of_life"))
    engine.dispose()

    with Store(url) as store:
        assert len(store.records(AUDIT)) == 1


def test_an_sqlite_file_is_copied_before_it_is_upgraded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "audits.db"
    past(f"sqlite:///{file}", "0004")
    before = rows(file)
    Database(f"sqlite:///{file}").close()
    Database(f"sqlite:///{file}").close()

    copy = tmp_path / "audits.db.before-0005"
    assert rows(copy) == before != rows(file)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [str(copy) in record.getMessage() for record in caplog.records] == [True]


def test_a_new_file_is_not_copied(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'audits.db'}").close()

    assert list(tmp_path.glob("*before*")) == []


def test_without_room_for_the_copy_nothing_is_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "audits.db"
    past(f"sqlite:///{file}", "0004")
    before = rows(file)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=0))

    with pytest.raises(StoreError) as caught:
        Database(f"sqlite:///{file}")
    assert caught.value.text is Text.NO_COPY
    assert rows(file) == before
    assert list(tmp_path.glob("*before*")) == []

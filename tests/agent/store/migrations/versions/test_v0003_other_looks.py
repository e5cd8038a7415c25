from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import column, table, text

from agent.store import Store, migrations
from agent.store.engine import Database
from agent.store.schema import VERSION_TABLE
from policies.verdict import Outcome
from tests.agent.store.made import START, WWW, look, record, verdict


def test_an_audit_from_before_several_vantages_keeps_its_one_look(url: str) -> None:
    with Store(url) as store:
        audit = look(store, START, verdict(Outcome.FAIL))
    database = Database(url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.writing() as connection:
        connection.execute(text("DROP TABLE verdict_counts"))
        connection.execute(text("DROP TABLE other_looks"))
        connection.execute(table(VERSION_TABLE, column("version_num")).update().values(version_num="0002"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    database.close()

    with Store(url) as store:
        assert store.records(audit.id) == [record(WWW)]

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import column, table, text

from agent.store import Store, migrations
from agent.store.engine import Database
from agent.store.schema import VERSION_TABLE, metadata
from tests.agent.store.made import planned


def test_an_audit_from_before_the_tiers_was_a_quick_one(url: str) -> None:
    with Store(url) as store:
        audit = planned(store)
    database = Database(url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.writing() as connection:
        connection.execute(text("DROP TABLE verdict_counts"))
        connection.execute(text("DROP TABLE other_looks"))
        connection.execute(text("ALTER TABLE audits DROP COLUMN options"))
        connection.execute(table(VERSION_TABLE, column("version_num")).update().values(version_num="0001"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        columns = connection.execute(text("SELECT * FROM audits")).keys()
    database.close()

    assert list(columns) == [known.name for known in metadata.tables["audits"].columns]
    with Store(url) as store:
        assert (audit.tier, store.audit(audit.id).tier) == ("exact", "quick")

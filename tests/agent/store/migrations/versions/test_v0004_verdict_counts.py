from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import column, table, text

from agent.store import Store, migrations
from agent.store.engine import Database
from agent.store.schema import VERSION_TABLE
from policies.verdict import Outcome
from tests.agent.store.made import REQUIREMENT, START, WEEK, look, planned, verdict


def test_audits_from_before_counts_were_kept_have_their_history(url: str) -> None:
    with Store(url) as store:
        look(store, START, verdict(Outcome.FAIL))
    database = Database(url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.writing() as connection:
        connection.execute(text("DROP TABLE verdict_counts"))
        connection.execute(table(VERSION_TABLE, column("version_num")).update().values(version_num="0003"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    database.close()

    with Store(url) as store:
        (past,) = store.history(planned(store, START + WEEK).id, 1, lambda agency, requirement: requirement)
        assert past.counts == {REQUIREMENT: {Outcome.FAIL: 1}}

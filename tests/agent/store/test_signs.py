from __future__ import annotations

from agent.store import Store
from agent.store.signs import Sign, keep_sign, read_sign
from tests.agent.store.made import START, WEEK


def test_the_last_sign_of_a_name_is_kept(store: Store) -> None:
    with store.database.writing() as connection:
        assert read_sign(connection, "backup") is None
        keep_sign(connection, "backup", START, {"file": "a"})
        keep_sign(connection, "backup", START + WEEK, {"file": "b"})
        keep_sign(connection, "service", START, {})

        assert read_sign(connection, "backup") == Sign(START + WEEK, {"file": "b"})

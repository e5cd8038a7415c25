"""One process at a time works on an audit; one that is gone holds nothing."""

from __future__ import annotations

import socket
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from agent.auditing import holding as module
from agent.auditing.holding import SILENCE, holding
from agent.errors import InputError
from agent.store import Store
from agent.store.signs import keep_sign, read_sign

NAME = "audit:20261122-0100-ab12"
AUDIT = "20261122-0100-ab12"


def held_by(store: Store, host: str, pid: int, born: str | None, at: datetime) -> None:
    with store.database.writing() as connection:
        keep_sign(connection, NAME, at, {"host": host, "pid": pid, "born": born})


def test_who_holds_an_audit_lets_go_of_it_at_the_end(store: Store) -> None:
    with holding(store.database, AUDIT) as hold:
        hold.beat()
        with store.database.reading() as connection:
            assert read_sign(connection, NAME) is not None
    with store.database.reading() as connection:
        assert read_sign(connection, NAME) is None


def test_a_living_process_of_this_machine_keeps_others_out_and_a_killed_one_does_not(local: Store) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        born = module._born(process.pid)
        held_by(local, socket.gethostname(), process.pid, born, datetime.now(UTC))
        with pytest.raises(InputError, match=f"{process.pid}"), holding(local.database, AUDIT):
            pytest.fail("two hold it")
        held_by(local, socket.gethostname(), process.pid, "another boot 1", datetime.now(UTC))
        with holding(local.database, AUDIT):
            pass
        held_by(local, socket.gethostname(), process.pid, born, datetime.now(UTC))
        process.kill()
    with holding(local.database, AUDIT):
        pass


def test_one_on_another_machine_holds_it_as_long_as_it_is_heard_of(local: Store) -> None:
    held_by(local, "elsewhere", 1, None, datetime.now(UTC))
    with pytest.raises(InputError, match="elsewhere"), holding(local.database, AUDIT):
        pytest.fail("two hold it")
    held_by(local, "elsewhere", 1, None, datetime.now(UTC) - SILENCE)
    with holding(local.database, AUDIT):
        pass


def test_who_was_silent_while_another_took_the_audit_up_leaves_it_to_that_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BETWEEN_BEATS", 0.0)
    monkeypatch.setattr(module, "SILENCE", timedelta())
    for act in ("beat", "make_sure"):
        with holding(store.database, AUDIT) as hold:
            hold.make_sure()
            held_by(store, "elsewhere", 1, None, datetime.now(UTC))
            with pytest.raises(InputError, match=AUDIT):
                getattr(hold, act)()
        with store.database.reading() as connection:
            sign = read_sign(connection, NAME)
        assert sign is not None
        assert sign.value["host"] == "elsewhere"

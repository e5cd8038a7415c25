from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from agent.journal import Head, Journal, Verified, write_entry
from agent.journal.entry import FIRST
from agent.store import Store, StoreError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_entries_are_read_back_in_order_each_bound_to_the_one_before(store: Store) -> None:
    journal = Journal(store.database)
    assert journal.head() == Head(0, FIRST)

    first = journal.write("audit.begin", {"audit": "a", "portals": 607}, "tuanthu")
    second = journal.write("stop.ask", {"why": "bảo trì"}, "binh as root")

    assert journal.entries() == [first, second]
    assert (first.previous, second.previous, journal.head()) == (FIRST, first.hash, Head(2, second.hash))


def test_the_last_entries_and_those_of_an_act_are_found(store: Store) -> None:
    journal = Journal(store.database)
    for act in ("audit.begin", "stop.ask", "audit.finish"):
        journal.write(act, {})

    assert [entry.act for entry in journal.entries(last=2)] == ["stop.ask", "audit.finish"]
    assert [entry.act for entry in journal.entries(act="audit.")] == ["audit.begin", "audit.finish"]


def test_an_act_that_did_not_happen_has_no_entry(store: Store) -> None:
    def begin() -> None:
        with store.database.writing() as connection:
            write_entry(connection, "audit.begin", {})
            connection.execute(text("INSERT INTO none VALUES (1)"))

    with pytest.raises(StoreError):
        begin()

    assert Journal(store.database).verify() == Verified(Head(0, FIRST))


def test_many_write_at_once_and_the_chain_is_whole(store: Store) -> None:
    journal = Journal(store.database)
    threads = [threading.Thread(target=journal.write, args=("notice.send", {})) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert journal.head().number == 8
    assert journal.verify() == Verified(journal.head())


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(details=st.dictionaries(st.text(st.characters(), max_size=10), VALUES, max_size=4), who=st.text(st.characters()))
def test_whatever_an_entry_says_it_verifies(store: Store, details: dict[str, object], who: str) -> None:
    journal = Journal(store.database)
    entry = journal.write("config.load", details, who)

    assert journal.entries(last=1) == [entry]
    assert journal.verify() == Verified(Head(entry.number, entry.hash))

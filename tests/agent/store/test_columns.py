from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, create_engine, delete, insert, make_url, select

from agent.store.columns import PlainJson, UtcTime

TABLE = Table(
    "kept",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("body", PlainJson, nullable=False),
    Column("at", UtcTime),
)
TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from("\x00\ud800\udfff\ue0000aé🏛"), max_size=8)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    parsed = make_url(url)
    driver = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}[parsed.get_backend_name()]
    engine = create_engine(parsed.set(drivername=driver))
    with engine.begin() as opened:
        TABLE.create(opened)
        yield opened
    engine.dispose()


def kept(connection: Connection, **values: Any) -> Any:
    connection.execute(delete(TABLE))
    connection.execute(insert(TABLE).values({"body": 0} | values))
    return connection.execute(select(TABLE)).one()


@given(value=VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_json_comes_back_as_it_was_given(connection: Connection, value: Any) -> None:
    assert kept(connection, body=value).body == value


def test_none_is_the_json_null_and_no_missing_value(connection: Connection) -> None:
    assert kept(connection, body=None).body is None


def test_a_moment_comes_back_in_utc(connection: Connection) -> None:
    hanoi = dt.timezone(dt.timedelta(hours=7))
    found = kept(connection, at=dt.datetime(2026, 11, 21, 23, 10, 5, 123000, tzinfo=hanoi)).at

    assert found == dt.datetime(2026, 11, 21, 16, 10, 5, 123000, tzinfo=dt.UTC)
    assert found.utcoffset() == dt.timedelta()
    assert kept(connection, at=None).at is None


def test_a_moment_without_a_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(Exception, match="time zone"):
        kept(connection, at=dt.datetime(2026, 11, 21))  # noqa: DTZ001

"""What is answered over HTTP, to whom, and what a client cannot do."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse

import pytest

from agent.errors import InputError
from agent.settings import ServiceSettings
from agent.store import Store
from agent.watching import server
from agent.watching.server import serve
from tests.agent.watching.made import beat
from tests.servers import listening


@pytest.fixture
def address(store: Store, settings: ServiceSettings) -> Iterator[tuple[str, int]]:
    with serve(settings, store.database) as address:
        assert address is not None
        yield address


def asked(address: tuple[str, int], path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    with closing(HTTPConnection(*address, timeout=10)) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer, answer.read()


def told(address: tuple[str, int], path: str) -> tuple[int, list[str]]:
    """The status, and the reasons that the body gives for it."""
    answer, body = asked(address, path)
    document = json.loads(body)
    assert document["status"] == ("ok" if answer.status == 200 else "unavailable")
    return answer.status, document["reasons"]


def test_it_lives_and_is_ready_while_the_service_turns(store: Store, address: tuple[str, int]) -> None:
    assert told(address, "/healthz") == (503, ["silent"])
    beat(store, datetime.now(UTC))
    assert told(address, "/healthz") == (200, [])
    assert told(address, "/readyz") == (200, [])
    beat(store, datetime.now(UTC) - timedelta(minutes=2))
    assert told(address, "/healthz") == (503, ["silent"])
    assert told(address, "/readyz") == (503, ["silent"])


def test_it_is_not_ready_for_a_database_that_another_version_has_changed(
    store: Store, address: tuple[str, int]
) -> None:
    beat(store, datetime.now(UTC))
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE tuanthu_schema SET version_num = '9999'")
    assert told(address, "/readyz") == (503, ["schema"])
    assert told(address, "/healthz") == (200, [])


def test_a_database_that_cannot_be_read_is_told(store: Store, address: tuple[str, int]) -> None:
    with store.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE signs_of_life")
    assert told(address, "/healthz") == (503, ["database"])
    assert told(address, "/readyz") == (503, ["database"])
    answer, body = asked(address, "/metrics")
    assert answer.status == 200
    assert b"tuanthu_database_up 0.0" in body
    assert b"tuanthu_notices" not in body


def test_metrics_are_text_and_are_kept_for_a_moment(store: Store, address: tuple[str, int]) -> None:
    answer, body = asked(address, "/metrics?name[]=up")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert b"tuanthu_database_up 1.0" in body
    assert b"tuanthu_beat_age_seconds" not in body
    beat(store, datetime.now(UTC))
    assert b"tuanthu_beat_age_seconds" not in asked(address, "/metrics")[1]


def test_nothing_else_is_answered(address: tuple[str, int]) -> None:
    assert asked(address, "/")[0].status == 404
    assert asked(address, "/healthz/../metrics")[0].status == 404
    assert asked(address, "/metrics", "POST")[0].status == 501
    answer, body = asked(address, "/metrics", "HEAD")
    assert (answer.status, body) == (200, b"")
    assert answer.headers["Server"] == "tuanthu"
    assert asked(address, "/" + 70_000 * "x")[0].status == 414


def test_clients_that_take_long_are_few_and_are_left(
    sqlite_url: str, settings_on: Callable[..., ServiceSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", 2.0)
    with Store(sqlite_url) as store, serve(settings_on(sqlite_url), store.database) as address, ExitStack() as clients:
        assert address is not None
        slow = [
            clients.enter_context(socket.create_connection(address, timeout=30)) for _number in range(server.AT_ONCE)
        ]
        with socket.create_connection(address, timeout=30) as one_more:
            assert one_more.recv(1) == b""
        assert _dripped(slow[0]) < 400
        assert [client.recv(1) for client in slow[1:]] == [b""] * (server.AT_ONCE - 1)
        assert asked(address, "/healthz")[0].status == 503


def _dripped(client: socket.socket) -> int:
    """Sends a header letter by letter until the server has left; how many it took, at most 400."""
    client.send(b"GET /healthz HTTP/1.0\r\nX-Slow: ")
    client.settimeout(0.05)
    for letters in range(400):
        try:
            client.send(b"x")
            if not client.recv(1):
                return letters
        except TimeoutError:
            continue
        except OSError:
            return letters
    return 400


def test_it_answers_over_ipv6_and_nowhere_where_that_is_asked(
    sqlite_url: str, settings_on: Callable[..., ServiceSettings]
) -> None:
    with Store(sqlite_url) as store:
        with serve(settings_on(sqlite_url, listen="[::1]:0"), store.database) as address:
            assert address is not None
            assert address[0] == "::1"
            assert asked(address, "/healthz")[0].status == 503
        with serve(settings_on(sqlite_url, listen="none"), store.database) as nowhere:
            assert nowhere is None


def test_an_address_that_is_taken_is_an_input_error(
    sqlite_url: str, settings_on: Callable[..., ServiceSettings]
) -> None:
    with Store(sqlite_url) as store, listening() as (host, port):
        settings = settings_on(sqlite_url, listen=f"{host}:{port}")
        with pytest.raises(InputError, match=f"{host}:{port}"), serve(settings, store.database):
            pass

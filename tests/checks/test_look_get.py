"""Other pages of a portal are asked for as the home page is: within the scope, at a living address, once."""

from __future__ import annotations

import socket

from checks.observation import Reason, Seen, Unseen
from tests.checks.looks import look_at
from tests.checks.web.pages import Answer, serving
from tests.servers import closed_port, read_request, talking


def test_a_page_is_asked_for_once_and_whatever_its_status_it_is_seen() -> None:
    asked: list[str] = []
    with talking(serving({"/": Answer(), "/a?b=c": Answer(body=b"yes")}, asked)) as (host, port):
        look = look_at(host, closed_port(), port, scheme="http")
        found, again, missing = look.get("/a?b=c"), look.get("/a?b=c"), look.get("/no")
    assert isinstance(found, Seen)
    assert (found.value.body, found.value.url) == (b"yes", f"http://{host}:{port}/a?b=c")
    assert again is found
    assert isinstance(missing, Seen)
    assert missing.value.status == 404
    assert asked == ["/", "/a?b=c", "/no"]


def test_its_redirects_are_followed_within_the_scope_only() -> None:
    asked: list[str] = []
    moved = Answer(301, "Location: /b\r\n")
    away = Answer(301, "Location: http://elsewhere.test/b\r\n")
    with talking(serving({"/": Answer(), "/a": moved, "/b": away}, asked)) as (host, port):
        found = look_at(host, closed_port(), port, scheme="http").get("/a")
    assert isinstance(found, Unseen)
    assert found.reason is Reason.NOT_AUTHORISED
    assert asked == ["/", "/a", "/b"]


def test_a_portal_that_does_not_answer_is_not_asked_for_more() -> None:
    asked = 0

    def hang_up(connection: socket.socket) -> None:
        nonlocal asked
        asked += bool(read_request(connection))

    with talking(hang_up) as (host, port):
        look = look_at(host, closed_port(), port, scheme="http")
        home = look.exchange(host, "http").head
        before = asked
        assert look.get("/a") == home
    assert asked == before


def test_an_ipv6_portal_is_not_asked_from_a_vantage_without_ipv6() -> None:
    found = look_at("::1", closed_port(), closed_port(), ipv6=False).get("/a")
    assert isinstance(found, Unseen)
    assert found.reason is Reason.NO_IPV6_VANTAGE


def test_a_url_that_the_home_page_speaks_of_is_visited_once_within_the_scope() -> None:
    asked: list[str] = []
    with talking(serving({"/": Answer(), "/a": Answer(301, "Location: /b\r\n"), "/b": Answer(404)}, asked)) as (
        host,
        port,
    ):
        look = look_at(host, closed_port(), port, scheme="http")
        found, again = look.visit(f"http://{host}:{port}/a"), look.visit(f"http://{host}:{port}/a")
        away = look.visit("http://elsewhere.test/")
        page = look.page
    assert isinstance(found, Seen)
    assert (found.value.url, found.value.status) == (f"http://{host}:{port}/b", 404)
    assert again is found
    assert isinstance(away, Unseen)
    assert away.reason is Reason.NOT_AUTHORISED
    assert isinstance(page, Seen)
    assert asked == ["/", "/a", "/b"]


def test_nothing_is_visited_where_the_home_page_was_not_seen() -> None:
    asked: list[str] = []
    with talking(serving({"/": Answer(403), "/a": Answer()}, asked)) as (host, port):
        look = look_at(host, closed_port(), port, scheme="http")
        assert look.visit(f"http://{host}:{port}/a") == look.page
    assert asked == ["/"]

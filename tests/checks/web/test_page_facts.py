"""What the home page shows by headers, cookies and markup, as its server sends it."""

import socket
from pathlib import Path
from typing import Any

import pytest

from checks.observation import Reason, Seen, Unseen, to_json
from checks.web.page_facts import OF_THE_PAGE, observe_page_facts
from tests.checks.looks import look_at
from tests.servers import Talk, answering, closed_port, listening, read_request, self_signed, talking

HOST = "127.0.0.1"
HTML = (
    b'<!doctype html><html lang="vi"><head><meta name="generator" content="WordPress 6.4">'
    b'<script src="http://cdn.test/a.js"></script>'
)
HEADERS = (
    "Content-Type: text/html; charset=utf-8\r\n"
    "Content-Security-Policy: default-src 'self'; frame-ancestors 'self'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Permissions-Policy: camera=()\r\n"
    "Server: nginx\r\n"
    'Alt-Svc: h3=":443"\r\n'
    "Set-Cookie: id=1; Secure; HttpOnly; SameSite=Lax\r\n"
    "Set-Cookie: theme=2; Path=/\r\n"
)


def observed(tmp_path: Path, talk: Talk) -> dict[str, Any]:
    with talking(talk, tls=self_signed(tmp_path)) as (_, port):
        return observe_page_facts(look_at(HOST, port, closed_port()))


def cookie(name: str, *, careful: bool = False) -> dict[str, Any]:
    same_site = "Lax" if careful else None
    return {"name": name, "secure": careful, "http_only": careful, "same_site": same_site, "problem": None}


def test_everything_is_read_from_one_page(tmp_path: Path) -> None:
    assert to_json(observed(tmp_path, answering(headers=HEADERS, body=HTML))) == {
        "csp": {
            "enforced": True,
            "report_only": False,
            "unsafe_inline": False,
            "unsafe_eval": False,
            "any_source": False,
            "frame_ancestors": "'self'",
        },
        "nosniff": True,
        "framing": "sameorigin",
        "referrer_policy": "same-origin",
        "permissions_policy": "camera=()",
        "cookies": [cookie("id", careful=True), cookie("theme")],
        "mixed_content": [{"kind": "active", "tag": "script", "url": "http://cdn.test/a.js"}],
        "banners": [
            {"where": "Server", "value": "nginx", "version": False},
            {"where": "meta generator", "value": "WordPress 6.4", "version": True},
        ],
        "charset": "utf-8",
        "language": "vi",
        "http2": False,
        "http3": True,
    }


def test_a_bare_page_shows_that_nothing_is_there(tmp_path: Path) -> None:
    assert to_json(observed(tmp_path, answering())) == {
        **dict.fromkeys(("csp", "referrer_policy", "permissions_policy", "charset", "language")),
        **dict.fromkeys(("nosniff", "http2", "http3"), False),
        **{name: [] for name in ("cookies", "mixed_content", "banners")},
        "framing": "any",
    }


def redirecting(connection: socket.socket) -> None:
    """Sends the browser from / to /vi with a cookie."""
    request = read_request(connection)
    if request.startswith(b"GET / "):
        lines = b"Location: /vi\r\nSet-Cookie: lang=vi\r\nX-Frame-Options: DENY\r\n"
        connection.sendall(b"HTTP/1.1 302 X\r\nContent-Length: 0\r\n" + lines + b"\r\n")
    elif request:
        connection.sendall(f"HTTP/1.1 200 X\r\nContent-Length: {len(HTML)}\r\n{HEADERS}\r\n".encode() + HTML)


def test_the_page_counts_that_redirects_lead_to_and_cookies_count_on_the_way(tmp_path: Path) -> None:
    facts = observed(tmp_path, redirecting)
    assert facts["framing"] == Seen("sameorigin")
    assert facts["cookies"] == Seen([cookie("lang"), cookie("id", careful=True), cookie("theme")])


def test_no_page_is_asked_for_twice(tmp_path: Path) -> None:
    asked: list[bool] = []

    def counted(connection: socket.socket) -> None:
        asked.append(True)
        redirecting(connection)

    with talking(counted, tls=self_signed(tmp_path)) as (_, port):
        look = look_at(HOST, port, closed_port())
        assert isinstance(look.page, Seen)
        observe_page_facts(look)
    assert len(asked) == 3  # the two pages, and the handshake that asks for HTTP/2


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, Reason.BLOCKED),
        (403, Reason.BLOCKED),
        (429, Reason.BLOCKED),
        (404, Reason.PROTOCOL_ERROR),
        (503, Reason.PROTOCOL_ERROR),
    ],
)
def test_a_wall_or_an_error_shows_nothing_of_the_page(tmp_path: Path, status: int, why: Reason) -> None:
    facts = observed(tmp_path, answering(status, HEADERS, HTML))
    assert {facts[name].reason for name in OF_THE_PAGE} == {why}


def test_what_was_too_long_to_be_read_is_unseen(tmp_path: Path) -> None:
    long = "a" * 9000
    names = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy")
    lines = "".join(f"{name}: {long}\r\n" for name in (*names, "X-Frame-Options", "Set-Cookie", "Server"))
    lines += f"Content-Language: {long}\r\n"
    facts = observed(tmp_path, answering(headers=lines, body=HTML))
    told = {name for name in OF_THE_PAGE if isinstance(facts[name], Seen)}
    assert told == {"charset"}
    assert {facts[name].reason for name in OF_THE_PAGE if name not in told} == {Reason.TOO_LARGE}


def test_no_mixed_content_is_none_whatever_a_long_policy_says(tmp_path: Path) -> None:
    facts = observed(tmp_path, answering(headers=f"Content-Security-Policy: {'a' * 9000}\r\n"))
    assert isinstance(facts["csp"], Unseen)
    assert facts["mixed_content"] == Seen([])


def test_a_portal_without_https_is_read_over_http() -> None:
    with talking(answering(headers=HEADERS, body=HTML)) as (_, http):
        facts = observe_page_facts(look_at(HOST, closed_port(), http))
    assert facts["nosniff"] == Seen(True)
    assert facts["mixed_content"] == Seen([])
    assert to_json(facts["cookies"])[0]["problem"] == "secure_over_http"
    assert facts["http2"] == Seen(False)


def test_a_silent_portal_shows_nothing() -> None:
    with listening() as (_, https), listening() as (_, http):
        facts = observe_page_facts(look_at(HOST, https, http, timeout=0.2))
    assert {isinstance(fact, Unseen) and fact.reason for fact in facts.values()} == {Reason.TIMEOUT}


def test_an_ipv6_portal_shows_nothing_to_a_vantage_without_ipv6() -> None:
    facts = observe_page_facts(look_at("::1", closed_port(), closed_port(), ipv6=False))
    assert set(facts) == {*OF_THE_PAGE, "http2", "http3"}
    assert {isinstance(fact, Unseen) and fact.reason for fact in facts.values()} == {Reason.NO_IPV6_VANTAGE}

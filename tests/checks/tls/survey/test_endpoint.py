from __future__ import annotations

import itertools
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from checks.network.dial import begin
from checks.observation import Reason, Seen, Unseen
from checks.tls.engine import Peer, run
from checks.tls.survey.endpoint import MEMBERS, Surveyed, survey
from checks.tls.survey.quick import quick_survey
from tests.checks.tls.certificates import issue, names, server_context
from tests.checks.tls.peers import (
    alert,
    hold,
    nginx_server,
    openssl_server,
    read_hello,
    record,
    reset,
    send_slowly,
    server_hello,
)
from tests.checks.tls.survey.asking import Small
from tests.servers import closed_port, silent_port, talking
from tests.tls_peers.client_hello import ClientHello

LONG, SHORT = 10.0, 0.25
MODERN = ["TLSv1.2", "TLSv1.3"]
OLD_AND_NEW = ["TLSv1.0", "TLSv1.1", *MODERN]
Talk = Callable[[socket.socket], None]


def ask(
    endpoint: tuple[str, int], timeout: float = LONG, host: str = "a.test", at_once: float = float("inf")
) -> Answers:
    return run(_answers(Peer(begin, host, *endpoint, timeout, at_once)))


async def _answers(peer: Peer) -> Answers:
    return Answers(await survey(peer), peer.connections)


@dataclass(frozen=True)
class Answers:
    surveyed: Surveyed
    connections: int

    def __getattr__(self, name: str) -> Any:
        return self.surveyed.facts[name]


def reason(answers: Answers) -> Reason:
    assert isinstance(answers.versions, Unseen)
    return answers.versions.reason


def say(data: bytes) -> Talk:
    """Says `data` and closes."""
    return lambda connection: connection.sendall(data)


def after(data: bytes) -> Talk:
    """Reads the hello, then says `data` and closes."""

    def talk(connection: socket.socket) -> None:
        read_hello(connection)
        connection.sendall(data)

    return talk


# ------------------------------------------------------------------------------------------ real servers


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("-tls1 -cipher ALL:@SECLEVEL=0", ["TLSv1.0"]),
        ("-tls1_1 -cipher ALL:@SECLEVEL=0", ["TLSv1.1"]),
        ("-tls1_2", ["TLSv1.2"]),
        ("-tls1_3", ["TLSv1.3"]),
        ("-cipher ALL:@SECLEVEL=0", OLD_AND_NEW),
        ("-cipher ALL:@SECLEVEL=0 -no_tls1_2", ["TLSv1.0", "TLSv1.1", "TLSv1.3"]),
        ("-cipher ALL:@SECLEVEL=0 -no_tls1 -no_tls1_3", ["TLSv1.1", "TLSv1.2"]),
        ("-no_tls1 -no_tls1_1", MODERN),
        ("", MODERN),
    ],
)
def test_openssl_is_seen_to_accept_just_what_it_is_told_to(rsa_server: Path, options: str, expected: list[str]) -> None:
    with openssl_server(rsa_server, *options.split()) as endpoint:
        answers = ask(endpoint)
    assert answers.versions == Seen(expected)
    assert isinstance(answers.chosen_cipher, Seen)
    assert list(answers.chosen_cipher.value) == expected


@pytest.mark.parametrize(
    ("options", "version", "suite"),
    [
        ("-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("-tls1_2 -cipher NULL-SHA256:@SECLEVEL=0", "TLSv1.2", "TLS_RSA_WITH_NULL_SHA256"),
        ("-tls1_2 -cipher ADH-AES128-SHA256:@SECLEVEL=0", "TLSv1.2", "TLS_DH_anon_WITH_AES_128_CBC_SHA256"),
        ("-tls1 -cipher NULL-MD5:@SECLEVEL=0", "TLSv1.0", "TLS_RSA_WITH_NULL_MD5"),
        ("-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256", "TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256"),
        ("-tls1_3 -groups P-521", "TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256"),
        (
            "-tls1_2 -serverpref -cipher AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384",
            "TLSv1.2",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
        ),
    ],
)
def test_the_suite_that_openssl_chooses_is_told_by_its_name(
    rsa_server: Path, options: str, version: str, suite: str
) -> None:
    with openssl_server(rsa_server, *options.split()) as endpoint:
        assert ask(endpoint).chosen_cipher == Seen({version: Seen(suite)})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;", "ssl_ciphers ALL:@SECLEVEL=0;"], OLD_AND_NEW),
        (["ssl_protocols TLSv1.2 TLSv1.3;"], MODERN),
        (["ssl_protocols TLSv1.3;"], ["TLSv1.3"]),
        (["ssl_protocols TLSv1 TLSv1.1 TLSv1.2;"], ["TLSv1.2"]),
    ],
)
def test_nginx_is_seen_to_accept_just_what_it_is_told_to(
    tmp_path: Path, rsa_server: Path, lines: list[str], expected: list[str]
) -> None:
    with nginx_server(tmp_path, rsa_server, *lines) as endpoint:
        assert ask(endpoint).versions == Seen(expected)


def test_python_is_seen_to_accept_just_what_it_is_told_to(tmp_path: Path) -> None:
    context = server_context(tmp_path, issue("a.test", None, names("a.test")))
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    with talking(hold, tls=context) as endpoint:
        assert ask(endpoint).versions == Seen(["TLSv1.2"])


def test_an_address_of_ipv6_is_asked_like_any_other(tmp_path: Path) -> None:
    with talking(hold, "::1", server_context(tmp_path, issue("a.test"))) as endpoint:
        assert ask(endpoint).versions == Seen(MODERN)


def test_a_server_that_only_knows_one_name_is_asked_by_that_name(tmp_path: Path) -> None:
    context = server_context(tmp_path, issue("a.test", None, names("a.test")))
    context.sni_callback = lambda _connection, name, _context: (
        None if name == "a.test" else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    )
    with talking(hold, tls=context) as endpoint:
        assert ask(endpoint).versions == Seen(MODERN)
        stranger = ask(endpoint, host="b.test")
    assert reason(stranger) is Reason.TLS_HANDSHAKE


# ------------------------------------------------------------------------- peers that accept nothing at all


@pytest.mark.parametrize(
    ("talk", "expected"),
    [
        (hold, Reason.TIMEOUT),
        (lambda connection: read_hello(connection) and None, Reason.TLS_HANDSHAKE),
        (reset, Reason.TLS_HANDSHAKE),
        (after(b"\x00\x01garbage\xff" * 9), Reason.PROTOCOL_ERROR),
        (after(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Reason.PROTOCOL_ERROR),
        (after(alert(40)), Reason.TLS_HANDSHAKE),
        (after(alert(40, level=1)), Reason.TLS_HANDSHAKE),
        (after(alert(80)), Reason.TLS_HANDSHAKE),
        (after(alert(100, level=1) * 9999), Reason.TOO_LARGE),
        (after(server_hello(0x0305, 0x2F)), Reason.PROTOCOL_ERROR),
        (after(server_hello(0x0304, 0x2F)), Reason.PROTOCOL_ERROR),
        (after(server_hello(0x0303, 0x00A8)), Reason.PROTOCOL_ERROR),
        (after(record(22, b"")), Reason.PROTOCOL_ERROR),
        (after(server_hello(0x0303, 0x2F)[:20]), Reason.PROTOCOL_ERROR),
        (after(record(22, b"\2\0\x3f\xff" + bytes(4000))[:3000]), Reason.PROTOCOL_ERROR),
    ],
    ids=[
        *("silence", "FIN", "RST", "garbage", "HTTP", "alert", "warning", "trouble", "warnings", "unknown version"),
        *("higher version", "suite not offered", "empty record", "broken off", "never whole"),
    ],
)
def test_a_peer_that_accepts_nothing_is_unseen_for_the_right_reason(talk: Talk, expected: Reason) -> None:
    with talking(talk) as endpoint:
        answers = ask(endpoint, SHORT if expected is Reason.TIMEOUT else LONG)
    assert reason(answers) is expected
    assert all(answers.surveyed.facts[name] == answers.versions for name in MEMBERS)


def drip(connection: socket.socket) -> None:
    read_hello(connection)
    send_slowly(connection, server_hello(0x0303, 0x2F) * 99)


def babble(connection: socket.socket) -> None:
    read_hello(connection)
    while True:
        connection.sendall(record(22, b"\2\0\x40\0") + record(22, b"x"))


@pytest.mark.parametrize(("talk", "expected"), [(drip, Reason.TIMEOUT), (babble, Reason.TOO_LARGE)])
def test_a_peer_that_never_comes_to_the_point_is_left(talk: Talk, expected: Reason) -> None:
    with talking(talk) as endpoint:
        assert reason(ask(endpoint, SHORT if expected is Reason.TIMEOUT else LONG)) is expected


def test_a_silent_peer_is_not_asked_forever() -> None:
    with talking(hold) as endpoint:
        assert ask(endpoint, SHORT).connections <= 12


def test_a_closed_port_is_knocked_at_once_for_each_kind_of_question() -> None:
    answers = ask(("127.0.0.1", closed_port()))
    assert (reason(answers), answers.connections) == (Reason.REFUSED, 5)


def test_an_address_that_never_answers_is_tried_once_for_each_kind_of_question() -> None:
    with silent_port() as endpoint:
        answers = ask(endpoint, SHORT)
    assert (reason(answers), answers.connections) == (Reason.TIMEOUT, 5)


# ------------------------------------------------------------------------------------ peculiar servers


def test_a_server_that_chooses_an_older_version_does_not_accept_the_newer() -> None:
    def talk(connection: socket.socket) -> None:
        version = read_hello(connection)
        connection.sendall(server_hello(0x0301, 0x2F) if version in ("TLSv1.0", "TLSv1.1", "TLSv1.2") else alert(70))

    with talking(talk) as endpoint:
        assert ask(endpoint).versions == Seen(["TLSv1.0"])


def test_sslv2_is_seen_with_the_cipher_that_the_server_lists_first() -> None:
    body = b"\4\0\1\0\2\0\0\0\6\0\0\x02\0\x80\x07\0\xc0"

    def talk(connection: socket.socket) -> None:
        answer = (0x8000 | len(body)).to_bytes(2) + body
        connection.sendall(answer if read_hello(connection) == "SSLv2" else alert(40))

    with talking(talk) as endpoint:
        assert ask(endpoint).chosen_cipher == Seen({"SSLv2": Seen("SSL_CK_RC4_128_EXPORT40_WITH_MD5")})


# ------------------------------------------------------------------------------- two servers, and a modest cost


def by_turns(*servers: Small) -> Talk:
    """Leads each connection to the next server."""
    turns = itertools.cycle(servers)
    return lambda connection: next(turns)(connection)


def test_a_balancer_before_different_servers_is_found_out() -> None:
    old, older = Small([0x2F, 0x35], [0x0301, 0x0302, 0x0303]), Small([0x2F], [0x0301])
    with talking(by_turns(old, older)) as endpoint:
        answers = ask(endpoint, at_once=1)
    assert isinstance(answers.versions, Unseen)
    assert "by turns" in answers.versions.detail
    for name in ("ciphers", "order", "groups", "fallback_scsv", "secure_renegotiation"):
        assert answers.surveyed.facts[name] == answers.versions
    assert isinstance(answers.chosen_cipher, Seen)


def test_the_second_look_asks_each_of_two_servers() -> None:
    older, newer = Small([0x2F], [0x0303]), Small([0x2F, 0x1301], [0x0303, 0x0304])
    with talking(by_turns(newer, older)) as endpoint:
        answers = ask(endpoint, at_once=1)
    assert isinstance(answers.versions, Unseen)
    assert "TLSv1.3" in answers.versions.detail


@dataclass
class Forgetful(Small):
    """Takes what it has refused before."""

    refused: set[tuple[int, ...]] = field(default_factory=set)

    def pick(self, hello: ClientHello) -> int | None:
        offered = (hello.versions[-1], *(code for code in hello.suites if code & 0x0F0F != 0x0A0A))
        picked = super().pick(hello)
        if picked is None and offered in self.refused:
            return offered[1]
        if picked is None:
            self.refused.add(offered)
        return picked


def test_what_is_accepted_at_a_second_look_was_not_refused_by_the_same_server() -> None:
    with talking(Forgetful([0x2F], [0x0302, 0x0303])) as endpoint:
        answers = ask(endpoint)
    assert isinstance(answers.versions, Unseen)
    assert "was refused before" in answers.versions.detail
    with talking(Small([0x2F], [0x0302, 0x0303])) as endpoint:
        assert ask(endpoint).versions == Seen(["TLSv1.1", "TLSv1.2"])


def test_what_was_never_refused_is_no_contradiction_when_it_is_accepted_later() -> None:
    with talking(Forgetful([0x2F], [0x0302, 0x0303], leave=lambda sock: sock.sendall(b"garbage"))) as endpoint:
        answers = ask(endpoint)
    assert isinstance(answers.ciphers, Seen)
    assert answers.ciphers.value["TLSv1.2"].reason is Reason.PROTOCOL_ERROR
    assert "by turns" not in answers.versions.detail


def test_a_plainly_modern_server_gets_no_second_look() -> None:
    with talking(Forgetful([0xC02F, 0x1301], [0x0303, 0x0304])) as endpoint:
        assert ask(endpoint).versions == Seen(MODERN)


def test_a_plainly_modern_server_is_asked_little(tmp_path: Path, rsa_server: Path) -> None:
    suites = "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305"
    with nginx_server(tmp_path, rsa_server, "ssl_protocols TLSv1.2 TLSv1.3;", f"ssl_ciphers {suites};") as endpoint:
        answers = ask(endpoint)
        quick = Peer(begin, "a.test", *endpoint, LONG)
        run(quick_survey(quick))
    assert answers.versions == Seen(MODERN)
    assert answers.connections <= 12
    assert quick.connections <= 8

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checks.network.dial import connect
from checks.observation import Reason, Seen, Unseen
from checks.tls.versions import Versions, accepted_versions, server_name
from tests.checks.tls.certificates import issue, names, server_context
from tests.checks.tls.peers import (
    alert,
    dialler,
    hold,
    nginx_server,
    openssl_server,
    read_hello,
    record,
    reset,
    send_slowly,
    server_hello,
    speaks,
    tls13_hello,
)
from tests.servers import closed_port, silent_port, talking

LONG, SHORT = 10.0, 0.25
MODERN = ["TLSv1.2", "TLSv1.3"]
OLD_AND_NEW = ["TLSv1.0", "TLSv1.1", *MODERN]
Talk = Callable[[socket.socket], None]


def ask(endpoint: tuple[str, int], timeout: float = LONG) -> Versions:
    return accepted_versions(dialler(timeout), "a.test", *endpoint, timeout)


def reason(versions: Versions) -> Reason:
    assert isinstance(versions.accepted, Unseen)
    return versions.accepted.reason


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
        versions = ask(endpoint)
    assert versions.accepted == Seen(expected)
    assert isinstance(versions.chosen_cipher, Seen)
    assert list(versions.chosen_cipher.value) == expected


@pytest.mark.parametrize(
    ("options", "version", "suite"),
    [
        ("-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("-tls1_2 -cipher NULL-SHA256:@SECLEVEL=0", "TLSv1.2", "TLS_RSA_WITH_NULL_SHA256"),
        ("-tls1_2 -cipher ADH-AES128-SHA256:@SECLEVEL=0", "TLSv1.2", "TLS_DH_anon_WITH_AES_128_CBC_SHA256"),
        ("-tls1 -cipher NULL-MD5:@SECLEVEL=0", "TLSv1.0", "TLS_RSA_WITH_NULL_MD5"),
        ("-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256", "TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256"),
        ("-tls1_3 -groups P-521", "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
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
        assert ask(endpoint).accepted == Seen(expected)


def test_python_is_seen_to_accept_just_what_it_is_told_to(tmp_path: Path) -> None:
    context = server_context(tmp_path, issue("a.test", None, names("a.test")))
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    with talking(hold, tls=context) as endpoint:
        assert ask(endpoint).accepted == Seen(["TLSv1.2"])


def test_an_address_of_ipv6_is_asked_like_any_other(tmp_path: Path) -> None:
    with talking(hold, "::1", server_context(tmp_path, issue("a.test"))) as endpoint:
        assert ask(endpoint).accepted == Seen(MODERN)


def test_a_server_that_only_knows_one_name_is_asked_by_that_name(tmp_path: Path) -> None:
    context = server_context(tmp_path, issue("a.test", None, names("a.test")))
    context.sni_callback = lambda _connection, name, _context: (
        None if name == "a.test" else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    )
    with talking(hold, tls=context) as endpoint:
        assert ask(endpoint).accepted == Seen(MODERN)
        stranger = accepted_versions(dialler(LONG), "b.test", *endpoint, LONG)
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
        (after(alert(100, level=1) * 9999), Reason.PROTOCOL_ERROR),
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
        versions = ask(endpoint, SHORT if expected is Reason.TIMEOUT else LONG)
    assert reason(versions) is expected
    assert versions.chosen_cipher == versions.accepted


def drip(connection: socket.socket) -> None:
    read_hello(connection)
    send_slowly(connection, server_hello(0x0303, 0x2F) * 99)


def babble(connection: socket.socket) -> None:
    read_hello(connection)
    while True:
        connection.sendall(record(22, b"\2\0\x40\0") + record(22, b"x"))


@pytest.mark.parametrize(("talk", "expected"), [(drip, Reason.TIMEOUT), (babble, Reason.PROTOCOL_ERROR)])
def test_a_peer_that_never_comes_to_the_point_is_left(talk: Talk, expected: Reason) -> None:
    with talking(talk) as endpoint:
        assert reason(ask(endpoint, SHORT if expected is Reason.TIMEOUT else LONG)) is expected


def test_a_silent_peer_is_not_asked_forever() -> None:
    with talking(hold) as endpoint:
        assert ask(endpoint, SHORT).connections == 3


def test_a_refused_connection_is_not_tried_again() -> None:
    versions = ask(("127.0.0.1", closed_port()))
    assert (reason(versions), versions.connections) == (Reason.REFUSED, 1)


def test_a_connection_that_never_opens_is_not_tried_again() -> None:
    with silent_port() as endpoint:
        versions = ask(endpoint, SHORT)
    assert (reason(versions), versions.connections) == (Reason.TIMEOUT, 1)


# ----------------------------------------------------------------- peers that accept some and hide the rest


@pytest.mark.parametrize("otherwise", [reset, say(b"")], ids=["RST", "FIN"])
def test_a_version_that_is_dropped_is_not_accepted_while_others_still_work(otherwise: Talk) -> None:
    with talking(speaks(*MODERN, otherwise=otherwise)) as endpoint:
        versions = ask(endpoint)
    assert versions.accepted == Seen(MODERN)


def test_a_version_that_meets_silence_is_not_accepted_while_others_still_work() -> None:
    def talk(connection: socket.socket) -> None:
        version = read_hello(connection)
        if version == "TLSv1.3":
            hold(connection)
        connection.sendall(server_hello(0x0303, 0x2F) if version == "TLSv1.2" else alert(70))

    with talking(talk) as endpoint:
        versions = ask(endpoint, 1.0)
    assert versions.accepted == Seen(["TLSv1.2"])
    assert versions.connections == 8


@pytest.mark.parametrize("code", [40, 47, 70, 71, 80, 0, 112])
def test_a_version_that_an_alert_turns_down_is_not_accepted(code: int) -> None:
    with talking(speaks(*MODERN, otherwise=say(alert(code)))) as endpoint:
        assert ask(endpoint).accepted == Seen(MODERN)


def test_a_server_that_chooses_an_older_version_does_not_accept_the_newer() -> None:
    def talk(connection: socket.socket) -> None:
        version = read_hello(connection)
        connection.sendall(server_hello(0x0301, 0x2F) if version in ("TLSv1.0", "TLSv1.1", "TLSv1.2") else alert(70))

    with talking(talk) as endpoint:
        assert ask(endpoint).accepted == Seen(["TLSv1.0"])


def test_a_server_that_only_takes_rare_suites_is_asked_for_those_too() -> None:
    def talk(connection: socket.socket) -> None:
        hello = connection.recv(4096)
        rare = hello[9:11] == b"\3\3" and b"\x00\xa7\x00\xa6" in hello
        connection.sendall(server_hello(0x0303, 0x00A6) if rare else alert(40))

    with talking(talk) as endpoint:
        assert ask(endpoint).chosen_cipher == Seen({"TLSv1.2": Seen("TLS_DH_anon_WITH_AES_128_GCM_SHA256")})


def test_sslv2_is_seen_with_the_cipher_that_the_server_lists_first() -> None:
    body = b"\4\0\1\0\2\0\0\0\6\0\0\x02\0\x80\x07\0\xc0"

    def talk(connection: socket.socket) -> None:
        answer = (0x8000 | len(body)).to_bytes(2) + body
        connection.sendall(answer if read_hello(connection) == "SSLv2" else alert(40))

    with talking(talk) as endpoint:
        assert ask(endpoint).chosen_cipher == Seen({"SSLv2": Seen("SSL_CK_RC4_128_EXPORT40_WITH_MD5")})


def counted(answers: Sequence[Talk]) -> Talk:
    """Does one thing a connection, the last one ever after."""
    left = list(answers)

    def talk(connection: socket.socket) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(connection)

    return talk


GOOD = speaks("TLSv1.2", "TLSv1.3", otherwise=say(alert(70)))


@pytest.mark.parametrize("limit", [1, 2, 4])
@pytest.mark.parametrize(("then", "expected"), [(reset, Reason.BLOCKED), (hold, Reason.TIMEOUT)])
def test_a_front_end_that_stops_answering_makes_nothing_look_better(limit: int, then: Talk, expected: Reason) -> None:
    with talking(counted([GOOD] * limit + [then])) as endpoint:
        versions = ask(endpoint, SHORT if then is hold else LONG)
    assert reason(versions) is expected
    assert isinstance(versions.chosen_cipher, Seen)
    assert versions.chosen_cipher.value["TLSv1.2"] == Seen("TLS_RSA_WITH_AES_128_CBC_SHA")
    assert isinstance(versions.chosen_cipher.value["TLSv1.0" if limit < 3 else "SSLv3"], Unseen)


def test_a_server_that_dies_meanwhile_makes_nothing_look_better() -> None:
    calls = 0

    def dial(address: str, port: int) -> socket.socket:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise ConnectionRefusedError
        return connect(address, port, LONG)

    with talking(GOOD) as endpoint:
        versions = accepted_versions(dial, "a.test", *endpoint, LONG)
    assert (reason(versions), versions.connections) == (Reason.REFUSED, 4)


def test_a_hiccup_does_not_count_when_the_second_question_is_answered() -> None:
    with talking(counted([reset, speaks(*OLD_AND_NEW, otherwise=say(alert(70)))])) as endpoint:
        assert ask(endpoint).accepted == Seen(OLD_AND_NEW)


def test_an_answer_that_makes_no_sense_leaves_the_versions_unseen_but_the_others_told() -> None:
    with talking(speaks(*MODERN, otherwise=say(b"HTTP/1.1 400\r\n"))) as endpoint:
        versions = ask(endpoint)
    assert reason(versions) is Reason.PROTOCOL_ERROR
    assert isinstance(versions.accepted, Unseen)
    assert "accepted: TLSv1.2, TLSv1.3" in versions.accepted.detail


def test_hello_retry_request_is_acceptance() -> None:
    retry = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
    answer = tls13_hello().replace(bytes(32), retry)

    def talk(connection: socket.socket) -> None:
        connection.sendall(answer if read_hello(connection) == "TLSv1.3" else alert(70))

    with talking(talk) as endpoint:
        assert ask(endpoint).accepted == Seen(["TLSv1.3"])


def test_no_name_is_sent_for_an_address() -> None:
    assert [server_name(host) for host in ("a.test", "a.test.", "127.0.0.1", "::1")] == ["a.test", "a.test", None, None]

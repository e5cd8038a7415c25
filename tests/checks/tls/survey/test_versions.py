from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.network.dial import begin
from checks.observation import Reason, Seen, Unseen
from checks.tls.engine import Peer, run
from checks.tls.registry import group_name
from checks.tls.survey.offers import FINITE_FIELDS
from checks.tls.survey.versions import Versions
from tests.checks.tls.peers import alert, hold, openssl_server, reset
from tests.checks.tls.survey.asking import (
    DECODE_ERROR,
    GOOD,
    PROTOCOL_VERSION,
    SHORT,
    Leave,
    Small,
    codes,
    every_version,
    has_grease,
    peer_at,
    says,
)
from tests.servers import closed_port, talking
from tests.tls_peers.client_hello import ClientHello

SSL2, SSL3, TLS10, TLS11, TLS12, TLS13 = 0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304


def asked(server: Callable[[socket.socket], None], timeout: float = 10.0) -> Versions:
    with talking(server) as endpoint:
        return run(every_version(peer_at(endpoint, timeout)))


def accepted(versions: Versions) -> list[str]:
    return [lane.name for lane in versions.accepted]


def heard(server: Small) -> set[int]:
    """The versions that it was asked for."""
    return {hello.versions[-1] for hello in server.heard}


# ----------------------------------------------------------------------------------- which versions are asked


def test_alert_70_to_tls_1_1_settles_all_that_is_older_where_a_newer_one_is_spoken() -> None:
    server = Small(versions=[TLS12], leave=says(PROTOCOL_VERSION))
    versions = asked(server)
    assert accepted(versions) == ["TLSv1.2"]
    assert [versions.lane(name).accepted for name in ("TLSv1.0", "SSLv3")] == [Seen(False), Seen(False)]
    assert not heard(server) & {TLS10, SSL3}


def test_alert_70_settles_nothing_where_no_newer_version_is_spoken() -> None:
    server = Small(versions=[TLS10], leave=says(PROTOCOL_VERSION))
    assert accepted(asked(server)) == ["TLSv1.0"]
    assert SSL3 in heard(server)


def test_any_other_alert_to_tls_1_1_settles_nothing() -> None:
    server = Small(versions=[TLS12, TLS10])
    assert accepted(asked(server)) == ["TLSv1.0", "TLSv1.2"]
    assert heard(server) >= {SSL2, SSL3, TLS10, TLS11, TLS12}


def test_a_peer_that_no_connection_reaches_is_not_asked_for_the_oldest_versions() -> None:
    peer = peer_at(("127.0.0.1", closed_port()))
    versions = run(every_version(peer))
    assert peer.connections == 5
    for lane in versions.asked:
        assert isinstance(lane.accepted, Unseen)
        assert lane.accepted.reason is Reason.REFUSED


def test_a_version_that_is_mute_in_every_dress_is_refused_once_another_one_works() -> None:
    versions = asked(Small(versions=[TLS11], leave=reset))
    assert accepted(versions) == ["TLSv1.1"]
    assert all(lane.accepted == Seen(False) for lane in versions.asked if lane.name != "TLSv1.1")


# ------------------------------------------------------------------------------------------------ dresses


def asks_for_status(hello: ClientHello) -> bool:
    return hello.extension(5) is not None


def is_long(hello: ClientHello) -> bool:
    return len(hello.message) > 507


def has_extensions(hello: ClientHello) -> bool:
    return hello.extensions is not None


@pytest.mark.parametrize(
    ("dislikes", "leave", "timeout", "intolerance"),
    [
        (has_grease, reset, 10.0, "grease"),
        (has_grease, says(DECODE_ERROR), 10.0, "grease"),
        (asks_for_status, socket.socket.close, 10.0, "status_request"),
        (is_long, reset, 10.0, "long_hello"),
        (is_long, hold, SHORT, "long_hello"),
        (has_extensions, reset, 10.0, "extensions"),
        (has_extensions, says(DECODE_ERROR), 10.0, "extensions"),
    ],
)
def test_what_a_front_end_cannot_bear_is_left_out_and_told(
    dislikes: Callable[[ClientHello], bool], leave: Leave, timeout: float, intolerance: str
) -> None:
    lanes = asked(Small(versions=[TLS12], dislikes=dislikes, leave=leave), timeout).accepted
    assert [(lane.name, lane.dress.intolerance) for lane in lanes] == [("TLSv1.2", intolerance)]


def test_a_server_that_bears_everything_is_not_asked_in_another_dress() -> None:
    server = Small(versions=[TLS12, TLS11, TLS10])
    versions = asked(server)
    assert [lane.dress.intolerance for lane in versions.accepted] == [None] * 3
    assert all(has_grease(hello) for hello in server.heard if hello.version > SSL3)


# --------------------------------------------------------------------------------------- what lanes remember


@pytest.mark.parametrize("group", ["X25519", "X448", "P-384", "P-521"])
def test_the_handshake_is_read_in_another_group_where_p_256_is_not_accepted(rsa_server: Path, group: str) -> None:
    names = {"X25519": "x25519", "X448": "x448", "P-384": "secp384r1", "P-521": "secp521r1"}
    with openssl_server(rsa_server, "-tls1_3", "-groups", group) as endpoint:
        lane = run(every_version(peer_at(endpoint))).lane("TLSv1.3")
    assert lane.handshake is not None
    assert lane.handshake.finished
    assert lane.handshake.certificates
    assert group_name(lane.handshake_group) == names[group]


def test_a_group_that_cannot_be_read_leaves_the_version_accepted_without_a_handshake(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_3", "-groups", "ffdhe2048") as endpoint:
        lane = run(every_version(peer_at(endpoint))).lane("TLSv1.3")
    assert lane.is_accepted
    assert lane.handshake is None


def test_a_server_that_agrees_on_named_finite_fields_alone_is_asked_with_them() -> None:
    [dhe] = codes("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")
    server = Small([dhe], dislikes=lambda hello: not {*(hello.groups or [])} & {*FINITE_FIELDS})
    lane = asked(server).lane("TLSv1.2")
    assert (lane.is_accepted, lane.first_pick) == (True, dhe)
    assert lane.more == {"groups": FINITE_FIELDS}


def test_a_server_without_our_protocols_is_asked_without_any(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_2", "-alpn", "imap") as endpoint:
        versions = run(every_version(peer_at(endpoint), every_suite=True))
    assert accepted(versions) == ["TLSv1.2"]
    suites = versions.lane("TLSv1.2").suites
    assert suites is not None
    assert suites.why is None
    assert len(suites.accepted) > 10


def test_the_suites_of_tls_1_3_are_asked_for_while_a_ticket_may_still_come(rsa_server: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 0
    context.load_cert_chain(rsa_server)
    opened: list[socket.socket] = []
    closed: list[socket.socket] = []
    all_told = threading.Event()

    def talk(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True):
            all_told.wait(10)

    def noting(address: str, port: int) -> socket.socket:
        sock = begin(address, port)
        sock.on_close = lambda: closed.append(sock)
        opened.append(sock)
        return sock

    with talking(talk) as endpoint:
        lane = run(every_version(Peer(noting, "a.test", *endpoint, 10.0), every_suite=True)).lane("TLSv1.3")
        all_told.set()
    assert lane.suites is not None
    assert len(lane.suites.accepted) > 1
    assert opened.index(closed[-1]) < 4, "the first handshake is not the last to end"


def test_only_the_first_suite_is_asked_for_unless_all_are_wanted() -> None:
    server = Small(versions=[TLS12])
    lane = asked(server).lane("TLSv1.2")
    assert (lane.first_pick, lane.suites) == (GOOD, None)
    assert len([hello for hello in server.heard if hello.versions == [TLS12]]) == 1


def test_sslv2_names_all_its_suites_at_once() -> None:
    body = b"\4\0\1\0\2\0\0\0\6\0\0\x02\0\x80\x07\0\xc0"

    def talk(connection: socket.socket) -> None:
        first = connection.recv(4096)[:1]
        connection.sendall((0x8000 | len(body)).to_bytes(2) + body if first >= b"\x80" else alert(40))

    lane = asked(talk).lane("SSLv2")
    assert lane.suites is not None
    assert [f"{code:06x}" for code in lane.suites.accepted] == ["020080", "0700c0"]

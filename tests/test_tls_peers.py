"""The peers of `tests/tls_peers` do what they say, as seen by Python's own TLS and by raw sockets."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from checks.observation import Reason
from tests.servers import talking
from tests.tls_peers.backends import Backends, backends
from tests.tls_peers.counting import Counting
from tests.tls_peers.defective import DEFECTIVE, Defective
from tests.tls_peers.front import Endpoint, FrontEnd, Street, standing
from tests.tls_peers.hostile import HOSTILE, tls12
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.stage import hostile_peers
from tests.tls_peers.hostile.tls13 import Session
from tests.tls_peers.identity import HOST, Identity
from tests.tls_peers.truth import AnyOrder, OneOf, SomeOf, Within, unseen_members, untruths

HARMLESS = {"answers in pieces", "answers in small records", "answers late", "three at once, others wait"}
# A client that reads on as long as there are tickets, as OpenSSL does, is kept for a minute.
ENDING = [name for name in HOSTILE if name != "tickets_without_end"]


@pytest.fixture(scope="module")
def identity() -> Identity:
    return Identity.make()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backends]:
    with backends(tmp_path_factory.mktemp("backends")) as running:
        yield running


def client(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with (
        pytest.warns(DeprecationWarning, match="deprecated")
        if version < ssl.TLSVersion.TLSv1_2
        else contextlib.nullcontext()
    ):
        context.minimum_version = context.maximum_version = version
    return context


@contextlib.contextmanager
def secured(endpoint: Endpoint, version: ssl.TLSVersion) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection(endpoint, 10) as plain,
        client(version).wrap_socket(plain, server_hostname=HOST) as sock,
    ):
        yield sock


def suite_at(endpoint: Endpoint, version: ssl.TLSVersion) -> str:
    with secured(endpoint, version) as sock:
        chosen = sock.cipher()
    assert chosen is not None
    return chosen[0]


# ------------------------------------------------------------------------------------------ hostile peers


def test_there_are_more_than_forty_kinds_of_misbehaviour_and_each_gives_reasons() -> None:
    assert len(HOSTILE) > 40
    assert [name for name, peer in HOSTILE.items() if not peer.reasons] == []


def test_what_the_server_of_tls_1_3_says_satisfies_a_client_until_it_misbehaves(identity: Identity) -> None:
    def talk(sock: socket.socket) -> None:
        session = Session.begin(Client(sock, identity))
        assert session is not None
        session.complete()
        sock.sendall(session.seal(b"hello", kind=23))

    with talking(talk) as endpoint, secured(endpoint, ssl.TLSVersion.TLSv1_3) as sock:
        assert sock.getpeercert(binary_form=True) == identity.certificate
        assert sock.recv(99) == b"hello"


def test_what_the_server_of_tls_1_2_says_satisfies_a_client_that_checks_its_signature(identity: Identity) -> None:
    def talk(sock: socket.socket) -> None:
        peer = Client(sock, identity)
        hello = tls12.choose(peer)
        assert hello is not None
        peer.send(tls12.flight(peer, hello))
        assert sock.recv(5)[0] == 22  # a ClientKeyExchange, not an alert
        peer.finish()

    with talking(talk) as endpoint, pytest.raises((ssl.SSLEOFError, ConnectionError)):
        suite_at(endpoint, ssl.TLSVersion.TLSv1_2)


def test_a_signature_that_does_not_fit_is_met_by_an_alert(identity: Identity) -> None:
    def talk(sock: socket.socket) -> None:
        peer = Client(sock, identity)
        hello = tls12.choose(peer)
        assert hello is not None
        peer.send(tls12.flight(peer, hello, exchange=tls12.key_exchange(peer, hello)[:-1] + b"\0"))

    with talking(talk) as endpoint, pytest.raises(ssl.SSLError, match="SIGNATURE"):
        suite_at(endpoint, ssl.TLSVersion.TLSv1_2)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_each_hostile_peer_breaks_the_handshake_or_what_follows(identity: Identity, version: ssl.TLSVersion) -> None:
    def try_one(endpoint: Endpoint) -> bytes | None:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(endpoint, 0.5) as plain,
            client(version).wrap_socket(plain, server_hostname=HOST) as sock,
        ):
            return sock.recv(10)
        return None

    with hostile_peers(identity, ENDING) as endpoints, ThreadPoolExecutor(24) as pool:
        answered = dict(zip(endpoints, pool.map(try_one, endpoints.values()), strict=True))
    assert {name for name, said in answered.items() if said} <= {"data_without_end"}


# -------------------------------------------------------------------------------------------- front ends


def test_a_front_end_without_a_defect_passes_everything_on(servers: Backends) -> None:
    with standing(FrontEnd(servers.broad.endpoint)) as [endpoint]:
        assert suite_at(endpoint, ssl.TLSVersion.TLSv1) == "ECDHE-RSA-AES128-SHA"
        assert suite_at(endpoint, ssl.TLSVersion.TLSv1_2) == "ECDHE-RSA-AES128-GCM-SHA256"
        with secured(endpoint, ssl.TLSVersion.TLSv1_3) as sock:
            sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert sock.recv(9) == b"HTTP/1.1 "


@pytest.mark.parametrize("defect", [each for each in DEFECTIVE if each.name in HARMLESS], ids=lambda each: each.name)
def test_a_defect_that_only_delays_or_splits_lets_a_handshake_through(servers: Backends, defect: Defective) -> None:
    with Street() as street:
        endpoint = street.open(defect.front(servers))
        assert suite_at(endpoint, ssl.TLSVersion.TLSv1_2) == "ECDHE-RSA-AES128-GCM-SHA256"


def refused(endpoint: Endpoint) -> str:
    """How a hello of TLS 1.2 with one suite that the server does not have ends."""
    context = client(ssl.TLSVersion.TLSv1_2)
    context.set_ciphers("ECDHE-ECDSA-AES256-CCM")
    try:
        with (
            socket.create_connection(endpoint, 0.5) as plain,
            context.wrap_socket(plain, server_hostname=HOST),
        ):
            return "accepted"
    except TimeoutError:
        return "silence"
    except ConnectionResetError:
        return "RST"
    except ssl.SSLEOFError:
        return "FIN"
    except ssl.SSLError:
        return "alert"


@pytest.mark.parametrize("how", ["FIN", "RST", "silence"])
def test_alerts_are_swallowed_as_told(servers: Backends, how: str) -> None:
    defect = next(each for each in DEFECTIVE if each.name == f"alerts become {how}")
    with standing(FrontEnd(servers.broad.endpoint), defect.front(servers)) as [plain, swallowing]:
        assert (refused(plain), refused(swallowing)) == ("alert", how)


@pytest.mark.parametrize(
    ("name", "served", "then"),
    [
        ("limit, then RST", 6, ConnectionResetError),
        ("limit, then refused", 6, ConnectionRefusedError),
        ("limit, then silence", 6, TimeoutError),
        ("dies midway", 6, OSError),
        ("starts blocking with silence", 8, TimeoutError),
        ("starts blocking with FIN", 8, ssl.SSLEOFError),
    ],
)
def test_a_limit_lets_so_many_through(servers: Backends, name: str, served: int, then: type[OSError]) -> None:
    defect = next(each for each in DEFECTIVE if each.name == name)
    front = defect.front(servers)
    if hasattr(front, "seconds"):
        front.seconds = 60.0
    context = client(ssl.TLSVersion.TLSv1_2)

    def visit() -> None:
        with socket.create_connection(endpoint, 1) as plain, context.wrap_socket(plain, server_hostname=HOST):
            pass

    with standing(front) as [endpoint]:
        for _ in range(served):
            visit()
        with pytest.raises(then):
            visit()


def test_connections_are_counted_while_they_are_open(servers: Backends) -> None:
    counting = Counting(servers.broad.endpoint)
    with standing(counting) as [endpoint]:
        for _ in range(5):
            suite_at(endpoint, ssl.TLSVersion.TLSv1_2)
        assert (counting.at_once, counting.total) == (1, 5)
        with secured(endpoint, ssl.TLSVersion.TLSv1_2), secured(endpoint, ssl.TLSVersion.TLSv1_3):
            suite_at(endpoint, ssl.TLSVersion.TLSv1_2)
        assert (counting.at_once, counting.total) == (3, 8)
        assert (counting.most_within(3600), counting.most_within(0)) == (8, 0)


# ------------------------------------------------------------------------------------------------ truth

REASONS = {Reason.TIMEOUT}
TRUTH = {
    "versions": ["TLSv1.2"],
    "ciphers": {"TLSv1.2": ["a"], "TLSv1.3": ["b"]},
    "alpn": Within(["h2"]),
    "order": SomeOf({"TLSv1.2": "server", "TLSv1.3": "server"}),
}


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"versions": ["TLSv1.2"], "port": 443}, []),
        ({"versions": {"unseen": "timeout", "detail": ""}}, []),
        ({"versions": {"unseen": "refused", "detail": ""}}, ["versions"]),
        ({"versions": []}, ["versions"]),
        ({"dh": []}, ["dh"]),
        ({"alpn": []}, []),
        ({"alpn": ["h3"]}, ["alpn"]),
        ({"ciphers": {"TLSv1.2": ["a"], "TLSv1.3": ["b"]}}, []),
        ({"ciphers": {"TLSv1.2": ["a"], "TLSv1.3": {"unseen": "timeout", "detail": ""}}}, []),
        ({"ciphers": {"TLSv1.2": ["a"]}}, ["ciphers.TLSv1.3"]),
        ({"ciphers": {"TLSv1.2": ["x"], "TLSv1.3": ["b"]}}, ["ciphers.TLSv1.2"]),
        ({"weaknesses": {"rc4": {"unseen": "timeout", "detail": ""}}}, []),
        ({"weaknesses": {"rc4": False}}, ["weaknesses.rc4"]),
        ({"weaknesses": {}}, ["weaknesses"]),
        ({"order": {"TLSv1.2": "server"}}, []),
        ({"order": {"TLSv1.2": "client"}}, ["order.TLSv1.2"]),
        ({"order": {"TLSv1.1": "server"}}, ["order.TLSv1.1"]),
        ({"ciphers": {"TLSv1.1": ["x"], "TLSv1.2": ["a"], "TLSv1.3": ["b"]}}, ["ciphers.TLSv1.1"]),
    ],
)
def test_a_fact_is_true_or_honestly_unseen_or_an_untruth(facts: dict[str, object], wrong: list[str]) -> None:
    assert [fault.partition(":")[0] for fault in untruths(facts, TRUTH, REASONS)] == wrong


def test_the_matchers_match_what_they_say() -> None:
    assert AnyOrder([1, 2]) == [2, 1]
    assert AnyOrder([1, 2]) != [1]
    assert OneOf(["a", "b"]) == "a"
    assert OneOf(["a", "b"]) != "c"


def test_a_member_is_unseen_when_a_part_of_it_is() -> None:
    unseen = {"unseen": "timeout", "detail": ""}
    facts = {"versions": ["TLSv1.2"], "ciphers": {"TLSv1.2": unseen}, "groups": unseen}
    assert unseen_members(facts, ["versions", "ciphers", "groups", "dh"]) == ["ciphers", "groups", "dh"]

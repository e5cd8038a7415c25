from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from checks.observation import Reason, Unseen
from checks.tls.registry import group_code, suite_named
from checks.tls.weakness.attempt import Ended
from checks.tls.weakness.channel import AlertError, Channel, ClosedError
from checks.tls.weakness.client import Session, greet, own_hello, rsa_key, shake_hands
from checks.tls.wire.encoding import WireError
from checks.tls.wire.messages import Flight
from tests.checks.tls.peers import Endpoint, openssl_server
from tests.checks.tls.weakness.asking import control_hello, tried
from tests.checks.tls.weakness.fake_server import FakeServer
from tests.servers import talking
from tests.tls_peers.messages import (
    APPLICATION_DATA,
    CHANGE_CIPHER_SPEC,
    FINISHED,
    HANDSHAKE,
    SERVER_HELLO_DONE,
    SERVER_KEY_EXCHANGE,
    certificate,
    message,
    record,
    server_hello,
    vector,
)

ECDHE, DHE, RSA = (suite_named(f"TLS_{name}_WITH_AES_128_GCM_SHA256").code for name in ("ECDHE_RSA", "DHE_RSA", "RSA"))
SIGNATURE = b"\4\1\0\0"


def flight(suite: int, key_exchange: bytes = b"", version: int = 0x0303) -> bytes:
    """A first flight, with a certificate that nobody reads."""
    said = server_hello(suite, version) + certificate([b"not DER"])
    if key_exchange:
        said += message(SERVER_KEY_EXCHANGE, key_exchange)
    return said + message(SERVER_HELLO_DONE, b"")


def group(prime: bytes) -> bytes:
    """A finite field with its generator and a public value (RFC 5246 §7.4.3)."""
    return vector(prime, 2) + vector(b"\2", 2) + vector(b"\3", 2) + SIGNATURE


def der(key: rsa.RSAPublicKey) -> bytes:
    """A certificate over somebody's key."""
    name, now = x509.Name([]), datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key, 1, now, now)
    return builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(Encoding.DER)


def converse(said: bytes) -> None:
    """Feed a whole handshake with what a server says before it leaves."""
    conversation = shake_hands(Channel(), own_hello(control_hello()))
    next(conversation)
    for chunk in (said, b""):
        conversation.send(chunk)


def session(endpoint: Endpoint, version: str = "TLSv1.2", ticket: bool = False) -> Session | Ended:
    hello = replace(own_hello(control_hello(version)), session_ticket=ticket)
    return tried(endpoint, partial(shake_hands, hello=hello))


@pytest.mark.parametrize("group", ["x25519", "secp256r1", "secp384r1", "secp521r1"])
def test_keys_are_exchanged_on_every_curve_that_is_offered(rsa_server: Path, group: str) -> None:
    names = {"x25519": "X25519", "secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
    assert group_code(group) in own_hello(control_hello()).offered_groups
    with openssl_server(rsa_server, "-groups", names[group]) as endpoint:
        assert isinstance(session(endpoint), Session)


def test_the_newest_version_that_both_speak_is_taken(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1", "-cipher", "ALL:@SECLEVEL=0") as endpoint:
        found = session(endpoint, "TLSv1.2")
    assert isinstance(found, Session)
    assert found.hello.version == "TLSv1.0"


def test_a_ticket_is_kept_when_one_is_given(rsa_server: Path) -> None:
    with openssl_server(rsa_server) as endpoint:
        with_one, without = session(endpoint, ticket=True), session(endpoint)
    assert isinstance(with_one, Session)
    assert isinstance(without, Session)
    assert len(with_one.ticket) > 100
    assert without.ticket == b""


def test_a_request_for_a_certificate_is_answered_with_none(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-verify", "1") as endpoint:
        assert isinstance(session(endpoint), Session)


def test_a_server_without_a_suite_in_common_says_so(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-cipher", "CAMELLIA128-SHA:@SECLEVEL=0", "-tls1_2") as endpoint:
        found = session(endpoint)
    assert isinstance(found, Ended)
    assert found.why.detail == "alert handshake_failure instead of a hello"


def test_a_finished_that_is_wrong_is_noticed(fake: FakeServer) -> None:
    with talking(replace(fake, finished=lambda right: bytes(len(right)))) as endpoint:
        found = session(endpoint)
    assert isinstance(found, Ended)
    assert found.why == Unseen(Reason.PROTOCOL_ERROR, "a Finished that is wrong")


@pytest.mark.parametrize("certificates", [[], [b"not DER"]])
def test_a_certificate_without_a_readable_key_is_refused(certificates: list[bytes]) -> None:
    with pytest.raises(WireError, match="whose key can't be read"):
        rsa_key(Flight(certificates=certificates))


def test_rsa_needs_an_rsa_key(ecdsa_server: Path) -> None:
    with openssl_server(ecdsa_server) as endpoint:
        greeting = tried(endpoint, partial(greet, hello=own_hello(control_hello())))
    assert not isinstance(greeting, Ended)
    with pytest.raises(WireError, match="without an RSA key"):
        rsa_key(greeting.flight)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (message(SERVER_HELLO_DONE, b""), "where it does not belong"),
        (flight(ECDHE), "without a ServerKeyExchange"),
        (flight(ECDHE, b"\x03\x00\x17" + vector(b"\4" + bytes(64), 1) + SIGNATURE), "no curve of ours"),
        (flight(ECDHE, b"\x03\x00\x1d" + vector(bytes(32), 1) + SIGNATURE), "no curve of ours"),
        (flight(ECDHE, b"\x03\x00\x1e" + vector(bytes(56), 1) + SIGNATURE), "no curve of ours"),
        (flight(DHE, group(b"\1" + bytes(1025))), "prime of 8201 bits"),
        (flight(DHE, group(b"")), "prime of 0 bits"),
        (flight(RSA, version=0x0300), "SSLv3"),
    ],
)
def test_a_first_flight_that_leads_nowhere_is_refused(said: bytes, complaint: str) -> None:
    with pytest.raises(WireError, match=complaint):
        converse(record(HANDSHAKE, said))


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (record(APPLICATION_DATA, b"x"), "before the end of the server's hello"),
        (good := record(HANDSHAKE, flight(DHE, group(bytes([255] * 16)))), None),
        (good + record(APPLICATION_DATA, b"x"), "in place of the ChangeCipherSpec"),
        (good + record(HANDSHAKE, message(FINISHED, bytes(12))), "in place of the ChangeCipherSpec"),
        (good + record(CHANGE_CIPHER_SPEC, b"\1") + record(HANDSHAKE, bytes(40)), "whose tag is wrong"),
    ],
)
def test_whatever_comes_next_must_be_what_belongs_there(said: bytes, complaint: str | None) -> None:
    with pytest.raises(ClosedError if complaint is None else WireError, match=complaint):
        converse(said)


@given(st.binary(max_size=400), st.integers(0, 400), st.sampled_from([ECDHE, DHE, RSA]))
def test_no_bytes_whatever_make_it_crash(noise: bytes, at: int, suite: int) -> None:
    body = {ECDHE: b"\x03\x00\x17" + vector(b"\4" + bytes(64), 1) + SIGNATURE, DHE: group(bytes([255] * 16))}
    said = record(HANDSHAKE, flight(suite, body.get(suite, b"")))
    with contextlib.suppress(WireError, AlertError, ClosedError):
        converse(said[:at] + noise + said[at + len(noise) :])


@pytest.mark.parametrize(("bits", "fits"), [(464, False), (472, True), (512, True)])
def test_an_rsa_key_must_have_room_for_a_secret(bits: int, fits: bool) -> None:
    key = rsa.RSAPublicNumbers(65537, (1 << bits - 1) + 1).public_key()
    with contextlib.nullcontext() if fits else pytest.raises(WireError, match=f"an RSA key of {bits} bits"):
        assert rsa_key(Flight(certificates=[der(key)])).key_size == bits


def test_only_what_is_spoken_is_offered() -> None:
    hello = own_hello(control_hello())
    assert suite_named("TLS_RSA_WITH_RC4_128_SHA").code not in hello.suites
    assert not any((hello.extended_master_secret, hello.encrypt_then_mac, hello.status_request, hello.grease))

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from OpenSSL import SSL

from checks.tls.registry import group_code, suite, suites_for
from checks.tls.wire.conversations import Silence, ask, shake13
from checks.tls.wire.encoding import TooLarge, WireError, extension, numbers, vector
from checks.tls.wire.flight import Flight
from checks.tls.wire.hello import Hello
from checks.tls.wire.tls13 import (
    READABLE_GROUPS,
    READABLE_SUITES,
    SECP256R1,
    X25519,
    Flight13,
    Handshake13,
    Ticket,
    key_shares,
    new_key,
)
from tests.checks.tls.certificates import server_context
from tests.checks.tls.peers import openssl_server
from tests.checks.tls.wire.bytes_of_servers import (
    RETRY,
    TLS13,
    alert,
    certificates,
    key_share,
    message,
    record,
    server_hello,
)
from tests.checks.tls.wire.memory import context, converse, holder, over_tcp, peer, python_peer
from tests.checks.tls.wire.scripted import Server, hello

ONE_CERTIFICATE = message(11, b"\0" + vector(vector(b"der", 3) + b"\0\0", 3))
ALL_SUITES = ":".join(suite(code).name for code in READABLE_SUITES)


def shaken(answer: Flight13 | Silence) -> Flight13:
    assert isinstance(answer, Flight13)
    return answer


@pytest.mark.parametrize("code", READABLE_SUITES)
@pytest.mark.parametrize("group", [X25519, SECP256R1])
@pytest.mark.parametrize("size", [None, 7])
def test_the_flight_of_the_newest_openssl_is_decrypted(code: int, group: int, size: int | None) -> None:
    leaf, other = holder(), holder()
    made = context(leaf, other)
    made.set_cipher_list(b"ALL:@SECLEVEL=0")
    made.set_tls13_ciphersuites(ALL_SUITES.encode())
    made.set_alpn_select_callback(lambda connection, offered: b"h2")
    key = new_key(group)
    flight = shaken(converse(shake13(hello(key, suites=[code]), key), peer(made), size))
    assert flight.finished
    assert flight.hello is not None
    assert (flight.hello.suite, flight.hello.group) == (code, group)
    assert flight.alpn == "h2"
    assert [x509.load_der_x509_certificate(der) for der in flight.certificates] == [
        leaf.certificate,
        other.certificate,
    ]
    assert flight.scheme == 0x0403
    assert not flight.certificate_request
    assert [ticket.max_early_data for ticket in flight.tickets][:1] == [0]


def test_openssl_tells_its_groups_when_it_likes_another_one_better() -> None:
    key = new_key(SECP256R1)
    flight = shaken(converse(shake13(hello(key), key), peer(context())))
    assert flight.groups is not None
    assert {group_code("X25519MLKEM768"), X25519, SECP256R1} <= set(flight.groups)


@pytest.mark.parametrize("group", READABLE_GROUPS)
def test_the_flight_of_pythons_own_openssl_is_decrypted(tmp_path: Path, group: int) -> None:
    made = server_context(tmp_path, leaf := holder())
    made.set_alpn_protocols(["http/1.1"])
    key = new_key(group)
    flight = shaken(converse(shake13(hello(key), key), python_peer(made)))
    assert (flight.finished, flight.alpn) == (True, "http/1.1")
    assert flight.certificates == [ssl.PEM_cert_to_DER_cert(leaf.pem.decode())]
    assert (bool(flight.tickets), flight.parted) == (True, True)


def test_a_key_is_made_for_groups_that_can_be_read_and_no_other() -> None:
    assert [group for group in READABLE_GROUPS for group in key_shares(new_key(group))] == [*READABLE_GROUPS]
    with pytest.raises(KeyError):
        new_key(group_code("X25519MLKEM768"))


@pytest.mark.parametrize("code", READABLE_SUITES)
def test_the_flight_of_a_server_program_is_decrypted(rsa_server: Path, code: int) -> None:
    key = new_key(SECP256R1)
    with openssl_server(rsa_server, "-ciphersuites", ALL_SUITES, "-cipher", "ALL:@SECLEVEL=0") as endpoint:
        flight = shaken(over_tcp(shake13(hello(key, suites=[code]), key), endpoint))
    assert flight.finished
    assert flight.tickets[0] == Ticket(7200, 0)
    assert flight.groups is not None


def test_early_data_shows_in_the_ticket(rsa_server: Path) -> None:
    key = new_key(X25519)
    with openssl_server(rsa_server, "-early_data", "-max_early_data", "5000") as endpoint:
        flight = shaken(over_tcp(shake13(hello(key), key), endpoint))
    assert flight.tickets[0].max_early_data == 5000


def test_a_stapled_response_is_told(rsa_server: Path, tmp_path: Path) -> None:
    response = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(Encoding.DER)
    (tmp_path / "response.der").write_bytes(response)
    key = new_key(X25519)
    with openssl_server(rsa_server, "-status_file", str(tmp_path / "response.der")) as endpoint:
        flight = shaken(over_tcp(shake13(hello(key), key), endpoint))
        older = over_tcp(ask(Hello(version="TLSv1.2", suites=suites_for("TLSv1.2")), "flight"), endpoint)
    assert flight.staple == response
    assert isinstance(older, Flight)
    assert older.staple == response


def test_a_server_without_tickets_just_closes(rsa_server: Path) -> None:
    key = new_key(X25519)
    with openssl_server(rsa_server, "-num_tickets", "0") as endpoint:
        flight = shaken(over_tcp(shake13(hello(key), key), endpoint))
    assert (flight.finished, flight.tickets) == (True, [])


@pytest.mark.parametrize(("mode", "refused"), [("-verify", False), ("-Verify", True)])
def test_a_server_that_asks_for_a_certificate_gets_none(rsa_server: Path, mode: str, refused: bool) -> None:
    key = new_key(X25519)
    with openssl_server(rsa_server, mode, "1") as endpoint:
        flight = shaken(over_tcp(shake13(hello(key), key), endpoint))
    assert flight.certificate_request
    assert flight.finished
    assert (flight.alert is not None and flight.alert.name == "certificate_required") == refused
    assert bool(flight.tickets) != refused


def test_another_group_is_asked_for_by_a_retry() -> None:
    made = context()
    key = new_key(X25519)
    wanted = group_code("X25519MLKEM768")
    flight = shaken(converse(shake13(hello(key, groups=[X25519, wanted]), key), peer(made)))
    assert flight.hello is not None
    assert (flight.hello.retry, flight.hello.group, flight.finished) == (True, wanted, False)


def test_an_older_version_is_told_and_not_read_on() -> None:
    client = server_with(server_hello(0x1301) + certificates(b"der"))
    assert client.complete
    assert client.flight.hello is not None
    assert (client.flight.hello.version, client.flight.certificates) == ("TLSv1.2", [])


def test_an_alert_is_told() -> None:
    made = context()
    made.set_max_proto_version(SSL.TLS1_2_VERSION)
    key = new_key(X25519)
    flight = shaken(converse(shake13(hello(key), key), peer(made)))
    assert flight.alert is not None


def ticket(extensions: bytes = b"") -> bytes:
    return message(4, bytes(4) + bytes(4) + b"\0" + vector(b"t", 2) + vector(extensions, 2))


def test_a_flight_made_by_hand_is_read() -> None:
    server = Server()
    flight = server.finish()
    assert (flight.finished, flight.certificates, flight.scheme) == (True, [b"der"], 0x0804)
    assert server.client.complete
    assert server.client.received > 0
    server.say(ticket(extension(42, (16384).to_bytes(4))) + ticket(), kind=22)
    assert flight.tickets == [Ticket(0, 16384), Ticket(0, 0)]
    server.say(b"0.5-RTT data", kind=23)
    server.say(b"\1\0", kind=21)
    assert flight.alert is not None


def test_nothing_is_read_after_new_keys() -> None:
    server = Server()
    server.finish()
    server.say(message(24, b"\0"))
    server.client.feed(b"whatever")
    assert server.client.flight.finished


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([message(11, b"")], "handshake message 11 where it does not belong"),
        ([message(20, b"")], "handshake message 20 where it does not belong"),
        ([message(8, vector(extension(16, b"\0\3\2h3"), 2))], "protocol h3, which was not offered"),
        ([message(8, vector(extension(16, b"\0\6\2h2\2h2"), 2))], "after the end of the ALPN extension"),
        ([message(8, vector(extension(10, b"\0\3\0\x1d\0"), 2))], "past the message's end"),
        ([message(8, vector(b"", 2) + b"x")], "after the end of EncryptedExtensions"),
        ([message(8, vector(b"", 2)), message(13, b"\0")], "past the message's end"),
        ([message(8, vector(b"", 2)), message(11, b"\0" + vector(vector(b"", 3), 3))], "an empty certificate"),
        ([message(8, vector(b"", 2)), message(11, b"\0" + vector(b"", 3))], "without a certificate"),
        ([message(8, vector(b"", 2)), ONE_CERTIFICATE, message(20, b"")], "where it does not belong"),
    ],
)
def test_what_does_not_belong_is_no_answer(said: list[bytes], words: str) -> None:
    server = Server()
    with pytest.raises(WireError, match=words):
        server.say(*said)


def test_a_finished_must_be_right() -> None:
    server = Server()
    server.schedule.update(b"something else")
    with pytest.raises(WireError, match="a Finished that is wrong"):
        server.finish()


def test_too_many_certificates_or_tickets_are_refused() -> None:
    server = Server()
    entries = (vector(b"x", 3) + b"\0\0") * 101
    server.say(message(8, vector(b"", 2)))
    with pytest.raises(TooLarge, match="more than 100 certificates"):
        server.say(message(11, b"\0" + vector(entries, 3)))
    patient = Server()
    patient.finish()
    with pytest.raises(TooLarge, match="nothing but tickets"):
        patient.say(ticket() * 17)


def test_nothing_is_said_in_clear_after_the_server_hello() -> None:
    with pytest.raises(WireError, match="a handshake message in clear"):
        Server().client.feed(record(22, message(8, vector(b"", 2))))
    with pytest.raises(WireError, match="cannot be decrypted"):
        Server().client.feed(record(23, bytes(40)))


def test_no_message_spans_a_change_of_keys() -> None:
    with pytest.raises(WireError, match="spans a change of keys"):
        server_with(server_hello(0x1301, TLS13 + key_share(X25519, bytes(31) + b"\1")) + b"\x08")


def server_with(first: bytes) -> Handshake13:
    key = new_key(X25519)
    asked = hello(key, groups=[X25519, 24])
    client = Handshake13(asked, bytes(asked), key)
    client.feed(record(22, first))
    return client


@pytest.mark.parametrize("key", [bytes(32), b"short", b""])
@pytest.mark.parametrize("group", READABLE_GROUPS)
def test_a_key_share_must_be_a_key(key: bytes, group: int) -> None:
    own = new_key(group)
    asked = hello(own)
    client = Handshake13(asked, bytes(asked), own)
    with pytest.raises(WireError, match="a key share that is no key"):
        client.feed(record(22, server_hello(0x1301, TLS13 + key_share(group, key))))


def test_a_suite_that_cannot_be_read_ends_the_reading() -> None:
    key = new_key(X25519)
    asked = hello(key, suites=[0x1307])
    client = Handshake13(asked, bytes(asked), key)
    client.feed(record(22, server_hello(0x1307, TLS13 + key_share(X25519, bytes(32)))) + b"encrypted")
    assert client.complete
    assert client.flight.hello is not None
    with pytest.raises(ValueError, match="not finished"):
        client.answer()


def test_warnings_before_the_server_hello_are_few() -> None:
    key = new_key(X25519)
    asked = hello(key)
    client = Handshake13(asked, bytes(asked), key)
    client.feed(alert(112, level=1) * 4)
    assert not client.complete
    assert [each.code for each in client.flight.warnings] == [112] * 4
    with pytest.raises(TooLarge, match="nothing but warnings"):
        client.feed(alert(112, level=1))


def test_a_retry_that_comes_with_more_is_told() -> None:
    retry = server_hello(0x1301, TLS13 + extension(51, numbers([24])), random=RETRY)
    client = server_with(retry + certificates())
    assert client.complete
    assert client.flight.hello is not None
    assert client.flight.hello.group == 24


def test_other_records_have_no_place_in_a_handshake() -> None:
    key = new_key(X25519)
    asked = hello(key)
    with pytest.raises(WireError, match="a record of type 23"):
        Handshake13(asked, bytes(asked), key).feed(record(23, b"data"))
    with pytest.raises(WireError, match="a record of type 23"):
        Server().say(b"data", kind=23)

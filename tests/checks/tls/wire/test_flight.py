from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509

from checks.tls.registry import group_code, schemes_for, suite, suites_for
from checks.tls.wire.conversations import ask
from checks.tls.wire.encoding import TooLarge, WireError, vector
from checks.tls.wire.flight import Flight, FlightReader
from checks.tls.wire.hello import Hello
from tests.checks.tls.peers import openssl_server
from tests.checks.tls.wire.bytes_of_servers import (
    DONE,
    TLS13,
    alert,
    certificates,
    key_share,
    message,
    record,
    server_hello,
)
from tests.checks.tls.wire.memory import HOST, context, converse, holder, over_tcp, peer

HELLO = Hello(version="TLSv1.2", suites=[0x2F, 0x33])


def read(*parts: bytes, hello: Hello = HELLO) -> Flight:
    reader = FlightReader(hello)
    for part in parts:
        reader.feed(part)
    return reader.flight


WHOLE = server_hello(0x2F) + certificates(b"leaf") + message(22, b"\1" + vector(b"ocsp", 3)) + message(13, b"") + DONE


@pytest.mark.parametrize(
    "data",
    [
        record(22, WHOLE),
        b"".join(record(22, WHOLE[at : at + 9]) for at in range(0, len(WHOLE), 9)),
    ],
    ids=["one record", "many records"],
)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_a_flight_is_read_however_it_is_cut(data: bytes, size: int) -> None:
    flight = read(*(data[at : at + size] for at in range(0, len(data), size)))
    assert flight.hello is not None
    assert (flight.hello.suite, flight.certificates, flight.staple) == (0x2F, [b"leaf"], b"ocsp")
    assert (flight.certificate_request, flight.done, flight.resumed) == (True, True, False)


def test_reading_ends_with_the_server_hello_if_no_more_is_asked() -> None:
    reader = FlightReader(HELLO, "hello")
    reader.feed(record(22, server_hello(0x2F) + message(99, b"")) + b"whatever comes after")
    assert reader.complete
    assert reader.flight.hello is not None


def test_reading_ends_with_the_server_hello_of_tls13() -> None:
    hello = Hello(version="TLSv1.3", suites=[0x1301], key_shares={29: b"k" * 32})
    flight = read(record(22, server_hello(0x1301, TLS13 + key_share(29, b"k"))), b"more", hello=hello)
    assert flight.hello is not None
    assert flight.hello.group == 29


def test_an_alert_ends_the_flight() -> None:
    flight = read(alert(40))
    assert flight.alert is not None
    assert flight.alert.name == "handshake_failure"
    closing = read(alert(0, level=1))
    assert closing.alert is not None


def test_warnings_end_nothing_but_are_few() -> None:
    flight = read(alert(112, level=1), record(22, WHOLE))
    assert [each.name for each in flight.warnings] == ["unrecognized_name"]
    assert flight.done
    with pytest.raises(TooLarge, match="nothing but warnings"):
        read(alert(112, level=1) * 5)


@pytest.mark.parametrize("ticket", [b"", message(4, b"ticket")])
def test_a_session_that_is_resumed_shows(ticket: bytes) -> None:
    flight = read(record(22, server_hello(0x2F) + ticket), record(20, b"\1"))
    assert flight.resumed


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (record(22, certificates(b"leaf")), "handshake message 11 where it does not belong"),
        (record(22, server_hello(0x2F) * 2), "handshake message 2 where it does not belong"),
        (record(22, server_hello(0x2F) + certificates() * 2), "handshake message 11 where it does not belong"),
        (record(22, server_hello(0x2F) + message(20, b"")), "handshake message 20, which no server sends here"),
        (record(22, server_hello(0x2F) + message(14, b"x")), "a ServerHelloDone with a body"),
        (record(20, b"\1"), "a record of type 20"),
        (record(22, server_hello(0x2F) + certificates()) + record(20, b"\1"), "a record of type 20"),
        (record(23, b"x"), "a record of type 23"),
    ],
)
def test_what_does_not_belong_is_no_answer(data: bytes, words: str) -> None:
    with pytest.raises(WireError, match=words):
        read(data)


@pytest.mark.parametrize("size", [1, 100, None])
def test_a_real_server_is_understood(size: int | None) -> None:
    leaf, other = holder(), holder()
    asked = Hello(version="TLSv1.2", suites=suites_for("TLSv1.2"), server_name=HOST)
    flight = converse(ask(asked, "flight"), peer(context(leaf, other)), size)
    assert isinstance(flight, Flight)
    assert flight.hello is not None
    assert suite(flight.hello.suite).auth == "ECDSA"
    assert [x509.load_der_x509_certificate(der) for der in flight.certificates] == [
        leaf.certificate,
        other.certificate,
    ]
    assert flight.key_exchange is not None
    assert flight.key_exchange.kind == "ecdh"
    assert flight.key_exchange.scheme in schemes_for("TLSv1.2")
    assert flight.done


def test_every_kind_of_key_exchange_of_a_real_server_is_understood(rsa_server: Path) -> None:
    weak = ("-cipher", "ALL:eNULL:@SECLEVEL=0", "-no_tls1_3")
    kinds = {}
    with openssl_server(rsa_server, *weak) as endpoint:
        for version in ("TLSv1.0", "TLSv1.1", "TLSv1.2"):
            left = [code for code in suites_for(version) if suite(code).kex in ("ECDHE", "DHE", "RSA", "DH", "ECDH")]
            while True:
                flight = over_tcp(ask(Hello(version=version, suites=left), "flight"), endpoint)
                assert isinstance(flight, Flight)
                if flight.hello is None:
                    break
                assert flight.done
                chosen = suite(flight.hello.suite)
                kinds[chosen.name] = flight.key_exchange.kind if flight.key_exchange else None
                left = [code for code in left if (suite(code).kex, suite(code).auth) != (chosen.kex, chosen.auth)]
    assert set(kinds.values()) == {"ecdh", "dh", None}
    exchanges = {name.partition("_WITH_")[0] for name in kinds}
    assert {"TLS_ECDHE_RSA", "TLS_DHE_RSA", "TLS_RSA", "TLS_DH_anon", "TLS_ECDH_anon"} <= exchanges


def test_a_retry_of_a_real_server_tells_its_group() -> None:
    asked = Hello(version="TLSv1.3", suites=suites_for("TLSv1.3"), groups=[group_code("SecP256r1MLKEM768")])
    flight = converse(ask(asked), peer(context()))
    assert isinstance(flight, Flight)
    assert flight.hello is not None
    assert (flight.hello.retry, flight.hello.group) == (True, 0x11EB)

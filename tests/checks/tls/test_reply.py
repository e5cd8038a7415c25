from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.tls.hello import VERSION_CODES
from checks.tls.reply import ALERTS, MAX_BYTES, Alert, Reply, ReplyError, ServerHello, parse_reply
from checks.tls.suites import SUITES
from tests.checks.tls.peers import alert, record, server_hello, tls13_hello

RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


def parse(data: bytes, version: str = "TLSv1.2", ended: bool = False) -> Reply | None:
    return parse_reply(data, version, SUITES[version], ended)


def ssl2_hello(specs: bytes = b"\1\0\x80", version: bytes = b"\0\2", certificate: bytes = b"cert") -> bytes:
    lengths = b"".join(len(part).to_bytes(2) for part in (certificate, specs, b"id"))
    body = b"\4\0\1" + version + lengths + certificate + specs + b"id"
    return (0x8000 | len(body)).to_bytes(2) + body


GOOD = [
    ("TLSv1.3", tls13_hello(), ServerHello("TLSv1.3", "TLS_AES_128_GCM_SHA256")),
    ("TLSv1.3", tls13_hello().replace(bytes(32), RETRY), ServerHello("TLSv1.3", "TLS_AES_128_GCM_SHA256")),
    ("TLSv1.2", server_hello(0x0303, 0xC02F), ServerHello("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")),
    ("TLSv1.2", server_hello(0x0301, 0x0005), ServerHello("TLSv1.0", "TLS_RSA_WITH_RC4_128_SHA")),
    ("TLSv1.0", server_hello(0x0301, 0x0003), ServerHello("TLSv1.0", "TLS_RSA_EXPORT_WITH_RC4_40_MD5")),
    ("SSLv3", server_hello(0x0300, 0x000A), ServerHello("SSLv3", "TLS_RSA_WITH_3DES_EDE_CBC_SHA")),
    ("SSLv2", ssl2_hello(), ServerHello("SSLv2", "SSL_CK_RC4_128_WITH_MD5")),
    ("SSLv2", ssl2_hello(b""), ServerHello("SSLv2", None)),
    ("SSLv2", b"\x80\3\0\0\1", Alert("SSLv2 error 1")),
    ("SSLv2", alert(70), Alert("protocol_version")),
    ("TLSv1.2", alert(40), Alert("handshake_failure")),
    ("TLSv1.2", alert(0, level=1), Alert("close_notify")),
    ("TLSv1.2", alert(222), Alert("alert 222")),
    (
        "TLSv1.2",
        alert(112, level=1) + server_hello(0x0303, 0x2F),
        ServerHello("TLSv1.2", "TLS_RSA_WITH_AES_128_CBC_SHA"),
    ),
]
each_good = pytest.mark.parametrize(("version", "data", "expected"), GOOD, ids=[str(good[2]) for good in GOOD])


@each_good
def test_what_a_server_says_is_understood(version: str, data: bytes, expected: Reply) -> None:
    assert parse(data, version) == expected


@each_good
def test_every_beginning_of_an_answer_is_not_enough(version: str, data: bytes, expected: Reply) -> None:
    assert [parse(data[:length], version) for length in range(len(data))] == [None] * len(data)


@each_good
def test_what_follows_an_answer_does_not_matter(version: str, data: bytes, expected: Reply) -> None:
    assert parse(data + record(22, b"\x0b\0\0\0") + b"\xff" * 50, version) == expected


def test_a_server_hello_may_come_in_many_records() -> None:
    message = server_hello(0x0303, 0xC02F)[5:]
    pieces = b"".join(record(22, bytes([byte])) for byte in message)
    assert isinstance(parse(pieces), ServerHello)


def test_a_warning_is_the_last_word_only_when_nothing_more_will_come() -> None:
    assert parse(alert(112, level=1)) is None
    assert parse(alert(112, level=1), ended=True) == Alert("unrecognized_name")
    assert parse(alert(112, level=1) + server_hello(0x0303, 0x2F)[:9], ended=True) is None


def test_nothing_at_all_is_no_answer() -> None:
    assert parse(b"", ended=True) is None


@pytest.mark.parametrize(
    ("version", "data", "why"),
    [
        ("TLSv1.2", b"HTTP/1.1 400 Bad Request\r\n", "not TLS: HTTP/1.1 400 Bad Request"),
        ("SSLv2", b"HTTP/1.1 400 Bad Request\r\n", "not TLS"),
        ("SSLv2", b"\xff\xfe\xfd", "not SSLv2"),
        ("SSLv2", b"\xff\xff\4" + bytes(MAX_BYTES), "more than 65536 bytes"),
        ("TLSv1.2", b"\x1b[31m\0", "not TLS: \\x1b[31m"),
        ("TLSv1.2", bytes([22, 3, 3, 0, 0]), "a record"),
        ("TLSv1.2", bytes([21, 3, 3, 0, 0]), "a record"),
        ("TLSv1.2", bytes([22, 3, 3, 0x40, 1]), "a record"),
        ("TLSv1.2", bytes([22, 2, 0, 0, 9]), "a record"),
        ("TLSv1.2", record(22, b"\x0b\0\0\1\0"), "handshake message 11"),
        ("TLSv1.2", record(22, b"\2\xff\xff\xff"), "a ServerHello of 16777215 bytes"),
        ("TLSv1.2", record(21, b"\2"), "a malformed alert"),
        ("TLSv1.2", alert(40, level=3), "a malformed alert"),
        ("TLSv1.2", alert(100, level=1) * 9, "nothing but warnings"),
        ("TLSv1.2", record(22, b"\2\0\x40\0") + record(22, b"x") * 999, "256 records"),
        ("TLSv1.2", tls13_hello(0xC02F), "TLSv1.3 in answer to TLSv1.2"),
        ("TLSv1.0", server_hello(0x0302, 0x2F), "TLSv1.1 in answer to TLSv1.0"),
        ("TLSv1.2", server_hello(0x0002, 0x2F), "a version that TLS does not know"),
        ("TLSv1.3", server_hello(0x0303, 0x1301, b"\0\x2b\0\2\x7f\x1c"), "a version that TLS does not know"),
        ("TLSv1.3", server_hello(0x0303, 0x1301, b"\0\x2b\0\3\3\4\0"), "a field of the wrong length"),
        ("TLSv1.2", server_hello(0x0303, 0x1301), "suite 0x1301"),
        ("TLSv1.2", server_hello(0x0303, 0x00A8), "suite 0x00a8"),
        ("TLSv1.2", server_hello(0x0303, 0x2F)[:-1] + b"\1", "compression 1"),
        ("TLSv1.3", server_hello(0x0303, 0x1301, b"\0\x2b\0\2\3\4" * 2), "extension 43 twice"),
        ("TLSv1.3", server_hello(0x0303, 0x1301, b"\0\x2b\0\2\3"), "a length that reaches past"),
        ("TLSv1.2", record(22, b"\2\0\0\x26\3\3" + bytes(32) + b"\x21\0\0\0"), "a length that reaches past"),
        ("TLSv1.2", record(22, b"\2\0\0\x48\3\3" + bytes(32) + b"\x22" + bytes(37)), "a session id of more"),
        ("TLSv1.2", record(22, b"\2\0\0\x29\3\3" + bytes(33) + b"\0\x2f\0\0\0\0"), "bytes after"),
        ("SSLv2", ssl2_hello(version=b"\3\0"), "version 0x0300 in answer to SSLv2"),
        ("SSLv2", ssl2_hello(b"\1\0"), "a malformed SSLv2 SERVER-HELLO"),
        ("SSLv2", b"\x80\4\0\0\1\0", "a field of the wrong length"),
        ("SSLv2", b"\x80\2\4\0", "a length that reaches past"),
        ("SSLv2", b"\x80\0", "a length that reaches past"),
    ],
)
def test_what_is_no_answer_is_refused_with_the_reason(version: str, data: bytes, why: str) -> None:
    with pytest.raises(ReplyError) as refused:
        parse(data, version)
    assert str(refused.value).startswith(why)


@given(st.binary(min_size=1, max_size=300), st.sampled_from(list(VERSION_CODES)))
def test_reasons_are_short_and_printable_whatever_the_peer_sends(data: bytes, version: str) -> None:
    reason = ""
    try:
        parse(data, version)
    except ReplyError as error:
        reason = str(error)
    assert reason.isprintable()
    assert len(reason) < 200


def test_alerts_have_the_names_of_the_registry() -> None:
    assert (ALERTS[40], ALERTS[70], ALERTS[71]) == ("handshake_failure", "protocol_version", "insufficient_security")


@given(st.binary(max_size=300), st.sampled_from(list(VERSION_CODES)), st.booleans())
def test_no_bytes_whatsoever_surprise_the_parser(data: bytes, version: str, ended: bool) -> None:
    try:
        reply = parse(data, version, ended)
    except ReplyError:
        return
    assert reply is None or isinstance(reply, ServerHello | Alert)


@given(st.sampled_from(GOOD), st.data())
def test_no_damage_to_a_good_answer_surprises_the_parser(good: tuple[str, bytes, Reply], data: st.DataObject) -> None:
    version, answer, _ = good
    damaged = bytearray(answer)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        reply = parse(bytes(damaged), version)
    except ReplyError:
        return
    assert reply is None or isinstance(reply, Alert) or reply.suite in {None, *SUITES[version].values()}

from __future__ import annotations

from typing import Any

import pytest

from checks.tls.registry import suite_named
from checks.tls.wire import messages
from checks.tls.wire.encoding import TooLarge, WireError, extension, numbers, vector
from checks.tls.wire.hello import Hello
from checks.tls.wire.messages import KeyExchange, ServerHello
from tests.checks.tls.wire.bytes_of_servers import RETRY, TLS13, certificates, key_share, server_hello

OLD = Hello(version="TLSv1.2", suites=[0x2F, 0xC02F], alpn=["h2"], extra={18: b""})
NEW = Hello(version="TLSv1.3", suites=[0x1301], key_shares={29: b"k" * 32}, server_name="a.test")


def read(hello: Hello, *args: Any, **changes: Any) -> ServerHello:
    return messages.read_server_hello(server_hello(*args, **changes)[4:], hello)


def test_a_server_hello_tells_what_was_agreed_on() -> None:
    found = read(OLD, 0x2F, extension(16, b"\0\3\2h2") + extension(0xFF01, b"\0"), session_id=b"s", random=b"r" * 32)
    assert found == ServerHello("TLSv1.2", 0x2F, 0, b"s", {16: b"\0\3\2h2", 0xFF01: b"\0"}, b"r" * 32)


@pytest.mark.parametrize(("code", "version"), [(0x0300, "SSLv3"), (0x0301, "TLSv1.0"), (0x0302, "TLSv1.1")])
def test_an_older_version_than_asked_is_an_answer(code: int, version: str) -> None:
    assert read(OLD, 0x2F, version=code).version == version


def test_tls13_tells_its_group_and_key() -> None:
    found = read(NEW, 0x1301, TLS13 + key_share(29, b"K" * 32))
    assert (found.version, found.group, found.key, found.retry) == ("TLSv1.3", 29, b"K" * 32, False)


def test_a_retry_tells_the_group_that_it_wants() -> None:
    found = read(NEW, 0x1301, TLS13 + extension(51, numbers([0x11EC])), random=RETRY)
    assert (found.retry, found.group, found.key) == (True, 0x11EC, b"")
    assert read(NEW, 0x1301, TLS13 + extension(44, b"\0\1c"), random=RETRY).group is None


@pytest.mark.parametrize(
    ("hello", "made", "words"),
    [
        (OLD, server_hello(0x35), "suite 0x0035, which was not offered"),
        (OLD, server_hello(0x0A0A), "suite 0x0a0a, which was not offered"),
        (OLD, server_hello(0x2F, compression=1), "compression 1, which was not offered"),
        (OLD, server_hello(0x2F, session_id=b"s" * 33), "a session id of more than 32 bytes"),
        (OLD, server_hello(0x2F, version=0x0304), "a version that TLS does not know"),
        (OLD, server_hello(0x2F, version=0x0002), "a version that TLS does not know"),
        (OLD, server_hello(0x2F, version=0x7F1C), "a version that TLS does not know"),
        (OLD, server_hello(0x2F, TLS13), "TLSv1.3 in answer to TLSv1.2"),
        (OLD, server_hello(0x2F, extension(17, b"")), "extension 17, which was not offered"),
        (OLD, server_hello(0x2F, extension(23, b"") * 2), "extension 23 twice"),
        (OLD, server_hello(0x2F, b"") + b"x", "after the end of a ServerHello"),
        (OLD, server_hello(0x2F)[:-1], "past the message's end"),
        (NEW, server_hello(0x1301, extension(43, b"\3\3")), "a wrong version selected"),
        (NEW, server_hello(0x1301, TLS13), "without a key share"),
        (NEW, server_hello(0x1301, TLS13 + key_share(23, b"k")), "group 0x0017, which was not offered"),
        (NEW, server_hello(0x1301, TLS13 + extension(51, b"\0\1"), random=RETRY), "group 0x0001, which was not"),
        (NEW, server_hello(0x1301, TLS13 + extension(51, b"\0\x1d\0"), random=RETRY), "after the end of a key share"),
        (NEW, server_hello(0x1301, TLS13 + key_share(29, b"k") + extension(0, b"")), "extension 0, which was not"),
    ],
)
def test_what_was_not_offered_is_no_answer(hello: Hello, made: bytes, words: str) -> None:
    with pytest.raises(WireError, match=words):
        messages.read_server_hello(made[4:], hello)


def test_compression_and_further_extensions_are_answers_when_they_were_offered() -> None:
    offering = Hello(version="TLSv1.2", suites=[0x2F], compression=(1, 0), extra={18: b""})
    assert read(offering, 0x2F, extension(18, b"sct"), compression=1).compression == 1


def test_an_alert_has_a_name() -> None:
    found = messages.read_alert(b"\2\x46")
    assert (found.level, found.code, found.name, found.ends) == (2, 70, "protocol_version", True)
    assert messages.read_alert(b"\1\0").ends
    assert not messages.read_alert(b"\1\x70").ends


@pytest.mark.parametrize("fragment", [b"\2", b"\2\x28\0", b"\3\x28", b"\0\0"])
def test_a_malformed_alert_is_told(fragment: bytes) -> None:
    with pytest.raises(WireError, match="a malformed alert"):
        messages.read_alert(fragment)


def test_certificates_come_as_sent() -> None:
    assert messages.read_certificates(certificates(b"leaf", b"root")[4:]) == [b"leaf", b"root"]
    assert messages.read_certificates(certificates()[4:]) == []


def test_a_list_of_certificates_is_bounded_and_whole() -> None:
    with pytest.raises(TooLarge, match="more than 100 certificates"):
        messages.read_certificates(certificates(*[b"x"] * 101)[4:])
    with pytest.raises(WireError, match="an empty certificate"):
        messages.read_certificates(certificates(b"")[4:])
    with pytest.raises(WireError, match="after the end"):
        messages.read_certificates(certificates(b"x")[4:] + b"x")


def test_a_staple_is_an_ocsp_response() -> None:
    assert messages.read_staple(b"\1" + vector(b"ocsp", 3)) == b"ocsp"
    with pytest.raises(WireError, match="not OCSP"):
        messages.read_staple(b"\2" + vector(b"ocsp", 3))
    with pytest.raises(WireError, match="after the end"):
        messages.read_staple(b"\1" + vector(b"ocsp", 3) + b"x")


def exchange(name: str, body: bytes, version: str = "TLSv1.2") -> KeyExchange:
    return messages.read_key_exchange(body, ServerHello(version, suite_named(name).code, 0, b"", {}, b""))


DH = vector(b"p", 2) + vector(b"g", 2) + vector(b"y", 2)
CURVE = b"\3\0\x17" + vector(b"point", 1)
SIGNED = vector(b"sig", 2)


@pytest.mark.parametrize(
    ("name", "version", "body", "found"),
    [
        (
            "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
            "TLSv1.2",
            DH + b"\4\1" + SIGNED,
            KeyExchange("dh", None, b"p", b"g", b"y", 0x0401, b"sig"),
        ),
        (
            "TLS_DHE_DSS_WITH_AES_128_CBC_SHA",
            "TLSv1.0",
            DH + SIGNED,
            KeyExchange("dh", None, b"p", b"g", b"y", None, b"sig"),
        ),
        ("TLS_DH_anon_WITH_AES_128_CBC_SHA", "TLSv1.2", DH, KeyExchange("dh", None, b"p", b"g", b"y")),
        (
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLSv1.2",
            CURVE + b"\x08\x04" + SIGNED,
            KeyExchange("ecdh", 23, public=b"point", scheme=0x0804, signature=b"sig"),
        ),
        ("TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "TLSv1.1", CURVE, KeyExchange("ecdh", 23, public=b"point")),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLSv1.0", b"\1rest", KeyExchange("ecdh", 0xFF01)),
        (
            "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
            "SSLv3",
            vector(b"n", 2) + vector(b"e", 2) + SIGNED,
            KeyExchange("rsa", None, b"n", b"e", signature=b"sig"),
        ),
    ],
)
def test_each_kind_of_key_exchange_is_read(name: str, version: str, body: bytes, found: KeyExchange) -> None:
    assert exchange(name, body, version) == found


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("TLS_RSA_WITH_AES_128_CBC_SHA", DH, "a ServerKeyExchange with TLS_RSA_WITH_AES_128_CBC_SHA"),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", b"\4rest", "a curve of type 4"),
        ("TLS_DH_anon_WITH_AES_128_CBC_SHA", DH + b"x", "after the end of a ServerKeyExchange"),
        ("TLS_DHE_RSA_WITH_AES_128_CBC_SHA", DH, "past the message's end"),
    ],
)
def test_a_key_exchange_that_does_not_fit_is_told(name: str, body: bytes, words: str) -> None:
    with pytest.raises(WireError, match=words):
        exchange(name, body)

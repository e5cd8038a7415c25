from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from OpenSSL import SSL

from checks.tls.registry import FALLBACK_SCSV, RENEGOTIATION_SCSV, group_code, groups_for, schemes_for, suites_for
from checks.tls.wire.encoding import VERSION_CODES, Reader
from checks.tls.wire.hello import KEY_SHARE, PADDING, Hello
from tests.checks.tls.wire.memory import HOST, context, peer

NUMBERED = [version for version in VERSION_CODES if version != "SSLv2"]
TLS = [version for version in VERSION_CODES if version.startswith("TLS")]
GREASE = {0x0A0A + 0x1010 * each for each in range(16)}


def hello(version: str = "TLSv1.2", **changes: Any) -> Hello:
    return Hello(**({"version": version, "suites": suites_for(version), "server_name": HOST} | changes))


class Parts:
    """A ClientHello, taken apart as a server would."""

    def __init__(self, written: Hello) -> None:
        data, message = bytes(written), b""
        while data:
            size = int.from_bytes(data[3:5])
            message, data = message + data[5 : 5 + size], data[5 + size :]
        self.message = message
        rest = Reader(message)
        assert rest.number(1) == 1
        assert rest.number(3) == rest.left
        self.version = rest.number(2)
        self.random = rest.take(32)
        self.session_id = rest.vector(1)
        self.suites = numbers(rest.vector(2))
        self.compression = rest.vector(1)
        self.extensions: Mapping[int, bytes] = rest.extensions() if rest.left else {}
        rest.end("the hello")


def numbers(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]


@pytest.mark.parametrize(
    ("version", "record", "legacy"),
    [
        ("SSLv3", 0x0300, 0x0300),
        ("TLSv1.0", 0x0301, 0x0301),
        ("TLSv1.1", 0x0301, 0x0302),
        ("TLSv1.2", 0x0301, 0x0303),
        ("TLSv1.3", 0x0301, 0x0303),
    ],
)
def test_versions_are_written_as_old_servers_bear_them(version: str, record: int, legacy: int) -> None:
    assert int.from_bytes(bytes(hello(version))[1:3]) == record
    assert Parts(hello(version)).version == legacy


@pytest.mark.parametrize("version", NUMBERED)
def test_every_suite_is_offered_in_its_order_between_grease_and_signals(version: str) -> None:
    written = Parts(hello(version, fallback=True)).suites
    offered = [code for code in written if code not in GREASE | {RENEGOTIATION_SCSV, FALLBACK_SCSV}]
    assert offered == [*suites_for(version)]
    assert (written[0] in GREASE) == (version != "SSLv3")
    assert (written[-2:] == [RENEGOTIATION_SCSV, FALLBACK_SCSV]) == (version != "TLSv1.3")


def test_a_hello_without_extras_has_only_what_it_is_told() -> None:
    bare = Parts(hello("TLSv1.2", suites=[0x2F], grease=False, renegotiation=False, extensions=False))
    assert (bare.suites, bare.extensions, bare.session_id) == ([0x2F], {}, b"")


def test_a_hello_of_tls13_without_extras_still_has_what_the_version_cannot_do_without() -> None:
    assert set(Parts(hello("TLSv1.3", extensions=False, padding="none")).extensions) - GREASE == {10, 13, 43, 45, 51}


@pytest.mark.parametrize(
    ("version", "kinds"),
    [
        ("SSLv3", set()),
        ("TLSv1.0", {0, 5, 10, 11, 22, 23, 35}),
        ("TLSv1.2", {0, 5, 10, 11, 13, 22, 23, 35}),
        ("TLSv1.3", {0, 5, 10, 13, 43, 45, 51}),
    ],
)
def test_each_version_has_the_extensions_that_it_knows(version: str, kinds: set[int]) -> None:
    assert set(Parts(hello(version)).extensions) - GREASE - {PADDING} == kinds


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"server_name": None}, 0),
        ({"status_request": False}, 5),
        ({"groups": ()}, 10),
        ({"groups": ()}, 11),
        ({"schemes": ()}, 13),
        ({"encrypt_then_mac": False}, 22),
        ({"extended_master_secret": False}, 23),
        ({"session_ticket": False}, 35),
    ],
)
def test_extensions_can_be_left_out_one_by_one(change: dict[str, Any], kind: int) -> None:
    assert kind in Parts(hello()).extensions
    assert kind not in Parts(hello(**change)).extensions


def test_lists_of_codes_are_all_that_the_version_knows_or_what_is_asked() -> None:
    extensions = Parts(hello(grease=False)).extensions
    assert numbers(extensions[10][2:]) == [*groups_for("TLSv1.2")]
    assert numbers(extensions[13][2:]) == [*schemes_for("TLSv1.2")]
    asked = Parts(hello(grease=False, groups=[23], schemes=[0x0401], alpn=["h2", "http/1.1"])).extensions
    assert (asked[10], asked[13]) == (b"\0\2\0\x17", b"\0\2\4\1")
    assert asked[16] == b"\0\x0c\2h2\x08http/1.1"


def test_grease_stands_among_suites_groups_versions_and_extensions() -> None:
    parts = Parts(hello("TLSv1.3"))
    grease = parts.suites[0]
    assert grease in GREASE
    assert parts.extensions[grease] == b""
    assert numbers(parts.extensions[10][2:])[0] == grease
    assert numbers(parts.extensions[43][1:]) == [grease, 0x0304]


def test_key_shares_are_offered_and_none_asks_for_a_retry() -> None:
    group = group_code("x25519")
    assert Parts(hello("TLSv1.3")).extensions[KEY_SHARE] == b"\0\0"
    shares = Parts(hello("TLSv1.3", key_shares={group: b"k" * 32})).extensions[KEY_SHARE]
    assert shares == b"\0\x24\0\x1d\0\x20" + b"k" * 32


def test_extra_extensions_and_compression_and_session_are_sent() -> None:
    parts = Parts(hello(extra={18: b"", 15: b"\1"}, compression=(1, 0), session_id=b"s" * 32))
    assert (parts.extensions[18], parts.extensions[15]) == (b"", b"\1")
    assert (parts.compression, parts.session_id) == (b"\1\0", b"s" * 32)


def test_tls13_sends_a_session_for_middleboxes_and_no_compression() -> None:
    parts = Parts(hello("TLSv1.3", compression=(1, 0)))
    assert (len(parts.session_id), parts.compression) == (32, b"\0")


@pytest.mark.parametrize("version", ["SSLv3", *TLS])
def test_no_message_has_a_length_that_some_front_ends_hang_on(version: str) -> None:
    suites = suites_for(version)[-20:]
    lengths = [len(Parts(hello(version, suites=suites, server_name="a" * size)).message) for size in range(1, 250)]
    assert not [length for length in lengths if 256 <= length < 512]


def test_padding_can_be_left_out() -> None:
    short = hello("TLSv1.2", suites=[0x2F], schemes=[0x0401], server_name="a" * 130, padding="none")
    assert PADDING not in Parts(short).extensions
    assert 256 <= len(Parts(short).message) < 512


def test_padding_brings_no_extension_into_a_hello_without_any() -> None:
    suites = suites_for("TLSv1.2")[-120:]
    assert Parts(hello("TLSv1.2", suites=suites, extensions=False)).extensions == {}


def test_a_hello_can_be_split_over_records() -> None:
    data = bytes(hello(fragment=100))
    assert data[3:5] == b"\0\x64"
    assert data[105:108] == b"\x16\3\1"
    assert Parts(hello(fragment=100)).suites[1:-1] == [*suites_for("TLSv1.2")]


def test_a_hello_for_sslv2_has_its_own_shape() -> None:
    kinds = suites_for("SSLv2")
    data = bytes(hello("SSLv2"))
    assert int.from_bytes(data[:2]) == 0x8000 | len(data) - 2
    assert data[2:5] == b"\1\0\2"
    assert [int.from_bytes(data[at : at + 2]) for at in (5, 7, 9)] == [3 * len(kinds), 0, 16]
    assert data[11:14] == kinds[0].to_bytes(3)


def test_no_two_hellos_have_one_random() -> None:
    written = hello()
    assert Parts(written).random != Parts(written).random


def test_answers_are_allowed_to_what_was_offered() -> None:
    assert hello(alpn=["h2"]).offered_extensions == {0, 5, 10, 11, 16, 22, 23, 35, 0xFF01}
    assert hello("SSLv3").offered_extensions == {0xFF01}
    assert hello("TLSv1.2", extensions=False, renegotiation=False).offered_extensions == frozenset()


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
@pytest.mark.parametrize("name", [HOST, None])
def test_a_real_server_understands_the_hello_and_its_name(version: str, name: str | None) -> None:
    made = context()
    asked: list[bytes | None] = []

    def note(connection: SSL.Connection) -> None:
        asked.append(connection.get_servername())

    made.set_tlsext_servername_callback(note)
    said = peer(made)(bytes(hello(version, server_name=name)))
    assert said[5] == 2  # ServerHello
    assert asked == [name.encode() if name else None]

"""Against the trace of RFC 8448 §3, a simple handshake of one round trip."""

from __future__ import annotations

import hashlib

import pytest

from checks.tls.wire.encoding import WireError
from checks.tls.wire.keys import PROTECTIONS, Schedule, Traffic, expand_label

EARLY_SECRET = bytes.fromhex("33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a")
SERVER_SECRET = bytes.fromhex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38")


def test_labels_expand_as_in_rfc_8448() -> None:
    derived = expand_label("sha256", EARLY_SECRET, b"derived", hashlib.sha256().digest(), 32)
    assert derived.hex() == "6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba"
    assert expand_label("sha256", SERVER_SECRET, b"key", b"", 16).hex() == "3fce516009c21727d0f2e4e86ee403bc"
    assert expand_label("sha256", SERVER_SECRET, b"iv", b"", 12).hex() == "5d313eb2671276ee13000b30"


@pytest.mark.parametrize("code", PROTECTIONS)
def test_what_one_side_seals_the_other_opens(code: int) -> None:
    ours, theirs = (Traffic(PROTECTIONS[code], SERVER_SECRET) for _ in range(2))
    for content in (b"first", b"", b"x" * 1000):
        sealed = ours.seal(22, content)
        assert int.from_bytes(sealed[3:5]) == len(sealed) - 5
        assert theirs.open(sealed[:5], sealed[5:]) == (22, content)


@pytest.mark.parametrize("code", PROTECTIONS)
@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda data: data[:3], lambda _: b""]
)
def test_a_damaged_record_cannot_be_opened(code: int, damage: object) -> None:
    assert callable(damage)
    sealed = Traffic(PROTECTIONS[code], SERVER_SECRET).seal(22, b"content")
    with pytest.raises(WireError, match="cannot be decrypted"):
        Traffic(PROTECTIONS[code], SERVER_SECRET).open(sealed[:5], damage(sealed[5:]))


def test_padding_is_taken_off_and_a_type_must_be_left() -> None:
    protection = PROTECTIONS[0x1301]
    padded = Traffic(protection, SERVER_SECRET).seal(0, b"\x16" + bytes(30))
    assert Traffic(protection, SERVER_SECRET).open(padded[:5], padded[5:]) == (22, b"")
    empty = Traffic(protection, SERVER_SECRET).seal(0, bytes(30))
    with pytest.raises(WireError, match="without a type"):
        Traffic(protection, SERVER_SECRET).open(empty[:5], empty[5:])


def test_both_sides_have_keys_of_their_own_that_depend_on_the_transcript() -> None:
    one, other = (Schedule(PROTECTIONS[0x1302], transcript, b"shared") for transcript in (b"a", b"b"))
    assert one.verify_data(one.client) != one.verify_data(one.server)
    assert one.verify_data(one.server) != other.verify_data(other.server)
    before = one.verify_data(one.server)
    one.update(b"message")
    assert one.verify_data(one.server) != before
    client, server = one.application()
    assert client.finished_key != server.finished_key

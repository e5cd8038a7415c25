"""OpenSSL is the judge: what it deciphers is right, and what it enciphers must be readable."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from checks.tls.registry import SUITES, suite_named, suites_for
from checks.tls.weakness.attempt import Ended
from checks.tls.weakness.client import own_hello, shake_hands
from checks.tls.weakness.protection import Protection, derive_keys, prf, right_padding, spoken_suites
from checks.tls.wire.encoding import WireError
from tests.checks.tls.peers import Endpoint, openssl_server
from tests.checks.tls.weakness.asking import HEARTBLEED_NODE, control_hello, node_server, tried

APPLICATION_DATA, TLS10, TLS12 = 23, 0x0301, 0x0303
SPOKEN = [SUITES[code] for code in spoken_suites()]
AES = [suite for suite in SPOKEN if not suite.is_block64]


def pair(suite: str, version: int = TLS12) -> tuple[Protection, Protection]:
    """The same direction as the client and as the server sees it."""
    keys = [derive_keys(version, suite_named(suite), b"master", b"client", b"server", right_padding) for _ in "ab"]
    return keys[0].client, keys[1].client


@pytest.mark.parametrize("suite", [suite.name for suite in AES if suite.auth == "RSA"])
def test_openssl_understands_every_suite_with_rsa(rsa_server: Path, suite: str) -> None:
    with openssl_server(rsa_server) as endpoint:
        agree(endpoint, "TLSv1.2", suite)


@pytest.mark.parametrize("suite", [suite.name for suite in AES if suite.auth == "ECDSA"])
def test_openssl_understands_every_suite_with_ecdsa(ecdsa_server: Path, suite: str) -> None:
    with openssl_server(ecdsa_server) as endpoint:
        agree(endpoint, "TLSv1.2", suite)


@pytest.mark.parametrize("suite", [suite.name for suite in AES if suite.auth == "RSA" and not suite.is_tls12_only])
@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.1"])
def test_openssl_understands_the_suites_of_older_versions(rsa_server: Path, version: str, suite: str) -> None:
    with openssl_server(rsa_server, "-cipher", "ALL:@SECLEVEL=0") as endpoint:
        agree(endpoint, version, suite)


@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.1", "TLSv1.2"])
def test_openssl_of_old_understands_3des(rsa_server: Path, version: str) -> None:
    with node_server(HEARTBLEED_NODE, rsa_server) as endpoint:
        agree(endpoint, version, "TLS_RSA_WITH_3DES_EDE_CBC_SHA")


def agree(endpoint: Endpoint, version: str, suite: str) -> None:
    """A whole handshake, which both sides check with their Finished."""
    hello = replace(own_hello(control_hello(version)), suites=[suite_named(suite).code])
    session = tried(endpoint, partial(shake_hands, hello=hello))
    assert not isinstance(session, Ended), session.why
    assert (session.hello.version, session.hello.suite) == (version, suite_named(suite).code)


@pytest.mark.parametrize(
    "suite",
    [
        "TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    ],
)
@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 1000])
def test_records_are_read_in_their_order_and_no_other(suite: str, size: int) -> None:
    writing, reading = pair(suite)
    first, second = (writing.seal(APPLICATION_DATA, TLS12, text * size) for text in (b"1", b"2"))
    assert reading.open(APPLICATION_DATA, TLS12, first) == b"1" * size
    assert reading.open(APPLICATION_DATA, TLS12, second) == b"2" * size
    with pytest.raises(WireError, match=r"whose (MAC|tag) is wrong"):
        reading.open(APPLICATION_DATA, TLS12, second)


@pytest.mark.parametrize("fragment", [b"", b"x", bytes(16), bytes(23), bytes(33), bytes(64)])
@pytest.mark.parametrize("version", [TLS10, TLS12])
@pytest.mark.parametrize(
    "suite",
    ["TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"],
)
def test_what_was_not_made_with_the_keys_is_refused(suite: str, version: int, fragment: bytes) -> None:
    with pytest.raises(WireError):
        pair(suite, version)[1].open(APPLICATION_DATA, version, fragment)


def test_the_pseudorandom_function_is_that_of_the_version() -> None:
    """Published vectors of TLS 1.2's P_SHA256, as used by several implementations."""
    secret = bytes.fromhex("9bbe436ba940f017b17652849a71db35")
    seed = bytes.fromhex("a0ba9f936cda311827a6f796ffd5198c")
    suite = suite_named("TLS_RSA_WITH_AES_128_CBC_SHA")
    assert prf(TLS12, suite, secret, b"test label", seed, 16).hex() == "e3f229ba727be17b8d122620557cd453"


def test_what_is_spoken_can_be_offered_and_costs_little_first() -> None:
    spoken = spoken_suites()
    assert set(spoken) <= set(suites_for("TLSv1.2"))
    assert [SUITES[spoken[index]].kex for index in (0, -1)] == ["ECDHE", "DHE"]

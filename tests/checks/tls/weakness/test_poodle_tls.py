"""No software at hand has the flaw: fakes after CVE-2014-8730. Real servers without it: OpenSSL, Node.js of old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.tls.weakness.poodle_tls import poodle_tls
from tests.checks.tls.peers import hold, openssl_server
from tests.checks.tls.weakness.asking import CCS_NODE, MENDED_NODE, SHORT, asked, node_server
from tests.checks.tls.weakness.fake_server import FakeServer
from tests.servers import talking


@pytest.mark.parametrize(
    "takes_padding",
    [lambda padding: True, lambda padding: padding[1:] == bytes([len(padding)]) * (len(padding) - 1)],
    ids=["unchecked", "checked but for the first byte"],
)
def test_a_server_that_takes_wrong_padding_is_found(fake: FakeServer, takes_padding: Callable[[bytes], bool]) -> None:
    with talking(replace(fake, takes_padding=takes_padding)) as endpoint:
        assert asked(poodle_tls, endpoint) == Seen(True)


def test_a_server_that_checks_it_is_not(fake: FakeServer) -> None:
    with talking(fake) as endpoint:
        assert asked(poodle_tls, endpoint) == Seen(False)


@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.1", "TLSv1.2"])
@pytest.mark.parametrize("suite", ["AES128-SHA", "ECDHE-RSA-AES256-SHA"])
def test_openssl_checks_it_in_every_version(rsa_server: Path, version: str, suite: str) -> None:
    with openssl_server(rsa_server, "-cipher", f"{suite}:@SECLEVEL=0") as endpoint:
        assert asked(poodle_tls, endpoint, version) == Seen(False)


@pytest.mark.parametrize("version", [CCS_NODE, MENDED_NODE])
def test_a_server_that_just_closes_has_checked_it_when_the_control_is_answered(rsa_server: Path, version: str) -> None:
    with node_server(version, rsa_server) as endpoint:
        assert asked(poodle_tls, endpoint, "TLSv1.0") == Seen(False)


def test_without_cbc_there_is_no_padding(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-cipher", "AESGCM:CHACHA20", "-tls1_2") as endpoint:
        assert asked(poodle_tls, endpoint) == Seen(False)


def test_a_handshake_that_fails_with_right_padding_proves_nothing(fake: FakeServer) -> None:
    with talking(replace(fake, takes_padding=lambda padding: False)) as endpoint:
        found = asked(poodle_tls, endpoint)
    assert found == Unseen(Reason.TLS_HANDSHAKE, "alert bad_record_mac after the server's hello")


def test_silence_proves_nothing() -> None:
    with talking(hold) as endpoint:
        found = asked(poodle_tls, endpoint, timeout=SHORT, after=False)
    assert found == Unseen(Reason.TIMEOUT, "silence instead of a hello")

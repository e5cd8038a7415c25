"""Vulnerable: Node.js 0.8.26 and 0.10.0 with OpenSSL 1.0.0f and 1.0.1e. Mended: Node.js 0.10.48, OpenSSL 3, nginx."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.tls.weakness.ccs_injection import ccs_injection
from tests.checks.tls.peers import nginx_server, openssl_server
from tests.checks.tls.weakness.asking import CCS_NODE, HEARTBLEED_NODE, MENDED_NODE, SHORT, asked, node_server
from tests.checks.tls.weakness.fake_server import BAD_RECORD_MAC, FakeServer, Farewell
from tests.servers import talking

DECRYPTION_FAILED = 21


@pytest.mark.parametrize(
    ("node", "version"), [(CCS_NODE, "TLSv1.0"), (HEARTBLEED_NODE, "TLSv1.0"), (HEARTBLEED_NODE, "TLSv1.2")]
)
def test_a_server_that_makes_keys_of_an_empty_secret_is_found(rsa_server: Path, node: str, version: str) -> None:
    with node_server(node, rsa_server) as endpoint:
        assert asked(ccs_injection, endpoint, version) == Seen(True)


@pytest.mark.parametrize("alert", [BAD_RECORD_MAC, DECRYPTION_FAILED])
def test_so_is_one_that_complains_of_the_record_behind(fake: FakeServer, alert: int) -> None:
    with talking(replace(fake, at_early_change=alert)) as endpoint:
        assert asked(ccs_injection, endpoint) == Seen(True)


def test_a_mended_server_is_not(fake: FakeServer, rsa_server: Path, tmp_path: Path) -> None:
    with talking(fake) as endpoint:
        assert asked(ccs_injection, endpoint) == Seen(False)
    with node_server(MENDED_NODE, rsa_server) as endpoint:
        assert asked(ccs_injection, endpoint) == Seen(False)
    with openssl_server(rsa_server) as endpoint:
        assert asked(ccs_injection, endpoint) == Seen(False)
    with nginx_server(tmp_path, rsa_server) as endpoint:
        assert asked(ccs_injection, endpoint) == Seen(False)


@pytest.mark.parametrize("farewell", ["closed", "reset"])
def test_leaving_is_a_refusal_when_the_control_is_answered(fake: FakeServer, farewell: Farewell) -> None:
    with talking(replace(fake, at_early_change=farewell)) as endpoint:
        assert asked(ccs_injection, endpoint) == Seen(False)


def test_silence_says_nothing(fake: FakeServer) -> None:
    with talking(replace(fake, at_early_change="silent")) as endpoint:
        found = asked(ccs_injection, endpoint, timeout=SHORT)
    assert found == Unseen(Reason.TIMEOUT, "silence in answer to the probe")


def test_a_server_of_tls_1_3_alone_has_no_such_message(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_3") as endpoint:
        assert asked(ccs_injection, endpoint, after=False) == Seen(False)

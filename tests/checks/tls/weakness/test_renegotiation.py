from __future__ import annotations

from pathlib import Path

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.tls.weakness.renegotiation import client_renegotiation, unsafe_renegotiation
from tests.checks.tls.peers import hold, nginx_server, openssl_server
from tests.checks.tls.weakness.asking import MENDED_NODE, SHORT, asked, node_server
from tests.servers import talking

OPENSSL = "-cipher ALL:@SECLEVEL=0"


@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.1", "TLSv1.2"])
def test_a_server_that_lets_clients_renegotiate_is_found(rsa_server: Path, version: str) -> None:
    with openssl_server(rsa_server, "-client_renegotiation", *OPENSSL.split()) as endpoint:
        assert asked(client_renegotiation, endpoint, version) == Seen(True)
        assert asked(unsafe_renegotiation, endpoint, version) == Seen(False)


def test_so_is_one_that_does_it_with_clients_of_old(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-client_renegotiation", "-legacy_renegotiation") as endpoint:
        assert asked(client_renegotiation, endpoint) == Seen(True)
        assert asked(unsafe_renegotiation, endpoint) == Seen(True)


def test_old_node_renegotiates_but_not_with_clients_of_old(rsa_server: Path) -> None:
    with node_server(MENDED_NODE, rsa_server) as endpoint:
        assert asked(client_renegotiation, endpoint) == Seen(True)
        assert asked(unsafe_renegotiation, endpoint) == Seen(False)


def test_a_server_that_refuses_does_it_with_nobody(rsa_server: Path, tmp_path: Path) -> None:
    with openssl_server(rsa_server) as endpoint:
        assert asked(client_renegotiation, endpoint) == Seen(False)
        assert asked(unsafe_renegotiation, endpoint) == Seen(False)
    with nginx_server(tmp_path, rsa_server) as endpoint:
        assert asked(client_renegotiation, endpoint) == Seen(False)
        assert asked(unsafe_renegotiation, endpoint) == Seen(False)


def test_tls_1_3_has_no_renegotiation(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_3") as endpoint:
        assert asked(client_renegotiation, endpoint, after=False) == Seen(None)
        assert asked(unsafe_renegotiation, endpoint, after=False) == Seen(None)


def test_a_server_that_wants_a_certificate_of_ours_leaves_the_question_open(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-Verify", "1", "-tls1_2") as endpoint:
        found = asked(client_renegotiation, endpoint)
    assert found == Unseen(Reason.TLS_HANDSHAKE, "alert handshake_failure after the server's hello")


def test_silence_says_nothing() -> None:
    with talking(hold) as endpoint:
        found = asked(client_renegotiation, endpoint, timeout=SHORT, after=False)
    assert found == Unseen(Reason.TIMEOUT, "silence instead of a hello")

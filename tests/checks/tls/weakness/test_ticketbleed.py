"""Only F5's appliances had the flaw: a fake after CVE-2016-9244. Real servers without it: OpenSSL, Node.js."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.tls.weakness.ticketbleed import ticketbleed
from tests.checks.tls.peers import hold, openssl_server
from tests.checks.tls.weakness.asking import MENDED_NODE, SHORT, asked, node_server
from tests.checks.tls.weakness.fake_server import FakeServer, Farewell
from tests.servers import talking

ILLEGAL_PARAMETER = 47


def test_a_session_id_that_is_padded_from_memory_is_found(fake: FakeServer) -> None:
    with talking(replace(fake, echo=lambda session_id: session_id.ljust(32, b"*"))) as endpoint:
        assert asked(ticketbleed, endpoint) == Seen(True)


def test_a_right_echo_is_none(fake: FakeServer, rsa_server: Path) -> None:
    with talking(fake) as endpoint:
        assert asked(ticketbleed, endpoint) == Seen(False)
    with openssl_server(rsa_server) as endpoint:
        assert asked(ticketbleed, endpoint) == Seen(False)
    with node_server(MENDED_NODE, rsa_server) as endpoint:
        assert asked(ticketbleed, endpoint) == Seen(False)


def test_a_new_session_id_that_begins_alike_by_chance_is_none_either(fake: FakeServer) -> None:
    chances = iter([b"\x5a", b"\xc3", b"\x00"])
    with talking(replace(fake, echo=lambda session_id: next(chances) + os.urandom(31))) as endpoint:
        assert asked(ticketbleed, endpoint) == Seen(False)


@pytest.mark.parametrize("farewell", [ILLEGAL_PARAMETER, "closed", "reset"])
def test_a_server_that_wants_no_such_session_id_has_seen_it(fake: FakeServer, farewell: Farewell) -> None:
    with talking(replace(fake, at_ticket=farewell)) as endpoint:
        assert asked(ticketbleed, endpoint) == Seen(False)


def test_without_tickets_there_is_nothing_to_echo(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-no_ticket") as endpoint:
        assert asked(ticketbleed, endpoint) == Seen(False)
    with openssl_server(rsa_server, "-tls1_3") as endpoint:
        assert asked(ticketbleed, endpoint, after=False) == Seen(False)


def test_silence_says_nothing() -> None:
    with talking(hold) as endpoint:
        found = asked(ticketbleed, endpoint, timeout=SHORT, after=False)
    assert found == Unseen(Reason.TIMEOUT, "silence instead of a hello")

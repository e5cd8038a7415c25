"""No software at hand has the flaw: fakes after the paper's §3. Real servers without it: OpenSSL, nginx, Node.js."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.tls.weakness.robot import robot
from tests.checks.tls.peers import nginx_server, openssl_server
from tests.checks.tls.weakness.asking import CCS_NODE, HEARTBLEED_NODE, MENDED_NODE, SHORT, asked, node_server
from tests.checks.tls.weakness.fake_server import BAD_RECORD_MAC, HANDSHAKE_FAILURE, FakeServer, Farewell
from tests.servers import talking

DECRYPT_ERROR = 51


@pytest.mark.parametrize(
    "at_secret",
    [
        lambda right: None if right else HANDSHAKE_FAILURE,
        lambda right: None if right else "closed",
        lambda right: None if right else "reset",
    ],
    ids=["another alert", "FIN", "RST"],
)
def test_a_malformed_secret_that_is_answered_at_once_is_an_oracle(
    fake: FakeServer, at_secret: Callable[[bool], Farewell | None]
) -> None:
    with talking(replace(fake, at_secret=at_secret)) as endpoint:
        assert asked(robot, endpoint) == Seen(True)


def test_so_is_one_that_makes_a_difference_at_the_finished(fake: FakeServer) -> None:
    def at_finished(right: bool) -> Farewell:
        return BAD_RECORD_MAC if right else DECRYPT_ERROR

    with talking(replace(fake, at_finished=at_finished)) as endpoint:
        assert asked(robot, endpoint) == Seen(True)


def test_so_is_one_that_shows_only_when_no_finished_follows(fake: FakeServer) -> None:
    def at_secret(right: bool) -> Farewell | None:
        return None if right else BAD_RECORD_MAC

    with talking(replace(fake, at_secret=at_secret)) as endpoint:
        assert asked(robot, endpoint) == Seen(True)


def test_answers_that_differ_at_random_tell_nothing(fake: FakeServer) -> None:
    codes = itertools.cycle([BAD_RECORD_MAC, BAD_RECORD_MAC, DECRYPT_ERROR])  # five answers a round: never the same row
    with talking(replace(fake, at_finished=lambda right: next(codes))) as endpoint:
        found = asked(robot, endpoint)
    assert found == Unseen(Reason.PROTOCOL_ERROR, "the same secrets are answered differently from one time to the next")


def test_a_server_that_answers_all_alike_is_none(fake: FakeServer, rsa_server: Path, tmp_path: Path) -> None:
    with talking(fake) as endpoint:
        assert asked(robot, endpoint) == Seen(False)
    with openssl_server(rsa_server, "-cipher", "ALL:@SECLEVEL=0") as endpoint:
        assert asked(robot, endpoint) == Seen(False)
    with nginx_server(tmp_path, rsa_server, "ssl_ciphers ALL:@SECLEVEL=0;") as endpoint:
        assert asked(robot, endpoint) == Seen(False)


@pytest.mark.parametrize("version", [CCS_NODE, HEARTBLEED_NODE, MENDED_NODE])
def test_closing_on_all_alike_is_none_either_when_the_control_is_answered(rsa_server: Path, version: str) -> None:
    with node_server(version, rsa_server) as endpoint:
        assert asked(robot, endpoint, "TLSv1.0", timeout=1) == Seen(False)


def test_without_rsa_key_exchange_there_is_nothing_to_ask(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-cipher", "ECDHE", "-tls1_2") as endpoint:
        assert asked(robot, endpoint) == Seen(False)
    with openssl_server(rsa_server, "-tls1_3") as endpoint:
        assert asked(robot, endpoint, after=False) == Seen(False)


def test_silence_in_answer_to_a_finished_says_nothing(fake: FakeServer) -> None:
    def forever(right: bool) -> Farewell:
        return "silent"

    with talking(replace(fake, at_finished=forever)) as endpoint:
        assert asked(robot, endpoint, timeout=SHORT) == Unseen(Reason.TIMEOUT, "silence in answer to the probe")

"""Vulnerable: Node.js 0.10.0 with OpenSSL 1.0.1e. Heartbeats done right: a fake, after RFC 6520 §4."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.tls.weakness.heartbleed import heartbleed
from tests.checks.tls.peers import hold, openssl_server
from tests.checks.tls.weakness.asking import (
    HEARTBLEED_NODE,
    MENDED_NODE,
    SHORT,
    asked,
    node_server,
)
from tests.checks.tls.weakness.fake_server import FakeServer
from tests.servers import talking


def answered_if_right(request: bytes) -> bytes | None:
    claimed = int.from_bytes(request[1:3])
    return b"\2" + request[1:] if 1 + 2 + claimed + 16 <= len(request) else None


@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.1", "TLSv1.2"])
def test_a_server_that_answers_from_its_memory_is_found(rsa_server: Path, version: str) -> None:
    with node_server(HEARTBLEED_NODE, rsa_server) as endpoint:
        assert asked(heartbleed, endpoint, version) == Seen(True)


def test_a_server_without_heartbeats_is_told_none(rsa_server: Path) -> None:
    with node_server(MENDED_NODE, rsa_server) as endpoint:
        assert asked(heartbleed, endpoint) == Seen(False)
    with openssl_server(rsa_server) as endpoint:
        assert asked(heartbleed, endpoint) == Seen(False)


def test_an_answer_to_the_right_heartbeat_alone_shows_that_the_wrong_one_was_discarded(fake: FakeServer) -> None:
    with talking(replace(fake, heartbeat=answered_if_right)) as endpoint:
        assert asked(heartbleed, endpoint) == Seen(False)


def test_one_byte_too_many_is_enough(fake: FakeServer) -> None:
    def leaking(request: bytes) -> bytes:
        memory = request[3:] + b"a secret that nobody is to see"
        return b"\2" + request[1:3] + memory[: int.from_bytes(request[1:3])] + bytes(16)

    with talking(replace(fake, heartbeat=leaking)) as endpoint:
        assert asked(heartbleed, endpoint) == Seen(True)


def test_a_closed_connection_is_a_refusal_when_the_control_is_answered(fake: FakeServer) -> None:
    with talking(replace(fake, heartbeat=lambda request: "leave")) as endpoint:
        assert asked(heartbleed, endpoint) == Seen(False)


def test_silence_says_nothing(fake: FakeServer) -> None:
    with talking(replace(fake, heartbeat=lambda request: None)) as endpoint:
        assert asked(heartbleed, endpoint, timeout=SHORT) == Unseen(Reason.TIMEOUT, "silence in answer to the probe")
    with talking(hold) as endpoint:
        assert asked(heartbleed, endpoint, timeout=SHORT, after=False) == Unseen(
            Reason.TIMEOUT, "silence instead of a hello"
        )

from __future__ import annotations

import itertools
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.tls.weakness.sni import sni
from tests.checks.tls.certificates import issue, names, server_context
from tests.checks.tls.peers import hold, openssl_server, reset
from tests.checks.tls.weakness.asking import SHORT, asked
from tests.checks.tls.weakness.fake_server import FakeServer
from tests.servers import talking

SAME, OTHER, REFUSED = Seen("same"), Seen("other"), Seen("refused")
VERSIONS = pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])


@VERSIONS
def test_a_server_with_one_certificate_shows_it_to_all(rsa_server: Path, version: str) -> None:
    with openssl_server(rsa_server) as endpoint:
        assert asked(sni, endpoint, version) == {"missing": SAME, "unknown": SAME}


@VERSIONS
def test_a_server_may_have_another_for_those_who_name_nobody_it_knows(tmp_path: Path, version: str) -> None:
    default, special = (server_context(tmp_path, issue(name, None, names(name))) for name in ("default", "a.test"))

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name == "a.test":
            connection.context = special

    default.sni_callback = choose
    with talking(hold, tls=default) as endpoint:
        assert asked(sni, endpoint, version) == {"missing": OTHER, "unknown": OTHER}


@VERSIONS
def test_a_server_may_refuse_names_that_it_does_not_know(tmp_path: Path, version: str) -> None:
    context = server_context(tmp_path, issue("a.test", None, names("a.test")))

    def choose(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> int | None:
        return None if name in (None, "a.test") else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    context.sni_callback = choose
    with talking(hold, tls=context) as endpoint:
        assert asked(sni, endpoint, version) == {"missing": SAME, "unknown": REFUSED}


@pytest.mark.parametrize("leave", [socket.socket.close, reset], ids=["FIN", "RST"])
def test_leaving_without_a_word_is_a_refusal_when_the_right_name_still_works(
    fake: FakeServer, leave: Callable[[socket.socket], None]
) -> None:
    with talking(lambda connection: fake(connection) if names_a_test(connection) else leave(connection)) as endpoint:
        assert asked(sni, endpoint) == {"missing": REFUSED, "unknown": REFUSED}


def test_a_server_that_goes_silent_at_a_name_leaves_the_question_open(fake: FakeServer) -> None:
    silence = Unseen(Reason.TIMEOUT, "silence instead of a hello")
    with talking(lambda connection: fake(connection) if names_a_test(connection) else hold(connection)) as endpoint:
        assert asked(sni, endpoint, timeout=SHORT) == {"missing": silence, "unknown": silence}


def test_a_server_that_dies_at_a_name_is_not_said_to_refuse_it(fake: FakeServer) -> None:
    died: list[bool] = []

    def talk(connection: socket.socket) -> None:
        if names_a_test(connection) and not died:
            fake(connection)
        died.append(not names_a_test(connection))

    with talking(talk) as endpoint:
        found = asked(sni, endpoint, after=False)
    assert [isinstance(fact, Unseen) and fact.reason for fact in found.values()] == [Reason.BLOCKED] * 2


def test_one_name_with_several_certificates_is_compared_with_nothing(tmp_path: Path) -> None:
    contexts = [server_context(tmp_path, issue(name, None, names("a.test"))) for name in "12345"]
    turns, balancer = itertools.cycle(contexts), server_context(tmp_path, issue("a.test", None, names("a.test")))

    def choose(connection: ssl.SSLObject, _: str | None, __: ssl.SSLContext) -> None:
        connection.context = next(turns)

    balancer.sni_callback = choose
    several = Unseen(Reason.PROTOCOL_ERROR, "one name gets several certificates")
    with talking(hold, tls=balancer) as endpoint:
        assert asked(sni, endpoint) == {"missing": several, "unknown": several}


def test_silence_at_the_right_name_says_nothing() -> None:
    silence = Unseen(Reason.TIMEOUT, "silence instead of a hello")
    with talking(hold) as endpoint:
        assert asked(sni, endpoint, timeout=SHORT, after=False) == {"missing": silence, "unknown": silence}


def names_a_test(connection: socket.socket) -> bool:
    return b"a.test" in connection.recv(4096, socket.MSG_PEEK)

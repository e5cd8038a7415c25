from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Callable

import pytest

from checks.network.dial import begin
from checks.observation import Reason
from checks.tls.engine import gather
from checks.tls.survey.interview import Finding, Interview, Open, Picked, Refused
from checks.tls.survey.offers import DRESSES, MOST_UNPROVEN, USUAL, offer
from tests.checks.tls.peers import alert, hold, reset, server_hello
from tests.checks.tls.survey.asking import (
    GOOD,
    LONG,
    OTHER,
    PROTOCOL_VERSION,
    SHORT,
    THIRD,
    Leave,
    Small,
    interviewed,
    peer_at,
    says,
)
from tests.servers import talking
from tests.tls_peers.client_hello import ClientHello, HelloReader

INTERNAL_ERROR, UNRECOGNIZED_NAME = 80, 112
WITHOUT_A_WORD = [
    pytest.param(socket.socket.close, LONG, id="FIN"),
    pytest.param(reset, LONG, id="RST"),
    pytest.param(hold, SHORT, id="silence"),
    pytest.param(says(INTERNAL_ERROR), LONG, id="internal_error"),
    pytest.param(says(UNRECOGNIZED_NAME), LONG, id="unrecognized_name"),
]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that no longer answers is left alone for moments only."""
    monkeypatch.setattr("checks.tls.survey.interview._PAUSES", (0.01, 0.01, 0.01))


def asked(server: Callable[[socket.socket], None], *suites: int, timeout: float = LONG) -> Finding:
    """The last finding when suites of TLS 1.2 are offered one after another."""

    async def ask(interview: Interview) -> Finding:
        for code in suites:
            finding = await interview.pick("TLSv1.2", [code])
        return finding

    with talking(server) as endpoint:
        return interviewed(endpoint, ask, timeout)


def offers(server: Small) -> list[int]:
    """The first suite of each hello heard, GREASE apart."""
    return [next(code for code in hello.suites if code & 0x0F0F != 0x0A0A) for hello in server.heard]


# ---------------------------------------------------------------------------------------- a no, and a silence


def test_a_server_hello_is_a_yes() -> None:
    finding = asked(Small(), GOOD)
    assert isinstance(finding, Picked)
    assert (finding.hello.suite, finding.offered) == (GOOD, [GOOD])


def test_an_alert_that_speaks_of_the_offer_is_a_no_at_once() -> None:
    server = Small()
    assert asked(server, OTHER) == Refused("alert handshake_failure")
    assert offers(server) == [OTHER]


def test_alert_70_is_a_no_to_the_version() -> None:
    assert asked(Small(leave=says(PROTOCOL_VERSION)), OTHER) == Refused("alert protocol_version", whole_version=True)


def test_an_older_version_than_asked_for_is_a_no_to_the_version() -> None:
    older = Small([], leave=lambda connection: connection.sendall(server_hello(0x0301, OTHER)))
    assert asked(older, OTHER) == Refused("TLSv1.0 was chosen instead", whole_version=True)


@pytest.mark.parametrize(("leave", "timeout"), WITHOUT_A_WORD)
def test_a_no_without_a_word_is_believed_the_second_time_with_a_hello_that_works_around_it(
    leave: Leave, timeout: float
) -> None:
    server = Small(leave=leave)
    finding = asked(server, GOOD, OTHER, timeout=timeout)
    assert isinstance(finding, Refused)
    assert (finding.mute, finding.whole_version) == (True, False)
    assert offers(server) == [GOOD, OTHER, GOOD, OTHER, GOOD]


@pytest.mark.parametrize(("leave", "timeout"), WITHOUT_A_WORD)
def test_without_a_hello_that_works_the_question_stays_open(leave: Leave, timeout: float) -> None:
    server = Small(leave=leave)
    finding = asked(server, OTHER, timeout=timeout)
    assert isinstance(finding, Open)
    assert finding.why.reason is (Reason.TIMEOUT if leave is hold else Reason.TLS_HANDSHAKE)
    assert offers(server) == [OTHER]


def test_a_manner_of_refusing_that_was_proved_twice_is_believed_faster() -> None:
    server = Small(leave=reset)
    assert isinstance(asked(server, GOOD, OTHER, OTHER, THIRD), Refused)
    assert offers(server)[-2:] == [THIRD, GOOD]
    assert offers(server).count(THIRD) == 1


def test_silence_in_a_crowd_is_asked_about_twice_more() -> None:
    server = Small(leave=reset)

    async def side_by_side(interview: Interview) -> list[Finding]:
        await interview.pick("TLSv1.2", [GOOD])
        found: list[Finding] = await gather(*(interview.pick("TLSv1.2", [code]) for code in (OTHER, GOOD)))
        return found

    with talking(server) as endpoint:
        findings = interviewed(endpoint, side_by_side)
    assert [type(finding) for finding in findings] == [Refused, Picked]
    assert offers(server).count(OTHER) == 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Reason.PROTOCOL_ERROR),
        (server_hello(0x0303, OTHER)[:20], Reason.PROTOCOL_ERROR),
        (server_hello(0x0303, THIRD), Reason.PROTOCOL_ERROR),
        (alert(UNRECOGNIZED_NAME, level=1) * 99, Reason.TOO_LARGE),
    ],
    ids=["HTTP", "broken off", "not offered", "warnings"],
)
def test_what_makes_no_sense_is_neither_yes_nor_no(answer: bytes, reason: Reason) -> None:
    finding = asked(Small(leave=lambda connection: connection.sendall(answer)), GOOD, OTHER)
    assert isinstance(finding, Open)
    assert finding.why.reason is reason


# ------------------------------------------------------------------------------------------- peers that limit


class Limited(Small):
    """Serves only the connections of these numbers, and closes all others unheard."""

    served: frozenset[int]
    number = 0

    def __call__(self, connection: socket.socket) -> None:
        self.number += 1
        if self.number in self.served:
            super().__call__(connection)


def limited(*served: int) -> Limited:
    server = Limited()
    server.served = frozenset(served)
    return server


@pytest.mark.usefixtures("impatient")
def test_a_peer_that_answers_nothing_any_more_has_refused_nothing_and_is_left_alone() -> None:
    server = limited(1)
    finding = asked(server, GOOD, OTHER, THIRD)
    assert isinstance(finding, Open)
    assert finding.why.reason is Reason.BLOCKED
    assert server.number == 1 + 1 + 4  # the control is tried once before each pause and after the last


@pytest.mark.usefixtures("impatient")
def test_a_peer_that_comes_back_is_asked_again_slowly_and_one_question_at_a_time() -> None:
    async def ask(interview: Interview) -> tuple[Finding, float, float]:
        await interview.pick("TLSv1.2", [GOOD])
        finding = await interview.pick("TLSv1.2", [GOOD])
        return finding, interview.peer.at_once, interview.peer.interval

    with talking(limited(1, *range(5, 20))) as endpoint:
        finding, at_once, interval = interviewed(endpoint, ask)
    assert isinstance(finding, Picked)
    assert at_once == 1
    assert interval > 0


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("error", [ConnectionRefusedError, ConnectionResetError])
def test_a_connection_that_does_not_open_is_no_answer_to_the_question(error: type[OSError]) -> None:
    numbers = itertools.count(1)

    def open_(address: str, port: int) -> socket.socket:
        if next(numbers) % 2 == 0:  # each time that the question would be asked
            raise error
        return begin(address, port)

    async def ask(interview: Interview) -> Finding:
        await interview.pick("TLSv1.2", [GOOD])
        return await interview.pick("TLSv1.2", [OTHER])

    with talking(Small(leave=reset)) as endpoint:
        finding = interviewed(endpoint, ask, open_=open_)
    assert isinstance(finding, Open)


def test_when_the_time_for_a_peer_is_over_it_is_not_called_blocked() -> None:
    async def ask(interview: Interview) -> Finding:
        await interview.pick("TLSv1.2", [GOOD])
        interview.peer.until = time.monotonic()
        return await interview.pick("TLSv1.2", [OTHER])

    with talking(Small()) as endpoint:
        finding = interviewed(endpoint, ask)
    assert isinstance(finding, Open)
    assert finding.why.reason is Reason.TIMEOUT
    assert "ran out" in finding.why.detail


def test_what_the_way_out_forbids_is_not_the_peers_doing() -> None:
    def forbid(address: str, port: int) -> socket.socket:
        raise PermissionError("outside the scope")

    async def ask(interview: Interview) -> Finding:
        return await interview.pick("TLSv1.2", [GOOD])

    finding = interviewed(("192.0.2.1", 443), ask, open_=forbid)
    assert isinstance(finding, Open)
    assert finding.why.reason is Reason.NOT_AUTHORISED


# --------------------------------------------------------------------------------------------- long offers


def test_a_long_offer_that_was_refused_is_made_again_in_parts() -> None:
    usual = offer("TLSv1.2")[-1]
    server = Small([usual], reads=64)
    with talking(server) as endpoint:
        finding = interviewed(endpoint, lambda interview: interview.pick("TLSv1.2", offer("TLSv1.2")))
    assert isinstance(finding, Picked)
    assert finding.hello.suite == usual
    assert len(server.heard) == 2
    assert len(finding.offered) == MOST_UNPROVEN


def test_a_pick_from_the_end_proves_that_the_server_reads_that_far() -> None:
    server = Small([offer("TLSv1.2")[-1]])

    async def ask(interview: Interview) -> Finding:
        await interview.pick("TLSv1.2", offer("TLSv1.2"))
        return await interview.pick("TLSv1.2", offer("TLSv1.2")[:-1])

    with talking(server) as endpoint:
        assert interviewed(endpoint, ask) == Refused("alert handshake_failure")
    assert len(server.heard) == 2


# ------------------------------------------------------------------------------------------------ hellos


@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.1", "TLSv1.2"])
def test_secure_renegotiation_is_signalled_by_its_extension(version: str) -> None:
    hello = _heard(version)
    assert hello.extension(0xFF01) == b"\0"
    assert 0x00FF not in hello.suites


def test_where_no_extensions_are_it_is_signalled_by_a_suite() -> None:
    for hello in (_heard("SSLv3"), _heard("TLSv1.2", extensions=False)):
        assert hello.extension(0xFF01) is None
        assert 0x00FF in hello.suites


def test_a_lean_hello_is_shorter_than_512_bytes() -> None:
    lean = next(dress for dress in DRESSES if dress.intolerance == "long_hello")
    assert len(bytes(_interview().hello("TLSv1.2", offer("TLSv1.2")[-48:], lean))) < 512
    assert len(bytes(_interview().hello("TLSv1.2", offer("TLSv1.2"), USUAL))) > 512


def _interview() -> Interview:
    return Interview(peer_at(("127.0.0.1", 1)))


def _heard(version: str, extensions: bool = True) -> ClientHello:
    """A hello as the server reads it."""
    dress = USUAL if extensions else DRESSES[-1]
    hello = HelloReader().feed(bytes(_interview().hello(version, [GOOD], dress)))
    assert hello is not None
    return hello

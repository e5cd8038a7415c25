"""A zone transfer is begun, believed only when records come, and broken off."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Sequence

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from checks.dns.transfer import MOST_BYTES, MOST_MESSAGES, gives_zone
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.dns.world import FIRST, SECOND
from tests.servers import Talk, closed_port, silent_port, talking

ZONE = "a.test."
SOA = f"{ZONE} 60 IN SOA ns.{ZONE} admin.{ZONE} 1 1 1 1 1"
NS = f"{ZONE} 60 IN NS ns.{ZONE}"
FOREIGN = "elsewhere.example. 60 IN NS ns.example."


def reply(query: dns.message.Message, records: Sequence[str], code: int = dns.rcode.NOERROR) -> bytes:
    message = dns.message.make_response(query)
    message.set_rcode(dns.rcode.Rcode(code))
    for record in records:
        name, ttl, _, kind, text = record.split(" ", 4)
        message.answer.append(dns.rrset.from_text(name, int(ttl), "IN", kind, text))
    return message.to_wire()


def sending(*messages: Callable[[dns.message.Message], bytes], wait: bool = False) -> Talk:
    """Sends these messages after the query, then hangs up, or waits for the client to do so."""

    def talk(connection: socket.socket) -> None:
        (length,) = struct.unpack("!H", connection.recv(2, socket.MSG_WAITALL))
        query = dns.message.from_wire(connection.recv(length, socket.MSG_WAITALL))
        for message in messages:
            wire = message(query)
            connection.sendall(struct.pack("!H", len(wire)) + wire)
        if wait:
            connection.recv(1)

    return talk


def with_records(*records: str, code: int = dns.rcode.NOERROR) -> Callable[[dns.message.Message], bytes]:
    return lambda query: reply(query, records, code)


def asked(talk: Talk, timeout: float = 2.0) -> Fact[bool]:
    with talking(talk) as (address, port):
        return gives_zone(address, port, ZONE, timeout)


def reason(fact: Fact[bool]) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


def test_nsd_gives_an_open_zone_and_no_other(internet: int) -> None:
    assert gives_zone(FIRST, internet, "open.test.", 2) == Seen(True)
    assert gives_zone(FIRST, internet, "good.test.", 2) == Seen(False)
    assert gives_zone(SECOND, internet, "lame.test.", 2) == Seen(False)


@pytest.mark.parametrize("wait", [True, False])
def test_the_first_record_beyond_the_soa_is_enough(wait: bool) -> None:
    assert asked(sending(with_records(SOA, NS), wait=wait)) == Seen(True)


def test_a_server_that_sends_record_by_record_is_read_on() -> None:
    assert asked(sending(with_records(SOA), with_records(NS), wait=True)) == Seen(True)


@pytest.mark.parametrize("code", [dns.rcode.REFUSED, dns.rcode.NOTAUTH, dns.rcode.NOTIMP, dns.rcode.FORMERR])
def test_a_denial_in_words_is_seen(code: int) -> None:
    assert asked(sending(with_records(code=code))) == Seen(False)


def test_an_answer_without_records_gives_nothing() -> None:
    assert asked(sending(with_records())) == Seen(False)


def test_the_soa_alone_at_both_ends_is_no_zone() -> None:
    assert asked(sending(with_records(SOA, SOA), wait=True)) == Seen(False)


def test_a_failure_is_not_a_denial() -> None:
    assert reason(asked(sending(with_records(code=dns.rcode.SERVFAIL)))) is Reason.DNS_SERVFAIL


def test_hanging_up_and_silence_prove_nothing() -> None:
    assert reason(asked(sending())) is Reason.PROTOCOL_ERROR
    assert reason(asked(sending(with_records(SOA)))) is Reason.PROTOCOL_ERROR
    assert reason(asked(sending(with_records(SOA), wait=True), timeout=0.2)) is Reason.DNS_TIMEOUT


def test_a_closed_port_and_one_that_nobody_answers_are_told_apart() -> None:
    assert reason(gives_zone("127.0.0.1", closed_port(), ZONE, 1)) is Reason.REFUSED
    with silent_port() as (address, port):
        assert reason(gives_zone(address, port, ZONE, 0.2)) is Reason.DNS_TIMEOUT


@pytest.mark.parametrize(
    "message",
    [
        lambda query: b"\xff" * 40,
        lambda query: b"",
        lambda query: query.to_wire(),
        lambda query: reply(dns.message.make_query(ZONE, "AXFR", id=query.id ^ 1), [SOA, NS]),
        with_records(NS, SOA),
    ],
    ids=["ones", "empty", "the query itself", "another id", "no SOA first"],
)
def test_rubbish_is_a_protocol_error(message: Callable[[dns.message.Message], bytes]) -> None:
    assert reason(asked(sending(message, wait=True))) is Reason.PROTOCOL_ERROR


def test_records_of_another_zone_are_not_this_zone() -> None:
    assert asked(sending(with_records(SOA, FOREIGN, SOA), wait=True)) == Seen(False)


def test_reading_ends_after_so_many_messages() -> None:
    endless = [with_records(SOA)] + [with_records(FOREIGN)] * MOST_MESSAGES
    assert reason(asked(sending(*endless, wait=True))) is Reason.TOO_LARGE


def test_reading_ends_after_so_many_bytes() -> None:
    padded = with_records(SOA)
    large = [lambda query: padded(query).ljust(MOST_BYTES // 2, b"\0")] * 2
    fact = asked(sending(*large, wait=True))
    assert reason(fact) is Reason.PROTOCOL_ERROR
    assert isinstance(fact, Unseen)
    assert "ValueError" in fact.detail

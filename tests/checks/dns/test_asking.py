"""Asking one name server: over TCP in turn, and names as they are compared."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.name
import dns.rrset
import pytest

from checks.dns.asking import full, over_tcp, plain, records, reply_from
from checks.look import Look
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.checks.dns.daemons import Answer, datagrams, framed
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import talking

ADDRESS = "127.54.5.1"
LONG = {
    ("a.test", "SOA"): ["ns.a.test. admin.a.test. 1 1 1 1 1"],
    ("a.test", "TXT"): [f'"{"x" * 200}{n}"' for n in range(9)],
    ("www.a.test", "A"): ["127.0.0.1"],
}


@contextlib.contextmanager
def server(over_tcp: Answer | None = None) -> Iterator[Look]:
    answering = NameServer(LONG)
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(datagrams(lambda query: answering.answer(query, datagram=True), ADDRESS))
        stack.enter_context(talking(framed(over_tcp or answering.answer), ADDRESS, port=port))
        yield look_at("www.a.test", 9, 9, names=Names(ADDRESS, port, timeout=1))


def test_a_connection_takes_its_turn_at_the_address() -> None:
    with server() as here:
        over_tcp(here, ADDRESS, "a.test", "SOA")
        assert here.network.politeness.begun == 1
        reply_from(here, ADDRESS, "www.a.test", "A", udp=True)
        assert here.network.politeness.begun == 1


def test_what_a_datagram_is_too_short_for_comes_over_tcp() -> None:
    with server() as here:
        reply = reply_from(here, ADDRESS, "a.test", "TXT", udp=True)
    assert isinstance(reply, Seen)
    assert not reply.value.flags & dns.flags.TC
    found = records(reply.value.answer, "a.test", "TXT")
    assert found is not None
    assert len(found) == 9


def test_where_udp_does_not_work_tcp_is_asked_at_once() -> None:
    with server(over_tcp=lambda query: b"rubbish") as here:
        reply = reply_from(here, ADDRESS, "www.a.test", "A", udp=False)
    assert isinstance(reply, Unseen)
    assert reply.reason is Reason.PROTOCOL_ERROR


def test_only_records_of_the_name_kind_and_class_are_taken() -> None:
    section = [
        dns.rrset.from_text("b.test.", 60, "IN", "A", "127.0.0.1"),
        dns.rrset.from_text("A.test.", 60, "CH", "TXT", "x"),
        dns.rrset.from_text("A.test.", 60, "IN", "A", "127.0.0.2"),
    ]
    assert records(section, "a.test", "A") is section[2]
    assert records(section, "a.test", "TXT") is None


@pytest.mark.parametrize(
    ("name", "shown"), [("NS1.A.test.", "ns1.a.test"), ("a.test", "a.test"), (".", "."), ("a\\..", "a\\.")]
)
def test_names_are_shown_in_lower_case_without_the_final_dot(name: str, shown: str) -> None:
    assert plain(name) == shown
    assert plain(dns.name.from_text(name)) == shown
    assert dns.name.from_text(full(shown)) == dns.name.from_text(name)

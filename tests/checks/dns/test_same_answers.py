"""All name servers of a zone shall tell the same of a portal."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping

import dns.flags
import dns.message
import dns.rcode
import pytest

from checks.dns.same_answers import same_answers
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.dns.daemons import Answer, datagrams, framed
from tests.checks.dns.world import look
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import talking

ADDRESSES = ("127.54.3.1", "127.54.3.2")
RESOLVER = "127.54.3.53"
HOST = "www.a.test"
RECORDS = {
    ("a.test", "SOA"): ["ns1.a.test. admin.a.test. 7 1 1 1 1"],
    ("a.test", "NS"): ["ns1.a.test.", "ns2.a.test."],
    ("ns1.a.test", "A"): [ADDRESSES[0]],
    ("ns2.a.test", "A"): [ADDRESSES[1]],
    (HOST, "A"): ["127.0.0.1", "127.0.0.2"],
    (HOST, "AAAA"): ["::1"],
}
Records = Mapping[tuple[str, str], list[str]]


def told(records: Records) -> Answer:
    return NameServer({**RECORDS, **records}).answer


def without(*keys: tuple[str, str]) -> Answer:
    return NameServer({key: value for key, value in RECORDS.items() if key not in keys}).answer


def in_turn(*answers: Answer) -> Answer:
    """Each of these answers to two questions for the host; to every other question it is sound."""
    turns = itertools.cycle(answer for answer in answers for _ in range(2))

    def answer(query: bytes) -> bytes | None:
        is_host = dns.message.from_wire(query).question[0].name.to_text() == f"{HOST}."
        return (next(turns) if is_host else told({}))(query)

    return answer


def failing_for_host(query: bytes) -> bytes | None:
    """A sound server that fails only when asked for the host."""
    asked = dns.message.from_wire(query)
    if asked.question[0].name.to_text() != f"{HOST}.":
        return told({})(query)
    reply = dns.message.make_response(asked)
    reply.set_rcode(dns.rcode.SERVFAIL)
    return reply.to_wire()


@contextlib.contextmanager
def zone(first: Answer, second: Answer) -> Iterator[Fact[bool | None]]:
    """The fact, where the two name servers answer like this."""
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(datagrams(told({}), RESOLVER))
        for address, answer in zip(ADDRESSES, (first, second), strict=True):
            stack.enter_context(datagrams(answer, address, port))
            stack.enter_context(talking(framed(answer), address, port=port))
        yield same_answers(look_at(HOST, 9, 9, names=Names(RESOLVER, port, timeout=0.6)))


def reason(fact: Fact[bool | None]) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


@pytest.mark.parametrize(
    ("zone", "same"),
    [
        ("good", Seen(True)),
        ("serial", Seen(True)),
        ("stale", Seen(False)),
        ("tcp-only", Seen(True)),
        ("single", Seen(None)),
        ("closed", Seen(None)),
        ("lame", Seen(None)),
    ],
)
def test_what_nsd_tells(internet: int, zone: str, same: Fact[bool | None]) -> None:
    assert same_answers(look(internet, zone)) == same


def test_a_silent_server_leaves_one_alone_open(internet: int) -> None:
    assert reason(same_answers(look(internet, "silent"))) is Reason.DNS_TIMEOUT


def test_a_vantage_without_ipv6_compares_what_it_can(internet: int) -> None:
    assert same_answers(look(internet, "good", ipv6=False)) == Seen(True)
    assert reason(same_answers(look(internet, "no-aaaa-glue", ipv6=False))) is Reason.NO_IPV6_VANTAGE


SAME = {
    "the same": told({}),
    "another order": told({(HOST, "A"): ["127.0.0.2", "127.0.0.1"]}),
    "another serial": told({("a.test", "SOA"): ["ns1.a.test. admin.a.test. 8 1 1 1 1"]}),
}
OTHER = {
    "another address": told({(HOST, "A"): ["127.0.0.9"]}),
    "one address less": told({(HOST, "A"): ["127.0.0.1"]}),
    "no AAAA": without((HOST, "AAAA")),
    "no such host": without((HOST, "A"), (HOST, "AAAA")),
    "an alias": told({(HOST, "CNAME"): ["ns1.a.test."]}),
    "another set of servers": told({("a.test", "NS"): ["ns1.a.test."]}),
}


@pytest.mark.parametrize("second", SAME.values(), ids=SAME)
def test_same_records_are_the_same(second: Answer) -> None:
    with zone(told({}), second) as same:
        assert same == Seen(True)


@pytest.mark.parametrize("second", OTHER.values(), ids=OTHER)
def test_other_records_are_not_the_same(second: Answer) -> None:
    with zone(told({}), second) as same:
        assert same == Seen(False)


def test_an_alias_is_compared_and_not_what_else_a_server_knows_behind_it() -> None:
    alias = {(HOST, "CNAME"): ["www.hosting.test."]}
    behind = {("www.hosting.test", "A"): ["127.0.0.7"], ("hosting.test", "SOA"): RECORDS["a.test", "SOA"]}
    with zone(told(alias), told({**alias, **behind})) as same:
        assert same == Seen(True)


def test_different_aliases_are_not_the_same() -> None:
    aliases = [told({(HOST, "CNAME"): [f"www.{name}.test."]}) for name in ("hosting", "elsewhere")]
    with zone(aliases[0], aliases[1]) as same:
        assert same == Seen(False)


def test_a_server_that_contradicts_itself_proves_nothing() -> None:
    turning = in_turn(told({(HOST, "A"): ["127.0.0.9"]}), told({(HOST, "A"): ["127.0.0.8"]}))
    with zone(told({}), turning) as same:
        assert reason(same) is Reason.PROTOCOL_ERROR


def test_a_server_that_fails_for_the_host_is_unseen() -> None:
    with zone(told({}), failing_for_host) as same:
        assert reason(same) is Reason.DNS_SERVFAIL

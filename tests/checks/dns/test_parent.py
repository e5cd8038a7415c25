"""What the zone above tells, from servers that refer, answer, deny, fail or stay silent."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from checks.dns.delegation import delegation
from checks.dns.parent import Referral, referral
from checks.look import Look
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.dns.daemons import Answer, datagrams, framed
from tests.checks.dns.world import OPEN, PARENT, RESOLVER, TIMEOUT, look
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import talking

CHILD, FIRST, SECOND = "127.54.4.53", "127.54.4.1", "127.54.4.2"
FLAT = {
    ("test", "SOA"): ["p1.test. admin.test. 1 1 1 1 1"],
    ("test", "NS"): ["p1.test.", "p2.test."],
    ("p1.test", "A"): [FIRST],
    ("p2.test", "A"): [SECOND],
    ("a.test", "SOA"): ["ns.a.test. admin.a.test. 1 1 1 1 1"],
    ("a.test", "NS"): ["ns.a.test."],
    ("ns.a.test", "A"): [CHILD],
}
NS, SOA = ("a.test.", "NS", "ns.a.test."), ("test.", "SOA", "p1.test. admin.test. 1 1 1 1 1")
GLUE = ("ns.a.test.", "A", CHILD)
Record = tuple[str, str, str]
Transports = tuple[Answer | None, Answer | None]


def reply(
    flags: int = 0,
    code: int = dns.rcode.NOERROR,
    answer: tuple[Record, ...] = (),
    authority: tuple[Record, ...] = (),
    additional: tuple[Record, ...] = (),
) -> Answer:
    """The same reply to every question."""

    def make(query: bytes) -> bytes:
        message = dns.message.make_response(dns.message.from_wire(query))
        message.flags |= dns.flags.Flag(flags)
        message.set_rcode(dns.rcode.Rcode(code))
        for section, records in (
            (message.answer, answer),
            (message.authority, authority),
            (message.additional, additional),
        ):
            section.extend(dns.rrset.from_text(name, 60, "IN", kind, text) for name, kind, text in records)
        return message.to_wire()

    return make


REFERRAL = reply(authority=(NS,), additional=(GLUE,))
ANSWER = reply(dns.flags.AA, answer=(NS,), additional=(GLUE,))
DENIAL = reply(dns.flags.AA, dns.rcode.NXDOMAIN, authority=(SOA,))
NO_DATA = reply(dns.flags.AA, authority=(SOA,))
FAILURE = reply(code=dns.rcode.SERVFAIL)
REFUSAL = reply(code=dns.rcode.REFUSED)
FROM_MEMORY = reply(dns.flags.RA, answer=(NS,))
UPWARD = reply(authority=((".", "NS", "a.root."),))


def both(answer: Answer | None) -> Transports:
    return answer, answer


@contextlib.contextmanager
def below(parents: Mapping[str, Transports]) -> Iterator[Look]:
    """A look into `a.test`, whose parent's servers answer like this over UDP and over TCP; None is a closed port."""
    with contextlib.ExitStack() as stack:
        child = NameServer(FLAT).answer
        port = stack.enter_context(datagrams(child, CHILD))
        stack.enter_context(talking(framed(child), CHILD, port=port))
        for address, (udp, tcp) in parents.items():
            if udp is not None:
                stack.enter_context(datagrams(udp, address, port))
            if tcp is not None:
                stack.enter_context(talking(framed(tcp), address, port=port))
        yield look_at("www.a.test", 9, 9, names=Names(CHILD, port, timeout=0.6))


def told(first: Transports, second: Transports = (None, None)) -> Fact[Referral]:
    with below({FIRST: first, SECOND: second}) as here:
        return referral(here, "a.test.")


def seen(fact: Fact[Referral]) -> Referral:
    assert isinstance(fact, Seen), fact
    return fact.value


def reason(fact: Fact[Referral]) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


def test_a_referral_tells_servers_and_glue() -> None:
    servers = frozenset({"ns.a.test"})
    assert seen(told(both(REFERRAL))) == Referral("test", "referral", servers, {"ns.a.test": (CHILD,)}, True)


@pytest.mark.parametrize("first", [None, FAILURE, REFUSAL, ANSWER, DENIAL, FROM_MEMORY, UPWARD])
def test_a_referral_of_the_second_server_counts_where_the_first_gives_none(first: Answer | None) -> None:
    assert seen(told(both(first), both(REFERRAL))).told_by == "referral"


@pytest.mark.parametrize(("first", "told_by"), [(ANSWER, "answer"), (DENIAL, "denial"), (NO_DATA, "denial")])
def test_an_answer_and_a_denial_are_told_apart(first: Answer, told_by: str) -> None:
    assert seen(told(both(first))).told_by == told_by


def test_a_denial_beside_an_answer_is_told() -> None:
    found = seen(told(both(ANSWER), both(DENIAL)))
    assert (found.told_by, found.servers) == ("denial", frozenset())


@pytest.mark.parametrize(
    ("first", "why"),
    [
        (FAILURE, Reason.DNS_SERVFAIL),
        (REFUSAL, Reason.PROTOCOL_ERROR),
        (FROM_MEMORY, Reason.PROTOCOL_ERROR),
        (reply(dns.flags.RA, answer=(NS,), authority=(NS,)), Reason.PROTOCOL_ERROR),
        (reply(code=dns.rcode.NXDOMAIN, authority=(SOA,)), Reason.PROTOCOL_ERROR),
        (UPWARD, Reason.PROTOCOL_ERROR),
        (reply(dns.flags.AA), Reason.PROTOCOL_ERROR),
        (reply(flags=dns.flags.TC), Reason.TOO_LARGE),
        (lambda query: None, Reason.DNS_TIMEOUT),
        (lambda query: b"\xff" * 99, Reason.PROTOCOL_ERROR),
        (None, Reason.REFUSED),
    ],
)
def test_what_is_none_of_them_is_unseen(first: Answer | None, why: Reason) -> None:
    assert reason(told(both(first))) is why


def test_over_udp_glue_may_have_been_left_out() -> None:
    lean = reply(authority=(NS,))
    assert not seen(told((lean, None))).whole
    with below({FIRST: (lean, None)}) as here:
        fact = delegation(here)
    assert isinstance(fact, Seen)
    for name in ("glue_agrees", "missing_glue"):
        assert isinstance(fact.value[name], Unseen)
        assert fact.value[name].reason is Reason.TOO_LARGE
    assert fact.value["agrees"] == Seen(True)


def test_glue_of_names_that_are_no_servers_is_left_aside() -> None:
    found = seen(told(both(reply(authority=(NS,), additional=(GLUE, ("other.test.", "A", "127.0.0.9"))))))
    assert set(found.glue) == {"ns.a.test"}


def test_a_parent_outside_the_authorised_networks_is_not_asked() -> None:
    outside = {**FLAT, ("p1.test", "A"): ["192.0.2.1"], ("p2.test", "A"): ["192.0.2.2"]}
    with datagrams(NameServer(outside).answer, CHILD) as port:
        found = referral(look_at("www.a.test", 9, 9, names=Names(CHILD, port, timeout=0.6)), "a.test.")
    assert reason(found) is Reason.NOT_AUTHORISED


def test_the_parent_is_asked_once(internet: int) -> None:
    here = look(internet, "good")
    first = referral(here, "good.test.")
    asked = here.network.names.queries
    assert referral(here, "good.test.") is first
    assert here.network.names.queries == asked


def test_the_parent_of_a_top_level_domain_is_the_root(internet: int) -> None:
    found = seen(referral(look(internet, "good", names=Names(OPEN, internet, timeout=TIMEOUT)), "test."))
    assert (found.parent, found.told_by, found.servers) == (".", "referral", frozenset({"ns.test"}))
    assert found.glue == {"ns.test": (PARENT,)}


def test_a_parent_that_nobody_knows_is_unseen(internet: int) -> None:
    here = look(internet, "good", names=Names(RESOLVER, internet, timeout=TIMEOUT))
    assert reason(referral(here, "a.nowhere.test2.")) is Reason.DNS_SERVFAIL

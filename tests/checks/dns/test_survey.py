"""A zone is surveyed once an audit, and only what its servers live through is believed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from checks.dns.survey import MOST_NAME_SERVERS, Zone, survey, zone_of
from checks.look import Look
from checks.network.names import Names
from checks.network.scope import Scope
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.dns.daemons import Answer, datagrams, framed
from tests.checks.dns.world import FIRST, RESOLVER, SECOND, TIMEOUT, look
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import talking

ADDRESS, OTHER = "127.54.2.1", "127.54.2.2"
RECORDS = {
    ("a.test", "SOA"): ["ns.a.test. admin.a.test. 7 1 1 1 1"],
    ("a.test", "NS"): ["ns.a.test.", "other.a.test."],
    ("ns.a.test", "A"): [ADDRESS],
    ("other.a.test", "A"): [OTHER],
    ("www.a.test", "A"): ["127.0.0.1"],
}
SOUND = NameServer(RECORDS).answer


def seen(fact: Fact[Zone]) -> Zone:
    assert isinstance(fact, Seen), fact
    return fact.value


@contextlib.contextmanager
def at(port_of: dict[str, tuple[Answer | None, Answer | None]]) -> Iterator[Look]:
    """A look at `www.a.test` whose name servers answer like this over UDP and over TCP; None is a closed port."""
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(datagrams(SOUND, "127.54.2.53"))
        for address, (udp, tcp) in port_of.items():
            if udp is not None:
                stack.enter_context(datagrams(udp, address, port))
            if tcp is not None:
                stack.enter_context(talking(framed(tcp), address, port=port))
        yield look_at("www.a.test", 9, 9, names=Names("127.54.2.53", port, timeout=3.0))


def changed(flags: int = 0, without: int = 0, code: int = dns.rcode.NOERROR, empty: bool = False) -> Answer:
    """The sound server's replies with flags set, flags taken away, another code or no answer."""

    def answer(query: bytes) -> bytes | None:
        wire = SOUND(query)
        assert wire is not None
        reply = dns.message.from_wire(wire)
        reply.flags = dns.flags.Flag((reply.flags | flags) & ~without)
        if code != dns.rcode.NOERROR:
            reply.set_rcode(dns.rcode.Rcode(code))
        if empty:
            reply.answer.clear()
        return reply.to_wire()

    return answer


def test_the_zone_of_a_portal_has_no_final_dot(internet: int) -> None:
    assert zone_of(look(internet, "good")) == Seen("good.test")


def test_an_address_lies_in_no_zone() -> None:
    for host in ("127.0.0.1", "::1"):
        zone = zone_of(look_at(host, 9, 9))
        assert isinstance(zone, Unseen)
        assert zone.reason is Reason.NEEDS_LOOKUP
        assert survey(look_at(host, 9, 9)) == zone


def test_portals_of_one_zone_share_one_survey(internet: int) -> None:
    names = Names(RESOLVER, internet, timeout=TIMEOUT)
    first = survey(look_at("www.good.test", 9, 9, names=names))
    asked = names.queries
    assert survey(look_at("mail.good.test", 9, 9, names=names)) is first
    assert names.queries - asked == 1  # which zone it is


def test_portals_under_different_authorisations_share_none(internet: int) -> None:
    names = Names(RESOLVER, internet, timeout=TIMEOUT)
    wide = look(internet, "good", names=names)
    narrow = replace(wide, scope=Scope.of([f"{FIRST}/32"]))
    allowed = [door.authoritative for door in seen(survey(wide)).doors if door.address == Seen(SECOND)]
    barred = [door.authoritative for door in seen(survey(narrow)).doors if door.address == Seen(SECOND)]
    assert allowed == [Seen(True)]
    assert isinstance(barred[0], Unseen)
    assert barred[0].reason is Reason.NOT_AUTHORISED


def test_an_address_of_two_servers_is_asked_once(internet: int) -> None:
    zone = seen(survey(look(internet, "twins")))
    assert len(zone.servers) == 2
    assert len(zone.doors) == 1


@pytest.mark.parametrize(
    "answer",
    [
        changed(without=dns.flags.AA),
        changed(code=dns.rcode.REFUSED, empty=True),
        changed(code=dns.rcode.NXDOMAIN, empty=True),
        changed(empty=True),
    ],
    ids=["no authority", "refused", "no such zone", "no SOA"],
)
def test_an_answer_that_is_none_for_the_zone_is_seen_beside_a_sound_server(answer: Answer) -> None:
    with at({ADDRESS: (SOUND, SOUND), OTHER: (answer, answer)}) as here:
        sound, other = seen(survey(here)).doors
    assert (sound.authoritative, other.authoritative) == (Seen(True), Seen(False))
    assert (other.udp, other.tcp) == (Seen(True), Seen(True))


def test_a_server_that_says_it_failed_is_unseen() -> None:
    failing = changed(code=dns.rcode.SERVFAIL, empty=True)
    with at({ADDRESS: (SOUND, SOUND), OTHER: (failing, failing)}) as here:
        _, other = seen(survey(here)).doors
    assert isinstance(other.authoritative, Unseen)
    assert other.authoritative.reason is Reason.DNS_SERVFAIL
    assert other.udp == Seen(True)


def test_authority_over_one_transport_is_authority() -> None:
    bent = changed(without=dns.flags.AA)
    with at({ADDRESS: (bent, SOUND), OTHER: (SOUND, bent)}) as here:
        assert [door.authoritative for door in seen(survey(here)).doors] == [Seen(True)] * 2


def test_tcp_that_is_closed_at_every_server_may_be_closed_here() -> None:
    with at({ADDRESS: (SOUND, None), OTHER: (SOUND, None)}) as here:
        doors = seen(survey(here)).doors
    assert {door.tcp.reason for door in doors if isinstance(door.tcp, Unseen)} == {Reason.REFUSED}
    assert {door.transfers.reason for door in doors if isinstance(door.transfers, Unseen)} == {Reason.REFUSED}
    assert [door.authoritative for door in doors] == [Seen(True)] * 2


def test_tcp_that_is_closed_at_one_server_is_closed_there() -> None:
    with at({ADDRESS: (SOUND, SOUND), OTHER: (SOUND, None)}) as here:
        _, other = seen(survey(here)).doors
    assert (other.udp, other.tcp, other.transfers) == (Seen(True), Seen(False), Seen(False))


def test_a_truncated_reply_is_asked_for_again_over_tcp() -> None:
    short = changed(flags=dns.flags.TC, empty=True)
    with at({ADDRESS: (short, SOUND), OTHER: (SOUND, SOUND)}) as here:
        sound, _ = seen(survey(here)).doors
    assert sound.authoritative == Seen(True)
    assert sound.serial == Seen(7)
    assert sound.name_servers == Seen(frozenset({"ns.a.test", "other.a.test"}))


def test_a_server_that_names_more_servers_than_are_asked_is_unseen_in_that() -> None:
    crowd = NameServer({**RECORDS, ("a.test", "NS"): [f"ns{n}.a.test." for n in range(MOST_NAME_SERVERS + 1)]}).answer
    with at({ADDRESS: (SOUND, SOUND), OTHER: (crowd, crowd)}) as here:
        _, other = seen(survey(here)).doors
    assert isinstance(other.name_servers, Unseen)
    assert other.name_servers.reason is Reason.TOO_LARGE
    assert other.authoritative == Seen(True)


def rooted(flags: int = 0, code: int = dns.rcode.NOERROR, answered: bool = True) -> Answer:
    """The sound server, but this reply to the question for the root's servers."""

    def answer(query: bytes) -> bytes | None:
        asked = dns.message.from_wire(query)
        if asked.question[0].name != dns.name.root:
            return SOUND(query)
        reply = dns.message.make_response(asked)
        reply.flags |= dns.flags.Flag(flags)
        reply.set_rcode(dns.rcode.Rcode(code))
        if answered:
            reply.answer.append(dns.rrset.from_text(".", 60, "IN", "NS", "a.root."))
        return reply.to_wire()

    return answer


@pytest.mark.parametrize(
    ("answer", "recursive"),
    [
        (rooted(dns.flags.RA), Seen(True)),
        (rooted(), Seen(False)),
        (rooted(dns.flags.AA), Seen(False)),
        (rooted(answered=False), Seen(False)),
        (rooted(code=dns.rcode.REFUSED, answered=False), Seen(False)),
        (rooted(dns.flags.RA, dns.rcode.REFUSED, answered=False), Seen(False)),
        (rooted(dns.flags.RA, dns.rcode.SERVFAIL, answered=False), Reason.DNS_SERVFAIL),
        (rooted(dns.flags.RA | dns.flags.AA), Reason.PROTOCOL_ERROR),
        (rooted(dns.flags.RA, answered=False), Reason.PROTOCOL_ERROR),
    ],
)
def test_recursion_is_told_only_when_it_is_certain(answer: Answer, recursive: Fact[bool] | Reason) -> None:
    with at({ADDRESS: (answer, SOUND), OTHER: (SOUND, SOUND)}) as here:
        told = seen(survey(here)).doors[0].recursive
    assert (told.reason if isinstance(told, Unseen) else told) == recursive


def test_a_truncated_reply_that_can_not_be_asked_for_again_says_nothing_of_authority() -> None:
    short = changed(flags=dns.flags.TC, empty=True)
    with at({ADDRESS: (SOUND, SOUND), OTHER: (short, None)}) as here:
        _, other = seen(survey(here)).doors
    assert isinstance(other.authoritative, Unseen)
    assert other.authoritative.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("rubbish", [b"", b"\xff" * 300], ids=["empty", "ones"])
def test_rubbish_is_unseen_and_never_raises(rubbish: bytes) -> None:
    with at({ADDRESS: (SOUND, SOUND), OTHER: (lambda query: rubbish, lambda query: rubbish)}) as here:
        _, other = seen(survey(here)).doors
    facts = (other.udp, other.tcp, other.authoritative, other.serial, other.transfers, other.recursive)
    assert {fact.reason for fact in facts if isinstance(fact, Unseen)} == {Reason.PROTOCOL_ERROR}
    assert all(isinstance(fact, Unseen) for fact in facts)

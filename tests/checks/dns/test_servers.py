"""What each name server of a zone does, and which of them are of no use."""

from __future__ import annotations

from typing import Any

import pytest

from checks.dns.servers import any_of, lame, servers, unresolved_servers
from checks.dns.survey import MOST_NAME_SERVERS
from checks.ipv6.name_servers import name_servers
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.dns.world import CLOSED, FIRST, FIRST_IPV6, OPEN, SECOND, SILENT, TCP_ONLY, UDP_ONLY, look

SILENCE = Unseen(Reason.DNS_TIMEOUT)


def entries(internet: int, zone: str, ipv6: bool = True) -> dict[str, dict[str, Any]]:
    """The entries of `dns.servers` by address."""
    fact = servers(look(internet, zone, ipv6))
    assert isinstance(fact, Seen), fact
    return {entry["address"].value: entry for entry in fact.value}


def reason(fact: Fact[Any]) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


def test_every_address_of_every_server_is_told(internet: int) -> None:
    assert servers(look(internet, "good")) == Seen(
        [
            {
                "name": name,
                "address": Seen(address),
                "family": family,
                "udp": Seen(True),
                "tcp": Seen(True),
                "authoritative": Seen(True),
                "serial": Seen(1),
                "transfers": Seen(False),
                "recursive": Seen(False),
            }
            for name, address, family in (
                ("ns1.good.test", FIRST, 4),
                ("ns1.good.test", FIRST_IPV6, 6),
                ("ns2.good.test", SECOND, 4),
            )
        ]
    )
    assert lame(look(internet, "good")) == Seen([])
    assert unresolved_servers(look(internet, "good")) == Seen([])


def test_a_server_that_refuses_the_zone_is_lame(internet: int) -> None:
    found = entries(internet, "lame")[SECOND]
    assert found["udp"] == found["tcp"] == Seen(True)
    assert found["authoritative"] == Seen(False)
    assert found["serial"] == Seen(None)
    assert lame(look(internet, "lame")) == Seen(["ns2.lame.test"])


def test_without_any_server_that_answers_for_the_zone_none_is_called_lame(internet: int) -> None:
    assert reason(entries(internet, "all-lame")[SECOND]["authoritative"]) is Reason.PROTOCOL_ERROR
    assert reason(lame(look(internet, "all-lame"))) is Reason.PROTOCOL_ERROR


def test_a_closed_server_is_lame_while_another_lives(internet: int) -> None:
    found = entries(internet, "closed")[CLOSED]
    assert [found[name] for name in ("udp", "tcp", "authoritative", "transfers", "recursive")] == [Seen(False)] * 5
    assert found["serial"] == Seen(None)
    assert lame(look(internet, "closed")) == Seen(["ns2.closed.test"])


def test_a_server_that_is_closed_alone_proves_nothing(internet: int) -> None:
    found = entries(internet, "closed-alone")[CLOSED]
    assert {reason(found[name]) for name in ("udp", "authoritative", "serial")} == {Reason.REFUSED}
    assert reason(lame(look(internet, "closed-alone"))) is Reason.REFUSED


def test_silence_is_unseen_in_every_member(internet: int) -> None:
    found = entries(internet, "silent")[SILENT]
    members = ("udp", "tcp", "authoritative", "serial", "transfers", "recursive")
    assert {reason(found[name]) for name in members} == {Reason.DNS_TIMEOUT}
    assert reason(lame(look(internet, "silent"))) is Reason.DNS_TIMEOUT


def test_what_is_seen_lame_is_told_though_another_server_is_silent(internet: int) -> None:
    assert lame(look(internet, "lame-and-silent")) == Seen(["ns2.lame-and-silent.test"])


def test_closed_udp_and_closed_tcp_are_told(internet: int) -> None:
    tcp_only, udp_only = entries(internet, "tcp-only")[TCP_ONLY], entries(internet, "udp-only")[UDP_ONLY]
    assert (tcp_only["udp"], tcp_only["tcp"]) == (Seen(False), Seen(True))
    assert (udp_only["udp"], udp_only["tcp"]) == (Seen(True), Seen(False))
    assert tcp_only["authoritative"] == udp_only["authoritative"] == Seen(True)
    assert tcp_only["serial"] == udp_only["serial"] == Seen(1)
    assert udp_only["transfers"] == Seen(False)


def test_tcp_closed_at_the_only_server_is_believed_as_the_parent_answers_over_it(internet: int) -> None:
    found = entries(internet, "alone-udp-only")[UDP_ONLY]
    assert (found["udp"], found["tcp"], found["authoritative"]) == (Seen(True), Seen(False), Seen(True))


def test_a_zone_that_anyone_may_have_is_told(internet: int) -> None:
    found = entries(internet, "open")
    assert (found[FIRST]["transfers"], found[SECOND]["transfers"]) == (Seen(True), Seen(False))


def test_a_name_server_that_resolves_for_strangers_is_told(internet: int) -> None:
    found = entries(internet, "recursive")
    assert (found[FIRST]["recursive"], found[OPEN]["recursive"]) == (Seen(False), Seen(True))
    assert found[OPEN]["authoritative"] == Seen(True)


def test_differing_serials_are_told(internet: int) -> None:
    found = entries(internet, "serial")
    assert (found[FIRST]["serial"], found[SECOND]["serial"]) == (Seen(1), Seen(2))


def test_a_server_without_an_address_is_told(internet: int) -> None:
    assert unresolved_servers(look(internet, "unresolved")) == Seen(["ns2.unresolved.test"])
    assert lame(look(internet, "unresolved")) == Seen([])


def test_a_server_whose_addresses_nobody_told_is_unseen(internet: int) -> None:
    here = look(internet, "unknown")
    assert reason(unresolved_servers(here)) is Reason.DNS_SERVFAIL
    assert reason(lame(here)) is Reason.DNS_SERVFAIL
    fact = servers(here)
    assert isinstance(fact, Seen)
    unknown = [entry for entry in fact.value if entry["name"] == "ns.broken.test"]
    assert [(entry["family"], reason(entry["address"])) for entry in unknown] == [
        (4, Reason.DNS_SERVFAIL),
        (6, Reason.DNS_SERVFAIL),
    ]


def test_a_server_that_only_the_parent_names_is_asked_as_well(internet: int) -> None:
    assert unresolved_servers(look(internet, "other-set")) == Seen(["old.other-set.test"])
    listed = name_servers(look(internet, "other-set"))
    assert isinstance(listed, Seen)
    assert [server["name"] for server in listed.value] == ["ns1.other-set.test"]


def test_a_vantage_without_ipv6_concludes_nothing_about_ipv6(internet: int) -> None:
    found = entries(internet, "good", ipv6=False)
    assert reason(found[FIRST_IPV6]["udp"]) is Reason.NO_IPV6_VANTAGE
    assert reason(found[FIRST_IPV6]["authoritative"]) is Reason.NO_IPV6_VANTAGE
    assert found[FIRST]["authoritative"] == Seen(True)
    assert lame(look(internet, "good", ipv6=False)) == Seen([])


def test_more_servers_than_are_asked_are_no_answer(internet: int) -> None:
    for fact in (servers(look(internet, "crowd")), lame(look(internet, "crowd"))):
        assert reason(fact) is Reason.TOO_LARGE
        assert isinstance(fact, Unseen)
        assert str(MOST_NAME_SERVERS + 1) in fact.detail


def test_addresses_that_were_not_asked_have_an_entry_that_says_so(internet: int) -> None:
    fact = servers(look(internet, "wide"))
    assert isinstance(fact, Seen)
    last = [entry for entry in fact.value if entry["name"] == "ns2.wide.test"][-1]
    assert reason(last["transfers"]) is Reason.TOO_LARGE
    assert reason(lame(look(internet, "wide"))) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("facts", "conclusion"),
    [
        ([], Seen(False)),
        ([Seen(False), Seen(True), SILENCE], Seen(True)),
        ([Seen(False), SILENCE], SILENCE),
        ([Seen(False)], Seen(False)),
    ],
)
def test_any_of(facts: list[Fact[bool]], conclusion: Fact[bool]) -> None:
    assert any_of(facts) == conclusion

from __future__ import annotations

from pathlib import Path

import pytest

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.engine import run
from checks.tls.survey.endpoint import MEMBERS as SURVEYED
from checks.tls.survey.endpoint import survey
from checks.tls.survey.quick import quick_survey
from checks.tls.weakness.beyond import MEMBERS, with_probes, without_probes
from tests.checks.tls.peers import Endpoint, openssl_server
from tests.checks.tls.weakness.asking import HEARTBLEED_NODE, node_server, peer_at
from tests.servers import closed_port

PROBED = ("heartbleed", "ccs_injection", "ticketbleed", "robot", "poodle_tls")
DERIVED = ("crime", "poodle", "freak", "logjam", "sweet32", "rc4", "null", "anonymous", "export", "drown")

Facts = dict[str, Fact[Json]]


def surveyed(endpoint: Endpoint, quick: bool = False) -> Facts:
    return dict(run(quick_survey(peer_at(endpoint)) if quick else survey(peer_at(endpoint))).facts)


def probed(endpoint: Endpoint, quick: bool = False) -> Facts:
    """A survey, and the probes after it."""
    peer = peer_at(endpoint)

    async def look() -> Facts:
        found = await (quick_survey(peer) if quick else survey(peer))
        return await with_probes(peer, found.facts, found.control)

    return run(look())


def weaknesses(facts: Facts) -> dict[str, Fact[bool]]:
    fact = facts["weaknesses"]
    assert isinstance(fact, Seen)
    found: dict[str, Fact[bool]] = fact.value
    return found


def test_without_an_authorisation_only_what_follows_from_the_survey_is_told(rsa_server: Path) -> None:
    with openssl_server(rsa_server) as endpoint:
        facts = without_probes(surveyed(endpoint))
    assert facts.keys() == {*MEMBERS}
    found = weaknesses(facts)
    assert {name: found[name] for name in DERIVED} == dict.fromkeys(DERIVED, Seen(False))
    for fact in (*(found[name] for name in PROBED), facts["client_renegotiation"], facts["resumption"], facts["sni"]):
        assert isinstance(fact, Unseen)
        assert fact.reason is Reason.NOT_AUTHORISED


@pytest.mark.parametrize("quick", [False, True], ids=["exact", "quick"])
def test_a_sound_server_stands_all_probes(rsa_server: Path, quick: bool) -> None:
    with openssl_server(rsa_server) as endpoint:
        facts = probed(endpoint, quick)
    found = weaknesses(facts)
    assert {name: found[name] for name in PROBED} == dict.fromkeys(PROBED, Seen(False))
    assert facts["resumption"] == Seen({"id": Seen(True), "ticket": Seen(True)})
    assert facts["sni"] == Seen({"missing": Seen("same"), "unknown": Seen("same")})


@pytest.mark.parametrize("quick", [False, True], ids=["exact", "quick"])
def test_an_old_server_bleeds_in_every_tier(rsa_server: Path, quick: bool) -> None:
    with node_server(HEARTBLEED_NODE, rsa_server) as endpoint:
        found = weaknesses(probed(endpoint, quick))
    assert (found["heartbleed"], found["ccs_injection"]) == (Seen(True), Seen(True))


def test_what_only_older_versions_have_is_absent_from_tls_1_3(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_3") as endpoint:
        facts = probed(endpoint)
    found = weaknesses(facts)
    assert {name: found[name] for name in PROBED} == dict.fromkeys(PROBED, Seen(False))
    assert facts["client_renegotiation"] == Seen(None)
    assert isinstance(facts["sni"], Unseen)


def test_where_the_versions_are_unseen_no_probe_is_sent() -> None:
    peer = peer_at(("127.0.0.1", closed_port()))
    closed = Unseen(Reason.REFUSED, "127.0.0.1 port 443")
    facts = run(with_probes(peer, dict.fromkeys(SURVEYED, closed), None))
    assert peer.connections == 0
    assert set(weaknesses(facts).values()) == {closed}
    assert [facts[name] for name in MEMBERS[1:]] == [closed] * 3


def test_a_suite_that_was_chosen_is_a_weakness_even_if_no_list_is_whole(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_2", "-cipher", "NULL-SHA256:AES128-SHA:@SECLEVEL=0") as endpoint:
        found = weaknesses(without_probes(surveyed(endpoint, quick=True)))
    assert found["null"] == Seen(True)
    assert isinstance(found["rc4"], Unseen)

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.engine import run
from checks.tls.survey import features
from checks.tls.survey.interview import Interview
from checks.tls.survey.offers import FINITE_FIELDS
from checks.tls.survey.suites import Suites
from checks.tls.survey.versions import Version, Versions
from checks.tls.wire.flight import Flight, ServerHello
from checks.tls.wire.tls13 import Flight13, Ticket
from tests.checks.tls.peers import Endpoint, openssl_server
from tests.checks.tls.survey.asking import Small, codes, every_version, peer_at
from tests.checks.tls.weakness.asking import HEARTBLEED_NODE, node_server
from tests.servers import talking

T = TypeVar("T")

YES: Fact[bool] = Seen(True)
SILENCE = Unseen(Reason.TIMEOUT, "silence")
CBC, GCM = codes("TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256")
TICKET, EMS = features.SESSION_TICKET, features.EXTENDED_MASTER_SECRET


def asked(endpoint: Endpoint, ask: Callable[[Versions], Coroutine[Any, Any, T]]) -> T:
    async def once_all_is_known() -> T:
        return await ask(await every_version(peer_at(endpoint), every_suite=True))

    return run(once_all_is_known())


def lane(name: str, accepted: Fact[bool] = YES, suite: int = GCM, *extensions: int) -> Version:
    """A version, accepted with one flight if it is at all."""
    hello = ServerHello(name, suite, 0, b"", dict.fromkeys(extensions, b""), b"")
    flights = [Flight(hello=hello, done=True)] if accepted == YES else []
    return Version(name, accepted, Suites((suite,), None), flights=flights, first_pick=suite if flights else None)


def finished(*tickets: Ticket) -> Version:
    """TLS 1.3 with a whole handshake."""
    return Version("TLSv1.3", Seen(True), handshakes=[Flight13(finished=True, parted=True, tickets=[*tickets])])


# ------------------------------------------------------------------------------------------------ fallback


async def fallback(versions: Versions) -> Fact[bool | None]:
    return await features.falls_back(versions.interview, versions.asked)


@pytest.mark.parametrize(("options", "expected"), [("", True), ("-tls1_2", None), ("-tls1_3", None)])
def test_openssl_refuses_a_fallback_where_there_is_something_to_fall_back_from(
    rsa_server: Path, options: str, expected: bool | None
) -> None:
    with openssl_server(rsa_server, *options.split()) as endpoint:
        assert asked(endpoint, fallback) == Seen(expected)


def test_an_old_openssl_does_not_know_the_signal(rsa_server: Path) -> None:
    with node_server(HEARTBLEED_NODE, rsa_server) as endpoint:
        assert asked(endpoint, fallback) == Seen(False)


def test_a_server_of_named_finite_fields_is_asked_to_fall_back_with_them() -> None:
    [dhe] = codes("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")
    server = Small(
        [dhe, 0x1301],
        versions=[0x0303, 0x0304],
        dislikes=lambda hello: hello.versions == [0x0303] and not {*(hello.groups or [])} & {*FINITE_FIELDS},
    )
    with talking(server) as endpoint:
        assert asked(endpoint, fallback) == Seen(False)


def test_a_version_alone_beside_one_that_was_not_seen_may_not_be_alone() -> None:
    interview = Interview(peer_at(("127.0.0.1", 1)))
    lanes = [lane("TLSv1.2"), lane("TLSv1.3", SILENCE)]
    assert run(features.falls_back(interview, lanes)) == SILENCE
    assert run(features.falls_back(interview, [lane("SSLv2", SILENCE), *lanes[:1]])) == Seen(None)


# -------------------------------------------------------------------------------------------------- ALPN


async def protocols(versions: Versions) -> Fact[list[str]]:
    await features.ask_other_protocol(versions)
    return features.application_protocols(versions.accepted)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize("offered", ["h2,http/1.1", "http/1.1", "h2"])
def test_both_protocols_are_found_whatever_the_server_likes_best(rsa_server: Path, version: str, offered: str) -> None:
    options = [version, "-alpn", offered, "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"]
    with openssl_server(rsa_server, *options) as endpoint:
        assert asked(endpoint, protocols) == Seen(offered.split(","))


def test_protocols_that_only_an_unread_handshake_tells_are_unseen() -> None:
    assert isinstance(features.application_protocols([lane("TLSv1.3")]), Unseen)
    assert features.application_protocols([lane("TLSv1.2")]) == Seen([])


# ------------------------------------------------------------------------------ what flights tell on the side


async def side(versions: Versions) -> dict[str, object]:
    return {
        "dh": features.dh_parameters(versions.asked),
        "signatures": features.signatures_used(versions.accepted),
        "stapling": features.has_stapling(versions.accepted),
        "tickets": features.has_tickets(versions.asked),
        "early data": features.takes_early_data(versions.lane("TLSv1.3")),
        "compression": features.compresses(versions.asked),
        "encrypt then MAC": features.encrypts_then_macs(versions.asked),
    }


def test_openssl_tells_all_of_it(rsa_server: Path) -> None:
    options = ["-cipher", "DHE-RSA-AES128-SHA", "-early_data", "-sigalgs", "RSA-PSS+SHA384"]
    with openssl_server(rsa_server, *options) as endpoint:
        found = asked(endpoint, side)
    dh = found.pop("dh")
    assert isinstance(dh, Seen)
    assert [group["bits"] for group in dh.value] == [2048]
    assert found == {
        "signatures": Seen({"TLSv1.2": "rsa_pss_rsae_sha384", "TLSv1.3": "rsa_pss_rsae_sha384"}),
        "stapling": Seen(False),
        "tickets": Seen(True),
        "early data": Seen(True),
        "compression": Seen(False),
        "encrypt then MAC": Seen(True),
    }


def test_a_server_without_tickets_is_told_from_one_whose_handshake_was_not_read(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_3", "-num_tickets", "0") as endpoint:
        found = asked(endpoint, side)
    assert (found["tickets"], found["early data"]) == (Seen(False), Seen(False))
    with openssl_server(rsa_server, "-tls1_3", "-groups", "ffdhe2048") as endpoint:
        found = asked(endpoint, side)
    assert [type(found[name]) for name in ("tickets", "early data", "signatures", "stapling")] == [Unseen] * 4


def test_compression_is_seen_wherever_it_was_chosen() -> None:
    compressing = ServerHello("TLSv1.0", CBC, 1, b"", {}, b"")
    old = Version("TLSv1.0", Seen(True), flights=[Flight(hello=compressing)])
    assert features.compresses([old, lane("TLSv1.2", SILENCE)]) == Seen(True)


def test_an_extension_is_answered_if_every_version_that_knows_it_does() -> None:
    assert features.has_extension([lane("TLSv1.2", YES, GCM, EMS)], EMS) == Seen(True)
    assert features.has_extension([lane("TLSv1.1"), lane("TLSv1.2", YES, GCM, EMS)], EMS) == Seen(False)
    assert features.has_extension([lane("SSLv3"), lane("TLSv1.2", YES, GCM, EMS)], EMS) == Seen(True)


# ------------------------------------------------------------------------- an absence is not what went unseen


def test_where_there_are_no_older_versions_their_questions_make_no_sense() -> None:
    lanes = [lane("TLSv1.2", Seen(False)), finished()]
    assert features.has_extension(lanes, EMS) == Seen(None)
    assert features.encrypts_then_macs(lanes) == Seen(None)
    assert features.compresses(lanes) == Seen(False)
    assert features.has_tickets(lanes) == Seen(False)


def test_where_an_older_version_went_unseen_they_stay_open() -> None:
    lanes = [lane("TLSv1.2", SILENCE), finished()]
    assert features.has_extension(lanes, EMS) == SILENCE
    assert features.encrypts_then_macs(lanes) == SILENCE
    assert features.compresses(lanes) == SILENCE
    assert features.has_tickets(lanes) == SILENCE
    assert features.dh_parameters(lanes) == SILENCE


def test_tickets_are_not_denied_while_tls_1_3_is_unseen() -> None:
    assert features.has_tickets([lane("TLSv1.2"), lane("TLSv1.3", SILENCE)]) == SILENCE
    assert features.has_tickets([lane("TLSv1.2", YES, GCM, TICKET), lane("TLSv1.3", SILENCE)]) == Seen(True)
    assert features.has_tickets([lane("TLSv1.2", SILENCE), finished(Ticket(60, 0))]) == Seen(True)


def test_a_list_of_suites_that_is_not_whole_may_lack_one_of_cbc_and_one_of_dhe() -> None:
    open_ended = lane("TLSv1.2")
    assert features.encrypts_then_macs([open_ended]) == Seen(None)
    assert features.dh_parameters([open_ended]) == Seen([])
    open_ended.suites = Suites((GCM,), None, SILENCE)
    assert features.encrypts_then_macs([open_ended]) == SILENCE
    assert features.dh_parameters([open_ended]) == SILENCE


def test_early_data_is_null_without_tls_1_3_and_unseen_with_it() -> None:
    assert features.takes_early_data(lane("TLSv1.3", Seen(False))) == Seen(None)
    assert features.takes_early_data(lane("TLSv1.3", SILENCE)) == SILENCE
    assert features.takes_early_data(finished(Ticket(60, 16384))) == Seen(True)


def test_the_first_scheme_of_a_version_is_told() -> None:
    assert isinstance(features.signatures_used([Version("TLSv1.2", Seen(True))]), Unseen)
    assert features.signatures_used([lane("TLSv1.2")]) == Seen({})

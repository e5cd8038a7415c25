"""Hostile peers: each look at one ends in time and in bounded memory, and says nothing that is not so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from checks.observation import Reason, is_unseen
from tests.tls_peers.hostile import HOSTILE, Shows
from tests.tls_peers.hostile.stage import hostile_peers
from tests.tls_peers.hostile.truths import truth_of
from tests.tls_peers.identity import Identity
from tests.tls_peers.looking import Looked, Memory, look_at_all
from tests.tls_peers.truth import untruths

SHORT, LONG = 0.5, 5.0
"""Seconds for one question: to a peer that uses them up, and to one that answers at once."""
QUESTIONS, PAUSES, SLACK = 26, 10, 30
"""A look lasts as long as so many questions, the pauses between them (seconds), and the slack of a busy machine."""
MEMORY = 96 * 1024 * 1024
"""Bytes that looks at a whole group of peers, side by side, may add: a hundredth of what those peers would send."""

GROUPS = sorted({peer.talk.__module__ for peer in HOSTILE.values()})


@pytest.fixture(scope="module")
def identity() -> Identity:
    return Identity.make()


def timeout_for(name: str) -> float:
    return SHORT if Reason.TIMEOUT in HOSTILE[name].reasons else LONG


@pytest.mark.parametrize("weaknesses", [False, True], ids=["survey", "weaknesses"])
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.rpartition(".")[2])
def test_a_hostile_peer_costs_little_and_is_never_believed(identity: Identity, group: str, weaknesses: bool) -> None:
    names = [name for name, peer in HOSTILE.items() if peer.talk.__module__ == group]
    timeouts = {name: timeout_for(name) for name in names}
    with hostile_peers(identity, names) as endpoints:
        memory = Memory()
        looks = look_at_all(endpoints, timeouts, PAUSES + QUESTIONS * LONG + SLACK, weaknesses=weaknesses)
    growth = memory.growth()
    assert {name: look for name, look in looks.items() if isinstance(look, BaseException)} == {}
    ended = {name: look for name, look in looks.items() if isinstance(look, Looked)}
    assert {name: wrong for name, look in ended.items() if (wrong := lies(name, look, identity))} == {}
    assert {name: look.seconds for name, look in ended.items() if look.seconds > deadline(timeouts[name])} == {}
    assert growth < MEMORY


def deadline(timeout: float) -> float:
    return PAUSES + QUESTIONS * timeout + SLACK


def lies(name: str, look: Looked, identity: Identity) -> list[str]:
    """What is not so in the facts of the endpoint and of its certificate."""
    peer = HOSTILE[name]
    found = untruths(look.endpoint, truth_of(peer, identity), peer.reasons)
    json.dumps(look.certificate, allow_nan=False)
    if peer.shows in (Shows.NOTHING, Shows.HELLO12, Shows.HELLO13):
        found += [f"certificate.{path}: {value!r}" for path, value in readable(look.certificate)]
    return found


def readable(certificate: Any) -> Iterator[tuple[str, Any]]:
    """What is said of the content of a certificate: there is none to read."""
    if is_unseen(certificate):
        return
    for member in ("subject", "issuer", "names", "not_after", "key", "name_matches", "chain_trusted"):
        if not is_unseen(certificate[member]) and certificate[member] is not False:
            yield member, certificate[member]


def test_a_name_with_a_zero_byte_is_not_the_name_before_it(identity: Identity) -> None:
    name = "name_with_a_zero_byte"
    with hostile_peers(identity, [name]) as endpoints:
        looked = look_at_all(endpoints, {name: LONG}, deadline(LONG))[name]
    assert isinstance(looked, Looked)
    certificate: Mapping[str, Any] = looked.certificate
    assert certificate["name_matches"] is False

"""Everything about one address that goes beyond its configuration: weaknesses, and how it behaves when prodded."""

from __future__ import annotations

from collections.abc import Sequence

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.engine import Peer
from checks.tls.weakness.ccs_injection import ccs_injection
from checks.tls.weakness.derived import derived_weaknesses
from checks.tls.weakness.heartbleed import heartbleed
from checks.tls.weakness.poodle_tls import poodle_tls
from checks.tls.weakness.renegotiation import client_renegotiation, unsafe_renegotiation
from checks.tls.weakness.resumption import resumption
from checks.tls.weakness.robot import robot
from checks.tls.weakness.sni import sni
from checks.tls.weakness.ticketbleed import ticketbleed
from checks.tls.wire.hello import Hello

_PROBES = {
    "heartbleed": heartbleed,
    "ccs_injection": ccs_injection,
    "ticketbleed": ticketbleed,
    "robot": robot,
    "poodle_tls": poodle_tls,
}
"""Probes that send what no browser sends; all need TLS 1.2 or older."""

_NOT_AUTHORISED = Unseen(Reason.NOT_AUTHORISED, "no authorisation names weakness probes")

MEMBERS = ("weaknesses", "client_renegotiation", "resumption", "sni")
"""The members of an endpoint that are filled here."""


def without_probes(facts: dict[str, Fact[Json]]) -> dict[str, Fact[Json]]:
    """What follows from the facts of a survey alone."""
    probed = dict.fromkeys(_PROBES, _NOT_AUTHORISED)
    return {
        "weaknesses": Seen({**probed, **_derived(facts, _NOT_AUTHORISED)}),
        "client_renegotiation": _NOT_AUTHORISED,
        "resumption": _NOT_AUTHORISED,
        "sni": _NOT_AUTHORISED,
    }


async def with_probes(peer: Peer, facts: dict[str, Fact[Json]], control: Hello | None) -> dict[str, Fact[Json]]:
    """What the probes show too, one after another: they ask enough of a server as it is.

    `control` is a hello for TLS 1.2 or older that the server answers; without one no probe can reach it.
    """
    versions = facts["versions"]
    if isinstance(versions, Unseen):
        probed: dict[str, Fact[bool]] = dict.fromkeys(_PROBES, versions)
        return {
            "weaknesses": Seen({**probed, **_derived(facts, versions)}),
            **dict.fromkeys(("client_renegotiation", "resumption", "sni"), versions),
        }
    if control is None:
        return {
            "weaknesses": Seen({**dict.fromkeys(_PROBES, Seen(False)), **_derived(facts, Seen(None))}),
            "client_renegotiation": Seen(None),
            **dict.fromkeys(("resumption", "sni"), Unseen(Reason.TOOL_MISSING, "asked of TLS 1.2 and older only")),
        }
    probed = {name: await probe(peer, control) for name, probe in _PROBES.items()}
    unsafely = await unsafe_renegotiation(peer, control)
    return {
        "weaknesses": Seen({**probed, **_derived(facts, unsafely)}),
        "client_renegotiation": await client_renegotiation(peer, control),
        "resumption": Seen(await resumption(peer, control)),
        "sni": Seen(await sni(peer, control)),
    }


def _derived(facts: dict[str, Fact[Json]], unsafely: Fact[bool | None]) -> dict[str, Fact[bool]]:
    return derived_weaknesses(
        facts["versions"],
        facts["ciphers"],
        _chosen(facts),
        facts["compression"],
        facts["dh"],
        facts["secure_renegotiation"],
        unsafely,
    )


def _chosen(facts: dict[str, Fact[Json]]) -> Sequence[str]:
    """Suites that the server was seen to choose, whatever else is not known."""
    chosen: list[str | None] = []
    for name in ("chosen_cipher", "suite_classes"):
        fact = facts.get(name)
        if isinstance(fact, Seen):
            chosen += [pick.value if isinstance(pick, Seen) else pick for pick in fact.value.values()]
    return [name for name in chosen if isinstance(name, str)]

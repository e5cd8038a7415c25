"""Looks at the TLS of a portal: each of its addresses for itself, and every certificate that citizens are shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from checks.facts import Tier
from checks.observation import Fact, Json, Seen, Unseen
from checks.tls.certificates.facts import NOT_ASKED, certificate_facts
from checks.tls.certificates.trust import TrustStore
from checks.tls.engine import Open, Peer, gather, run
from checks.tls.survey import endpoint
from checks.tls.survey.endpoint import Surveyed, survey
from checks.tls.survey.quick import quick_survey
from checks.tls.weakness import beyond

MEMBERS = (*endpoint.MEMBERS, *beyond.MEMBERS)
"""The members of an endpoint that tell what was seen; an address that was not asked has each of them unseen."""

_PATIENCE = 24
"""Timeouts after which no further question is begun at an address."""


@dataclass(frozen=True, slots=True)
class Site:
    """Whose TLS is looked at: `host` is its ASCII name or IP address, the rest as in `certificate_facts`."""

    host: str
    names_in_use: Sequence[str] = ()
    caa: Fact[list[str]] = field(default=NOT_ASKED)
    tlsa: Fact[list[str]] = field(default=NOT_ASKED)


def observe_endpoints(
    site: Site,
    endpoints: Sequence[tuple[str, int]],
    open_: Open,
    trust: TrustStore,
    now: datetime,
    timeout: float,
    tier: Tier = "exact",
    weaknesses: bool = False,
) -> dict[str, Fact[Json]]:
    """The facts `endpoints`, `certificates` and `certificate` of the check `tls`.

    `endpoints` are the (address, port) to ask, at least one. `now` is aware of its zone; `timeout` is in seconds, for
    one question.
    """
    peers = [
        Peer(open_, site.host, address, port, timeout, until=time.monotonic() + _PATIENCE * timeout)
        for address, port in endpoints
    ]
    found: list[tuple[Surveyed, Json]] = run(gather(*(look_at(peer, tier, weaknesses) for peer in peers)))
    surveys = [surveyed for surveyed, _ in found]
    certificates = certificates_of(site, list(zip(peers, surveys, strict=True)), trust, now)
    return {
        "endpoints": Seen([facts for _, facts in found]),
        "certificates": Seen(certificates),
        "certificate": Seen(certificates[0]) if certificates else _none_shown(surveys),
    }


async def look_at(peer: Peer, tier: Tier, weaknesses: bool) -> tuple[Surveyed, dict[str, Json]]:
    """One address: what it showed, and its member of `tls.endpoints`."""
    surveyed = await (quick_survey(peer) if tier == "quick" else survey(peer, every_signature=tier == "full"))
    if weaknesses:
        more = await beyond.with_probes(peer, surveyed.facts, surveyed.control)
    else:
        more = beyond.without_probes(surveyed.facts)
    asked = {"address": peer.address, "port": peer.port, "tier": tier, "connections": peer.connections}
    return surveyed, asked | surveyed.facts | more


def certificates_of(
    site: Site, found: Sequence[tuple[Peer, Surveyed]], trust: TrustStore, now: datetime
) -> list[dict[str, Json]]:
    """The facts of every different certificate, the first one shown first, each with the addresses that show it."""
    certificates: dict[str, dict[str, Json]] = {}
    for peer, surveyed in found:
        for chain in surveyed.chains:
            key = sha256(chain[0]).hexdigest()
            if key not in certificates:
                certificates[key] = {
                    **certificate_facts(
                        chain,
                        site.host,
                        trust,
                        now,
                        names_in_use=site.names_in_use,
                        staple=surveyed.staples.get(key),
                        caa=site.caa,
                        tlsa=site.tlsa,
                    ),
                    "endpoints": [],
                }
            if peer.address not in certificates[key]["endpoints"]:
                certificates[key]["endpoints"].append(peer.address)
    return list(certificates.values())


def _none_shown(surveys: Sequence[Surveyed]) -> Unseen:
    """Why no certificate was seen: what stood in the way at the first address."""
    fact = surveys[0].facts["certificate_sha256"]
    assert isinstance(fact, Unseen), "a certificate without facts"  # noqa: S101
    return fact

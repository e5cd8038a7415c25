"""One address surveyed: every question asked, and its answers put together as facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.engine import Peer, gather
from checks.tls.registry import SSL2_CIPHERS, group_name, suite
from checks.tls.survey import features
from checks.tls.survey.groups import Groups, finite_fields, newest_groups, older_groups
from checks.tls.survey.interview import Finding, Interview, Picked
from checks.tls.survey.offers import VERSIONS, offer
from checks.tls.survey.signatures import signature_algorithms
from checks.tls.survey.suites import by_turns, is_by_turns
from checks.tls.survey.versions import Version, Versions
from checks.tls.wire.hello import Hello

Facts = dict[str, Fact[Json]]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What an address showed: the members of `tls.endpoints[]`, and every different chain (DER, leaf first).

    `staples` are the OCSP responses that came with the chains, by the leaf's SHA-256 (hex). `control` is a hello for
    TLS 1.2 or older that is answered, if there is one.
    """

    facts: Facts
    chains: Sequence[Sequence[bytes]] = ()
    staples: dict[str, bytes] = field(default_factory=dict)
    control: Hello | None = None


async def survey(peer: Peer, every_signature: bool = False) -> Surveyed:
    """All of one address, exactly; `every_signature` asks for each signature algorithm too.

    Never raises for what the peer does. Where its answers cannot come from one server, only what was shown is told:
    what one server refused, another one may take.
    """
    return await _Survey(peer, every_signature).surveyed()


class _Survey:
    def __init__(self, peer: Peer, every_signature: bool) -> None:
        self.interview = Interview(peer)
        self.versions = Versions(self.interview, every_suite=True)
        self.groups = Groups(())
        self.fallback: Fact[bool | None] | None = None
        self.every_signature = every_signature

    async def surveyed(self) -> Surveyed:
        await gather(self.versions.ask_all(), self._ask_groups(), self._ask_fallback())
        lanes = self.versions.accepted
        if not self.versions.lane("TLSv1.2").is_accepted:
            await self._ask_older_groups(next((lane for lane in reversed(lanes) if lane.name in VERSIONS[2:5]), None))
        self.fallback = self.fallback or await features.falls_back(self.interview, self.versions.asked)
        await features.ask_other_protocol(self.versions)
        fields = await finite_fields(self.interview, self.versions.lane("TLSv1.2"))
        more = [code for code in fields.accepted if code not in self.groups.accepted]
        self.groups = Groups((*self.groups.accepted, *more), self.groups.why or fields.why)
        chains, staples = chains_of(lanes)
        facts = _facts(self.versions, self.groups, self.fallback)
        if self.every_signature and lanes:
            facts["signature_algorithms"] = Seen(await signature_algorithms(self.interview, lanes))
        contradiction = _contradiction(lanes)
        if contradiction is None and not _is_plainly_modern(lanes, chains):
            contradiction = await self._second_look()
        if contradiction is not None:
            facts |= {name: by_turns(contradiction) for name in MEMBERS if name not in _SHOWN}
        return Surveyed(facts, chains, staples, control_of(self.interview, lanes))

    async def _second_look(self) -> str | None:
        """What was refused before and is accepted now, if anything is."""
        lanes = [lane for lane in self.versions.asked if lane.name not in ("SSLv2", "SSLv3")]
        found: list[str | None] = await gather(*(self._accepts_now(lane) for lane in lanes))
        return next((suite for suite in found if suite is not None), None)

    async def _accepts_now(self, lane: Version) -> str | None:
        """Asks over two connections that begin one after the other: of two servers by turns each is asked."""
        accepted, open_ = (lane.suites.accepted, lane.suites.why) if lane.suites is not None else ((), lane.accepted)
        if isinstance(open_, Unseen):
            return None
        left = [code for code in offer(lane.name) if code not in accepted]
        hello = self.interview.hello(lane.name, left, lane.dress, **lane.more)
        findings: list[Finding] = await gather(self.interview.ask(hello), self.interview.ask(hello))
        for finding in findings:
            if isinstance(finding, Picked):
                return f"{lane.name}: {suite_name(finding.hello.suite)} was refused before"
        return None

    async def _ask_groups(self) -> None:
        """The groups of TLS 1.3 and 1.2, beside the suites."""
        newest, older = self.versions.lane("TLSv1.3"), self.versions.lane("TLSv1.2")
        await newest.decided.kept()
        if newest.is_accepted:
            self.groups = await newest_groups(self.interview, newest)
        await older.decided.kept()
        await self._ask_older_groups(older if older.is_accepted else None)

    async def _ask_older_groups(self, lane: Version | None) -> None:
        if lane is not None:
            found = await older_groups(self.interview, lane, self.groups.accepted)
            self.groups = Groups((*self.groups.accepted, *found.accepted), self.groups.why or found.why)

    async def _ask_fallback(self) -> None:
        """The fallback from TLS 1.3 to 1.2, beside the suites; others have to wait for all versions."""
        newest, older = self.versions.lane("TLSv1.3"), self.versions.lane("TLSv1.2")
        await newest.decided.kept()
        await older.decided.kept()
        if newest.is_accepted and older.is_accepted:
            self.fallback = await features.falls_back(self.interview, [older, newest])


def control_of(interview: Interview, lanes: Sequence[Version]) -> Hello | None:
    """A hello for TLS 1.2 or older that was answered, or one that would have been; None when those are not accepted."""
    for lane in reversed(lanes):
        if lane.name in VERSIONS[1:5] and lane.first_pick is not None:
            suites = lane.suites.accepted if lane.suites is not None else [lane.first_pick]
            return interview.hello(lane.name, suites, lane.dress, compression=(0,), **lane.more)
    return None


def _facts(versions: Versions, groups: Groups, fallback: Fact[bool | None]) -> Facts:
    known = versions.accepted
    if not known:
        return dict.fromkeys(MEMBERS, accepted_versions(versions.asked))
    perhaps = [lane for lane in versions.asked if lane.accepted != Seen(False)]
    order = {lane.name: _order(lane) for lane in perhaps}
    return side_facts(versions) | {
        "versions": accepted_versions(versions.asked),
        "ciphers": Seen({lane.name: _ciphers(lane) for lane in perhaps}),
        "order": Seen(order),
        "server_preference": _server_preference(list(order.values())),
        "groups": groups.why or Seen([group_name(code) for code in groups.accepted]),
        "dh": features.dh_parameters(versions.asked),
        "fallback_scsv": fallback,
        "encrypt_then_mac": features.encrypts_then_macs(versions.asked),
        "signature_algorithms": Unseen(Reason.NEEDS_LOOKUP, "ask with --tls full"),
    }


def side_facts(versions: Versions) -> Facts:
    """What the flights of any survey tell beside the suites and groups."""
    known = versions.accepted
    chains, _ = chains_of(known)
    certificates = [sha256(chain[0]).hexdigest() for chain in chains]
    return {
        "chosen_cipher": Seen(
            {lane.name: _first_pick(lane) for lane in versions.asked if lane.accepted != Seen(False)}
        ),
        "signature_used": features.signatures_used(known),
        "compression": features.compresses(versions.asked),
        "secure_renegotiation": features.has_extension(versions.asked, features.RENEGOTIATION_INFO),
        "extended_master_secret": features.has_extension(versions.asked, features.EXTENDED_MASTER_SECRET),
        "session_tickets": features.has_tickets(versions.asked),
        "early_data": features.takes_early_data(versions.lane("TLSv1.3")),
        "alpn": features.application_protocols(known),
        "ocsp_stapling": features.has_stapling(known),
        "intolerances": Seen(_intolerances(known)),
        "certificate_sha256": Seen(certificates[0]) if certificates else _NO_CERTIFICATE,
        "certificates": Seen(certificates) if certificates or features.any_whole_flight(known) else _NO_CERTIFICATE,
    }


MEMBERS = (
    *("versions", "ciphers", "chosen_cipher", "order", "server_preference", "groups", "dh", "signature_used"),
    "signature_algorithms",
    *("fallback_scsv", "compression", "secure_renegotiation", "extended_master_secret", "encrypt_then_mac"),
    *("session_tickets", "early_data", "alpn", "ocsp_stapling", "intolerances"),
    *("certificate_sha256", "certificates"),
)
"""The members of an endpoint that a survey fills."""

_SHOWN = ("chosen_cipher", "certificate_sha256", "certificates", "alpn", "intolerances")
"""Members that tell only what was shown, and nothing of what was refused."""

_NO_CERTIFICATE = Unseen(Reason.TLS_HANDSHAKE, "the server showed no certificate")


def accepted_versions(lanes: Sequence[Version]) -> Fact[list[str]]:
    """The versions accepted, oldest first; unseen when that of one is, or when there is none."""
    accepted = [lane.name for lane in lanes if lane.is_accepted]
    for lane in reversed(lanes):
        if isinstance(lane.accepted, Unseen):
            seen = f"; accepted: {', '.join(accepted)}" if accepted else ""
            return Unseen(lane.accepted.reason, f"{lane.name}: {lane.accepted.detail}{seen}")
    return Seen(accepted) if accepted else Unseen(Reason.TLS_HANDSHAKE, "no version of TLS is accepted")


def _first_pick(lane: Version) -> Fact[str | None]:
    if isinstance(lane.accepted, Unseen):
        return lane.accepted
    return Seen(None if lane.first_pick is None else suite_name(lane.first_pick))


def _ciphers(lane: Version) -> Fact[list[str]]:
    if isinstance(lane.accepted, Unseen):
        return lane.accepted
    if lane.suites is None:
        return Unseen(Reason.OUR_ERROR, "the suites were not asked for")
    if lane.suites.why is not None:
        return lane.suites.why
    return Seen([suite_name(code) for code in lane.suites.accepted])


def _order(lane: Version) -> Fact[str | None]:
    if isinstance(lane.accepted, Unseen):
        return lane.accepted
    if lane.suites is None or lane.suites.why is not None:
        return lane.suites.why if lane.suites and lane.suites.why else Seen(None)
    return Seen(lane.suites.order)


def _server_preference(orders: Sequence[Fact[str | None]]) -> Fact[bool | None]:
    if Seen("client") in orders:
        return Seen(False)
    open_one = next((order for order in orders if isinstance(order, Unseen)), None)
    if open_one is not None:
        return open_one
    return Seen(True if Seen("server") in orders else None)


def suite_name(code: int) -> str:
    """The name of a suite in IANA's registry, or of a cipher kind of SSLv2."""
    if code in SSL2_CIPHERS or code > 0xFFFF:
        return SSL2_CIPHERS.get(code, f"SSL_CK_{code:06X}")
    return suite(code).name


def _intolerances(lanes: Sequence[Version]) -> list[str]:
    return sorted({lane.dress.intolerance for lane in lanes if lane.dress.intolerance is not None})


def chains_of(lanes: Sequence[Version]) -> tuple[list[list[bytes]], dict[str, bytes]]:
    """The chains with different leaves, those of the newest version first, and their staples."""
    chains: dict[bytes, list[bytes]] = {}
    staples: dict[str, bytes] = {}
    for lane in reversed(lanes):
        shown = [(lane.handshake.certificates, lane.handshake.staple)] if lane.handshake is not None else []
        shown += [(flight.certificates, flight.staple) for flight in lane.flights]
        for chain, staple in shown:
            if chain:
                chains.setdefault(chain[0], list(chain))
                if staple:
                    staples.setdefault(sha256(chain[0]).hexdigest(), staple)
    return list(chains.values()), staples


def _is_plainly_modern(lanes: Sequence[Version], chains: Sequence[Sequence[bytes]]) -> bool:
    """Whether nothing hints at two servers of different ages, or with different certificates."""
    return [lane.name for lane in lanes] in (["TLSv1.2", "TLSv1.3"], ["TLSv1.3"], []) and len(chains) < 2


def _contradiction(lanes: Sequence[Version]) -> str | None:
    """What shows that answers of one version came from different servers."""
    for lane in lanes:
        if lane.suites is not None and lane.suites.why is not None and is_by_turns(lane.suites.why):
            return f"{lane.name}: {lane.suites.why.detail}"
        hellos = [flight.hello for flight in lane.flights if flight.hello is not None]
        for code in (features.RENEGOTIATION_INFO, features.EXTENDED_MASTER_SECRET):
            if len({code in hello.extensions for hello in hellos}) > 1:
                return f"{lane.name}: extension {code} comes and goes"
        leaves: dict[str, set[bytes]] = {}
        for flight in lane.flights:
            if flight.certificates and flight.hello is not None and lane.name != "SSLv2":
                leaves.setdefault(suite(flight.hello.suite).auth, set()).add(flight.certificates[0])
        if any(len(different) > 1 for different in leaves.values()):
            return f"{lane.name}: one kind of suite shows several certificates"
    return None

"""What flights tell on the side, and the few questions whose answers no flight tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.registry import scheme_name, suite
from checks.tls.survey.interview import Interview, Open, Refused
from checks.tls.survey.offers import PROTOCOLS, VERSIONS
from checks.tls.survey.primes import prime_name
from checks.tls.survey.versions import Version, Versions
from checks.tls.wire.flight import Flight, ServerHello

# Extension types (RFC 6066, 7301, 7366, 7627, 5077, 5746).
STATUS_REQUEST, ALPN, ENCRYPT_THEN_MAC, EXTENDED_MASTER_SECRET, SESSION_TICKET, RENEGOTIATION_INFO = (
    *(5, 16, 22, 23, 35),
    0xFF01,
)

_NOTHING_SEEN = Unseen(Reason.TLS_HANDSHAKE, "no flight showed it")


async def falls_back(interview: Interview, lanes: Sequence[Version]) -> Fact[bool | None]:
    """Whether a hello that says "I could do better" is refused (TLS_FALLBACK_SCSV, RFC 7507 §3).

    None when there is but one version that knows it, which are those from SSLv3 up. `lanes` stand oldest first.
    """
    knowing = [(lane, lane.first_pick) for lane in lanes if lane.name != "SSLv2" and lane.first_pick is not None]
    if len(knowing) < 2:
        unseen = [lane.accepted for lane in lanes if lane.name != "SSLv2" and isinstance(lane.accepted, Unseen)]
        return unseen[0] if unseen else Seen(None)
    lane, pick = knowing[-2]
    finding = await interview.ask(interview.hello(lane.name, [pick], lane.dress, fallback=True, **lane.more))
    if isinstance(finding, Open):
        return finding.why
    return Seen(isinstance(finding, Refused))  # however it was: without the signal the same offer is accepted


async def ask_other_protocol(versions: Versions) -> None:
    """Where HTTP/2 was chosen whenever a protocol was, ask for HTTP/1.1 alone."""
    if application_protocols(versions.accepted) != Seen(["h2"]):
        return
    for lane in reversed(versions.accepted):
        if lane.handshake is not None:
            await versions.shaken(lane, lane.handshake_group, PROTOCOLS[1:])
            return
        if lane.name != "TLSv1.3":
            await versions.ask_again(lane, alpn=PROTOCOLS[1:])
            return


def dh_parameters(lanes: Sequence[Version]) -> Fact[list[Json]]:
    """The different parameters that were seen, as `{bits, prime}`; unseen where there may be others."""
    found: dict[bytes, Json] = {}
    for flight in _flights(lanes):
        exchange = flight.key_exchange
        if exchange is not None and exchange.kind == "dh":
            bits = int.from_bytes(exchange.prime).bit_length()
            found.setdefault(exchange.prime, {"bits": bits, "prime": prime_name(exchange.prime)})
    return _unseen(lanes, with_suites=True) or Seen(list(found.values()))


def signatures_used(lanes: Sequence[Version]) -> Fact[dict[str, str]]:
    """The scheme that signed the handshake, for the versions that name it."""
    used: dict[str, str] = {}
    for lane in lanes:
        schemes = [flight.key_exchange.scheme for flight in lane.flights if flight.key_exchange]
        if lane.handshake is not None:
            schemes.append(lane.handshake.scheme)
        first = next((scheme for scheme in schemes if scheme is not None), None)
        if first is not None:
            used[lane.name] = scheme_name(first)
    return Seen(used) if used or any_whole_flight(lanes) else _NOTHING_SEEN


def application_protocols(lanes: Sequence[Version]) -> Fact[list[str]]:
    """The protocols of ALPN that were accepted: of both, and of HTTP/1.1 alone."""
    found = {handshake.alpn for lane in lanes for handshake in lane.handshakes}
    for flight in _flights(lanes):
        if flight.hello is not None and len(body := flight.hello.extensions.get(ALPN, b"")) > 3:
            found.add(body[3:].decode("ascii", "replace"))
    told = any(lane.name != "TLSv1.3" or _is_finished(lane) for lane in lanes)
    return Seen([name for name in ("h2", "http/1.1") if name in found]) if told else _NOTHING_SEEN


def has_stapling(lanes: Sequence[Version]) -> Fact[bool]:
    """Whether any flight came with an OCSP response (RFC 6066 §8)."""
    shaken = any(lane.handshake is not None and lane.handshake.staple for lane in lanes)
    if shaken or any(flight.staple for flight in _flights(lanes)):
        return Seen(True)
    return Seen(False) if any_whole_flight(lanes) else _NOTHING_SEEN


def has_extension(lanes: Sequence[Version], code: int) -> Fact[bool | None]:
    """Whether the server answers an extension that only versions below TLS 1.3 know; None when it has none of them."""
    return _all_hellos(_hellos(lanes), lambda hello: code in hello.extensions, _unseen(lanes))


def encrypts_then_macs(lanes: Sequence[Version]) -> Fact[bool | None]:
    """RFC 7366, which only suites of CBC know; None when none is accepted."""
    hellos = [hello for hello in _hellos(lanes) if suite(hello.suite).is_cbc]
    return _all_hellos(hellos, lambda hello: ENCRYPT_THEN_MAC in hello.extensions, _unseen(lanes, with_suites=True))


def compresses(lanes: Sequence[Version]) -> Fact[bool]:
    """Whether the server ever chose to compress."""
    if any(flight.hello is not None and flight.hello.compression != 0 for flight in _flights(lanes)):
        return Seen(True)
    return _unseen(lanes) or Seen(False)


def has_tickets(lanes: Sequence[Version]) -> Fact[bool]:
    """Whether session tickets are given, by extension (RFC 5077) or by message (RFC 8446 §4.6.1)."""
    promised = has_extension(lanes, SESSION_TICKET)
    if promised == Seen(True) or any(lane.handshake is not None and lane.handshake.tickets for lane in lanes):
        return Seen(True)
    for lane in lanes:
        if lane.name == "TLSv1.3" and isinstance(lane.accepted, Unseen):
            return lane.accepted
        if lane.name == "TLSv1.3" and lane.is_accepted and (lane.handshake is None or not lane.handshake.parted):
            return Unseen(Reason.TLS_HANDSHAKE, "no handshake of TLS 1.3 came to its end")
    return promised if isinstance(promised, Unseen) else Seen(False)


def takes_early_data(newest: Version) -> Fact[bool | None]:
    """Whether a ticket invites to 0-RTT (RFC 8446 §4.2.10); None without TLS 1.3."""
    if isinstance(newest.accepted, Unseen):
        return newest.accepted
    if not newest.is_accepted:
        return Seen(None)
    if newest.handshake is None or not (newest.handshake.tickets or newest.handshake.parted):
        return Unseen(Reason.TLS_HANDSHAKE, "no handshake of TLS 1.3 came to its end")
    return Seen(any(ticket.max_early_data for ticket in newest.handshake.tickets))


def _hellos(lanes: Iterable[Version]) -> list[ServerHello]:
    """Those below TLS 1.3; of SSLv3, which knows no extensions, only where there are no others."""
    old = [lane for lane in lanes if lane.name in VERSIONS[1:-1] and lane.is_accepted]
    knowing = [lane for lane in old if lane.name != "SSLv3"] or old
    return [flight.hello for flight in _flights(knowing) if flight.hello is not None]


def _all_hellos(
    hellos: Sequence[ServerHello], holds: Callable[[ServerHello], bool], unseen: Unseen | None
) -> Fact[bool | None]:
    """Whether it holds for all; where there is none, None unless one may have been missed."""
    if not hellos:
        return unseen or Seen(None)
    return Seen(all(holds(hello) for hello in hellos))


def _unseen(lanes: Iterable[Version], with_suites: bool = False) -> Unseen | None:
    """Why a version from SSLv3 to TLS 1.2, or a suite of one, may be accepted without having been seen."""
    for lane in lanes:
        if lane.name in VERSIONS[1:-1]:
            if isinstance(lane.accepted, Unseen):
                return lane.accepted
            if with_suites and lane.suites is not None and lane.suites.why is not None:
                return lane.suites.why
    return None


def _is_finished(lane: Version) -> bool:
    return lane.handshake is not None and lane.handshake.finished


def any_whole_flight(lanes: Iterable[Version]) -> bool:
    """Whether the server said all that it says before the client's turn."""
    return any(_is_finished(lane) or any(flight.done for flight in lane.flights) for lane in lanes)


def _flights(lanes: Iterable[Version]) -> list[Flight]:
    return [flight for lane in lanes for flight in lane.flights]

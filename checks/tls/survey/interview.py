"""Asks one peer, and tells a no from a silence.

A ServerHello or an alert that speaks of the offer is an answer. FIN, RST, silence and an alert beside the point are
not: they count as a refusal only when the question, asked again alone, ends so too and a hello that is known to work
still works right after. Otherwise a rate limit, a firewall or a server that has just died would look like good
configuration.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from checks.network.dial import unseen_because
from checks.observation import Reason, Unseen
from checks.tls.engine import Lock, Peer, Promise, pause
from checks.tls.survey.offers import LEAN_GROUPS, LEAN_SCHEMES, MOST_UNPROVEN, USUAL, Dress, curves
from checks.tls.wire.conversations import Silence, ask, shake13
from checks.tls.wire.flight import Alert, Flight, ServerHello, TooLarge, Until, WireError
from checks.tls.wire.hello import RENEGOTIATION_INFO, Hello
from checks.tls.wire.tls13 import Flight13, PrivateKey

# Alerts that speak of the name, of the server's own trouble or of leaving, and say nothing of the offer.
_BESIDE_THE_POINT = {"close_notify", "access_denied", "internal_error", "user_canceled", "unrecognized_name"}

ALPN_REFUSED = "alert no_application_protocol"
"""How a hello is refused for the protocols that it names (RFC 7301 §3.2)."""

_KNOWING_EXTENSIONS = ("TLSv1.0", "TLSv1.1", "TLSv1.2")
_RENEGOTIATION_INFO = {RENEGOTIATION_INFO: b"\0"}  # RFC 5746 §3.4: of a first handshake

_RESET = Unseen(Reason.TLS_HANDSHAKE, "the hello was answered by a reset of the connection")

_BLOCKED = Unseen(Reason.BLOCKED, "what was answered before no longer is")
_OUT_OF_TIME = Unseen(Reason.TIMEOUT, "the time that was set for this address ran out")

_NEAR = 8  # suites

_ENOUGH = 2  # silences

_PAUSES = (1.0, 3.0, 6.0)
"""Seconds to leave a peer alone, time after time, once it no longer answers what it answered before."""


@dataclass(slots=True)
class Picked:
    """The server took the offer, which was of the suites `offered`."""

    flight: Flight
    hello: ServerHello
    offered: Sequence[int]


@dataclass(frozen=True, slots=True)
class Refused:
    """The server said no. `whole_version`: to the version itself, whatever the suites. `mute`: without a word."""

    how: str
    whole_version: bool = False
    mute: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """The question stays open."""

    why: Unseen


@dataclass(frozen=True, slots=True)
class _Mute:
    """Nothing was said of the offer: asking again and a control may yet turn it into a refusal.

    `heard` is whether the peer can have heard the question at all: what ends before it is no answer to it.
    """

    why: Unseen
    heard: bool = True


Finding: TypeAlias = Picked | Refused | Open


@dataclass(slots=True)
class Interview:
    """All questions to one peer, and what its answers prove about each other.

    `depth` is the longest offer that the peer has shown to have read to its end; `reached` is whether any connection
    opened at all.
    """

    peer: Peer
    depth: int = 0
    reached: bool = False
    _works: Hello | None = None
    _blocked: Unseen | None = None
    _undecided: int = 0
    _news: Promise[None] = field(default_factory=Promise)
    _settling: Lock = field(default_factory=Lock)
    _manners: Counter[str] = field(default_factory=Counter)  # ways of refusing without a word, proved so often

    def hello(self, version: str, suites: Sequence[int], dress: Dress = USUAL, **more: Any) -> Hello:
        """A hello in a dress, under the peer's name; `more` as in `Hello`."""
        if dress.lean:
            more = {"groups": LEAN_GROUPS, "schemes": LEAN_SCHEMES, "padding": "none"} | more
        if version not in ("TLSv1.3", "SSLv2"):
            # A server that knows RFC 7919 refuses all of DHE to those who name none of its finite fields.
            more = {"compression": (1, 0), "groups": curves(version)} | more
        if version in _KNOWING_EXTENSIONS and dress.extensions:  # as an extension it is read where a long list is not
            more = more | {"renegotiation": False, "extra": _RENEGOTIATION_INFO | dict(more.get("extra", {}))}
        return Hello(
            version=version,
            suites=suites,
            server_name=self.peer.server_name,
            grease=dress.grease,
            status_request=dress.status_request,
            extensions=dress.extensions,
            **more,
        )

    async def pick(
        self, version: str, suites: Sequence[int], dress: Dress = USUAL, until: Until = "hello", **more: Any
    ) -> Finding:
        """Whether the server takes one of these suites, and which, however short its memory for offers is."""
        most = dress.most_suites or len(suites)
        finding: Finding = Refused("nothing left to offer")
        for part in _from_the_end(suites, most):
            finding = await self.ask(self.hello(version, part, dress, **more), until)
            if _is_final(finding):
                return finding
        if not self.reads(most) and isinstance(finding, Refused) and not finding.mute:
            for part in _from_the_end(suites, MOST_UNPROVEN):
                finding = await self.ask(self.hello(version, part, dress, **more), until)
                if _is_final(finding):
                    return finding
        return finding

    def reads(self, suites: int) -> bool:
        """Whether the server reads so many suites to the end, as far as it has shown: it picked one near there."""
        return suites <= max(MOST_UNPROVEN, self.depth + _NEAR)

    async def ask(self, hello: Hello, until: Until = "hello") -> Finding:
        """One question, with as many connections as it takes to be sure of the answer."""
        if self._blocked is not None:
            return Open(self._blocked)
        before = self.peer.connections
        crowded = self.peer.talking > 0
        self._undecided += 1
        try:
            finding = await self._once(hello, until)
        finally:
            self._undecided -= 1
        crowded = crowded or self.peer.connections - before > 1
        if isinstance(finding, Picked):
            self._works = self._works or hello
            self._note_depth(hello, finding.hello.suite)
        self.tell_news()
        if isinstance(finding, _Mute):
            return await self._settle(hello, until, finding, crowded)
        return finding

    async def shake(
        self, hello: Hello, key: PrivateKey, agreed: Callable[[Flight13], None] = lambda _: None
    ) -> Flight13 | None:
        """A handshake of TLS 1.3 as far as it comes; None when it shows nothing.

        `agreed` is given the flight as soon as it was read to its end; tickets may be put into it later.
        """

        def note(flight: Flight13) -> None:
            if flight.hello is not None and flight.hello.version == hello.version:
                self._works = self._works or hello
                self._note_depth(hello, flight.hello.suite)

        def go_on(flight: Flight13) -> None:
            note(flight)
            self.tell_news()
            agreed(flight)

        self._undecided += 1
        try:
            flight = await self.peer.converse(shake13(hello, key, go_on))
        except WireError:
            flight, self.reached = None, True
        except OSError:
            flight = None
        else:
            self.reached = True
        finally:
            self._undecided -= 1
        if not isinstance(flight, Flight13):
            flight = None
        else:
            note(flight)
        self.tell_news()
        return flight

    def _note_depth(self, hello: Hello, suite: int) -> None:
        with contextlib.suppress(ValueError):
            self.depth = max(self.depth, hello.suites.index(suite) + 1)

    @property
    def has_control(self) -> bool:
        """Whether a hello is known that works."""
        return self._works is not None

    async def news(self) -> None:
        """Wait until anything was answered, or came to its end."""
        await self._news.kept()

    def tell_news(self) -> None:
        """Wake those that wait for news."""
        if self._news.is_awaited:
            news, self._news = self._news, Promise()
            news.keep(None)

    async def _control(self) -> Hello | None:
        """A hello that works, as soon as one is known; None once there is none left that could."""
        while self._works is None and self._undecided:
            await self.news()
        return self._works

    async def _once(self, hello: Hello, until: Until, urgent: bool = False) -> Finding | _Mute:
        peer = self.peer
        try:
            answer = await peer.converse(ask(hello, until), urgent)
        except TooLarge as error:
            return Open(Unseen(Reason.TOO_LARGE, str(error)))
        except WireError as error:
            return Open(Unseen(Reason.PROTOCOL_ERROR, str(error)))
        except PermissionError as error:
            return Open(unseen_because(error, f"{peer.address} port {peer.port}"))
        except ConnectionResetError:  # a peer may be quicker with its RST than we are with our hello
            return _Mute(_RESET, heard=False)
        except OSError as error:
            return _Mute(unseen_because(error, f"{peer.address} port {peer.port}"), heard=False)
        self.reached = True
        if isinstance(answer, Silence):
            return _end(answer)
        if answer.hello is not None:
            return _choice(answer, answer.hello, hello)
        return _refusal(answer.alert)

    async def _settle(self, hello: Hello, until: Until, mute: _Mute, crowded: bool) -> Finding:
        """A refusal when the peer is mute a second time, alone, and the control works right before and after each."""
        control = await self._control()
        if control is None:
            return Open(mute.why)
        async with self._settling:
            if mute.heard and self._manners[mute.why.detail] >= _ENOUGH and await self._answers(control):
                return Refused(mute.why.detail, mute=True)
            self.peer.reserved = True
            try:
                return await self._settled(hello, until, mute, control, 1 if mute.heard and not crowded else 0)
            finally:
                await self.peer.release()

    async def _settled(self, hello: Hello, until: Until, mute: _Mute, control: Hello, times: int) -> Finding:
        """`times` is how often the question, asked alone, has met silence so far; at the second time it is believed."""
        peer = self.peer
        rests = iter(_PAUSES)
        allowed, peer.at_once = peer.at_once, 1
        while self._blocked is None:
            if await self._answers(control):
                if times == _ENOUGH:
                    peer.at_once = allowed if peer.interval == 0 else 1
                    self._manners[mute.why.detail] += 1
                    return Refused(mute.why.detail, mute=True)
                again = await self._once(hello, until, urgent=True)
                if not isinstance(again, _Mute):
                    return again  # and the peer is asked one question at a time from now on
                mute = again
                if mute.heard:
                    times += 1
                    continue
            times = 0
            rest = next(rests, None)
            if rest is None or peer.is_out_of_time:
                self._blocked = _OUT_OF_TIME if peer.is_out_of_time else _BLOCKED
                break
            peer.interval = rest / 2
            await pause(rest)
        return Open(self._blocked)

    async def _answers(self, control: Hello) -> bool:
        return isinstance(await self._once(control, "hello", urgent=True), Picked)


def _is_final(finding: Finding) -> bool:
    """Whether other suites in the same hello would get no other answer."""
    return not isinstance(finding, Refused) or finding.whole_version or finding.how == ALPN_REFUSED


def _from_the_end(suites: Sequence[int], most: int) -> list[Sequence[int]]:
    """Parts of at most so many suites, the last first."""
    return [suites[max(0, end - most) : end] for end in range(len(suites), 0, -most)]


def _refusal(alert: Alert | None) -> Refused | _Mute:
    if alert is None:
        return _Mute(Unseen(Reason.TLS_HANDSHAKE, "the hello was answered by nothing that was asked"))
    how = f"alert {alert.name}"
    if alert.name in _BESIDE_THE_POINT:
        return _Mute(Unseen(Reason.TLS_HANDSHAKE, how))
    return Refused(how, whole_version=alert.name == "protocol_version")


def _end(silence: Silence) -> Finding | _Mute:
    if silence.warnings and silence.how == "closed":
        return _refusal(silence.warnings[-1])
    if silence.how == "timeout":
        why = Unseen(Reason.TIMEOUT, "the hello was not answered in time")
    elif silence.how == "reset":
        why = _RESET
    else:
        why = Unseen(Reason.TLS_HANDSHAKE, "the hello was answered by closing the connection")
    if not silence.received:
        return _Mute(why)
    if silence.how == "timeout":
        return Open(why)
    return Open(Unseen(Reason.PROTOCOL_ERROR, f"the answer breaks off after {silence.received} bytes"))


def _choice(flight: Flight, chosen: ServerHello, hello: Hello) -> Finding:
    if chosen.version == hello.version:
        return Picked(flight, chosen, hello.suites)
    return Refused(f"{chosen.version} was chosen instead", whole_version=True)

"""Which versions a peer accepts, each in a lane of its own, and what its answers showed on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from checks.observation import Fact, Reason, Seen
from checks.tls.engine import Promise, gather
from checks.tls.survey.interview import ALPN_REFUSED, Finding, Interview, Open, Picked, Refused
from checks.tls.survey.offers import DRESSES, FINITE_FIELDS, PROTOCOLS, USUAL, VERSIONS, Dress, offer
from checks.tls.survey.suites import Suites, accepted_suites
from checks.tls.wire.flight import Flight, Until
from checks.tls.wire.hello import Hello
from checks.tls.wire.tls13 import READABLE_GROUPS, SECP256R1, Flight13, key_shares, new_key

_MISREAD = {"alert decode_error", "alert illegal_parameter", "alert unexpected_message"}
"""What a peer says of a hello that it can't make sense of, which another dress may change."""
_MUTE = {Reason.TLS_HANDSHAKE, Reason.TIMEOUT}
_HOPELESS = {Reason.BLOCKED, Reason.REFUSED, Reason.UNREACHABLE, Reason.NOT_AUTHORISED, Reason.TOO_LARGE}


@dataclass(slots=True)
class Version:
    """What one version showed. `accepted` is None until its first question is answered.

    `flights` are the clear flights that were read, `handshakes` the decrypted ones of TLS 1.3. `more` is what a hello
    must hold beyond its dress for the server to agree to anything, as in `Hello`.
    """

    name: str
    accepted: Fact[bool] | None = None
    suites: Suites | None = None
    dress: Dress = USUAL
    more: dict[str, Any] = field(default_factory=dict)
    flights: list[Flight] = field(default_factory=list)
    handshakes: list[Flight13] = field(default_factory=list)
    decided: Promise[None] = field(default_factory=Promise)
    first_pick: int | None = None

    @property
    def handshake(self) -> Flight13 | None:
        """The decrypted flight that was read furthest."""
        return max(self.handshakes, key=lambda flight: (flight.finished, flight.parted), default=None)

    @property
    def handshake_group(self) -> int:
        """The group in which the handshake was agreed on."""
        hello = self.handshake.hello if self.handshake is not None else None
        return hello.group or SECP256R1 if hello is not None else SECP256R1

    @property
    def is_accepted(self) -> bool:
        return self.accepted == Seen(True)

    def decide(self, finding: Finding) -> None:
        """Take the answer to the first question, and let those go on that waited for it."""
        if isinstance(finding, Open):
            self.accepted = finding.why
        else:
            self.accepted = Seen(isinstance(finding, Picked))
        if isinstance(finding, Picked):
            kinds = finding.flight.ssl2_ciphers
            self.first_pick = next(iter(kinds), None) if self.name == "SSLv2" else finding.hello.suite
        self.decided.keep(None)


@dataclass(slots=True)
class Versions:
    """The lanes of one survey. `every_suite` is whether all suites are wanted, not just the first picked."""

    interview: Interview
    every_suite: bool
    lanes: dict[str, Version] = field(default_factory=dict)
    usual_dress_works: bool = False
    _opening: int = 0

    def lane(self, name: str) -> Version:
        return self.lanes.setdefault(name, Version(name))

    @property
    def asked(self) -> list[Version]:
        """The versions that were asked for, oldest first."""
        return [self.lanes[name] for name in VERSIONS if name in self.lanes]

    @property
    def accepted(self) -> list[Version]:
        """The versions seen accepted, oldest first."""
        return [lane for lane in self.asked if lane.is_accepted]

    async def ask_all(self) -> None:
        """Every lane, side by side."""
        for name in ("SSLv2", "TLSv1.1", "TLSv1.2", "TLSv1.3"):
            self.lane(name)
        await gather(self._newest(), self._with_clear_flight("TLSv1.2"), self._old(), self._oldest())

    # TLS 1.3

    async def _newest(self) -> None:
        lane = self.lane("TLSv1.3")
        answer: Promise[Finding] = Promise()
        await gather(self._newest_first(lane, answer), self._newest_suites(lane, answer))

    async def _newest_first(self, lane: Version, answer: Promise[Finding]) -> None:
        finding = await self.shaken(lane, SECP256R1, agreed=answer.keep)
        if finding is None:
            finding = await self._first(lane)
            if isinstance(finding, Picked):
                await self._shake_in_another_group(lane, finding.hello.group)
        answer.keep(finding)

    async def _newest_suites(self, lane: Version, answer: Promise[Finding]) -> None:
        finding = await answer.kept()
        lane.decide(finding)
        await self._list_suites(lane, finding, "hello")

    async def _shake_in_another_group(self, lane: Version, favourite: int | None) -> None:
        """A handshake in the server's favourite among the groups whose keys can be agreed on here."""
        if favourite not in READABLE_GROUPS:
            hello = self.interview.hello(lane.name, offer(lane.name), lane.dress, groups=READABLE_GROUPS)
            finding = await self.interview.ask(hello)
            favourite = finding.hello.group if isinstance(finding, Picked) else None
        await self.shaken(lane, favourite or SECP256R1)

    async def shaken(
        self,
        lane: Version,
        group: int,
        alpn: Sequence[str] = PROTOCOLS,
        agreed: Callable[[Finding], None] = lambda _: None,
    ) -> Finding | None:
        """A question of TLS 1.3 with a handshake that is decrypted; None when it decides nothing.

        With one group alone on offer, a server with another favourite tells all of its own (RFC 8446 §4.2.7). Once it
        has `agreed` to everything, this is told, long before the wait for a ticket may be over.
        """
        key = new_key(group)
        hello = self.interview.hello(
            lane.name, offer(lane.name), lane.dress, groups=(group,), key_shares=key_shares(key), alpn=alpn
        )

        def keep(flight: Flight13) -> Finding | None:
            finding = _finding_of(lane.name, hello, flight)
            if isinstance(finding, Picked) and flight not in lane.handshakes:
                lane.handshakes.append(flight)
            return finding

        def tell(flight: Flight13) -> None:
            if (finding := keep(flight)) is not None:
                agreed(finding)

        flight = await self.interview.shake(hello, key, tell)
        return None if flight is None else keep(flight)

    # TLS 1.2 and below

    async def _with_clear_flight(self, name: str) -> None:
        lane = self.lane(name)
        finding = await self._first(lane, alpn=PROTOCOLS)
        if name == "TLSv1.2" and isinstance(finding, Refused) and not finding.whole_version:
            named = {"groups": FINITE_FIELDS}  # some agree on nothing else (RFC 7919 §4)
            finding = await _Asks(self.interview, lane, "flight", {"alpn": PROTOCOLS, **named})(offer(name))
            lane.more = named if isinstance(finding, Picked) else {}
        lane.decide(finding)
        await self._list_suites(lane, finding, "flight", alpn=PROTOCOLS[1:], **lane.more)

    async def _old(self) -> None:
        """TLS 1.1, whose refusal by name settles all that is older, at a server that speaks a newer one."""
        lane = self.lane("TLSv1.1")
        finding = await self._first(lane)
        lane.decide(finding)
        settled = isinstance(finding, Refused) and finding.how == "alert protocol_version"
        if (settled and await self._speaks_newer()) or not self.interview.reached:
            for name in ("SSLv3", "TLSv1.0"):
                self.lane(name).decide(finding)
            return
        older = [self._with_clear_flight(name) for name in ("TLSv1.0", "SSLv3")]
        await gather(self._list_suites(lane, finding, "flight"), *older)

    async def _speaks_newer(self) -> bool:
        for name in ("TLSv1.2", "TLSv1.3"):
            await self.lane(name).decided.kept()
            if self.lane(name).is_accepted:
                return True
        return False

    async def _oldest(self) -> None:
        """SSLv2 names all its suites in one answer."""
        lane = self.lane("SSLv2")
        finding = await self._first(lane)
        lane.decide(finding)
        if isinstance(finding, Picked):
            lane.suites = Suites(tuple(finding.flight.ssl2_ciphers), None)

    # All

    async def _list_suites(self, lane: Version, finding: Finding, until: Until, **more: object) -> None:
        if isinstance(finding, Picked) and self.every_suite:
            lane.suites = await accepted_suites(lane.name, finding, _Asks(self.interview, lane, until, more))

    async def _first(self, lane: Version, **more: object) -> Finding:
        """The first question of a version, in whichever dress it is answered.

        A peer that is mute in each of them is asked once more when another version has shown that it can speak.
        """
        self._opening += 1
        finding = await self._in_some_dress(lane, more)
        self._opening -= 1
        self.interview.tell_news()
        if isinstance(finding, Open) and finding.why.reason in _MUTE:
            while not self.interview.has_control and self._opening:
                await self.interview.news()
            if self.interview.has_control:
                finding = await self._asked(lane, more)
        return finding

    async def _in_some_dress(self, lane: Version, more: dict[str, object]) -> Finding:
        finding: Finding = Refused("not asked")
        for dress in DRESSES:
            if not self._may_help(dress, lane.name, finding):
                continue
            lane.dress = dress
            finding = await self._asked(lane, more)
            if isinstance(finding, Picked):
                if dress is USUAL and lane.name.startswith("TLSv1"):
                    self.usual_dress_works = True
                return finding
            if isinstance(finding, Open) and finding.why.reason in _HOPELESS:
                break
            if isinstance(finding, Refused) and not finding.mute and finding.how not in _MISREAD:
                break
        lane.dress = USUAL
        return finding

    async def ask_again(self, lane: Version, **more: object) -> None:
        """Read the clear flight of an accepted version once more, with `more` in the hello."""
        await _Asks(self.interview, lane, "flight", {**lane.more, **more})(offer(lane.name))

    async def _asked(self, lane: Version, more: dict[str, object]) -> Finding:
        until: Until = "hello" if lane.name == "TLSv1.3" else "flight"
        return await _Asks(self.interview, lane, until, more)(offer(lane.name))

    def _may_help(self, dress: Dress, version: str, before: Finding) -> bool:
        """Whether another dress could be answered where the ones before were not."""
        if dress is USUAL:
            return True
        if version == "SSLv2" or not self.interview.reached or self.usual_dress_works:
            return False
        if version == "SSLv3" and dress.intolerance != "long_hello":  # it knows no extensions, and no GREASE
            return False
        senseless = isinstance(before, Open) and before.why.reason in (Reason.TIMEOUT, Reason.PROTOCOL_ERROR)
        return not senseless or dress.intolerance == "long_hello"


def _finding_of(version: str, hello: Hello, flight: Flight13) -> Finding | None:
    """What a handshake says of the version; None for nothing."""
    if flight.alert is not None and flight.alert.name == "protocol_version":
        return Refused("alert protocol_version", whole_version=True)
    if flight.hello is None or flight.hello.retry:
        return None
    if flight.hello.version != version:
        return Refused(f"{flight.hello.version} was chosen instead", whole_version=True)
    return Picked(Flight(hello=flight.hello), flight.hello, hello.suites)


@dataclass(slots=True)
class _Asks:
    """Offers suites in one version and dress, and keeps the flights."""

    interview: Interview
    lane: Version
    until: Until
    more: dict[str, object] = field(default_factory=dict)

    async def __call__(self, suites: Sequence[int]) -> Finding:
        lane, interview = self.lane, self.interview
        finding = await interview.pick(lane.name, suites, lane.dress, self.until, **self.more)
        if isinstance(finding, Refused) and finding.how == ALPN_REFUSED and "alpn" in self.more:
            self.more = {name: value for name, value in self.more.items() if name != "alpn"}
            finding = await interview.pick(lane.name, suites, lane.dress, self.until, **self.more)
        if isinstance(finding, Picked):
            lane.flights.append(finding.flight)
        return finding

    def reads(self, suites: int) -> bool:
        return self.interview.reads(suites)

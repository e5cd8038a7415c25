"""The ways to a portal: its addresses, and connections to them as scope, budget, hours and politeness allow."""

from __future__ import annotations

import socket
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from checks.means import Network
from checks.network.dial import GuardedSocket, begin, connect, unseen_because
from checks.network.politeness import BarredError, Budget, Rate
from checks.network.scope import Scope
from checks.observation import Fact, Reason, Seen, Unseen
from checks.target import Target

T = TypeVar("T")

MOST_ADDRESSES = 8
"""Addresses of one family that are looked at; the others of a portal with more are unseen."""


@dataclass
class Access:
    """The ways to one portal, and what may be begun there.

    `scope` and `rate` are those of its authorisation, `budget` is what one look may cause; from `until` on, a moment
    with its time zone, nothing is begun any more.
    """

    target: Target
    network: Network
    now: datetime
    scope: Scope = field(default_factory=Scope)
    rate: Rate = field(default_factory=Rate)
    budget: Budget = field(default_factory=Budget)
    until: datetime | None = None
    _known: dict[Hashable, Any] = field(default_factory=dict)
    _answered: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.network = replace(self.network, names=self.network.names.charged_to(self.budget))

    def _once(self, question: Hashable, ask: Callable[[], T]) -> T:
        """The answer to a question that is asked at most once.

        Not `functools.cached_property`: before Python 3.12 it holds one lock for all looks.
        """
        if question not in self._known:
            self._known[question] = ask()
        answer: T = self._known[question]
        return answer

    @property
    def ipv4(self) -> Fact[list[str]]:
        """A records of the host."""
        return self._once("A", lambda: self.network.names.addresses(self.target.host, "A"))

    @property
    def ipv6(self) -> Fact[list[str]]:
        """AAAA records of the host."""
        return self._once("AAAA", lambda: self.network.names.addresses(self.target.host, "AAAA"))

    def resolve(self) -> None:
        """Look both kinds of address up side by side: names that are silent then cost one time-out and not two."""
        if "AAAA" in self._known:
            return
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: self.ipv6)
            self.ipv4  # noqa: B018

    @property
    def addresses(self) -> list[str]:
        """The addresses to look at, IPv4 first; empty when there are none or DNS did not tell."""
        return [address for fact in (self.ipv4, self.ipv6) if isinstance(fact, Seen) for address in fact.value]

    @property
    def visible(self) -> list[str]:
        """The addresses of those families that the vantage has."""
        return [address for address in self.addresses if self._has_family_of(address)]

    def _has_family_of(self, address: str) -> bool:
        vantage = self.network.vantage
        return vantage.ipv6 if ":" in address else vantage.ipv4

    def nothing_visible(self) -> Unseen | None:
        """Why there is no address to look at, or not every one is known; None when they are."""
        vantage = self.network.vantage
        for fact, has_family in ((self.ipv4, vantage.ipv4), (self.ipv6, vantage.ipv6)):
            if isinstance(fact, Unseen) and (has_family or not self.addresses):
                return fact
        if self.visible:
            return None
        if self.addresses:
            return self.barred(self.addresses[0])
        return Unseen(Reason.UNREACHABLE, f"{self.target.host} has no address")

    def barred(self, address: str) -> Unseen | None:
        """Why this address is not contacted, or None when it may be."""
        return self._forbidden(address) or self.budget.connections_used_up(len(self._answered))

    def _forbidden(self, address: str) -> Unseen | None:
        """Why nobody may contact an address, whatever is left of the budget."""
        if not self._once((self.scope, address), lambda: self.scope.allows(address)):
            return Unseen(Reason.NOT_AUTHORISED, f"{address} is outside the authorised networks")
        if self._is_beyond_the_most(address):
            return Unseen(Reason.TOO_LARGE, f"{address} is one of more than {MOST_ADDRESSES} addresses")
        if not self._has_family_of(address):
            if ":" in address:
                return Unseen(Reason.NO_IPV6_VANTAGE, f"{address}: no working IPv6 here")
            return Unseen(Reason.UNREACHABLE, f"{address}: no working IPv4 here")
        if self.until is not None and datetime.now(UTC) >= self.until:
            return Unseen(Reason.NOT_AUTHORISED, f"{address}: allowed until {self.until:%d/%m/%Y %H:%M}")
        return self.network.politeness.left_alone(address)

    def _is_beyond_the_most(self, address: str) -> bool:
        found = self.ipv6 if ":" in address else self.ipv4
        return isinstance(found, Seen) and address in found.value[MOST_ADDRESSES:]

    @contextmanager
    def turn(self, address: str, rate: Rate | None = None) -> Iterator[None]:
        """Hold a place at an address for one connection, which the budget pays; raises `BarredError`.

        `rate` is that of another authorisation.
        """
        self.budget.connect(len(self._answered))
        with self.network.politeness.turn(address, rate or self.rate):
            yield

    def dial(self, address: str, port: int) -> socket.socket:
        """A connected socket that holds its place at the address until it is closed.

        Raises `BarredError` for an address that may not be contacted, else what `checks.network.dial.connect` raises.
        """
        return self._dial(address, port, len(self._answered))

    def _dial(self, address: str, port: int, spare: int) -> socket.socket:
        self.budget.connect(spare)
        politeness = self.network.politeness
        politeness.enter(address, self.rate)
        try:
            sock = self._connect(address, port)
        except BaseException:
            politeness.leave(address)
            raise
        sock.on_close = lambda: politeness.leave(address)
        return sock

    def begin(self, address: str, port: int) -> socket.socket | float:
        """A socket on its way to an address, holding its place there until it is closed; else in how many seconds
        there may be a place. For the event loop of `checks.tls.engine`. Raises as `dial` does."""
        barred = self.barred(address)
        if barred is not None:
            raise BarredError(barred)
        politeness = self.network.politeness
        if wait := politeness.try_enter(address, self.rate):
            return wait
        try:
            self.budget.connect(len(self._answered))
            sock = begin(address, port, politeness.halting)
        except BaseException:
            politeness.leave(address)
            raise
        sock.on_close = lambda: politeness.leave(address)
        sock.on_decided = partial(self._decided, address, port)
        return sock

    def _decided(self, address: str, port: int, outcome: float | OSError) -> None:
        politeness = self.network.politeness
        if isinstance(outcome, float):
            politeness.took(address, port, "connect", outcome)
        elif isinstance(outcome, TimeoutError | ConnectionRefusedError | ConnectionResetError):
            politeness.failed(address, port)

    def _connect(self, address: str, port: int, segment: int | None = None) -> GuardedSocket:
        barred = self._forbidden(address)
        if barred is not None:
            raise BarredError(barred)
        sock = connect(address, port, self.network.timeout, segment, self.network.politeness.halting)
        self._answered.add((address, port))
        return sock

    def gone(self) -> Unseen | None:
        """The control at the end: an endpoint that answered during the look must still answer.

        If one does not, the portal (or the way to it) went away meanwhile and what it refused proves nothing.
        Where an address asked to be left alone, that answer was the last of it and needs no control.
        """
        for address, port in sorted(self._answered):
            if self.network.politeness.left_alone(address):
                continue
            try:
                self._dial(address, port, 0).close()
            except BarredError as error:
                return error.unseen
            except OSError as error:
                seen = unseen_because(error, f"{address} port {port}")
                return Unseen(Reason.UNREACHABLE, f"{seen.detail} stopped answering during the look ({seen.reason})")
        return None

"""One look at one portal: what the checks share, so that nothing is asked twice.

A `Network` belongs to an audit, a `Look` to one portal in it. Every connection of every check passes through
`checks.access`, which keeps to the scope, the vantage's abilities and the rate of the address.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Literal, TypeVar
from urllib.parse import urljoin

from checks.access import MOST_ADDRESSES, Access
from checks.facts import Tier
from checks.means import Allowance
from checks.network import http
from checks.network.http import BARRED, Exchange, Head, Page
from checks.network.identity import user_agent
from checks.network.place import place_of
from checks.network.politeness import BarredError, Rate
from checks.network.politeness.retry_after import retry_after
from checks.observation import Fact, Reason, Seen, Unseen
from checks.security_plan.record import SystemRecord
from checks.trust_label.directory import Directory
from checks.trust_label.online import LabelSite
from checks.trust_label.relations import Relations
from checks.web.confirmation import Confirmation

T = TypeVar("T")
H = TypeVar("H", bound=Head)
Service = Literal["https", "http"]
SERVICES: tuple[Service, ...] = ("https", "http")

MOST_REDIRECTS = 5
SHORT_REST = 30.0
"""Seconds that a server may ask for (Retry-After) and be asked once more within the same look."""
PATIENCE = 60.0
"""Seconds of such rests that one look takes, in all."""
_OVERLOADED, _WALL = 503, 429


@dataclass
class Look(Access):
    """One portal, looked at now, under what its authorisation allows.

    `allowance_at` tells what the document in force at the moment allows at another host, met in a redirect, None where
    it may not be contacted; `province_zone` is the zone that the
    province's names lie in, None when nobody named it; `tier` is one of `checks.facts.TIERS`;
    `weaknesses` allows probes that send malformed bytes, `exposure` port scans; `confirmation` is what a person found
    who looked for an incident contact; `label_site` is where the registry of labels may be asked; `agencies` are the
    names of the portal's agency and of those above it, the nearest first; `relatives` are domains of other portals
    and what these are to this one, as in `checks.trust_label.found.OwnNames`; `document` is the number of the
    authorisation, which servers are told.
    """

    allowance_at: Callable[[str], Allowance | None] = lambda host: None
    system: SystemRecord | None = None
    directory: Directory | None = None
    label_site: LabelSite | None = None
    agencies: tuple[str, ...] = ()
    relatives: Relations = field(default_factory=Relations)
    province_zone: str | None = None
    tier: Tier = "exact"
    weaknesses: bool = False
    exposure: Allowance | None = None
    confirmation: Confirmation | None = None
    document: str | None = None
    _resting: dict[tuple[str, int], float] = field(default_factory=dict)  # endpoint → monotonic seconds
    _patience: float = PATIENCE

    def has_asked(self, *question: Hashable) -> bool:
        """Whether an `exchange` (service, address) or a `get` ("get", path) was made: its answer then costs nothing."""
        return question in self._known

    def in_scope(self, host: str) -> bool:
        """Whether another host may be contacted."""
        return self.allowance_at(host) is not None

    def port(self, service: Service) -> int:
        """The port where a service of the portal is looked for."""
        return self.target.https_port if service == "https" else self.target.http_port

    def url(self, service: Service) -> str:
        """What is asked for over a service: the portal's path under its own name."""
        host = f"[{self.target.host}]" if ":" in self.target.host else self.target.host
        return f"{service}://{host}:{self.port(service)}{self.target.path}"

    def exchange(self, address: str, service: Service) -> Exchange:
        """One request for the portal's path at one address; asked once, remembered."""
        return self._once((service, address), lambda: self._ask(self.url(service), address, self.port(service)))

    def ask_everywhere(self) -> None:
        """Make every `exchange` now, side by side: a portal that hangs then costs one time-out and not four.

        A mistake of ours is not raised here: it is met again, and answered for, by the check that asks.
        """
        self.resolve()
        doors = [(address, service) for address in self.visible for service in SERVICES]
        if doors:
            with ThreadPoolExecutor(2 * len(SERVICES) * MOST_ADDRESSES) as pool:
                for door in doors:
                    pool.submit(self.exchange, *door)

    @property
    def main_service(self) -> Service:
        """The one of the portal's URL; but `http` where every address refuses the `https` of that URL.

        On shared hosting, what answers at a port that the URL does not name can be anybody's page.
        """
        if self.target.scheme == "http":
            return "http"
        attempts = [self.exchange(address, "https").tls for address in self.visible]
        refused = [isinstance(tls, Unseen) and tls.reason is Reason.REFUSED for tls in attempts]
        return "http" if refused and all(refused) else "https"

    def home(self, address: str) -> Fact[Page]:
        """The home page as one address serves it, after redirects that stay within the scope."""
        return self._once(("home", address), lambda: self._home(address))

    def _home(self, address: str) -> Fact[Page]:
        *_, last = self.trail(address, self.main_service)
        return last.page

    def trail(self, address: str, service: Service) -> Iterator[Exchange]:
        """The `exchange` at an address, then what each redirect leads to, as far as that may be looked at."""
        return self._trail(self.exchange(address, service), address)

    def _trail(self, last: Exchange, address: str) -> Iterator[Exchange]:
        yield last
        followed = 0
        while isinstance(last.head, Seen) and (where := last.head.value.redirect) is not None:
            followed += 1
            step = ("redirect", where, address, followed)
            last = self._once(step, partial(self._follow, where, address, followed))
            yield last

    def get(self, path: str) -> Fact[Page]:
        """Another page of the portal's host, whatever its status, after redirects that stay within the scope.

        By the main service, at the first address that answers there; asked once, remembered.
        """
        return self._once(("get", path), lambda: self._get(path))

    def _get(self, path: str) -> Fact[Page]:
        service = self.main_service
        failed = self.nothing_visible() if not self.visible else None
        for address in self.visible:
            head = self.exchange(address, service).head
            if isinstance(head, Seen):
                first = self._ask(urljoin(self.url(service), path), address, self.port(service))
                *_, last = self._trail(first, address)
                return last.page
            failed = failed or head
        return failed or Unseen(Reason.UNREACHABLE, self.target.host)

    def visit(self, url: str) -> Fact[Page]:
        """Whatever lies at a URL that the home page speaks of, on its host or on another within the scope.

        Whatever its status, after redirects that stay within the scope, at the address that the home page came from.
        Asked once, remembered.
        """
        return self._once(("visit", url), lambda: self._visit(url))

    def _visit(self, url: str) -> Fact[Page]:
        for address in self.visible:
            if isinstance(readable(self.home(address)), Seen):
                *_, last = self._trail(self._follow(url, address, 1), address)
                return last.page
        return self.page

    @property
    def page(self) -> Fact[Page]:
        """The home page as a citizen gets it: from the first address that serves one, IPv4 first."""
        return self._once("page", self._first_page)

    def _first_page(self) -> Fact[Page]:
        failed = self.nothing_visible()
        for address in self.visible:
            page = readable(self.home(address))
            if isinstance(page, Seen):
                return page
            failed = failed or page
        return failed or Unseen(Reason.UNREACHABLE, self.target.host)

    def alive(self, address: str) -> bool:
        """Whether the portal answers at an address on either of its ports."""
        return any(self.exchange(address, service).tcp == Seen(True) for service in SERVICES)

    def ask_afresh(self, url: str, address: str, segment: int | None = None) -> Exchange:
        """One more request for a web URL of the portal's host, neither remembered nor repeated.

        `segment` is the most bytes that a TCP segment of the answer may hold, as in `checks.network.dial.connect`.
        """
        place, barred = place_of(url), self.barred(address)
        if place is None or place.host != self.target.host or barred is not None:
            return _unasked(url, barred or Unseen(Reason.NOT_AUTHORISED, f"not of the portal: {url[:200]}"))
        exchange, _ = self._fetch(url, address, place.port, self.network.deadline, segment)
        return exchange

    def _ask(self, url: str, address: str, port: int, rate: Rate | None = None) -> Exchange:
        """A request that is made again, once and after a pause, where the first got no answer or a short rest was
        asked for.

        Both together keep to the deadline, the rest apart: a portal that hangs costs no more than that.
        """
        barred = self.barred(address) or self._rest_of(address, port, url)
        if barred is not None:
            return _unasked(url, barred)
        network = self.network
        first, took = self._fetch(url, address, port, network.deadline, rate=rate)
        rest = _asked_rest(first)
        if rest is not None and rest <= min(SHORT_REST, self._patience):
            self._patience -= rest
            network.politeness.halting.pause(rest)
            second, _ = self._fetch(url, address, port, network.deadline, rate=rate)
            return replace(second if isinstance(second.head, Seen) else first, attempts=2)
        left = network.deadline - took - network.pause
        if not first.is_unanswered or left < network.timeout:
            return first
        network.politeness.halting.pause(network.pause)
        second, _ = self._fetch(url, address, port, left, rate=rate)
        return replace(max(second, first, key=Exchange.how_far), attempts=2)

    def _rest_of(self, address: str, port: int, url: str) -> Unseen | None:
        """Why an endpoint that asked for a rest is asked for no page now."""
        if time.monotonic() >= self._resting.get((address, port), 0.0):
            return None
        return Unseen(Reason.BLOCKED, f"{url}: asked for a rest before, HTTP {_OVERLOADED}")

    def _fetch(
        self,
        url: str,
        address: str,
        port: int,
        deadline: float,
        segment: int | None = None,
        rate: Rate | None = None,
    ) -> tuple[Exchange, float]:
        """One request, and how many seconds it took once there was a place for it."""
        network = self.network
        agent, halting = user_agent(network.contact, self.document), network.politeness.halting
        try:
            with self.turn(address, rate):
                began = time.monotonic()
                connect_now = partial(self._connect, address, port, segment)
                exchange = http.fetch(url, connect_now, network.tls, network.timeout, deadline, agent, halting)
                halting.check()  # what it cut off says nothing about the portal
                self._note(address, port, exchange)
                return exchange, time.monotonic() - began
        except BarredError as error:
            return _unasked(url, error.unseen), 0.0

    def _note(self, address: str, port: int, exchange: Exchange) -> None:
        """Let the address be asked less where an exchange shows that it has enough."""
        politeness, head = self.network.politeness, exchange.head
        if isinstance(head, Unseen):
            if head.reason in (Reason.TIMEOUT, Reason.REFUSED, Reason.PROTOCOL_ERROR):
                politeness.failed(address, port)
            return
        if exchange.connect_ms is not None:
            politeness.took(address, port, "connect", exchange.connect_ms / 1000)
        if exchange.answered_after is not None:
            politeness.took(address, port, "answer", exchange.answered_after)
        status, rest = head.value.status, _asked_rest(exchange)
        if status == _WALL:
            politeness.walled(address, rest)
        if status == _OVERLOADED:
            politeness.overloaded(address)
            self._resting[address, port] = time.monotonic() + (rest or 0.0)

    def _follow(self, url: str, address: str, followed: int) -> Exchange:
        """Fetch where a redirect leads, at the same address while the host stays, within the scope always."""
        place = place_of(url)
        if place is None:
            return _unasked(url, Unseen(Reason.PROTOCOL_ERROR, f"redirects to no web address: {url[:200]}"))
        if followed > MOST_REDIRECTS:
            return _unasked(url, Unseen(Reason.PROTOCOL_ERROR, f"more than {MOST_REDIRECTS} redirects"))
        if place.has_credentials or (place.port < 1024 and place.port not in self._web_ports):
            return _unasked(url, Unseen(Reason.NOT_AUTHORISED, f"redirects to {url[:200]}, which is no mere page"))
        if place.host == self.target.host:
            return self._ask(url, address, place.port)
        allowance = self.allowance_at(place.host)
        if allowance is None:
            return _unasked(url, Unseen(Reason.NOT_AUTHORISED, f"redirects to {url[:200]}, outside the scope"))
        found = self.network.names.addresses(place.host, "AAAA" if ":" in address else "A")
        if isinstance(found, Unseen):
            return _unasked(url, found)
        if not found.value:
            return _unasked(url, Unseen(Reason.UNREACHABLE, f"redirects to {place.host}, which has no such address"))
        there = found.value[0]
        if not allowance.scope.allows(there):
            return _unasked(url, Unseen(Reason.NOT_AUTHORISED, f"{there} is outside the networks of {place.host}"))
        return self._ask(url, there, place.port, self.rate.slower(allowance.rate))

    @property
    def _web_ports(self) -> set[int]:
        """The well-known ports where a redirect may lead: not to mail servers, not to SSH."""
        return {80, 443, self.target.https_port, self.target.http_port}


def _asked_rest(exchange: Exchange) -> float | None:
    """Seconds for which a server that has too much to do wants no request; None where it does not say so."""
    head = exchange.head
    if isinstance(head, Unseen) or head.value.status not in (_OVERLOADED, _WALL):
        return None
    return retry_after(head.value.headers, datetime.now(UTC))


def _unasked(url: str, why: Unseen) -> Exchange:
    return Exchange(why, why if url.startswith("https:") else None, why, why, attempts=0)


def readable(page: Fact[H]) -> Fact[H]:
    """A page that shows the portal, or why the answer does not show it (a wall, an error)."""
    if isinstance(page, Unseen):
        return page
    status = page.value.status
    if status in BARRED:
        return Unseen(Reason.BLOCKED, f"{page.value.url}: HTTP {status}")
    if status != 200:
        return Unseen(Reason.PROTOCOL_ERROR, f"{page.value.url}: HTTP {status}")
    return page

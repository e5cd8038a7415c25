"""Asks the registry's own directory, where a document allows it: seldom, one page at a time, and no more once it bars
the way.

The directory knows neither us nor a robot's interface: it is a web site for people, kept from robots. What it doesn't
say in plain words is unseen.
"""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from checks.network import http
from checks.network.dial import GuardedSocket, connect, unseen_because
from checks.network.http import BARRED, Page
from checks.network.identity import user_agent
from checks.network.place import place_of
from checks.network.politeness import BarredError, Rate
from checks.network.scope import Scope
from checks.observation import Fact, Reason, Seen, Unseen
from checks.trust_label.directory import Answer, Entry
from checks.trust_label.entry_page import read_entry, read_fields, says_there_is_none

if TYPE_CHECKING:
    from checks.means import Network

PATH = "/danh-ba-tin-nhiem/"
RATE = Rate(connections=1, per_second=1.0)
"""One page at a time, and no sooner than a second after the one before."""
MOST_FAILURES = 3
"""After as many requests in a row without an answer it is left alone."""

_SLUG = re.compile(r"[a-z0-9]{1,253}-[0-9]{10}", re.ASCII)
_NO_SUCH_PAGE = (404, 410)
_CHALLENGES = re.compile(r"challenge|captcha|turnstile|just a moment|checking your browser|enable javascript", re.I)


@dataclass(frozen=True, slots=True)
class LabelSite:
    """Where the directory is, over HTTPS, which addresses may be contacted for it, and by which document."""

    url: str = "https://tinnhiemmang.vn"
    scope: Scope = field(default_factory=Scope)
    document: str | None = None

    def page_of(self, slug: str) -> str:
        """The URL of an entry."""
        return f"{self.url.rstrip('/')}{PATH}{slug}"


@dataclass(frozen=True, slots=True)
class _Moved:
    """Instead of an entry, the code that took its place."""

    slug: str


_Told: TypeAlias = Entry | _Moved | None


class OnlineDirectory:
    """The directory as it answers in one audit: every code is looked up once; all threads may ask."""

    def __init__(self, site: LabelSite, network: Network) -> None:
        self._site = site
        self._network = network
        place = place_of(site.url)
        self._host, self._port = (place.host, place.port) if place else ("", 0)
        self._stopped: Unseen | None = None
        self._failures = 0
        self._certificate: str | None = None
        self._lock = threading.Lock()

    def look_up(self, slug: str, today: date) -> Fact[Answer]:
        """The entry with a code, or that there is none; a code that another took the place of is followed once."""
        if not _SLUG.fullmatch(slug):
            return Unseen(Reason.PROTOCOL_ERROR, f"no code of the registry: {slug[:100]}")
        told = self._once(slug)
        moved_to: str | None = None
        if isinstance(told, Seen) and isinstance(told.value, _Moved):
            moved_to = told.value.slug
            told = self._once(moved_to)
        if isinstance(told, Unseen):
            return told
        if isinstance(told.value, _Moved):
            return Unseen(Reason.PROTOCOL_ERROR, f"{self._site.page_of(slug)}: redirects more than once")
        return Seen(Answer("directory", today, told.value, slug, moved_to))

    def _once(self, slug: str) -> Fact[_Told]:
        return self._network.names.once(("label entry", self._site.url, slug), lambda: self._ask(slug))

    def _ask(self, slug: str) -> Fact[_Told]:
        """One request, if it may still be made when its turn has come."""
        address = self._address()
        if isinstance(address, Unseen):
            return address
        with self._lock:
            if self._stopped is not None:
                return self._stopped
            try:
                with self._network.politeness.turn(address.value, RATE):
                    told = self._read(self._fetch(self._site.page_of(slug), address.value), slug)
            except BarredError as error:
                return error.unseen
            self._note(told)
            return told

    def _note(self, told: Fact[_Told]) -> None:
        """Stop for good at a wall, and after too many failures in a row."""
        if isinstance(told, Seen):
            self._failures = 0
            return
        self._failures += 1
        if told.reason is Reason.BLOCKED or self._failures == MOST_FAILURES:
            self._stopped = Unseen(told.reason, f"{told.detail}; not asked any more")

    def _address(self) -> Fact[str]:
        """The first address of the directory that may and can be contacted, IPv4 before IPv6."""
        vantage, host = self._network.vantage, self._host
        if not host:
            return Unseen(Reason.PROTOCOL_ERROR, f"{self._site.url} is no web address")
        why = Unseen(Reason.UNREACHABLE, f"{host} has no address that can be reached from here")
        for kind, has_family in (("A", vantage.ipv4), ("AAAA", vantage.ipv6)):
            found = self._network.names.addresses(host, kind) if has_family else Seen([])
            if isinstance(found, Unseen):
                why = found
                continue
            for address in found.value:
                if self._site.scope.allows(address):
                    return Seen(address)
                why = Unseen(Reason.NOT_AUTHORISED, f"{address} is outside the authorised networks")
        return why

    def _fetch(self, url: str, address: str) -> Fact[Page]:
        """A page from a server whose certificate was verified: what anybody could say is no answer."""
        network = self._network
        if not network.trust.deciding.der:
            return Unseen(Reason.TOOL_MISSING, "no store of certificate authorities was found on this system")
        agent, halting = user_agent(network.contact, self._site.document), network.politeness.halting
        dial = partial(connect, address, self._port, network.timeout, halting=halting)
        try:
            if self._certificate is None:
                self._certificate = self._verified(dial)
            exchange = http.fetch(url, dial, network.tls, network.timeout, network.deadline, agent, halting)
        except ssl.SSLError as error:
            return Unseen(Reason.TLS_HANDSHAKE, f"{url}: {(error.reason or 'TLS failed').lower().replace('_', ' ')}")
        except OSError as error:
            return unseen_because(error, url)
        if isinstance(exchange.page, Seen) and exchange.certificate_sha256 != self._certificate:
            self._certificate = None
            return Unseen(Reason.TLS_HANDSHAKE, f"{url}: its certificate changed meanwhile")
        return exchange.page

    def _verified(self, dial: Callable[[], GuardedSocket]) -> str:
        """SHA-256 (hex) of the certificate of a server that proved to be the directory; raises `OSError` otherwise."""
        strict = partial(self._strict.wrap_socket, server_hostname=self._host, do_handshake_on_connect=False)
        with dial() as sock, strict(sock) as secured:
            self._network.politeness.halting.watch(secured)
            secured.do_handshake()
            return sha256(secured.getpeercert(binary_form=True) or b"").hexdigest()

    @cached_property
    def _strict(self) -> ssl.SSLContext:
        """A client that trusts whom the audit trusts."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self._network.trust.deciding.der)
        return context

    def _read(self, page: Fact[Page], slug: str) -> Fact[_Told]:
        """What an answer of the directory tells of a code."""
        if isinstance(page, Unseen):
            return page
        url, status, text = page.value.url, page.value.status, page.value.text
        if page.value.redirect is not None:
            return self._moved(page.value.redirect, slug)
        challenged = _CHALLENGES.search(text) is not None
        if status in BARRED or (status == 503 and challenged) or "cf-mitigated" in page.value.headers:
            return Unseen(Reason.BLOCKED, f"{url}: HTTP {status}")
        if status in _NO_SUCH_PAGE:
            return Seen(None)
        if status != 200:
            return Unseen(Reason.PROTOCOL_ERROR, f"{url}: HTTP {status}")
        fields = read_fields(text)
        entry = read_entry(fields, slug)
        if entry is not None:
            return Seen(entry)
        if fields:
            return Unseen(Reason.PROTOCOL_ERROR, f"{url}: an entry that tells no domain")
        if says_there_is_none(text) and not challenged:
            return Seen(None)
        return Unseen(Reason.BLOCKED, f"{url}: a page that is no entry")

    def _moved(self, location: str, slug: str) -> Fact[_Told]:
        """Where a redirect leads, when that is another entry of the same directory."""
        start = urlsplit(self._site.page_of("")).path
        path = urlsplit(location).path if place_of(location) == place_of(self._site.url) else ""
        other = path.removeprefix(start).removesuffix("/") if path.startswith(start) else ""
        if other == slug or not _SLUG.fullmatch(other):
            return Unseen(Reason.PROTOCOL_ERROR, f"{self._site.page_of(slug)}: redirects to {location[:200]}")
        return Seen(_Moved(other))

"""Asks the DNS: one resolver, one cache an audit, and name servers asked one by one.

NXDOMAIN and "no such record" are answers (an empty list); silence and SERVFAIL are not.
"""

from __future__ import annotations

import copy
import socket
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, TypeVar, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.nameserver
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

from checks.network.dial import connect, family_of, unseen_because
from checks.network.politeness.barred import BarredError
from checks.network.politeness.budget import Budget
from checks.network.politeness.halting import Halting
from checks.observation import Fact, Reason, Seen, Unseen

T = TypeVar("T")

_DATAGRAM = 1232
"""Bytes of a reply over UDP that pass everywhere unfragmented (DNS flag day 2020)."""


MOST_REPLIES = 2_000
"""Whole messages that are remembered, those that were asked for last: enough for all that is looked at side by side."""


@dataclass(slots=True)
class _Cache:
    """Answers each question once, whoever asks and from whichever thread; of `most` answers the last ones are kept."""

    most: int | None = None
    answers: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    under_way: dict[Any, threading.Lock] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, key: Any, ask: Callable[[], T], is_whole: Callable[[], bool] = lambda: True) -> T:
        """The answer to a question; one that turned out not to be whole is not remembered."""
        with self.lock:
            if key in self.answers:
                return cast(T, self._known(key))
            mine = self.under_way.setdefault(key, threading.Lock())
        with mine:
            with self.lock:
                if key in self.answers:
                    return cast(T, self._known(key))
            answer = ask()
            with self.lock:
                if not is_whole():
                    return answer
                self.answers[key] = answer
                self.under_way.pop(key, None)
                if self.most is not None and len(self.answers) > self.most:
                    self.answers.popitem(last=False)
            return answer

    def _known(self, key: Any) -> Any:
        self.answers.move_to_end(key)
        return self.answers[key]


@dataclass(slots=True)
class _Tally:
    queries: int = 0


class _Server(dns.nameserver.Do53Nameserver):
    """A name server that is not asked, nor asked again, once all traffic was told to end."""

    def __init__(self, address: str, port: int, permit: Callable[[], None]) -> None:
        super().__init__(address, port)
        self._permit = permit

    def query(self, *given: Any, **named: Any) -> dns.message.QueryMessage:
        self._permit()
        return cast(dns.message.QueryMessage, super().query(*given, **named))


class Names:
    """The DNS as one resolver shows it, remembered for the length of an audit.

    `server` is an IP address and `port` its port; without them the system's resolvers are asked.
    `timeout` is in seconds, for one question with its repetition. `halting` ends all questions.
    """

    def __init__(self, server: str | None = None, port: int = 53, timeout: float = 5.0) -> None:
        self._resolver = dns.resolver.Resolver(configure=server is None)
        if server is not None:
            self._resolver.nameservers = [server]
            self._resolver.port = port
        self._resolver.lifetime = timeout
        self._resolver.timeout = timeout / 2
        self._servers = [str(each) for each in self._resolver.nameservers]
        self._resolver.nameservers = [
            _Server(each, self._resolver.port, lambda: self.halting.check()) for each in self._servers
        ]
        self.halting = Halting()
        self._budget: Budget | None = None
        self._tally = _Tally()
        self._cache = _Cache()
        self._replies = _Cache(MOST_REPLIES)
        self.timeout = timeout

    def charged_to(self, budget: Budget) -> Names:
        """The same names, memory and all; what they have to ask others for is taken from a budget."""
        charged = copy.copy(self)
        charged._budget = budget
        return charged

    @property
    def queries(self) -> int:
        """Questions asked so far."""
        return self._tally.queries

    @property
    def resolver(self) -> str:
        """`address:port` of the first resolver asked."""
        first = self._servers[0]
        return f"[{first}]:{self._resolver.port}" if ":" in first else f"{first}:{self._resolver.port}"

    def lookup(self, name: str, kind: str) -> Fact[list[str]]:
        """The records of one kind (`A`, `AAAA`, `NS` …) in text form; an empty list when there are none."""
        return self._answer(self._cache, (name, kind), lambda: self._lookup(name, kind))

    def addresses(self, name: str, kind: str) -> Fact[list[str]]:
        """`lookup` for `A` or `AAAA`; a host that is an IP address itself answers for its own family."""
        try:
            ip = ip_address(name)
        except ValueError:
            return self.lookup(name, kind)
        return Seen([str(ip)] if (ip.version == 6) == (kind == "AAAA") else [])

    def zone(self, name: str) -> Fact[str]:
        """The zone that holds a name: the nearest ancestor with name servers of its own.

        Unseen where the name was silent before: it is not asked once more.
        """
        if self._is_silent(name):
            return Unseen(Reason.DNS_TIMEOUT, f"{name} NS")
        labels = dns.name.from_text(name)
        while len(labels.labels) > 1:
            servers = self.lookup(labels.to_text(), "NS")
            if isinstance(servers, Unseen):
                return servers
            if servers.value:
                return Seen(labels.to_text())
            labels = labels.parent()
        return Unseen(Reason.DNS_SERVFAIL, f"no zone found above {name}")

    def _is_silent(self, name: str) -> bool:
        """Whether neither kind of address of a name was told in time."""
        told = (self._cache.answers.get((name, kind)) for kind in ("A", "AAAA"))
        return all(isinstance(fact, Unseen) and fact.reason is Reason.DNS_TIMEOUT for fact in told)

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        """The answer to what is asked at most once an audit, such as what concerns a whole zone.

        Not remembered where a budget was used up on the way: the next one may ask.
        """
        refused = self._refused()
        return self._cache.once(key, ask, lambda: self._refused() == refused)

    def reply(self, name: str, kind: str) -> Fact[dns.message.Message]:
        """The resolver's whole reply, with the signatures and without its own judgement of them (RFC 4035 §3.2.2).

        NXDOMAIN is seen, SERVFAIL is not. Asked again over TCP when a datagram was too short for it.
        """
        return self._answer(self._replies, (name, kind), lambda: self._reply(name, kind))

    def ask(
        self, address: str, name: str, kind: str, *, tcp: bool = False, recursion: bool = False, dnssec: bool = False
    ) -> Fact[dns.message.Message]:
        """What the name server at an address replies, over UDP unless told otherwise; any RCODE is seen.

        The reply to UDP may be truncated. The caller answers for whether the address may be contacted.
        """
        key = (address, name, kind, tcp, recursion, dnssec)
        return self._answer(self._replies, key, lambda: self._ask(*key))

    def port_of(self, address: str) -> int:
        """53, but a name server on loopback can only be a test bed's and listens where its resolver does."""
        return int(self._resolver.port) if ip_address(address).is_loopback else 53

    def _answer(self, cache: _Cache, key: Any, ask: Callable[[], Fact[T]]) -> Fact[T]:
        try:
            return cache.once(key, ask)
        except BarredError as error:
            return error.unseen

    def _refused(self) -> int:
        return self._budget.refused if self._budget is not None else 0

    def _lookup(self, name: str, kind: str) -> Fact[list[str]]:
        self._count()
        try:
            answer = self._resolver.resolve(name, kind, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            return Seen([])
        except (dns.resolver.NoNameservers, dns.resolver.YXDOMAIN) as error:
            return Unseen(Reason.DNS_SERVFAIL, f"{name} {kind}: {_first_line(error)}")
        except dns.exception.Timeout:
            return Unseen(Reason.DNS_TIMEOUT, f"{name} {kind}")
        except dns.exception.DNSException as error:
            return Unseen(Reason.DNS_SERVFAIL, f"{name} {kind}: {_first_line(error)}")
        if kind == "NS" and answer.canonical_name != answer.qname:
            return Seen([])  # of the zone that an alias points into
        return Seen(sorted(record.to_text() for record in answer.rrset or []))

    def _reply(self, name: str, kind: str) -> Fact[dns.message.Message]:
        question = dns.message.make_query(name, kind, use_edns=0, payload=_DATAGRAM, want_dnssec=True)
        question.flags |= dns.flags.CD
        last: Fact[dns.message.Message] = Unseen(Reason.DNS_TIMEOUT, f"{name} {kind}: no resolver")
        for server in self._servers:
            port = int(self._resolver.port)
            for tcp in (False, True):
                last = self._exchanged(question, server, port, tcp)
                if isinstance(last, Unseen) or not last.value.flags & dns.flags.TC:
                    break
            if isinstance(last, Seen):
                if last.value.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
                    return last
                code = dns.rcode.to_text(last.value.rcode())
                last = Unseen(Reason.DNS_SERVFAIL, f"{name} {kind}: {code}")
        if isinstance(last, Unseen) and last.reason is Reason.REFUSED:
            return Unseen(Reason.DNS_TIMEOUT, last.detail)
        return last

    def _ask(
        self, address: str, name: str, kind: str, tcp: bool, recursion: bool, dnssec: bool
    ) -> Fact[dns.message.Message]:
        flags = dns.flags.RD if recursion else 0
        edns = {"use_edns": 0, "payload": _DATAGRAM, "want_dnssec": True} if dnssec else {}
        question = dns.message.make_query(name, kind, flags=flags, **edns)  # type: ignore[arg-type]
        return self._exchanged(question, address, self.port_of(address), tcp)

    def _exchanged(
        self, question: dns.message.Message, address: str, port: int, tcp: bool
    ) -> Fact[dns.message.Message]:
        """One question and its answer; over UDP it is sent a second time when nothing comes."""
        asked = question.question[0]
        what = f"name server {address}: {asked.name.to_text(omit_final_dot=True)} {dns.rdatatype.to_text(asked.rdtype)}"
        for _ in range(1 if tcp else 2):
            self._count()
            try:
                return Seen((self._over_tcp if tcp else _over_udp)(question, address, self.timeout / 2, port))
            except (dns.exception.Timeout, TimeoutError):
                continue
            except OSError as error:
                return unseen_because(error, what)
            except (dns.exception.DNSException, EOFError, ValueError) as error:
                return Unseen(Reason.PROTOCOL_ERROR, f"{what}: {_first_line(error)}")
        return Unseen(Reason.DNS_TIMEOUT, what)

    def _over_tcp(self, question: dns.message.Message, address: str, timeout: float, port: int) -> dns.message.Message:
        with connect(address, port, timeout, halting=self.halting) as sock:
            sock.setblocking(False)
            return dns.query.tcp(question, address, timeout, port, sock=sock)

    def _count(self) -> None:
        """Count a question that is about to be asked; raises `Halted`, or `BarredError` where the budget is used up."""
        self.halting.check()
        if self._budget is not None:
            self._budget.ask()
        with self._cache.lock:
            self._tally.queries += 1


def _over_udp(question: dns.message.Message, address: str, timeout: float, port: int) -> dns.message.Message:
    """One datagram and its answer, over a connected socket: only that one hears that the port is closed."""
    with socket.socket(family_of(address), socket.SOCK_DGRAM) as sock:
        sock.settimeout(timeout)
        sock.connect((address, port))
        sock.send(question.to_wire())
        reply = _read(sock.recv(65535))
    if not question.is_response(reply):
        raise dns.query.BadResponse
    return reply


def _read(wire: bytes) -> dns.message.Message:
    """The message in a datagram."""
    message = copy.copy(_read_without_id(wire[2:]))
    message.id = int.from_bytes(wire[:2])
    return message


@lru_cache(maxsize=256)
def _read_without_id(rest: bytes) -> dns.message.Message:
    """All of a message but its id: the addresses of one name server say the very same, which is taken apart once."""
    return dns.message.from_wire(bytes(2) + rest)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]

"""Asks the DNS: one resolver, one cache an audit, and name servers asked one by one.

NXDOMAIN and "no such record" are answers (an empty list); silence and SERVFAIL are not.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, TypeVar

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

from checks.network.dial import family_of, unseen_because
from checks.observation import Fact, Reason, Seen, Unseen

T = TypeVar("T")


@dataclass(slots=True)
class _Cache:
    """Answers each question once, whoever asks and from whichever thread."""

    answers: dict[Any, Any] = field(default_factory=dict)
    locks: dict[Any, threading.Lock] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, key: Any, ask: Callable[[], T]) -> T:
        with self.lock:
            mine = self.locks.setdefault(key, threading.Lock())
        with mine:
            if key not in self.answers:
                self.answers[key] = ask()
            answer: T = self.answers[key]
            return answer


class Names:
    """The DNS as one resolver shows it, remembered for the length of an audit.

    `server` is an IP address and `port` its port; without them the system's resolvers are asked.
    `timeout` is in seconds, for one question with its repetition.
    """

    def __init__(self, server: str | None = None, port: int = 53, timeout: float = 5.0) -> None:
        self._resolver = dns.resolver.Resolver(configure=server is None)
        if server is not None:
            self._resolver.nameservers = [server]
            self._resolver.port = port
        self._resolver.lifetime = timeout
        self._resolver.timeout = timeout / 2
        self._cache = _Cache()
        self.timeout = timeout
        self.queries = 0

    @property
    def resolver(self) -> str:
        """`address:port` of the first resolver asked."""
        first = str(self._resolver.nameservers[0])
        return f"[{first}]:{self._resolver.port}" if ":" in first else f"{first}:{self._resolver.port}"

    def lookup(self, name: str, kind: str) -> Fact[list[str]]:
        """The records of one kind (`A`, `AAAA`, `NS` …) in text form; an empty list when there are none."""
        return self._cache.once((name, kind), lambda: self._lookup(name, kind))

    def addresses(self, name: str, kind: str) -> Fact[list[str]]:
        """`lookup` for `A` or `AAAA`; a host that is an IP address itself answers for its own family."""
        try:
            ip = ip_address(name)
        except ValueError:
            return self.lookup(name, kind)
        return Seen([str(ip)] if (ip.version == 6) == (kind == "AAAA") else [])

    def zone(self, name: str) -> Fact[str]:
        """The zone that holds a name: the nearest ancestor with name servers of its own."""
        labels = dns.name.from_text(name)
        while len(labels.labels) > 1:
            servers = self.lookup(labels.to_text(), "NS")
            if isinstance(servers, Unseen):
                return servers
            if servers.value:
                return Seen(labels.to_text())
            labels = labels.parent()
        return Unseen(Reason.DNS_SERVFAIL, f"no zone found above {name}")

    def server_answers(self, address: str, zone: str) -> Fact[bool]:
        """Whether the name server at an address answers for a zone with authority (RFC 1034 §4.3.1).

        A refusal to answer or an answer without authority is seen (`False`); silence is not.
        """
        return self._cache.once((address, zone, "ask"), lambda: self._ask_server(address, zone))

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

    def _count(self) -> None:
        with self._cache.lock:
            self.queries += 1

    def _port_of(self, address: str) -> int:
        """53, but a name server on loopback can only be a test bed's and listens where its resolver does."""
        return int(self._resolver.port) if ip_address(address).is_loopback else 53

    def _ask_server(self, address: str, zone: str) -> Fact[bool]:
        question = dns.message.make_query(zone, "SOA", flags=0)
        what = f"name server {address} for {zone}"
        refused = 0
        for ask in (_over_udp, dns.query.tcp):
            self._count()
            try:
                reply = ask(question, address, self.timeout / 2, self._port_of(address))
            except dns.exception.Timeout:
                continue
            except ConnectionRefusedError:
                refused += 1
                continue
            except OSError as error:
                return unseen_because(error, what)
            except (dns.exception.DNSException, EOFError) as error:
                return Unseen(Reason.PROTOCOL_ERROR, f"{what}: {_first_line(error)}")
            return Seen(reply.rcode() == dns.rcode.NOERROR and bool(reply.flags & dns.flags.AA))
        return Seen(False) if refused == 2 else Unseen(Reason.DNS_TIMEOUT, what)


def _over_udp(question: dns.message.Message, address: str, timeout: float, port: int) -> dns.message.Message:
    """One datagram and its answer, over a connected socket: only that one hears that the port is closed."""
    with socket.socket(family_of(address), socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.connect((address, port))
        return dns.query.udp(question, address, timeout, port, sock=sock)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]

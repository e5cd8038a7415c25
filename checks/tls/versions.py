"""Which versions of SSL and TLS an address accepts, one connection a question.

A ServerHello or an alert is an answer. Silence, FIN and RST are not: they count as "not accepted" only when the
same question ends so twice and a hello that is known to work still works right after. Otherwise a rate limit,
a firewall or a server that has just died would look like good configuration. An alert that speaks of something
else than the version needs that control too, but need not be heard twice.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TypeAlias, cast

from checks.network.dial import unseen_because
from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.hello import VERSION_CODES, client_hello
from checks.tls.reply import Reply, ReplyError, ServerHello, parse_reply
from checks.tls.suites import offers

Dial: TypeAlias = Callable[[str, int], socket.socket]
"""Connects to (address, port) within the caller's scope and rate; raises OSError."""

_RESET = Unseen(Reason.TLS_HANDSHAKE, "the hello was answered by a reset of the connection")
_PATIENCE = 3  # silences after which a peer that has not said a word is left alone

# Alerts that speak of the name, of the server's own trouble or of leaving, and say nothing of the version.
_BESIDE_THE_POINT = {"close_notify", "access_denied", "internal_error", "user_canceled", "unrecognized_name"}


@dataclass(frozen=True, slots=True)
class Versions:
    """What one address accepts.

    `accepted` lists version names, oldest first; it is unseen when one version could not be told, and never
    empty. `chosen_cipher` maps each accepted version to the suite chosen (IANA name), and each version that
    could not be told to why. `connections` is how many it took.
    """

    accepted: Fact[list[str]]
    chosen_cipher: Fact[dict[str, Fact[str | None]]]
    connections: int


@dataclass(frozen=True, slots=True)
class _Question:
    """A version, and which part of its suites is offered."""

    version: str
    part: int = 0

    @property
    def suites(self) -> Mapping[int, str]:
        return offers(self.version)[self.part]


# The likeliest first: a hello that works is needed early, as the control.
_ORDER = ["TLSv1.2", "TLSv1.3", "TLSv1.0", "TLSv1.1", "SSLv3", "SSLv2"]
_QUESTIONS = [
    *(_Question(version) for version in _ORDER),
    *(_Question(version, part) for version in _ORDER for part in range(1, len(offers(version)))),
]


@dataclass(frozen=True, slots=True)
class _Yes:
    suite: str | None


@dataclass(frozen=True, slots=True)
class _No:
    how: str


@dataclass(frozen=True, slots=True)
class _NotThisVersion(_No):
    """Whatever the suites: the server named the version itself, or chose another."""


@dataclass(frozen=True, slots=True)
class _Open:
    """The question stays open; what more could be done about it is told by the kind of opening."""

    why: Unseen


@dataclass(frozen=True, slots=True)
class _Mute(_Open):
    """Nothing was said: asking again and a control may yet turn it into a no."""


@dataclass(frozen=True, slots=True)
class _Vague(_Open):
    """An alert beside the point: a control may yet turn it into a no."""


@dataclass(frozen=True, slots=True)
class _Closed(_Open):
    """There was not even a connection."""


_Answer: TypeAlias = _Yes | _No | _Open


def accepted_versions(dial: Dial, host: str, address: str, port: int, timeout: float) -> Versions:
    """Ask an address for each version of SSL and TLS under the name of `host` (ASCII, or an IP address).

    `timeout` is in seconds, for each question. Never raises for what the peer does.
    """
    peer = _Peer(dial, server_name(host), address, port, timeout)
    answers = _first_round(peer)
    control = next((question for question, answer in answers.items() if isinstance(answer, _Yes)), None)
    if control is not None:
        for question, answer in answers.items():
            if isinstance(answer, _Mute):
                answer = answers[question] = peer.ask(question)
            if isinstance(answer, _Mute | _Vague):
                answers[question] = _settle(peer, answer, control)
    return _sum_up(answers, peer.connections)


def server_name(host: str) -> str | None:
    """The name to send in the hello: none for an IP address (RFC 6066 §3)."""
    try:
        ip_address(host)
    except ValueError:
        return host.rstrip(".")
    return None


def _first_round(peer: _Peer) -> dict[_Question, _Answer]:
    answers: dict[_Question, _Answer] = {}
    for question in _QUESTIONS:
        earlier = answers.get(_Question(question.version))
        if isinstance(earlier, _Yes | _NotThisVersion):
            continue
        answer = peer.ask(question)
        answers[question] = answer
        if isinstance(answer, _Open) and (isinstance(answer, _Closed) or _stays_silent(answers)):
            return {each: answers.get(each, _Open(answer.why)) for each in _QUESTIONS}
    return answers


def _stays_silent(answers: Mapping[_Question, _Answer]) -> bool:
    return len(answers) >= _PATIENCE and all(
        isinstance(answer, _Open) and answer.why.reason is Reason.TIMEOUT for answer in answers.values()
    )


def _settle(peer: _Peer, answer: _Open, control: _Question) -> _Answer:
    """A no when the control still works right after the answer that said nothing of the version."""
    check = peer.ask(control)
    if isinstance(check, _Yes):
        return _No(answer.why.detail)
    if isinstance(check, _Open) and check.why.reason is not Reason.TLS_HANDSHAKE:
        return check
    return _Open(Unseen(Reason.BLOCKED, f"{control.version} was accepted before and is no longer"))


def _sum_up(answers: Mapping[_Question, _Answer], connections: int) -> Versions:
    chosen: dict[str, Fact[str | None]] = {}
    for version in VERSION_CODES:
        mine = [answer for question, answer in answers.items() if question.version == version]
        yes = next((answer for answer in mine if isinstance(answer, _Yes)), None)
        left_open = next((answer for answer in mine if isinstance(answer, _Open)), None)
        if yes is not None:
            chosen[version] = Seen(yes.suite)
        elif left_open is not None:
            chosen[version] = left_open.why
    accepted = [version for version, suite in chosen.items() if isinstance(suite, Seen)]
    if not accepted:
        why = _nothing_accepted(answers[_QUESTIONS[0]])
        return Versions(why, why, connections)
    for version, suite in chosen.items():
        if isinstance(suite, Unseen):
            detail = f"{version}: {suite.detail}; accepted: {', '.join(accepted)}"
            return Versions(Unseen(suite.reason, detail), Seen(chosen), connections)
    return Versions(Seen(accepted), Seen(chosen), connections)


def _nothing_accepted(likeliest: _Answer) -> Unseen:
    """Empty evidence is no evidence; the answer to the likeliest hello says best what stands in the way."""
    if isinstance(likeliest, _No):
        return Unseen(Reason.TLS_HANDSHAKE, f"no version is accepted: {likeliest.how}")
    return cast(_Open, likeliest).why


@dataclass(slots=True)
class _Peer:
    dial: Dial
    name: str | None
    address: str
    port: int
    timeout: float
    connections: int = field(default=0)

    def ask(self, question: _Question) -> _Answer:
        """One connection, one hello, one answer within `timeout` seconds of the connection's opening."""
        self.connections += 1
        try:
            sock = self.dial(self.address, self.port)
        except ConnectionResetError:  # a peer may be quicker with its RST than we are with our hello
            return _Mute(_RESET)
        except OSError as error:
            return _Closed(unseen_because(error, f"{self.address} port {self.port}"))
        with sock:
            return _converse(sock, question, self.name, time.monotonic() + self.timeout)


def _converse(sock: socket.socket, question: _Question, name: str | None, deadline: float) -> _Answer:
    version, suites = question.version, question.suites
    sock.settimeout(max(0.001, deadline - time.monotonic()))
    with suppress(OSError):  # whatever goes wrong here is met again, and named, by the first read
        sock.sendall(client_hello(version, suites, name))
    data = b""
    try:
        while True:
            chunk, end = _receive(sock, deadline)
            data += chunk
            reply = parse_reply(data, version, suites, ended=end is not None)
            if reply is not None:
                return _meaning(reply, version)
            if end is not None:
                return _Open(_broken_off(end, data)) if data else _Mute(end)
    except ReplyError as error:
        return _Open(Unseen(Reason.PROTOCOL_ERROR, str(error)))


def _receive(sock: socket.socket, deadline: float) -> tuple[bytes, Unseen | None]:
    """What came, and how the stream ended if it did."""
    left = deadline - time.monotonic()
    try:
        sock.settimeout(max(0.001, left))
        chunk = sock.recv(4096) if left > 0 else None
    except TimeoutError:
        chunk = None
    except OSError:
        return b"", _RESET
    if chunk is None:
        return b"", Unseen(Reason.TIMEOUT, "the hello was not answered in time")
    return chunk, None if chunk else Unseen(Reason.TLS_HANDSHAKE, "the hello was answered by closing the connection")


def _broken_off(end: Unseen, data: bytes) -> Unseen:
    if end.reason is Reason.TIMEOUT:
        return end
    return Unseen(Reason.PROTOCOL_ERROR, f"the answer breaks off after {len(data)} bytes")


def _meaning(reply: Reply, version: str) -> _Answer:
    if isinstance(reply, ServerHello):
        chosen = f"{reply.version} was chosen instead"
        return _Yes(reply.suite) if reply.version == version else _NotThisVersion(chosen)
    how = f"alert {reply.name}"
    if reply.name == "protocol_version":
        return _NotThisVersion(how)
    if reply.name in _BESIDE_THE_POINT:
        return _Vague(Unseen(Reason.TLS_HANDSHAKE, how))
    return _No(how)

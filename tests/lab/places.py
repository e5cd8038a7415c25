"""Gives every portal its addresses and ports on loopback.

Every port is bound on every address of its portal, also where nothing shall listen: a bound port that does not
listen refuses connections, and nobody else can take it meanwhile.
"""

from __future__ import annotations

import contextlib
import errno
import secrets
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .labels import slug
from .province import IPV6, Portal

_ATTEMPTS = 200
BELOW_EPHEMERAL = range(20_000, 32_000)
"""Ports that the kernel gives to nobody unasked: no client comes to sit on one between two binds."""

Sockets = dict[tuple[str, socket.SocketKind], socket.socket]
"""Bound sockets by (address, kind)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one portal lives. `number` is its place in the province; the sockets are bound, none listens yet."""

    portal: Portal
    number: int
    ipv4: str
    https_port: int
    http_port: int
    sockets: dict[tuple[str, str], socket.socket]
    """By (service, address)."""

    @property
    def has_https(self) -> bool:
        """Whether the portal's own URL is an encrypted one."""
        behaviour = self.portal.trait.behaviour
        return behaviour.https != "closed" or behaviour.http == "closed"

    @property
    def url(self) -> str:
        """The portal's URL as the inventory gives it."""
        if self.has_https:
            return f"https://{self.portal.host}:{self.https_port}/"
        return f"http://{self.portal.host}:{self.http_port}/"

    @property
    def slug(self) -> str:
        """The slug of the portal's own trust label."""
        return slug(self.portal.host, self.number)


def ipv6_works() -> bool:
    """Whether this machine has the loopback address ::1."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind((IPV6, 0))
        return True
    return False


def settle(portals: Iterable[Portal], ipv6: bool) -> list[Place]:
    """A place for every portal, each with an IPv4 address and two ports of its own."""
    return [_settle(portal, number, ipv6) for number, portal in enumerate(portals, start=1)]


def _settle(portal: Portal, number: int, ipv6: bool) -> Place:
    ipv4 = f"127.66.0.{number}"
    addresses = [IPV6, ipv4] if ipv6 else [ipv4]
    doors = {service: bind_alike(addresses, [socket.SOCK_STREAM]) for service in ("https", "http")}
    return Place(
        portal=portal,
        number=number,
        ipv4=ipv4,
        https_port=doors["https"][0],
        http_port=doors["http"][0],
        sockets={
            (service, address): sock
            for service, (_, sockets) in doors.items()
            for (address, _), sock in sockets.items()
        },
    )


def bind_alike(addresses: Sequence[str], kinds: Sequence[socket.SocketKind]) -> tuple[int, Sockets]:
    """One free port, bound on all these addresses for all these kinds of socket."""
    for _ in range(_ATTEMPTS):
        port, sockets = secrets.choice(BELOW_EPHEMERAL), Sockets()
        try:
            for address in addresses:
                for kind in kinds:
                    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
                    sockets[address, kind] = sock
                    sock.bind((address, port))
        except OSError as error:
            for sock in sockets.values():
                sock.close()
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return port, sockets
    raise OSError(errno.EADDRINUSE, f"no port is free on all of {', '.join(addresses)}")


def leave_unanswered(listener: socket.socket) -> list[socket.socket]:
    """Let connections to a bound socket never come about: listen without a queue, and fill even that.

    Linux then drops every further SYN. The returned sockets keep the queue full until they are closed.
    """
    listener.listen(0)
    fillers = []
    for _ in range(2):
        filler = socket.socket(listener.family, socket.SOCK_STREAM)
        filler.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            filler.connect(listener.getsockname())
        fillers.append(filler)
    return fillers

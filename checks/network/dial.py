"""Opens TCP connections, and says in our words why one did not open."""

from __future__ import annotations

import errno
import os
import socket
import struct
from collections.abc import Callable

from checks.network.politeness.barred import BarredError
from checks.network.politeness.halting import Halting
from checks.observation import Reason, Unseen

# A kernel says EACCES or EPERM where a router or a firewall on the way, or here, forbids the way (RFC 4443 §3.1).
_UNREACHABLE = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.EADDRNOTAVAIL,
    errno.EAFNOSUPPORT,
    errno.ENETDOWN,
    errno.EACCES,
    errno.EPERM,
}
# This machine has no room for one more socket: that tells nothing about a peer.
_OURS = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
# Of struct tcp_info of Linux (uapi/linux/tcp.h): tcpi_last_data_sent and tcpi_last_data_recv; tcpi_bytes_received
_LAST_DATA = struct.Struct("=44xI4xI")
_BYTES_RECEIVED = struct.Struct("=128xQ")


class GuardedSocket(socket.socket):
    """A TCP socket that tells once when it is closed, so that its place at the address is given back."""

    on_close: Callable[[], None] | None = None
    on_decided: Callable[[float | OSError], None] | None = None
    """Is told in how many seconds the connection opened, or why it did not, by whoever waits for that."""

    def close(self) -> None:
        super().close()
        if self.on_close is not None:
            told, self.on_close = self.on_close, None
            told()


def decided(sock: socket.socket, outcome: float | OSError) -> None:
    """Tell a socket that was begun in how many seconds its connection opened, or why it did not."""
    if isinstance(sock, GuardedSocket) and sock.on_decided is not None:
        sock.on_decided(outcome)


def family_of(address: str) -> socket.AddressFamily:
    """AF_INET6 for an IPv6 address in text form, else AF_INET."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def connect(
    address: str, port: int, timeout: float, segment: int | None = None, halting: Halting | None = None
) -> GuardedSocket:
    """A connected TCP socket to an IP address, with `timeout` seconds for this and every later step.

    `segment` is the most bytes that the peer may put into one segment (RFC 9293 §3.7.1); None leaves that to the
    kernel. `halting` shuts the socket when all traffic is to end. Raises `TimeoutError` for silence and `OSError` for
    a refusal or a missing route.
    """
    sock = _socket(address)
    try:
        if halting is not None:
            halting.watch(sock)
        if segment is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
        sock.settimeout(timeout)
        sock.connect((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


def begin(address: str, port: int, halting: Halting | None = None) -> GuardedSocket:
    """A non-blocking TCP socket on its way to an IP address: writable once it is decided whether it got there.

    `halting` as in `connect`. Raises `OSError` where the kernel says at once that it will not.
    """
    sock = _socket(address, socket.SOCK_NONBLOCK)
    try:
        if halting is not None:
            halting.watch(sock)
        error = sock.connect_ex((address, port))
        if error not in (0, errno.EINPROGRESS):
            raise OSError(error, os.strerror(error))
    except BaseException:
        sock.close()
        raise
    return sock


def _socket(address: str, more: int = 0) -> GuardedSocket:
    family = family_of(address)
    sock = GuardedSocket(family, socket.SOCK_STREAM | more)
    if family is socket.AF_INET6:  # else ::ffff:192.0.2.1 would be IPv4 in disguise
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    return sock


def bytes_received(sock: socket.socket) -> int | None:
    """How many bytes a peer has sent over a TCP connection so far; None where the kernel does not count them."""
    told = _told_by_kernel(sock, _BYTES_RECEIVED)
    return int(told[0]) if told is not None else None


def answered_after(sock: socket.socket) -> float | None:
    """Seconds between our last bytes and the peer's over a TCP connection, by the kernel's clock: however late we
    read them. None where the kernel does not say."""
    told = _told_by_kernel(sock, _LAST_DATA)
    return max(0, int(told[0]) - int(told[1])) / 1000 if told is not None else None


def _told_by_kernel(sock: socket.socket, wanted: struct.Struct) -> tuple[int, ...] | None:
    try:
        told = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, wanted.size)
    except OSError:
        return None
    return wanted.unpack(told) if len(told) == wanted.size else None


def has_route(address: str) -> bool:
    """Whether this machine has a route to an IP address; asks the kernel and sends nothing."""
    try:
        with socket.socket(family_of(address), socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
    except OSError:
        return False
    return True


def unseen_because(error: OSError, what: str) -> Unseen:
    """The reason that a socket's error stands for; `what` names the endpoint or the step."""
    if isinstance(error, BarredError):
        return error.unseen
    if isinstance(error, TimeoutError):
        return Unseen(Reason.TIMEOUT, what)
    if isinstance(error, ConnectionRefusedError):
        return Unseen(Reason.REFUSED, what)
    if error.errno in _UNREACHABLE:
        return Unseen(Reason.UNREACHABLE, what)
    if error.errno in _OURS:
        return Unseen(Reason.OUR_ERROR, f"{what}: {error.strerror}")
    if isinstance(error, PermissionError):  # not the kernel's: it is our own scope that forbids
        return Unseen(Reason.NOT_AUTHORISED, what)
    return Unseen(Reason.PROTOCOL_ERROR, f"{what}: {error.strerror or type(error).__name__}")

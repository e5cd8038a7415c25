"""Opens TCP connections, and says in our words why one did not open."""

from __future__ import annotations

import errno
import os
import socket
import struct
from collections.abc import Callable

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
_BYTES_RECEIVED = struct.Struct("=128xQ")  # tcpi_bytes_received in struct tcp_info of Linux (uapi/linux/tcp.h)


class GuardedSocket(socket.socket):
    """A TCP socket that tells once when it is closed, so that its place at the address is given back."""

    on_close: Callable[[], None] | None = None

    def close(self) -> None:
        super().close()
        if self.on_close is not None:
            told, self.on_close = self.on_close, None
            told()


def family_of(address: str) -> socket.AddressFamily:
    """AF_INET6 for an IPv6 address in text form, else AF_INET."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def connect(address: str, port: int, timeout: float, segment: int | None = None) -> GuardedSocket:
    """A connected TCP socket to an IP address, with `timeout` seconds for this and every later step.

    `segment` is the most bytes that the peer may put into one segment (RFC 9293 §3.7.1); None leaves that to the
    kernel. Raises `TimeoutError` for silence and `OSError` for a refusal or a missing route.
    """
    sock = _socket(address)
    try:
        if segment is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
        sock.settimeout(timeout)
        sock.connect((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


def begin(address: str, port: int) -> GuardedSocket:
    """A non-blocking TCP socket on its way to an IP address: writable once it is decided whether it got there.

    Raises `OSError` where the kernel says at once that it will not.
    """
    sock = _socket(address, socket.SOCK_NONBLOCK)
    try:
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
    try:
        told = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_RECEIVED.size)
    except OSError:
        return None
    if len(told) < _BYTES_RECEIVED.size:
        return None
    (received,) = _BYTES_RECEIVED.unpack(told)
    return int(received)


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
    if isinstance(error, TimeoutError):
        return Unseen(Reason.TIMEOUT, what)
    if isinstance(error, ConnectionRefusedError):
        return Unseen(Reason.REFUSED, what)
    if error.errno in _UNREACHABLE:
        return Unseen(Reason.UNREACHABLE, what)
    if isinstance(error, PermissionError):  # not the kernel's: it is our own scope that forbids
        return Unseen(Reason.NOT_AUTHORISED, what)
    return Unseen(Reason.PROTOCOL_ERROR, f"{what}: {error.strerror or type(error).__name__}")

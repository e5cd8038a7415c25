"""A whole TLS handshake, done only to be shown the certificates; they are read here, never judged."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from functools import cache

from OpenSSL import SSL
from OpenSSL.crypto import X509

from checks.network.dial import unseen_because
from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.versions import Dial, server_name

MAX_BYTES = 256 * 1024
"""What a server may say before its handshake is given up; a certificate of OpenSSL's 100 KiB fits twice."""

_RESET = Unseen(Reason.TLS_HANDSHAKE, "the connection was reset during the handshake")


def certificate_chain(dial: Dial, host: str, address: str, port: int, timeout: float) -> Fact[Sequence[X509]]:
    """The certificates as the server sends them, its own first; never an empty list.

    Any version and any suite that shows a certificate will do. A server that shows its certificate and then
    breaks off, as one does that asks for the citizen's, has been seen too. `timeout` is in seconds, for the
    handshake.
    """
    try:
        sock = dial(address, port)
    except ConnectionResetError:
        return _RESET
    except OSError as error:
        return unseen_because(error, f"{address} port {port}")
    with sock:
        tls = SSL.Connection(_context(), None)
        if (name := server_name(host)) is not None:
            tls.set_tlsext_host_name(name.encode("ascii"))
        tls.set_connect_state()
        trouble = _shake_hands(tls, sock, time.monotonic() + timeout)
    chain = tls.get_peer_cert_chain()
    if chain:
        return Seen(chain)
    return trouble or Unseen(Reason.TLS_HANDSHAKE, "the server shows no certificate")


@cache
def _context() -> SSL.Context:
    """Accepts everything: what is wrong with a server is said by its facts, not by a failed handshake."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(b"ALL:eNULL:!aNULL:!PSK:!SRP:@SECLEVEL=0")
    context.set_options(SSL.OP_LEGACY_SERVER_CONNECT | SSL.OP_NO_TICKET)
    context.set_verify(SSL.VERIFY_NONE)
    return context


def _shake_hands(tls: SSL.Connection, sock: socket.socket, deadline: float) -> Unseen | None:
    """Carry bytes between the socket and the handshake until it is done; why not, when it is not."""
    received = 0
    while True:
        try:
            tls.do_handshake()
            done = True
        except SSL.WantReadError:
            done = False
        except SSL.Error as error:
            return _trouble(error)
        try:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            sock.settimeout(left)
            _send_pending(tls, sock)
            if done:
                return None
            chunk = sock.recv(16384)
        except TimeoutError:
            return Unseen(Reason.TIMEOUT, "the handshake was not finished in time")
        except OSError:
            return _RESET
        received += len(chunk)
        if not chunk:
            return Unseen(Reason.TLS_HANDSHAKE, "the connection was closed during the handshake")
        if received > MAX_BYTES:
            return Unseen(Reason.TOO_LARGE, f"a handshake of more than {MAX_BYTES} bytes")
        tls.bio_write(chunk)


def _send_pending(tls: SSL.Connection, sock: socket.socket) -> None:
    try:
        while True:
            sock.sendall(tls.bio_read(16384))
    except SSL.WantReadError:
        return


def _trouble(error: SSL.Error) -> Unseen:
    """OpenSSL's words for what went wrong, and which of our reasons they amount to."""
    stack = error.args[0] if error.args else []
    texts = [entry[2] for entry in stack if isinstance(entry, tuple)] if isinstance(stack, list) else [str(stack)]
    detail = "; ".join(texts) or type(error).__name__
    if "excessive message size" in detail:
        return Unseen(Reason.TOO_LARGE, detail)
    if "wrong version number" in detail or "packet length" in detail or "record layer failure" in detail:
        return Unseen(Reason.PROTOCOL_ERROR, detail)
    return Unseen(Reason.TLS_HANDSHAKE, detail)

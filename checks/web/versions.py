"""Which versions of HTTP beyond 1.1 the portal offers."""

from __future__ import annotations

import re
import socket
import ssl
import time
from functools import cache

from checks.look import Look, readable
from checks.network.dial import unseen_because
from checks.network.http import Head, lenient_tls
from checks.observation import Fact, Reason, Seen, Unseen

# RFC 7838 §3; `h3` is the version of RFC 9114, `h3-29` and its like are drafts.
_H3 = re.compile(r'(?:\A|,)[ \t]*+h3[ \t]*+=[ \t]*+"[^"]*+"')


def offers_http2(look: Look) -> Fact[bool]:
    """Whether HTTP/2 is picked when a client offers it (ALPN `h2`, RFC 9113 §3.2): one handshake, at one address.

    Asked at the first address that speaks TLS. False where the portal lives and its HTTPS port is closed.
    """
    attempts = {address: look.exchange(address, "https").tls for address in look.visible}
    for address, tls in attempts.items():
        if tls == Seen(True):
            return _picks_h2(look, address)
    return _why_none(look, [tls for tls in attempts.values() if isinstance(tls, Unseen)])


def offers_http3(look: Look) -> Fact[bool]:
    """Whether an answer over HTTPS says that the portal also speaks HTTP/3 (Alt-Svc, RFC 7838 §3, RFC 9114 §3.1.1).

    A wall or an error page without the header says nothing: servers leave it out of those.
    """
    told = [_tells_h3(look.exchange(address, "https").head) for address in look.visible]
    seen = [fact.value for fact in told if isinstance(fact, Seen)]
    if seen:
        return Seen(any(seen))
    return _why_none(look, [fact for fact in told if isinstance(fact, Unseen)])


def _tells_h3(head: Fact[Head]) -> Fact[bool]:
    if isinstance(head, Unseen):
        return head
    if _H3.search(head.value.headers.get("alt-svc", "")):
        return Seen(True)
    if "alt-svc" in head.value.left_out:
        return Unseen(Reason.TOO_LARGE, f"{head.value.url}: Alt-Svc")
    if head.value.status >= 400 and isinstance(failed := readable(head), Unseen):
        return failed
    return Seen(False)


def _why_none(look: Look, failed: list[Unseen]) -> Fact[bool]:
    """What it means that no address answered over HTTPS: a closed port is believed while the portal lives."""
    undecided = next((fact for fact in failed if fact.reason is not Reason.REFUSED), None)
    if undecided is not None:
        return undecided
    if any(look.alive(address) for address in look.visible):
        return Seen(False)
    return next(iter(failed), Unseen(Reason.UNREACHABLE, look.target.host))


def _picks_h2(look: Look, address: str) -> Fact[bool]:
    port, network = look.target.https_port, look.network
    what = f"{address} port {port}, asked for HTTP/2"
    try:
        sock = look.dial(address, port)
    except OSError as error:
        return unseen_because(error, what)
    with sock:
        try:
            return Seen(_picked(sock, look.target.host, network.timeout, network.deadline) == "h2")
        except ssl.SSLError as error:
            if "no application protocol" in str(error):  # an alert of RFC 7301 §3.2: it knows none of those offered
                return Seen(False)
            return Unseen(Reason.TLS_HANDSHAKE, f"{what}: {(error.reason or 'TLS failed').lower().replace('_', ' ')}")
        except TimeoutError:
            return Unseen(Reason.TIMEOUT, what)
        except (OSError, ValueError) as error:
            return Unseen(Reason.TLS_HANDSHAKE, f"{what}: {type(error).__name__}")


def _picked(sock: socket.socket, host: str, timeout: float, deadline: float) -> str | None:
    """The protocol that the server picks in one handshake. `timeout` bounds one silence, `deadline` the whole."""
    received, to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = _context().wrap_bio(received, to_send, server_hostname=host)
    until = time.monotonic() + deadline
    while True:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            is_done = False
        else:
            is_done = True
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        sock.settimeout(min(timeout, left))
        sock.sendall(to_send.read())
        if is_done:
            return tls.selected_alpn_protocol()
        piece = sock.recv(65536)
        if not piece:
            raise ConnectionError
        received.write(piece)


@cache
def _context() -> ssl.SSLContext:
    context = lenient_tls()
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context

"""Fetches one page from one address: the portal's name in Host and SNI, a pinned IP address underneath.

Redirects are reported, never followed here. Size and time are bounded whatever the server does.
"""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import http.client
import re
import socket
import ssl
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as HTTPTimeoutError
from urllib3.util import parse_url

from checks.network.answer import Answer
from checks.network.coding import PIECE, CodingError, unpacked
from checks.network.dial import answered_after, bytes_received, unseen_because
from checks.network.identity import user_agent
from checks.network.politeness.halting import Halting
from checks.network.watchdog import Watchdog
from checks.observation import Fact, Reason, Seen, Unseen

T = TypeVar("T")

BODY_LIMIT = 2 * 1024 * 1024
"""Bytes of a page that are read; a longer page is `too_large`."""
BARRED = (401, 403, 429)
"""The statuses of walls: what they hide is not seen."""
HEADER_LIMIT = 8192
"""Characters of one header; a longer one is left out: cut short, its meaning would be another."""
MOST_COOKIES = 50
"""Cookies of one answer that are read; each within `HEADER_LIMIT`."""
REDIRECTS = (301, 302, 303, 307, 308)
_UNANSWERED = (Reason.TIMEOUT, Reason.UNREACHABLE, Reason.REFUSED)

USER_AGENT = user_agent()
# What pages are written in; Python knows further "charsets" that fail or take quadratic time.
_CHARSET = re.compile(
    r"utf-?(8|16)|(iso-?8859-?|windows-?|cp)\d{1,4}|us-ascii|koi8-[ru]|big5|gbk|gb2312|gb18030|euc-(jp|kr)|shift_jis",
    re.IGNORECASE,
)
_HEADERS = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "vi,en;q=0.5"}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an HTTP answer. Header names are lower-case; `ms` is the time from the start to its arrival.

    `cookies` are the values of its Set-Cookie headers one by one; `left_out` names what was too long or too many.
    """

    url: str
    status: int
    headers: dict[str, str]
    ms: int
    cookies: tuple[str, ...] = field(default=(), kw_only=True)
    left_out: frozenset[str] = field(default=frozenset(), kw_only=True)

    @property
    def redirect(self) -> str | None:
        """Where the answer sends the browser, as a rule an absolute URL; None when it sends it nowhere."""
        location = self.headers.get("location")
        if self.status not in REDIRECTS or location is None:
            return None
        with contextlib.suppress(UnicodeError):  # http.client reads headers as Latin-1, servers write UTF-8
            location = location.encode("latin-1").decode()
        try:
            return urljoin(self.url, location)
        except ValueError:
            return location


@dataclass(frozen=True, slots=True)
class Page(Head):
    """A whole HTTP answer."""

    body: bytes
    _known: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, question: Hashable, tell: Callable[[], T]) -> T:
        """What is told from the page at most once, as several checks read the same one: it is not to be changed."""
        if question not in self._known:
            self._known[question] = tell()
        answer: T = self._known[question]
        return answer

    def learn_from(self, other: Page) -> None:
        """Know what was told from another page with the same URL, status, charset and body."""
        self._known.update(other._known)

    @property
    def text(self) -> str:
        """The body as text by its byte order mark, else its declared charset, UTF-8 by default.

        Undecodable bytes are replaced.
        """
        return self.once("text", self._decoded)

    def _decoded(self) -> str:
        if self.body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return self.body.decode("utf-16", "replace")
        charset = requests.utils.get_encoding_from_headers(requests.structures.CaseInsensitiveDict(self.headers))
        known = charset != "ISO-8859-1" and _CHARSET.fullmatch(charset or "")
        try:
            return self.body.decode(str(charset) if known else "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Exchange:
    """How far one request came: connected, TLS agreed, answer begun, answer whole.

    `tls` is None for plain HTTP; `certificate` is the leaf (DER), `certificate_sha256` its hash (hex), where TLS came
    about; `connect_ms` is how long the connection took. `flight_bytes` are those that the server sent until TLS was
    agreed, None without TLS. `attempts` is how often the request was made, of which this is the one that came furthest.
    `answered_after` is how many seconds the server took to begin its answer, where the kernel tells.
    """

    tcp: Fact[bool]
    tls: Fact[bool] | None
    head: Fact[Head]
    page: Fact[Page]
    certificate_sha256: str | None = None
    connect_ms: int | None = None
    flight_bytes: int | None = None
    attempts: int = 1
    certificate: bytes | None = None
    answered_after: float | None = None

    @property
    def is_unanswered(self) -> bool:
        """Whether it met with silence, a closed port or no way: what may be otherwise a moment later."""
        if isinstance(self.head, Seen) and self.head.value.redirect is not None:
            return False
        return isinstance(self.page, Unseen) and self.page.reason in _UNANSWERED

    def how_far(self) -> tuple[int, bool]:
        """Orders two attempts at one request: more that was seen comes after less, and silence after a refusal, which
        counts only when it is met twice."""
        steps = (self.tcp, self.tls, self.head, self.page)
        refused = isinstance(self.tcp, Unseen) and self.tcp.reason is Reason.REFUSED
        return sum(isinstance(step, Seen) for step in steps), not refused


@dataclass(slots=True)
class _Progress:
    connect_ms: int | None = None
    flight_bytes: int | None = None
    secured: bool = False
    certificate: bytes | None = None
    head: Head | None = None
    answered_after: float | None = None
    guard: socket.socket | None = None
    overdue: bool = field(default=False)

    @property
    def connected(self) -> bool:
        return self.connect_ms is not None

    def cut(self) -> None:
        """End the connection from another thread: the only way to bound a server that drips bytes."""
        self.overdue = True
        if self.guard is not None:
            with contextlib.suppress(OSError):
                self.guard.shutdown(socket.SHUT_RDWR)


_watchdog = Watchdog()


def lenient_tls() -> ssl.SSLContext:
    """A client context that agrees to whatever a server still speaks: the look must not fail on what it looks for.

    Certificates are not verified here; `checks.tls` tells what they are.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    context.set_alpn_protocols(["http/1.1"])
    return context


def fetch(
    url: str,
    connect: Callable[[], socket.socket],
    context: ssl.SSLContext,
    timeout: float,
    deadline: float,
    agent: str = USER_AGENT,
    halting: Halting | None = None,
) -> Exchange:
    """GET `url` over the socket that `connect` opens, saying to be `agent`.

    `timeout` bounds one silence and `deadline` the whole exchange, both in seconds; `halting` cuts it off at once.
    Never raises for what a server does.
    """
    progress = _Progress()
    started = time.monotonic()
    try:
        with _watchdog.within(deadline, progress.cut), (halting or Halting()).ending(progress.cut):
            page = _request(url, connect, context, timeout, agent, started, progress)
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        page = _unseen(error, url, progress)
    else:
        if progress.overdue:  # what was cut off can look complete
            page = Unseen(Reason.TIMEOUT, f"{url}: not finished in time")
    finally:
        if progress.guard is not None:
            progress.guard.close()
    return _exchange(url, progress, page)


def _exchange(url: str, progress: _Progress, page: Fact[Page]) -> Exchange:
    encrypted = url.startswith("https:")
    failed = page if isinstance(page, Unseen) else Unseen(Reason.OUR_ERROR, "answered without a connection")
    tcp: Fact[bool] = Seen(True) if progress.connected else failed
    tls: Fact[bool] | None = None
    if encrypted:
        tls = Seen(True) if progress.secured else failed
    digest = hashlib.sha256(progress.certificate).hexdigest() if progress.certificate else None
    head: Fact[Head] = Seen(progress.head) if progress.head else failed
    return Exchange(
        tcp,
        tls,
        head,
        page,
        digest,
        progress.connect_ms,
        progress.flight_bytes,
        certificate=progress.certificate,
        answered_after=progress.answered_after,
    )


def _request(
    url: str,
    connect: Callable[[], socket.socket],
    context: ssl.SSLContext,
    timeout: float,
    agent: str,
    started: float,
    progress: _Progress,
) -> Fact[Page]:
    with _pool(url, connect, context, progress) as pool:
        answer = pool.urlopen(
            "GET",
            parse_url(url).request_uri,
            headers={"User-Agent": agent, **_HEADERS},
            timeout=timeout,
            retries=False,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
        )
        try:
            ms = round((time.monotonic() - started) * 1000)
            head = _head(url, answer.status, dict(answer.headers), answer.headers.getlist("set-cookie"), ms)
            if not progress.overdue:
                progress.head = head
                progress.answered_after = answered_after(progress.guard) if progress.guard is not None else None
            body = bytearray()
            packed = answer.stream(PIECE, decode_content=False)
            for piece in unpacked(packed, answer.headers.get("content-encoding", "")):
                body += piece
                if len(body) > BODY_LIMIT:
                    return Unseen(Reason.TOO_LARGE, f"{url}: more than {BODY_LIMIT // 1024} KiB")
        finally:
            answer.close()
    return Seen(
        Page(head.url, head.status, head.headers, head.ms, bytes(body), cookies=head.cookies, left_out=head.left_out)
    )


def _head(url: str, status: int, headers: Mapping[str, str], cookies: Sequence[str], ms: int) -> Head:
    short = {name.lower(): value for name, value in headers.items() if len(value) <= HEADER_LIMIT}
    read = tuple(cookie for cookie in cookies[:MOST_COOKIES] if len(cookie) <= HEADER_LIMIT)
    left_out = {name.lower() for name in headers} - short.keys() - {"set-cookie"}
    if len(read) < len(cookies):
        left_out.add("set-cookie")
    return Head(url, status, short, ms, cookies=read, left_out=frozenset(left_out))


def _pool(
    url: str, connect: Callable[[], socket.socket], context: ssl.SSLContext, progress: _Progress
) -> HTTPConnectionPool:
    """A pool whose connections go where `connect` says and tell `progress` how far they came."""
    target = urlsplit(url)

    def opened() -> socket.socket:
        began = time.monotonic()
        sock = connect()
        progress.connect_ms = round((time.monotonic() - began) * 1000)
        progress.guard = sock.dup()
        if progress.overdue:  # the time ran out before there was anything to cut
            progress.cut()
        return sock

    pool: HTTPConnectionPool
    if target.scheme == "http":
        pool = HTTPConnectionPool(target.hostname or "", target.port, opened=opened)
        pool.ConnectionCls = _Plain
        return pool
    pool = HTTPSConnectionPool(
        target.hostname or "",
        target.port,
        ssl_context=context,
        assert_hostname=False,
        opened=opened,
        progress=progress,
    )
    pool.ConnectionCls = _Secure
    return pool


class _Plain(HTTPConnection):
    response_class = Answer

    def __init__(self, *given: Any, opened: Callable[[], socket.socket], **named: Any) -> None:
        super().__init__(*given, **named)
        self._opened = opened

    def _new_conn(self) -> socket.socket:
        return self._opened()


class _Secure(HTTPSConnection):
    response_class = Answer

    def __init__(self, *given: Any, opened: Callable[[], socket.socket], progress: _Progress, **named: Any) -> None:
        super().__init__(*given, **named)
        self._opened, self._progress = opened, progress

    def _new_conn(self) -> socket.socket:
        return self._opened()

    def connect(self) -> None:
        super().connect()
        progress = self._progress
        progress.secured = True
        if progress.guard is not None:
            progress.flight_bytes = bytes_received(progress.guard)
        progress.certificate = self.sock.getpeercert(binary_form=True)  # type: ignore[union-attr]
        self.is_verified = True  # quiets urllib3: whether it may be trusted is the TLS check's question


def _unseen(error: BaseException, url: str, progress: _Progress) -> Unseen:
    """The reason behind an error of urllib3, http.client, ssl or the socket."""
    if progress.overdue:
        return Unseen(Reason.TIMEOUT, f"{url}: not finished in time")
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            reason = Reason.PROTOCOL_ERROR if progress.secured else Reason.TLS_HANDSHAKE
            return Unseen(reason, f"{url}: {(cause.reason or 'TLS failed').lower().replace('_', ' ')}")
        if isinstance(cause, OSError):
            seen = unseen_because(cause, url)
            if seen.reason is Reason.OUR_ERROR:
                return seen
            if progress.connected and not progress.secured and url.startswith("https:"):
                timed_out = seen.reason is Reason.TIMEOUT
                return Unseen(Reason.TIMEOUT if timed_out else Reason.TLS_HANDSHAKE, seen.detail)
            return seen
    if isinstance(error, HTTPTimeoutError):
        return Unseen(Reason.TIMEOUT, url)
    if isinstance(error, CodingError):
        return Unseen(Reason.PROTOCOL_ERROR, f"{url}: {error}")
    return Unseen(Reason.PROTOCOL_ERROR, f"{url}: {type(error).__name__}")


def _causes(error: BaseException) -> list[BaseException]:
    """The error and everything it was made from, innermost last."""
    found: list[BaseException] = []
    queue: list[BaseException] = [error]
    while queue and len(found) < 20:
        current = queue.pop(0)
        if current in found:
            continue
        found.append(current)
        nested = [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
        queue += [item for item in nested if isinstance(item, BaseException)]
    return found

"""Answers over HTTP whether the service lives (`/healthz`), can work (`/readyz`), and what it measures (`/metrics`).

Nothing here names a portal, changes anything or believes what a client sends: a GET of three paths, a few at a time,
each within seconds.
"""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from agent.errors import InputError
from agent.store.engine import Database
from agent.store.errors import StoreError
from agent.texts import _
from agent.watching.metrics import exposition
from agent.watching.state import State, beat_of, schema_of, state_of

if TYPE_CHECKING:
    from agent.settings import ServiceSettings

log = logging.getLogger(__name__)

AT_ONCE = 16
"""Connections answered side by side; another one is closed unanswered."""
PATIENCE = 5.0
"""Seconds that a client may take to ask and to take the answer, all in all."""
KEPT = 5.0
"""Seconds for which a state is told again rather than asked for again."""
_TEXT = "text/plain; version=0.0.4; charset=utf-8"
_JSON = "application/json"


@contextmanager
def serve(settings: ServiceSettings, database: Database) -> Iterator[tuple[str, int] | None]:
    """Answer while the block runs, in threads of its own; yields the address and port, None where none is to be.

    Raises `InputError` where the address can't be listened on.
    """
    address = settings.watching.address
    if address is None:
        yield None
        return
    try:
        server = _Server(address, _Answers(settings, database))
    except OSError as error:
        raise InputError(
            _("watching.listen {address} can't be used ({why}); name another address or port, or none").format(
                address=settings.watching.listen, why=error.strerror
            )
        ) from error
    thread = threading.Thread(target=server.serve_forever, args=[0.1], name="watching", daemon=True)
    thread.start()
    try:
        yield address[0], server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answers:
    """What each path answers: status, content type and body."""

    def __init__(self, settings: ServiceSettings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._revision = schema_of(database)
        self._lock = threading.Lock()
        self._state: State | None = None
        self._until = 0.0
        self._metrics = exposition(self._kept_state)

    def to(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """The answer to a GET of `path`."""
        match path:
            case "/healthz":
                return _told(self._ailments())
            case "/readyz":
                return _told(self._obstacles())
            case "/metrics":
                return HTTPStatus.OK, _TEXT, self._metrics()
        return HTTPStatus.NOT_FOUND, _JSON, b'{"status": "unknown path"}\n'

    def _ailments(self) -> list[str]:
        try:
            beat = beat_of(self._database)
        except StoreError:
            return ["database"]
        return [] if beat is not None and beat.fresh(datetime.now(UTC)) else ["silent"]

    def _obstacles(self) -> list[str]:
        found = self._ailments()
        if "database" in found:
            return found
        try:
            return found + (["schema"] if schema_of(self._database) != self._revision else [])
        except StoreError:
            return ["database"]

    def _kept_state(self) -> State | None:
        with self._lock:
            if time.monotonic() >= self._until:
                try:
                    self._state = state_of(self._database, self._settings, datetime.now(UTC), self._state)
                except StoreError as error:
                    log.warning("metrics: %s", error)
                    self._state = None
                self._until = time.monotonic() + KEPT
            return self._state


def _told(reasons: list[str]) -> tuple[HTTPStatus, str, bytes]:
    status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
    body = {"status": "unavailable" if reasons else "ok", "reasons": reasons}
    return status, _JSON, f"{json.dumps(body)}\n".encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], answers: _Answers) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.answers = answers
        self._places = threading.BoundedSemaphore(AT_ONCE)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own while there is a place for it."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer while the client is in time, and free the place."""
        end = threading.Timer(PATIENCE, _cut, [request])
        end.daemon = True
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """What a client does wrong is no news; what we do wrong is."""
        log.debug("watching: an answer failed", exc_info=True)


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Answer one request and close."""
        status, kind, body = self._answer()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        """The same without the body."""
        self.do_GET()

    def version_string(self) -> str:
        """What the answers call us: no version that would help an attacker."""
        return "tuanthu"

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 (the base class names it so)
        """Requests are not logged: what they say is the client's."""

    def _answer(self) -> tuple[HTTPStatus, str, bytes]:
        try:
            return self.server.answers.to(self.path.partition("?")[0])
        except Exception:
            log.exception("watching: %s", "our failure")
            return HTTPStatus.INTERNAL_SERVER_ERROR, _JSON, b'{"status": "our failure"}\n'

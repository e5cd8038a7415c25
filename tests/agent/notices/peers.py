"""Peers of the senders, real ones on loopback: a mail server, a receiver of posts, a log collector."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.servers import free_port

PATIENCE = 15.0
LOGIN = LoginPassword(b"tuanthu", b"mat-khau")


class Mailbox:
    """What a mail server took, as messages; `refuses` is what it answers to recipients instead."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuses = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """aiosmtpd asks for each recipient."""
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """aiosmtpd hands over each message."""
        self.messages.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"


@contextmanager
def mail_server(box: Mailbox, tls: SSLContext, implicit: bool = False, port: int = 0) -> Iterator[int]:
    """A mail server that takes mail over TLS, and after STARTTLS from `LOGIN` alone; yields its port."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data == LOGIN, handled=False)

    how: dict[str, Any] = {"tls_context": tls, "require_starttls": True, "authenticator": check, "auth_required": True}
    if implicit:
        how = {"ssl_context": tls}
    controller = Controller(box, hostname="127.0.0.1", port=port or free_port(), **how)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


class Receiver(HTTPServer):
    """Takes posts: headers and bodies in `posts`; answers with the statuses in `answers`, then 204."""

    def __init__(self, tls: SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve in a thread; yields the address to post to."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"{self._scheme}://localhost:{self.server_port}/hook"
        finally:
            self.shutdown()
            thread.join()
            self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        """Note the post and answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        said = b"" if status == 204 else b"not now"
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing on stderr."""


@contextmanager
def collector(folder: Path, ca: Path, certificate: Path) -> Iterator[tuple[int, Path]]:
    """rsyslog with TLS, which writes each message to a file as it took it; yields its port and the file."""
    port, file = free_port(), folder / "collected.log"
    configuration = folder / "rsyslog.conf"
    configuration.write_text(
        f"""\
global(workDirectory="{folder}" maxMessageSize="16k" defaultNetstreamDriver="ossl"
  defaultNetstreamDriverCAFile="{ca}" defaultNetstreamDriverCertFile="{certificate}"
  defaultNetstreamDriverKeyFile="{certificate}" parser.escapeControlCharactersOnReceive="on")
module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
input(type="imtcp" address="127.0.0.1" port="{port}")
template(name="fields" type="string"
  string="%syslogfacility%|%syslogseverity%|%timestamp:::date-rfc3339%|%app-name%|%msgid%|%msg%\\n")
action(type="omfile" file="{file}" template="fields")
"""
    )
    few_files = ["prlimit", "--nofile=1024"]  # it closes every number that a file could have before it begins
    command = [*few_files, "/usr/sbin/rsyslogd", "-n", "-f", str(configuration), "-i", str(folder / "rsyslog.pid")]
    with (folder / "rsyslog.out").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield port, file
    finally:
        process.terminate()
        process.wait(PATIENCE)


def collected(file: Path, count: int) -> list[str]:
    """The lines of the collector's file, once there are so many."""
    end = time.monotonic() + PATIENCE
    lines: list[str] = []
    while len(lines) < count and time.monotonic() < end:
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        time.sleep(0.02)
    return lines

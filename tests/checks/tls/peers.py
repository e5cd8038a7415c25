"""Peers for the tests of this folder: `openssl s_server`, nginx, and sockets that answer a hello as they like."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks.tls.wire.encoding import VERSION_CODES
from tests.servers import free_port

Endpoint = tuple[str, int]


def program(name: str) -> str:
    """The path of a program; without it the test is skipped, but never in CI."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found is None:
        reason = f"{name} is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextlib.contextmanager
def openssl_server(certificate: Path, *options: str) -> Iterator[Endpoint]:
    """`openssl s_server` on a free port, with a file that holds key and certificate."""
    command = [program("openssl"), "s_server", "-accept", "127.0.0.1:0", "-cert", str(certificate), "-key"]
    with subprocess.Popen(
        [*command, str(certificate), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = next((line for line in process.stdout if line.startswith("ACCEPT")), "")
            assert line, "openssl s_server did not start"
            yield "127.0.0.1", int(line.rpartition(":")[2])
        finally:
            process.terminate()


@contextlib.contextmanager
def nginx_server(folder: Path, certificate: Path, *lines: str) -> Iterator[Endpoint]:
    """nginx on a free port, with a file that holds key and certificate, and more lines for its server block."""
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"user root root; daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;\n"
        "events { worker_connections 64; }\n"
        f"http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};\n"
        f"fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};\n"
        f"server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {certificate}; ssl_certificate_key {certificate};\n"
        + "\n".join(lines)
        + "\n} }\n"
    )
    command = [program("nginx"), "-p", str(folder), "-c", str(configuration)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield "127.0.0.1", port
        finally:
            process.terminate()


def server_hello(code: int, suite: int, extensions: bytes = b"") -> bytes:
    """A ServerHello in its record (RFC 5246 §7.4.1.3)."""
    body = code.to_bytes(2) + bytes(32) + b"\0" + suite.to_bytes(2) + b"\0"
    if extensions:
        body += len(extensions).to_bytes(2) + extensions
    message = b"\2" + len(body).to_bytes(3) + body
    return record(22, message)


def tls13_hello(suite: int = 0x1301) -> bytes:
    return server_hello(0x0303, suite, b"\0\x2b\0\2\3\4")


def record(kind: int, fragment: bytes) -> bytes:
    return bytes([kind, 3, 3]) + len(fragment).to_bytes(2) + fragment


def alert(code: int, level: int = 2) -> bytes:
    return record(21, bytes([level, code]))


def read_hello(connection: socket.socket) -> str:
    """The version that a hello asks for."""
    data = connection.recv(4096)
    if data[:1] >= b"\x80":
        return "SSLv2"
    if re.search(
        rb"\x00\x2b\x00[\x03\x05][\x02\x04](..)?\x03\x04", data, re.DOTALL
    ):  # with or without a GREASE version
        return "TLSv1.3"
    code = int.from_bytes(data[9:11])
    return next(name for name, number in VERSION_CODES.items() if number == code)


def reset(connection: socket.socket) -> None:
    """Close by RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def send_slowly(connection: socket.socket, data: bytes) -> None:
    """One byte every twentieth of a second, until all are sent or the other side leaves."""
    connection.settimeout(0.05)
    for byte in data:
        connection.sendall(bytes([byte]))
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            continue


def hold(connection: socket.socket) -> None:
    """Say nothing until the other side goes."""
    while connection.recv(4096):
        pass


def speaks(*versions: str, otherwise: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """A peer that chooses a suite for these versions and does something else with every other hello."""

    def talk(connection: socket.socket) -> None:
        version = read_hello(connection)
        if version not in versions:
            otherwise(connection)
        elif version == "TLSv1.3":
            connection.sendall(tls13_hello())
        else:
            connection.sendall(server_hello(VERSION_CODES[version], 0x002F))

    return talk


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
    pytest.fail("the server did not start")

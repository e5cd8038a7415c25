"""Small real servers on loopback for tests: they listen, stay silent, answer or misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import multiprocessing
import secrets
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from tests.lab.name_server import NameServer
from tests.lab.places import BELOW_EPHEMERAL, bind_alike

Talk = Callable[[socket.socket], None]


_HELD: list[socket.socket] = []


@functools.cache
def closed_port() -> int:
    """A port that refuses on every address of both families: it is bound, so that nobody else comes to listen there."""
    while True:
        port, held = _bound(0)
        if held:
            _HELD.extend(held)
            return port


def free_port() -> int:
    """A port to listen on, free on every address of both families, that the kernel gives to nobody unasked."""
    while True:
        port, held = _bound(secrets.choice(BELOW_EPHEMERAL))
        for sock in held:
            sock.close()
        if held:
            return port


def _bound(port: int) -> tuple[int, list[socket.socket]]:
    """A port with a socket bound to it on all addresses of each family; without sockets where it is taken."""
    held: list[socket.socket] = []
    try:
        for family, every in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
            sock = socket.socket(family)
            held.append(sock)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind((every, port))
            port = sock.getsockname()[1]
    except OSError:
        for sock in held:
            sock.close()
        return port, []
    return port, held


@contextlib.contextmanager
def listening(address: str = "127.0.0.1") -> Iterator[tuple[str, int]]:
    """A port that accepts connections in the kernel and says nothing."""
    with socket.create_server((address, 0), family=socket.AF_INET6 if ":" in address else socket.AF_INET) as server:
        yield address, server.getsockname()[1]


@contextlib.contextmanager
def silent_port() -> Iterator[tuple[str, int]]:
    """A port that leaves connection attempts without an answer: its queue is full."""
    with socket.socket() as server, contextlib.ExitStack() as fillers:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            filler = fillers.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
        yield "127.0.0.1", server.getsockname()[1]


@contextlib.contextmanager
def talking(
    talk: Talk, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[tuple[str, int]]:
    """A server that hands each connection to `talk`, in a thread of its own, and closes it afterwards."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ssl.SSLError), connection:
            connection.settimeout(10)
            if tls is None:
                talk(connection)
            else:
                with tls.wrap_socket(connection, server_side=True) as secured:
                    talk(secured)

    def accept(server: socket.socket) -> None:
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            threads.append(threading.Thread(target=serve, args=(connection,), daemon=True))
            threads[-1].start()

    with socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET) as server:
        server.settimeout(0.1)
        acceptor = threading.Thread(target=accept, args=(server,))
        acceptor.start()
        try:
            yield address, server.getsockname()[1]
        finally:
            stop.set()
            acceptor.join()
            for thread in threads:
                thread.join(12)


def talking_on(stack: contextlib.ExitStack, talks: Mapping[str, Talk | None], tls: ssl.SSLContext) -> int:
    """Servers on several addresses at one port, which is returned; an address without a talk refuses."""
    port, sockets = bind_alike(tuple(talks), [socket.SOCK_STREAM])
    for sock in sockets.values():
        sock.close()
    for address, talk in talks.items():
        if talk is not None:
            stack.enter_context(talking(talk, address, tls, port))
    return port


def read_request(connection: socket.socket) -> bytes:
    """The head of one HTTP request."""
    received = b""
    while b"\r\n\r\n" not in received and (piece := connection.recv(4096)):
        received += piece
    return received


def answering(status: int = 200, headers: str = "", body: bytes = b"<title>x</title>") -> Talk:
    """Answers one HTTP request with fixed status, header lines (each ending in CRLF) and body."""
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"

    def talk(connection: socket.socket) -> None:
        if read_request(connection):
            connection.sendall(head.encode() + body)

    return talk


def self_signed(folder: Path, name: str = "a.test") -> ssl.SSLContext:
    """A server's TLS context with a fresh self-signed certificate for `name`, made by openssl."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90"
    named: list[str | Path] = [
        "-subj",
        f"/CN={name}",
        "-addext",
        f"subjectAltName=DNS:{name}",
        "-keyout",
        key,
        "-out",
        certificate,
    ]
    subprocess.run([*make.split(), *named], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@contextlib.contextmanager
def name_server(server: NameServer, addresses: tuple[str, ...] = ("127.0.0.53",)) -> Iterator[int]:
    """Run the lab's name server on these addresses over UDP and TCP in a process; yields the port they share."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve_names, args=(server, addresses, there))
    process.start()
    there.close()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()
        process.close()


def _serve_names(server: NameServer, addresses: tuple[str, ...], ready: Connection) -> None:
    async def serve() -> None:
        port, sockets = bind_alike(addresses, [socket.SOCK_STREAM, socket.SOCK_DGRAM])
        for address in addresses:
            await server.serve(sockets[address, socket.SOCK_DGRAM], sockets[address, socket.SOCK_STREAM])
        ready.send(port)
        await asyncio.Event().wait()

    asyncio.run(serve())

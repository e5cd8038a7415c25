"""Real name servers on loopback: NSD, Unbound as an open resolver, and ours where one shall misbehave."""

from __future__ import annotations

import contextlib
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import dns.exception
import dns.message
import dns.query

from tests.checks.tls.peers import program
from tests.servers import free_port

Answer = Callable[[bytes], bytes | None]
"""The reply to a query, both in wire format; None for silence."""

_PATIENCE = 15.0


@contextlib.contextmanager
def nsd(
    folder: Path, addresses: Sequence[str], port: int, zones: Mapping[str, str], open_zones: Sequence[str] = ()
) -> Iterator[None]:
    """NSD with these zones (name → zone file) at these addresses; it transfers those in `open_zones` to anyone."""
    folder.mkdir()
    for number, text in enumerate(zones.values()):
        (folder / f"{number}.zone").write_text(text)
    lines = ["server:", *(f"  ip-address: {address}" for address in addresses), f"  port: {port}"]
    lines += ['  username: ""', '  chroot: ""', '  database: ""', '  pidfile: ""', "  server-count: 1"]
    lines += ["  rrl-ratelimit: 0", f"  zonesdir: {folder}", f"  zonelistfile: {folder}/zone.list"]
    lines += [f"  xfrdfile: {folder}/xfrd.state", f"  xfrdir: {folder}"]
    lines += ["remote-control:", "  control-enable: no"]
    for number, zone in enumerate(zones):
        lines += ["zone:", f'  name: "{zone}"', f"  zonefile: {number}.zone"]
        if zone in open_zones:
            lines += ["  provide-xfr: 127.0.0.0/8 NOKEY"]
    config = folder / "nsd.conf"
    config.write_text("\n".join(lines) + "\n")
    with _running([program("nsd"), "-d", "-c", str(config)], folder, addresses, port):
        yield


@contextlib.contextmanager
def unbound(folder: Path, address: str, port: int, root: str, zones: Mapping[str, str]) -> Iterator[None]:
    """Unbound as an open resolver whose root server is at `root`, and which serves `zones` with authority."""
    folder.mkdir()
    lines = ["server:", f"  interface: {address}", f"  port: {port}", "  access-control: 127.0.0.0/8 allow_snoop"]
    lines += ['  username: ""', '  chroot: ""', '  pidfile: ""', f"  directory: {folder}", "  use-syslog: no"]
    lines += ["  do-not-query-localhost: no", "  module-config: iterator", "  do-ip6: no", "  num-threads: 1"]
    lines += ['  local-zone: "test." nodefault']
    lines += ["remote-control:", "  control-enable: no"]
    lines += ["stub-zone:", '  name: "."', f"  stub-addr: {root}@{port}", "  stub-prime: no"]
    for number, (zone, text) in enumerate(zones.items()):
        (folder / f"{number}.zone").write_text(text)
        lines += ["auth-zone:", f'  name: "{zone}"', f"  zonefile: {folder}/{number}.zone"]
        lines += ["  for-downstream: yes", "  for-upstream: no", "  fallback-enabled: no"]
    config = folder / "unbound.conf"
    config.write_text("\n".join(lines) + "\n")
    with _running([program("unbound"), "-d", "-p", "-c", str(config)], folder, [address], port):
        yield


@contextlib.contextmanager
def _running(command: list[str], folder: Path, addresses: Sequence[str], port: int) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for address in addresses:
            _wait(process, address, port, folder / "log")
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, port: int, log: Path) -> None:
    """Until the server answers over TCP, which it opens last."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, EOFError, dns.exception.DNSException):
            dns.query.tcp(dns.message.make_query(".", "SOA"), address, 1, port)
            return
        time.sleep(0.02)
    raise RuntimeError(log.read_text(errors="replace"))


@contextlib.contextmanager
def datagrams(answer: Answer, address: str, port: int | None = None) -> Iterator[int]:
    """A name server over UDP alone, at a free port where none is named; yields its port."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((address, port or free_port()))
        sock.settimeout(0.1)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    query, client = sock.recvfrom(4096)
                    reply = answer(query)
                    if reply is not None:
                        sock.sendto(reply, client)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield int(sock.getsockname()[1])
        finally:
            stop.set()
            thread.join()


def framed(answer: Answer) -> Callable[[socket.socket], None]:
    """What a name server over TCP alone says on a connection (see `tests.servers.talking`)."""

    def talk(connection: socket.socket) -> None:
        while len(head := connection.recv(2, socket.MSG_WAITALL)) == 2:
            reply = answer(connection.recv(struct.unpack("!H", head)[0], socket.MSG_WAITALL))
            if reply is not None:
                connection.sendall(struct.pack("!H", len(reply)) + reply)

    return talk

"""A small DNS of its own: zones signed by ldns, served by NSD from the root down, shown by NSD itself or by Unbound."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.query
import pytest

from tests.servers import free_port

ADDRESS = "127.0.0.1"
NOW = datetime.now(UTC)
PROGRAMS = ("nsd", "unbound", "ldns-keygen", "ldns-signzone")

HOSTS = "www A 192.0.2.1\nwww AAAA 2001:db8::1\n"


def same(text: str) -> str:
    """Leaves a text as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone. `signing`: options of ldns-signzone beside the dates, None for an unsigned zone.

    `changed` alters the text once it is signed. `digest` alters the DS record that the parent publishes; None: it
    publishes none. Without `delegated` the text of the parent has to delegate it.
    """

    name: str
    records: str = HOSTS
    signing: Sequence[str] | None = ()
    algorithm: str = "ECDSAP256SHA256"
    changed: Callable[[str], str] = same
    digest: Callable[[str], str] | None = same
    delegated: bool = True
    keys: dict[str, str] = field(default_factory=dict)
    """Of the signed zone, once made: `base`, `key` and `ds`."""


def lasting(first: int, last: int) -> list[str]:
    """The options for signatures that are valid from one day to another, counted from today."""
    return [word for flag, days in (("-i", first), ("-e", last)) for word in (flag, stamp(days))]


def stamp(days: int) -> str:
    """A time so many days from now, as signatures have it (RFC 4034 §3.2)."""
    return (NOW + timedelta(days=days)).strftime("%Y%m%d%H%M%S")


def needed() -> None:
    """What is not installed skips the test, but never in CI."""
    folders = os.environ.get("PATH", "") + ":/usr/sbin"
    absent = [program for program in PROGRAMS if shutil.which(program, path=folders) is None]
    if absent:
        reason = f"not installed: {', '.join(absent)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@contextlib.contextmanager
def served(zones: Sequence[Zone], folder: Path) -> Iterator[int]:
    """NSD with all these zones; yields its port on `ADDRESS`."""
    for zone in zones:
        if zone.signing is not None:
            _make_key(zone, folder)
    lines = []
    for number, zone in enumerate(zones):
        file = folder / f"zone{number}"
        file.write_text(_text(zone, zones, file))
        lines.append(f'zone:\n  name: "{zone.name}"\n  zonefile: "{file}"\n')
    port = free_port()
    server = f'ip-address: {ADDRESS}@{port}\n username: ""\n chroot: ""\n database: ""\n server-count: 1'
    state = "".join(f' {key}: "{folder / key}"\n' for key in ("pidfile", "xfrdfile", "zonelistfile"))
    control = "remote-control:\n control-enable: no\n"
    (folder / "nsd.conf").write_text(f"server:\n {server}\n{state} xfrdir: {folder}\n{control}{''.join(lines)}")
    with _running(["/usr/sbin/nsd", "-d", "-c", str(folder / "nsd.conf")], port, folder / "nsd.log"):
        yield port


@contextlib.contextmanager
def resolved(upstream: int, folder: Path, anchor: str = "") -> Iterator[int]:
    """An Unbound before the NSD at a port; yields its port. It validates only when it is given an anchor."""
    port = free_port()
    lines = [
        "server:",
        *(f'  {key}: ""' for key in ("username", "chroot", "logfile")),
        f'  pidfile: "{folder / "unbound.pid"}"',
        f'  directory: "{folder}"',
        f"  interface: {ADDRESS}@{port}",
        "  do-not-query-localhost: no",
        "  do-ip6: no",
        "  num-threads: 1",
        f'  module-config: "{"validator " if anchor else ""}iterator"',
        *([f'  trust-anchor: "{anchor}"'] if anchor else []),
        '  local-zone: "test." nodefault',
        "  private-domain: test.",
        "remote-control:",
        "  control-enable: no",
        "forward-zone:",
        '  name: "."',
        f"  forward-addr: {ADDRESS}@{upstream}",
    ]
    (folder / "unbound.conf").write_text("\n".join(lines) + "\n")
    with _running(["/usr/sbin/unbound", "-d", "-c", str(folder / "unbound.conf")], port, folder / "unbound.log"):
        yield port


@contextlib.contextmanager
def forwarded(upstream: int, change: Callable[[dns.message.Message], dns.message.Message]) -> Iterator[int]:
    """A forwarder over UDP before the server at a port that changes every reply; yields its port."""
    port = free_port()
    stop = threading.Event()

    def reply_to(wire: bytes) -> bytes:
        question = dns.message.from_wire(wire)
        return change(dns.query.tcp(question, ADDRESS, 5, upstream)).to_wire(max_size=65535)

    def datagrams(sock: socket.socket) -> None:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                wire, peer = sock.recvfrom(4096)
                sock.sendto(reply_to(wire), peer)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((ADDRESS, port))
        sock.settimeout(0.1)
        thread = threading.Thread(target=datagrams, args=(sock,))
        thread.start()
        try:
            yield port
        finally:
            stop.set()
            thread.join()


def without(kind: str) -> Callable[[str], str]:
    """Takes the records out of a signed zone whose lines hold a text, tabs being blanks."""

    def change(text: str) -> str:
        return "".join(line for line in text.splitlines(keepends=True) if kind not in line.replace("\t", " "))

    return change


def replaced(old: str, new: str) -> Callable[[str], str]:
    """Replaces a text that must be there."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def _make_key(zone: Zone, folder: Path) -> None:
    made = subprocess.run(
        ["ldns-keygen", "-a", zone.algorithm, "-b", "2048", "-k", "-r", "/dev/urandom", zone.name],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    base = folder / made.stdout.strip()
    zone.keys.update(base=str(base), key=Path(f"{base}.key").read_text(), ds=Path(f"{base}.ds").read_text())


def _text(zone: Zone, zones: Sequence[Zone], file: Path) -> str:
    apex = f"$ORIGIN {zone.name}\n$TTL 300\n@ IN SOA ns. admin. 1 3600 600 86400 60\n@ IN NS ns.\n"
    text = apex + zone.records + "".join(map(_delegation, _children(zone, zones)))
    if zone.signing is None:
        return zone.changed(text)
    file.write_text(text)
    signed = file.with_suffix(".signed")
    options = ["-o", zone.name, "-f", str(signed), *lasting(-5, 20), *zone.signing]
    subprocess.run(["ldns-signzone", *options, str(file), zone.keys["base"]], check=True, capture_output=True)
    return zone.changed(signed.read_text())


def _children(zone: Zone, zones: Sequence[Zone]) -> list[Zone]:
    """The zones that have none of the others between them and this one."""

    def parent(child: Zone) -> Zone:
        above = [
            other for other in zones if other is not child and f".{child.name}".endswith(f".{other.name.lstrip('.')}")
        ]
        return max(above, key=lambda other: len(other.name))

    return [child for child in zones if child.delegated and child.name != "." and parent(child) is zone]


def _delegation(child: Zone) -> str:
    digest = child.digest(child.keys["ds"]) if child.digest and child.keys else ""
    return f"{child.name} IN NS ns.\n{digest}"


@contextlib.contextmanager
def _running(command: Sequence[str], port: int, log: Path) -> Iterator[None]:
    """A name server that answers until the end of the context."""
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            _await_answer(port, process, log)
            yield
        finally:
            process.terminate()


def _await_answer(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    question = dns.message.make_query(".", "SOA")
    for _ in range(100):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError, dns.exception.DNSException):
            if dns.query.udp(question, ADDRESS, 1, port).answer:
                return
        time.sleep(0.1)
    raise RuntimeError(log.read_text())

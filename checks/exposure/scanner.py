"""Drives nmap through python-nmap, which is under the GPL: the one place that imports it.

A TCP connect scan as an ordinary user, and a light look at what answers on the ports that are open.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

import nmap

from checks.network.politeness import Rate
from checks.observation import Fact, Reason, Seen, Unseen

LONGEST = 900.0
"""Seconds that the scan of one address may take."""
MOST_OPEN = 40
"""More ports open than this is no host but a shield before it that takes every connection."""

_LONGEST_WORD = 100
_SLACK = 15.0
_SURE = 5  # nmap's confidence (0 to 10) above which a service was recognised, not guessed by its port
_NOT_RECOGNISED = frozenset({"", "unknown", "tcpwrapped"})


@dataclass(frozen=True, slots=True)
class OpenPort:
    """A port that takes connections; `service` is None where what answers was not recognised, `product` and
    `version` where it does not tell them."""

    port: int
    service: str | None
    product: str | None
    version: str | None


@dataclass(frozen=True, slots=True)
class Scan:
    """What one scan of an address saw; `tool` names nmap with its version, `asked` is how many ports were asked."""

    ports: tuple[OpenPort, ...]
    asked: int
    seconds: int
    tool: str


def nmap_version() -> str | None:
    """The version of the nmap of this machine; None when there is none."""
    try:
        major, minor = nmap.PortScanner().nmap_version()
    except nmap.PortScannerError:
        return None
    return f"{major}.{minor:02d}"


def seconds_needed(ports: int, rate: Rate) -> float:
    """How long a scan may take at a rate: every port asked twice, each in silence, and what is open asked its name."""
    each = max(1 / rate.per_second, 2 / rate.connections)
    return 120 + 2 * ports * each


def scan(address: str, ports: Collection[int], rate: Rate, longest: float = LONGEST) -> Fact[Scan]:
    """Scan the TCP ports of one IP address, no harder than `rate`; takes up to `longest` seconds.

    A port that is filtered is not open. Unseen: no nmap here (`tool_missing`); out of time (`timeout`); not one port
    open, so that nothing shows that the host lives (`unreachable`); nearly all of them open (`blocked`).
    Raises `ValueError` for what is no plain IP address.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and ip.scope_id is not None:
        raise ValueError(f"{address!r} has a zone")
    allowed = seconds_needed(len(ports), rate)
    if allowed > longest:
        return Unseen(Reason.TIMEOUT, f"{address}: {len(ports)} ports take too long at {rate.per_second:g} a second")
    began = time.monotonic()
    try:
        scanner = nmap.PortScanner()
    except nmap.PortScannerError:
        return Unseen(Reason.TOOL_MISSING, "nmap is not installed")
    try:
        found = scanner.scan(
            str(ip),  # python-nmap takes this for a line of a shell: nothing but an address may stand here
            ",".join(map(str, sorted(ports))),
            _arguments(ip.version, rate, allowed),
            timeout=int(allowed + _SLACK),
        )
    except nmap.PortScannerTimeout:
        return Unseen(Reason.TIMEOUT, f"{address}: the scan did not end within {allowed:.0f} s")
    except nmap.PortScannerError as error:
        return Unseen(Reason.PROTOCOL_ERROR, f"{address}: {_word(str(error)) or 'nmap told nothing'}")
    output = scanner.get_nmap_last_output().decode("utf-8", "replace")
    return _concluded(address, len(ports), found, output, time.monotonic() - began)


def end_scans() -> None:
    """Kill every nmap that this process runs: python-nmap gives no hold on its own."""
    for thread in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # the thread or the child is gone
            for child in (thread / "children").read_text("ascii").split():
                if Path(f"/proc/{child}/comm").read_text("utf-8") == "nmap\n":
                    os.kill(int(child), signal.SIGKILL)


def _arguments(version: int, rate: Rate, seconds: float) -> str:
    return " ".join(
        [
            "-sT -Pn -n --unprivileged -sV --version-intensity 2 --max-retries 1 --max-rtt-timeout 2s",
            f"--max-rate {min(rate.per_second, 1000):.3f} --max-parallelism {min(rate.connections, 100)}",
            f"--host-timeout {seconds:.0f}s",
            *(["-6"] if version == 6 else []),
        ]
    )


def _concluded(address: str, asked: int, found: dict[str, Any], output: str, seconds: float) -> Fact[Scan]:
    """python-nmap does not tell that a host was given up: nmap's own words do, in which quotes are always escaped."""
    if re.search(r'<host [^>]*timedout="true"', output):
        return Unseen(Reason.TIMEOUT, f"{address}: the scan was given up after {seconds:.0f} s")
    hosts = list(found["scan"].values())
    if len(hosts) != 1:
        error = "".join(found["nmap"]["scaninfo"].get("error", []))
        return Unseen(Reason.UNREACHABLE, f"{address}: {_word(error) or 'not scanned'}")
    ports = tuple(
        _open_port(number, told) for number, told in sorted(hosts[0].get("tcp", {}).items()) if told["state"] == "open"
    )
    if not ports:
        return Unseen(Reason.UNREACHABLE, f"{address}: not one port is open, not even the portal's")
    if len(ports) > MOST_OPEN:
        return Unseen(Reason.BLOCKED, f"{address}: {len(ports)} ports seem open; a shield takes every connection")
    version = re.search(r'<nmaprun [^>]* version="([^"]{1,20})"', output)
    return Seen(Scan(ports, asked, round(seconds), f"nmap {version[1]}" if version else "nmap"))


def _open_port(number: int, told: dict[str, Any]) -> OpenPort:
    service = _word(told["name"])
    if service in _NOT_RECOGNISED or int(told["conf"]) <= _SURE:
        service = ""
    return OpenPort(number, service or None, _word(told["product"]) or None, _word(told["version"]) or None)


def _word(text: str) -> str:
    """What a host says of itself, bounded and in one line of printable signs."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_LONGEST_WORD]

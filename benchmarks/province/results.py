"""What an audit of the province cost, and the page that tells it."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.province.portals import CONNECTIONS, PER_SECOND, SHARED, WITH_OWN_ADDRESS
from benchmarks.tls.report import table

TARGET = 60
"""Seconds that the DNS and web checks of a whole province should stay under."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One audit. Times in seconds, memory in bytes; processor time is that of `tuanthu` alone.

    `seconds` is the whole command, `looking_seconds` from the first look's begin to the last one's end. `queries` are
    the questions that it put to DNS, `direct` those of them that went to name servers and not to the resolver.
    `most_asked` is how often one question was put to one server, `most_asked_of_zone` the same for questions about the
    province's zone put to its name servers. `connections` are those begun at each address; `unseen` counts what was
    not seen, by reason. `packets` went over the wire, `most_late_ms` later than they should at worst.
    """

    checks: Sequence[str]
    portals: int
    seconds: float
    looking_seconds: float
    cpu_seconds: float
    peak_memory: int
    queries: int
    direct: int
    most_asked: int
    most_asked_of_zone: int
    connections: Mapping[str, int]
    unseen: Mapping[str, int]
    packets: int
    most_late_ms: float
    wire_cpu_seconds: float
    load_before: float

    @property
    def floor_seconds(self) -> float:
        """What the authorised rate alone makes it last: the connections of the busiest address, one after another."""
        return max(self.connections.values(), default=0) / PER_SECOND


def page(costs: Sequence[Cost], round_trip_ms: float) -> str:
    """The results in Markdown."""
    parts = [_opening(costs[0].portals, round_trip_ms), "## Time and memory", _times(costs)]
    parts += ["## What was asked", _asked(costs), _notes(costs)]
    return "\n\n".join(parts) + "\n"


def _opening(portals: int, round_trip_ms: float) -> str:
    return f"""# A province: time, processor and questions of the checks ipv6, dns and web

Written by `python -m benchmarks.province.speed`. {machine()}

World: {portals} portals in one signed zone with two name servers over both families; {WITH_OWN_ADDRESS} have
an IPv4 and an IPv6 address of their own, the communes' are on {SHARED} shared addresses of each family. HTTPS
everywhere, plain HTTP redirects to it; home pages of some 50 KB with 240 links. Real NSD, unbound and nginx in one
network namespace, `tuanthu audit` in another. The wire between them (`wire.c`) gives every packet
{round_trip_ms:.0f} ms of round trip: UDP, TCP, IPv4 and IPv6 alike, the resolver's answers too. All share the machine;
no cache is warm.

Authorised at one address: {CONNECTIONS} connections at once, {PER_SECOND} begun in a second. *Floor* is what that rate
alone costs: the connections of the busiest address ÷ {PER_SECOND}. *Looking* is from the first portal's begin to the
last one's end; *command* is all of `tuanthu audit`, with its start, self-tests, database and report."""


def _times(costs: Sequence[Cost]) -> str:
    head = ["checks", "looking s", "command s", "floor s", "CPU s", "CPU ms a portal", "peak MiB", "wire's CPU", "load"]
    rows = [
        [
            ", ".join(cost.checks),
            f"{cost.looking_seconds:.1f}",
            f"{cost.seconds:.1f}",
            f"{cost.floor_seconds:.1f}",
            f"{cost.cpu_seconds:.1f}",
            f"{1000 * cost.cpu_seconds / cost.portals:.0f}",
            f"{cost.peak_memory / 2**20:.0f}",
            f"{cost.wire_cpu_seconds / cost.seconds:.0%}",
            f"{cost.load_before:.1f}",
        ]
        for cost in costs
    ]
    return table(head, rows)


def _asked(costs: Sequence[Cost]) -> str:
    head = ["checks", "queries", "a portal", "to name servers", "most of one", "of the zone"]
    head += ["connections", "a portal", "most at an address", "unseen", "packets", "latest ms"]
    rows = [
        [
            ", ".join(cost.checks),
            str(cost.queries),
            f"{cost.queries / cost.portals:.1f}",
            str(cost.direct),
            str(cost.most_asked),
            str(cost.most_asked_of_zone),
            str(sum(cost.connections.values())),
            f"{sum(cost.connections.values()) / cost.portals:.1f}",
            str(max(cost.connections.values(), default=0)),
            str(sum(cost.unseen.values())),
            str(cost.packets),
            f"{cost.most_late_ms:.0f}",
        ]
        for cost in costs
    ]
    return table(head, rows)


def _notes(costs: Sequence[Cost]) -> str:
    lines = [
        "*Most of one* counts one question put to one server; what goes to the resolver several times is the self-test "
        "of the vantage, every five seconds. *Of the zone*: the same for questions about the province's zone put to "
        "its own name servers; more than 1 would be asking for every portal what is true of all. *Load*: what the "
        "machine did before; above 1, others' work shared the cores, and the seconds are too many. *Latest*: how late "
        "a packet arrived at worst."
    ]
    for cost in costs:
        if set(cost.checks) == {"dns", "web"}:
            word = "met" if cost.looking_seconds < TARGET else "missed"
            target = f"{cost.portals} portals' DNS and web checks in under {TARGET} s"
            lines.append(f"Target, {target}: {word}, {cost.looking_seconds:.1f} s of looking.")
        if cost.unseen:
            told = ", ".join(f"{reason} {count}" for reason, count in sorted(cost.unseen.items()))
            lines.append(f"Unseen with {', '.join(cost.checks)}: {told}.")
    return "\n\n".join(lines)


def machine() -> str:
    """When and on what machine this was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return (
        f"Measured {datetime.now(UTC):%d %B %Y} on {os.cpu_count()} cores ({processor[1] if processor else '?'}), "
        f"{memory:.0f} GiB, Python {platform.python_version()}."
    )

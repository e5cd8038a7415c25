"""Markdown for the results: tables, and on what machine with which versions they were measured."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.tls.peers import PEERS


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; numbers are set right."""
    numeric = [all(re.match(r"[\d.]+(?:%| of \d+)?$", row[i]) for row in rows) for i in range(len(head))]
    lines = [head, ["--:" if right else "---" for right in numeric], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """Date, machine class and versions, as the opening of a page of results."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    versions = ", ".join(f"{name} {peer.version()}" for name, peer in PEERS.items())
    return (
        f"Measured {datetime.now(UTC):%d %B %Y} on {os.cpu_count()} cores ({processor[1] if processor else '?'}), "
        f"{memory:.0f} GiB, Python {platform.python_version()}; {versions}."
    )

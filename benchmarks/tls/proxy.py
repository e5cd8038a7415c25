"""Runs the delay proxy (`delay.c`): a round trip more to every server, connections counted per server."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from benchmarks.tls.cache import cache_folder
from benchmarks.tls.processes import cpu_seconds

_SOURCE = Path(__file__).with_name("delay.c")


class Endpoint(NamedTuple):
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Load:
    """What one server was asked for since the report before.

    `most_open` is the most connections open at once; `waves` is the longest chain of connections of which each began
    after the one before had ended.
    """

    connections: int
    most_open: int
    waves: int


class Proxy:
    """A running delay proxy."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def report(self) -> dict[Endpoint, Load]:
        """The load of each route since the last report; the counts begin anew."""
        orders, answers = _pipes(self._process)
        orders.write("report\n")
        orders.flush()
        loads: dict[Endpoint, Load] = {}
        while line := answers.readline().strip():
            address, port, *counts = line.split()
            loads[Endpoint(address, int(port))] = Load(*map(int, counts))
        return loads

    def cpu_seconds(self) -> float:
        """The processor time that the proxy has used so far."""
        return cpu_seconds(self._process.pid)


@contextlib.contextmanager
def delayed(routes: Sequence[tuple[Endpoint, Endpoint]], round_trip_ms: float) -> Iterator[Proxy]:
    """A proxy for routes (listen, target), with this many milliseconds of round trip; IPv4 only.

    Raises OSError when a listening address is taken or cannot be bound.
    """
    with subprocess.Popen(
        [compiled(), str(round_trip_ms)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        orders, answers = _pipes(process)
        with contextlib.suppress(BrokenPipeError):
            orders.writelines(f"{a.address} {a.port} {b.address} {b.port}\n" for a, b in routes)
            orders.write("\n")
            orders.flush()
        if answers.readline() != "ready\n":
            raise OSError("the delay proxy did not start")
        yield Proxy(process)


def compiled() -> Path:
    """The proxy's program, compiled with `cc` once for each state of its source."""
    program = cache_folder() / f"delay-{hashlib.sha256(_SOURCE.read_bytes()).hexdigest()[:12]}"
    if not program.exists():
        building = program.with_suffix(".new")
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", building, _SOURCE], check=True)
        building.rename(program)
    return program


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout

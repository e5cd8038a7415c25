"""Runs the wire (`wire.c`): a second network namespace, a round trip away from this one."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.tls.cache import cache_folder
from benchmarks.tls.processes import cpu_seconds

NEAR_ADDRESSES = ("203.0.115.2", "2400:beef::2")
"""What the near end has; the audit asks from there."""
FAR_ADDRESSES = ("203.0.115.1", "2400:beef::1")
_QUEUE = 10_000
"""Packets that wait in a device while the wire is busy; those beyond are lost."""
_SOURCE = Path(__file__).with_name("wire.c")


@dataclass(frozen=True, slots=True)
class Carried:
    """What went over the wire so far, from near to far (`there`) and `back`; `most_late_us` is by how many
    microseconds a packet came too late, at worst."""

    packets_there: int
    packets_back: int
    bytes_there: int
    bytes_back: int
    most_late_us: int


class Wire:
    """A wire at work; `record` holds the packets of interest once `carried` was asked for (see `traffic`)."""

    def __init__(self, process: subprocess.Popen[str], record: Path) -> None:
        self._process = process
        self.record = record

    def near(self, *command: str) -> list[str]:
        """The command line that runs a command at the near end."""
        return ["nsenter", f"--net=/proc/{self._process.pid}/ns/net", *command]

    def carried(self) -> Carried:
        """All that the wire has carried."""
        orders, answers = _pipes(self._process)
        orders.write("report\n")
        orders.flush()
        return Carried(*map(int, answers.readline().split()))

    def cpu_seconds(self) -> float:
        """The processor time that the wire has used so far; what the kernel does for a packet is in it."""
        return cpu_seconds(self._process.pid)


@contextlib.contextmanager
def wire(folder: Path, round_trip_ms: float) -> Iterator[Wire]:
    """A wire from this network namespace to a new one, both ends with addresses and routes.

    Raises OSError where TUN devices are not to be had.
    """
    record = folder / "packets"
    with subprocess.Popen(
        [compiled(), str(round_trip_ms), record], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if _pipes(process)[1].readline() != "ready\n":
            raise OSError("the wire did not start")
        laid = Wire(process, record)
        _raise([], FAR_ADDRESSES)
        _raise(laid.near(), NEAR_ADDRESSES)
        for family, gateway in zip(("-4", "-6"), FAR_ADDRESSES, strict=True):
            subprocess.run([*laid.near(), "ip", family, "route", "add", "default", "via", gateway], check=True)
        yield laid


def compiled() -> Path:
    """The wire's program, compiled with `cc` once for each state of its source."""
    program = cache_folder() / f"wire-{hashlib.sha256(_SOURCE.read_bytes()).hexdigest()[:12]}"
    if not program.exists():
        building = program.with_suffix(".new")
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", building, _SOURCE], check=True)
        building.rename(program)
    return program


def _raise(where: list[str], addresses: tuple[str, str]) -> None:
    ipv4, ipv6 = addresses
    for command in (
        "link set lo up",
        f"link set wire mtu 1500 txqueuelen {_QUEUE} up",
        f"address add {ipv4}/24 dev wire",
        f"address add {ipv6}/64 dev wire nodad",
    ):
        subprocess.run([*where, "ip", *command.split()], check=True)


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout

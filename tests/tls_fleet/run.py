"""Starts the fleet: every server on a loopback address of its own, and no process outlives the one that started it."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tls_fleet.certificates import DOMAIN, Authority
from tests.tls_fleet.server import Server, truth, unseeable

ROOT = Path(__file__).parents[2]

PATIENCE = 60.0
"""Seconds for the whole fleet to come up."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens, and what it may use."""

    server: Server
    address: str
    port: int
    authority: Authority

    @property
    def folder(self) -> Path:
        return self.authority.folder

    def chain(self, index: int = 0) -> Path:
        return self.authority.credential(self.server.certificates[index]).chain_file

    def links(self, index: int = 0) -> Path:
        return self.authority.credential(self.server.certificates[index]).links_file

    def key(self, index: int = 0) -> Path:
        return self.authority.credential(self.server.certificates[index]).key_file

    def both(self, index: int = 0) -> Path:
        return self.authority.credential(self.server.certificates[index]).both_file

    @property
    def dh(self) -> Path | None:
        return None if self.server.dh is None else dh_file(self.server.dh)


Command = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Stack:
    """A kind of server: how its processes are started, and what must be installed for that."""

    name: str
    servers: Sequence[Server]
    commands: Callable[[Sequence[Place]], list[Command]]
    """The command lines that serve these places, after their files were written."""
    programs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """A server of the fleet that answers."""

    name: str
    stack: str
    address: str
    port: int
    host: str
    truth: Mapping[str, object]
    unseeable: Collection[str]
    """Members that may honestly be unseen."""
    floating: str | None
    """Suites with this in their name go first for clients that name one of them first, whatever the server's order."""
    ca_file: Path


def dh_file(name: str) -> Path:
    return Path(__file__).with_name("dh") / f"{name}.pem"


@contextlib.contextmanager
def running(stacks: Sequence[Stack], names: Collection[str] | None = None) -> Iterator[list[Running]]:
    """The servers of these stacks, or those of them that are named, until the end of the block.

    Raises RuntimeError if one does not come up.
    """
    with tempfile.TemporaryDirectory(prefix="tls-fleet-") as folder, contextlib.ExitStack() as stop:
        authority = Authority(Path(folder))
        reserved = stop.enter_context(_reserve())
        port: int = reserved.getsockname()[1]
        places: list[Place] = []
        processes: list[tuple[Stack, subprocess.Popen[bytes]]] = []
        for number, stack in enumerate(stacks, 1):
            wanted = [
                Place(server, f"127.40.{number}.{last}", port, authority)
                for last, server in enumerate(stack.servers, 1)
                if names is None or server.name in names
            ]
            log = stop.enter_context(Path(folder, f"{stack.name}.log").open("wb"))
            for command in stack.commands(wanted) if wanted else []:
                process = _start(command, log.fileno())
                stop.callback(_end, process)
                processes.append((stack, process))
            places += wanted
        _await(places, processes, Path(folder))
        yield [
            Running(
                place.server.name,
                place.server.stack,
                place.address,
                place.port,
                f"{place.server.name}.{DOMAIN}",
                truth(place.server, authority),
                unseeable(place.server),
                place.server.floating,
                authority.root_file,
            )
            for place in places
        ]


def program(name: str) -> str | None:
    """The path of a program, those for administrators included."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")


def _start(command: Command, log: int) -> subprocess.Popen[bytes]:
    tied = ["setpriv", "--pdeathsig", "KILL", program(str(command[0])) or str(command[0]), *map(str, command[1:])]
    return subprocess.Popen(tied, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=ROOT)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _await(places: Sequence[Place], processes: Sequence[tuple[Stack, subprocess.Popen[bytes]]], folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    for place in places:
        while not _listens(place):
            ended = [(stack.name, process.args) for stack, process in processes if process.poll() is not None]
            for name, command in ended or [(place.server.stack, "")] * (time.monotonic() > deadline):
                said = (folder / f"{name}.log").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{place.server.name} does not listen; {command!r} said: {said}")
            time.sleep(0.02)


def _listens(place: Place) -> bool:
    try:
        socket.create_connection((place.address, place.port), 1).close()
    except OSError:
        return False
    return True


def missing(stack: Stack) -> list[str]:
    """The programs that a stack needs and this machine has not."""
    return [name for name in ("setpriv", *stack.programs) if program(name) is None]


def _reserve() -> socket.socket:
    """A port below those of outgoing connections that no other fleet has: held on an address without server."""
    while True:
        with contextlib.suppress(OSError):
            return socket.create_server(("127.40.0.1", random.randrange(20000, 30000)))  # noqa: S311

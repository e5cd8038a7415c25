"""Run inside a network namespace of its own: one audit at a stretch, one killed many times; prints what differs.

`unshare --net --pid --kill-child --mount-proc --map-root-user python -m benchmarks.crashes.run CHECKS PORTALS …`
"""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from agent.store import Store, StoreError
from benchmarks.province.portals import as_yaml, inventory, portals
from benchmarks.province.servers import start_servers
from benchmarks.province.wire import Wire, wire
from tests.agent.auditing.same_store import normalised
from tests.netlab.programs import Programs

_TUANTHU = Path(sys.executable).with_name("tuanthu")
_ROUND_TRIP_MS = 1.0
_SHORTEST_LIFE, _LONGEST_LIFE = 0.2, 16.0
"""Seconds after its start at which an audit is killed: from before it reads its inventory to among its portals."""
_SHORT_LIFE = 6.0
"""Seconds in which hardly more than its first portals are stored."""
_LEFT = 1 / 3
"""Of the portals, those that are to be left at the last kill: more than a long life can finish."""


@dataclass
class Trial:
    """What came of it. `stored` counts the portals that were stored when each kill came, `rewritten` names those whose
    record was another one at the end, `differences` the parts of the store that are not as in the undisturbed run."""

    checks: Sequence[str]
    portals: int
    seed: int
    seconds_undisturbed: float = 0.0
    seconds_to_go_on: float = 0.0
    stored: list[int] = field(default_factory=list)
    interruptions_told: int = 0
    rewritten: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


class _Auditor:
    """Starts audits of the world at the near end of its wire, each into a database of its own."""

    def __init__(self, folder: Path, laid: Wire, file: Path, checks: Sequence[str]) -> None:
        self._folder, self._laid, self._file, self._checks = folder, laid, file, checks

    def url(self, name: str) -> str:
        """The database of the audit with this name."""
        return f"sqlite:///{self._folder / name}.db"

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Begin the audit, or go on with it."""
        audit = [
            "audit",
            str(self._file),
            "-o",
            str(self._folder / name),
            "--db",
            self.url(name),
            "--resume",
            "--quiet",
        ]
        audit += ["--checks", ",".join(self._checks), "--tls", "quick", "--format", "json"]
        with (self._folder / f"{name}.log").open("ab") as log:
            command = self._laid.near(sys.executable, str(_TUANTHU), *audit)
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def finish(self, name: str) -> float:
        """Let the audit come to its end; returns in how many seconds. Raises `RuntimeError` with its log otherwise."""
        began = time.monotonic()
        if self.start(name).wait() not in (0, 1):
            raise RuntimeError((self._folder / f"{name}.log").read_text("utf-8", "replace")[-4000:])
        return time.monotonic() - began


def main(arguments: Sequence[str]) -> int:
    """Try it and print what came of it."""
    checks, count, kills, seed = arguments[0].split(","), *map(int, arguments[1:4])
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        sys.stderr.write("not in a network namespace of its own: this machine has a network besides lo\n")
        return 2
    every = portals(count)
    trial = Trial(checks, count, seed)
    with tempfile.TemporaryDirectory(prefix="crashes-") as folder, Programs(Path(folder)) as programs:
        start_servers(programs, every)
        file = programs.folder / "province.yaml"
        file.write_text(as_yaml(inventory(every, checks, str(programs.folder))), "utf-8")
        with wire(programs.folder, _ROUND_TRIP_MS) as laid:
            auditor = _Auditor(programs.folder, laid, file, checks)
            trial.seconds_undisturbed = auditor.finish("calm")
            _kill(auditor, trial, kills)
            kept = _finished(auditor.url("killed"))
            trial.seconds_to_go_on = auditor.finish("killed")
            _compare(auditor, trial, kept)
    json.dump(asdict(trial), sys.stdout)
    return 0


def _kill(auditor: _Auditor, trial: Trial, kills: int) -> None:
    """Let the audit live so many times for a random while. Lives that begin ahead of their share of the portals are
    short, so that there is something left to do at the last one."""
    chance = random.Random(trial.seed)  # noqa: S311
    for number in range(1, kills + 1):
        ahead = bool(trial.stored) and trial.stored[-1] > trial.portals * (1 - _LEFT) * number / (kills + 1)
        life = chance.uniform(_SHORTEST_LIFE, _SHORT_LIFE if ahead else _LONGEST_LIFE)
        process = auditor.start("killed")
        time.sleep(life)
        if process.poll() is not None:
            raise RuntimeError(f"the audit ended by itself at kill {number}, with status {process.returncode}")
        process.kill()
        process.wait()
        trial.stored.append(len(_finished(auditor.url("killed"))))
        if trial.stored[-1] == trial.portals:
            raise RuntimeError(f"the audit was finished before kill {number}: nothing is left to be killed")
        sys.stderr.write(f"kill {number} after {life:.1f} s: {trial.stored[-1]} stored\n")


def _finished(url: str) -> dict[str, str]:
    """URL of each portal that is stored → when the look at it ended."""
    try:
        with Store(url, create=False) as store:
            audit = store.audit("latest")
            return {record.portal["url"]: record.finished for record in store.records(audit.id)}
    except StoreError:
        return {}


def _compare(auditor: _Auditor, trial: Trial, kept: dict[str, str]) -> None:
    at_the_end = _finished(auditor.url("killed"))
    trial.rewritten = [url for url, finished in kept.items() if at_the_end.get(url) != finished]
    with Store(auditor.url("calm")) as calm, Store(auditor.url("killed")) as killed:
        trial.interruptions_told = len(killed.audit("latest").interruptions)
        trial.differences = _differences(normalised(calm, "latest"), normalised(killed, "latest"))
        if len(killed.audits()) != 1:
            trial.differences.append(f"{len(killed.audits())} audits")


def _differences(one: Any, other: Any, where: str = "") -> list[str]:
    """The places where two pieces of plain data differ, with what stands there."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            found
            for key in dict.fromkeys([*one, *other])
            for found in _differences(one.get(key), other.get(key), f"{where}/{key}")
        ]
    if isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [found for number, pair in pairs for found in _differences(*pair, f"{where}/{number}")]
    return [] if one == other else [f"{where}: {str(one)[:200]} / {str(other)[:200]}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Run inside a network namespace of its own: sets the province up, audits it from afar, prints as JSON the cost.

`unshare --net --pid --kill-child --mount-proc --map-root-user python -m benchmarks.audit.run PORTALS MS [clocks]`
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.audit.results import Cost
from benchmarks.audit.world import CHECKS, modern, whole_inventory
from benchmarks.province.portals import Portal, as_yaml, portals
from benchmarks.province.run import looking_seconds, unseen_reasons
from benchmarks.province.servers import start_servers
from benchmarks.province.traffic import traffic
from benchmarks.province.wire import Wire, wire
from benchmarks.tls.processes import cpu_seconds
from tests.netlab.programs import Programs

_TUANTHU = Path(sys.executable).with_name("tuanthu")
_SAMPLING = 3.0  # seconds between two looks at the memory


def main(arguments: Sequence[str]) -> int:
    """Audit once and print the cost."""
    count, round_trip_ms, clocks = int(arguments[0]), float(arguments[1]), "clocks" in arguments[2:]
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        sys.stderr.write("not in a network namespace of its own: this machine has a network besides lo\n")
        return 2
    every = portals(count)
    with tempfile.TemporaryDirectory(prefix="audit-") as folder, Programs(Path(folder)) as programs:
        start_servers(programs, every, modern(every))
        with wire(programs.folder, round_trip_ms) as laid:
            cost = audited(programs.folder, laid, every, clocks)
    json.dump(asdict(cost), sys.stdout)
    return 0


def audited(folder: Path, laid: Wire, every: Sequence[Portal], clocks: bool) -> Cost:
    """Run `tuanthu audit` at the near end and count; raises `RuntimeError` with its log when it failed."""
    file, out, stages = folder / "province.yaml", folder / "out", folder / "stages"
    stages.mkdir()
    file.write_text(as_yaml(whole_inventory(every, str(folder))), "utf-8")
    audit = ["audit", str(file), "-o", str(out), "--checks", ",".join(CHECKS)]
    audit += ["--format", "html,json", "--quiet"]
    program = ["-m", "benchmarks.audit.stages", str(stages)] if clocks else [str(_TUANTHU)]
    log = folder / "audit.log"
    load_before, others_before, began = os.getloadavg()[0], _others_cpu(), time.monotonic()
    with log.open("wb") as output:
        command = laid.near(sys.executable, *program, *audit)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        memory = _Memory(process.pid)
        memory.start()
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    others = _others_cpu() - others_before
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(log.read_text(errors="replace")[-4000:])
    (report,) = out.glob("tuanthu-*.json")
    told = json.loads(report.read_text("utf-8"))
    laid.carried()
    seen = traffic(laid.record.read_bytes())
    return Cost(
        portals=len(every),
        seconds=seconds,
        looking_seconds=looking_seconds(told),
        cpu_seconds=used.ru_utime + used.ru_stime,
        others_cpu_seconds=others,
        peak_memory=memory.peak,
        most_processes=memory.most_processes,
        queries=seen.questions.total(),
        connections=seen.connections.total(),
        unseen=dict(unseen_reasons(told["portals"])),
        failing=sum(any(one["verdict"] == "fail" for one in each["verdicts"]) for each in told["portals"]),
        files={path.suffix[1:]: path.stat().st_size for path in out.iterdir()},
        stages=_stages(stages),
        load_before=load_before,
    )


def _stages(folder: Path) -> dict[str, float]:
    found: Counter[str] = Counter()
    for file in folder.iterdir():
        found.update(json.loads(file.read_text()))
    return dict(found)


def _others_cpu() -> float:
    """Processor seconds of all processes here but this one: name servers, resolver, nginx, the wire."""
    spent = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                spent += cpu_seconds(int(entry.name))
            except OSError:
                continue  # it has just ended
    return spent


class _Memory(threading.Thread):
    """Watches how much memory a process and its children hold, what they share counted once."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process = process
        self.peak = 0
        self.most_processes = 0

    def run(self) -> None:
        """Look now and then until the process has ended."""
        while True:
            try:
                children = Path(f"/proc/{self._process}/task/{self._process}/children").read_text().split()
                held = [_proportional(number) for number in (str(self._process), *children)]
            except OSError:
                return
            self.peak = max(self.peak, sum(held))
            self.most_processes = max(self.most_processes, len(held))
            time.sleep(_SAMPLING)


def _proportional(process: str) -> int:
    """Bytes of a process, shared ones divided among those who share them (proc(5), Pss)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except ProcessLookupError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

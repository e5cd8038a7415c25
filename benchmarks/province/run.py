"""Run inside a network namespace of its own: sets the province up, audits it once from afar, prints as JSON the cost.

`unshare --net --pid --kill-child --mount-proc --map-root-user python -m benchmarks.province.run CHECKS PORTALS MS`
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.province.portals import Portal, as_yaml, inventory, portals
from benchmarks.province.results import Cost
from benchmarks.province.servers import start_servers
from benchmarks.province.traffic import traffic
from benchmarks.province.wire import Wire, wire
from tests.netlab.homes import RESOLVER
from tests.netlab.model import TINH
from tests.netlab.programs import Programs

_TUANTHU = Path(sys.executable).with_name("tuanthu")


def main(arguments: Sequence[str]) -> int:
    """Audit once and print the cost."""
    checks, count, round_trip_ms = arguments[0].split(","), int(arguments[1]), float(arguments[2])
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        sys.stderr.write("not in a network namespace of its own: this machine has a network besides lo\n")
        return 2
    every = portals(count)
    with tempfile.TemporaryDirectory(prefix="province-") as folder, Programs(Path(folder)) as programs:
        start_servers(programs, every)
        with wire(programs.folder, round_trip_ms) as laid:
            cost = audited(programs.folder, laid, every, checks)
    json.dump(asdict(cost), sys.stdout)
    return 0


def audited(folder: Path, laid: Wire, every: Sequence[Portal], checks: Sequence[str]) -> Cost:
    """Run `tuanthu audit` at the near end and count; raises `RuntimeError` with its log when it failed."""
    file = folder / "province.yaml"
    file.write_text(as_yaml(inventory(every, checks, str(folder))), "utf-8")
    audit = ["audit", str(file), "-o", str(folder / "out"), "--checks", ",".join(checks), "--format", "json", "--quiet"]
    log = folder / "audit.log"
    load_before, wire_before, began = os.getloadavg()[0], laid.cpu_seconds(), time.monotonic()
    with log.open("wb") as output:
        command = laid.near(sys.executable, str(_TUANTHU), *audit)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(log.read_text(errors="replace")[-4000:])
    (report,) = (folder / "out").glob("tuanthu-*.json")
    told = json.loads(report.read_text("utf-8"))
    carried = laid.carried()
    seen = traffic(laid.record.read_bytes())
    direct = seen.beside(RESOLVER.addresses)
    return Cost(
        checks=checks,
        portals=len(every),
        seconds=seconds,
        looking_seconds=looking_seconds(told),
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_memory=used.ru_maxrss * 1024,
        queries=seen.questions.total(),
        direct=direct.total(),
        most_asked=max(seen.questions.values(), default=0),
        most_asked_of_zone=max((count for (*_, name, _), count in direct.items() if name == TINH), default=0),
        connections=dict(seen.per_address),
        unseen=dict(unseen_reasons(told["portals"])),
        packets=carried.packets_there + carried.packets_back,
        most_late_ms=carried.most_late_us / 1000,
        wire_cpu_seconds=laid.cpu_seconds() - wire_before,
        load_before=load_before,
    )


def looking_seconds(told: dict[str, Any]) -> float:
    """Seconds from the begin of the first look to the end of the last one."""
    times = [
        (datetime.fromisoformat(each["started"]), datetime.fromisoformat(each["finished"])) for each in told["portals"]
    ]
    return (max(end for _, end in times) - min(begin for begin, _ in times)).total_seconds()


def unseen_reasons(portals: Sequence[dict[str, Any]]) -> Counter[str]:
    """How often each reason for not seeing stands in the observations."""
    parts: list[Any] = [portal["observations"] for portal in portals]
    found: Counter[str] = Counter()
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            if "unseen" in part:
                found[part["unseen"]] += 1
            parts += part.values()
        elif isinstance(part, list):
            parts += part
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

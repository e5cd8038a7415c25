"""`python -m benchmarks.tls.speed`: tuanthu and other scanners over the same servers, 20 ms away, in one run.

Nothing is asserted: the times, connections and ratios are printed and written to `results.md`.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

import click

from benchmarks.tls.contestants import CONTESTANTS, Contestant, Told
from benchmarks.tls.proxy import Endpoint, Load, Proxy, delayed
from benchmarks.tls.report import machine, table
from benchmarks.tls.servers import MIX, NGINX_PORT, PROXY_PORT, WIDE, Class, mixed, nginx, shuffled

ROUND_TRIP_MS = 20.0
_RUNS, _ENOUGH = 3, 60.0
_WIDE_ADDRESS = "127.50.200.1"
_RESULTS = Path(__file__).with_name("results.md")
_OPENING = """# TLS: tuanthu beside other scanners, in time and connections

Written by `python -m benchmarks.tls.speed`. {machine}

Servers: one nginx process, each server on a loopback address of its own; of fifty, thirty are modern (TLS 1.2 and
1.3, three suites each), twelve broad (all that OpenSSL 3 has for an RSA key), eight have an expired certificate; beside
them stands one wide server, with an ECDSA key, anonymous and NULL suites too. The delay proxy (`delay.c`) adds
{ms:.0f} ms of round trip, the TCP handshake included, and counts. Tools, nginx and proxy share the machine.

Seconds are wall time, the best of three runs or of as many as a minute allows: of the whole program, but for tuanthu
without the start of the interpreter and the reading of the trust store, which an audit does once. Its groups and
certificates are included. *Suites told* guards against fast and wrong. *Waves* are the connections that had to follow
one another; the floor is what these cost at two round trips each."""


@dataclass(frozen=True, slots=True)
class Run:
    """One tool's run over some servers: wall and processor seconds, of the proxy too, and the load of each server."""

    contestant: Contestant
    seconds: float
    cpu_seconds: float
    proxy_cpu_seconds: float
    loads: Mapping[str, Load]
    told: Told
    own: Mapping[str, float]
    """For ourselves: `seconds` and `cpu_seconds` without start-up, `peak_memory` in bytes."""

    def connections(self, servers: Mapping[Class, Sequence[str]], kind: Class) -> float:
        """The mean over the servers of a class."""
        return sum(self.loads[address].connections for address in servers[kind]) / len(servers[kind])

    @property
    def most_open(self) -> int:
        """The most connections that one server had open at once."""
        return max(load.most_open for load in self.loads.values())

    @property
    def scan_seconds(self) -> float:
        """Ourselves without the start of the interpreter, which an audit pays once; others as they are."""
        return self.own.get("seconds", self.seconds)


@contextlib.contextmanager
def far_away(servers: Mapping[Class, Sequence[str]]) -> Iterator[Proxy]:
    """The servers at `PROXY_PORT`, a round trip away, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="tls-speed-") as folder, nginx(Path(folder), servers):
        addresses = [address for each in servers.values() for address in each]
        routes = [(Endpoint(address, PROXY_PORT), Endpoint(address, NGINX_PORT)) for address in addresses]
        with delayed(routes, ROUND_TRIP_MS) as proxy:
            yield proxy


def measure(contestant: Contestant, proxy: Proxy, addresses: Sequence[str]) -> Run:
    """Let one tool look at these addresses, and count."""
    endpoints = [Endpoint(address, PROXY_PORT) for address in addresses]
    with tempfile.TemporaryDirectory(prefix="tls-scan-") as name:
        folder = Path(name)
        commands = contestant.commands(endpoints, folder)
        proxy.report()
        proxy_cpu = proxy.cpu_seconds()
        cpu, began = sum(os.times()[2:4]), time.monotonic()
        processes = []
        for command in commands:
            process = Popen(
                command.arguments, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, text=True, restore_signals=False
            )
            assert process.stdin is not None
            process.stdin.write("\n".join(command.lines))
            process.stdin.close()
            processes.append(process)
        for process in processes:
            process.wait()
        seconds = time.monotonic() - began
        cpu = sum(os.times()[2:4]) - cpu
        own = json.loads((folder / "own.json").read_text()) if contestant.is_ours else {}
        told = contestant.told(folder)
    loads = {endpoint.address: load for endpoint, load in proxy.report().items() if endpoint.address in addresses}
    return Run(contestant, seconds, cpu, proxy.cpu_seconds() - proxy_cpu, loads, told, own)


def best(contestant: Contestant, proxy: Proxy, addresses: Sequence[str]) -> Run:
    """The fastest of a few runs; of one, when that took a minute."""
    runs = [measure(contestant, proxy, addresses)]
    while len(runs) < _RUNS and sum(run.seconds for run in runs) < _ENOUGH:
        runs.append(measure(contestant, proxy, addresses))
    return min(runs, key=lambda run: run.scan_seconds)


def compare(count: int, names: Sequence[str]) -> str:
    """The tools named over `count` servers of the mix: two tables in Markdown."""
    servers = mixed(count)
    addresses = shuffled(servers)
    with far_away(servers) as proxy:
        runs = [best(CONTESTANTS[name], proxy, addresses) for name in names]
    suites = sum(kind.suites * len(each) for kind, each in servers.items())
    times = [
        [
            run.contestant.name,
            f"{run.scan_seconds:.2f}",
            *(_ratio(run, other) for other in runs if not other.contestant.is_ours),
            f"{run.own.get('cpu_seconds', run.cpu_seconds) * 1000 / count:.1f}",
            f"{sum(run.told.values())} of {suites}",
            f"{sum(load.connections for load in run.loads.values()) / run.scan_seconds:.0f}",
            f"{run.proxy_cpu_seconds / run.scan_seconds:.0%}",
            run.contestant.how,
        ]
        for run in runs
    ]
    ratios = [f"× {other.contestant.name}" for other in runs if not other.contestant.is_ours]
    head = ["tool", "s", *ratios, "CPU ms a server", "suites told", "connections/s", "proxy's CPU", "how"]
    loads = [
        [run.contestant.name, *(f"{run.connections(servers, kind):.1f}" for kind in MIX), str(run.most_open)]
        for run in runs
    ]
    load_head = ["tool", *(f"{kind.name} ({kind.suites} suites)" for kind in MIX), "most open at once"]
    title = f"## {count} servers, {ROUND_TRIP_MS:.0f} ms"
    return "\n\n".join([title, table(head, times), "Connections a server:", table(load_head, loads)])


def alone(names: Sequence[str]) -> str:
    """Each tool at one server of each class alone, and how far we are from what the round trips take anyway."""
    servers: dict[Class, list[str]] = {kind: each[:1] for kind, each in mixed(50).items()} | {WIDE: [_WIDE_ADDRESS]}
    rows = []
    with far_away(servers) as proxy:
        for name in names:
            for kind, (address,) in servers.items():
                run = best(CONTESTANTS[name], proxy, [address])
                load = run.loads[address]
                told = f"{sum(run.told.values())} of {kind.suites}"
                counts = [f"{run.scan_seconds:.2f}", str(load.connections), str(load.most_open), told]
                rows.append([name, kind.name, *counts, _floor(run, load.waves)])
    head = ["tool", "server", "s", "connections", "most open", "suites told", "floor"]
    return f"## One server alone, {ROUND_TRIP_MS:.0f} ms\n\n{table(head, rows)}"


def memory(counts: Sequence[int]) -> str:
    """Our peak memory over more and more servers."""
    rows = []
    for count in counts:
        servers = mixed(count)
        with far_away(servers) as proxy:
            run = measure(CONTESTANTS["tuanthu exact"], proxy, shuffled(servers))
        rows.append([str(count), f"{run.own['peak_memory'] / 2**20:.0f}", f"{run.scan_seconds:.1f}"])
    return f"## Memory\n\n{table(['servers', 'peak MiB', 's'], rows)}"


def _floor(run: Run, waves: int) -> str:
    """What the round trips of our waves take anyway, and our multiple of it."""
    if not run.contestant.is_ours:
        return ""
    floor = waves * 2 * ROUND_TRIP_MS / 1000
    return f"{waves} waves: {floor:.2f} s, × {run.scan_seconds / floor:.2f}"


def _ratio(run: Run, other: Run) -> str:
    return "1" if run is other else f"{run.scan_seconds / other.scan_seconds:.3f}"


@click.command(help=__doc__)
@click.option("--servers", multiple=True, type=int, default=(50, 600), show_default=True, help="Servers in the mix.")
@click.option("--tools", default=",".join(CONTESTANTS), show_default=True, help="Which, separated by commas.")
@click.option("--memory", "memory_counts", multiple=True, type=int, default=(100, 5000), show_default=True)
@click.option("--output", type=click.Path(path_type=Path), default=_RESULTS, show_default=True)
def main(servers: Sequence[int], tools: str, memory_counts: Sequence[int], output: Path) -> None:
    """Measure all that is asked for and write it down."""
    names = tools.split(",")
    parts = [_OPENING.format(machine=machine(), ms=ROUND_TRIP_MS)]

    def add(part: str) -> None:
        parts.append(part)
        click.echo(part + "\n")

    add(alone(names))
    for count in servers:
        add(compare(count, names))
    add(memory(memory_counts))
    output.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

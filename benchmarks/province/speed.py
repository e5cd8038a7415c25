"""`python -m benchmarks.province.speed`: `tuanthu audit` over a whole province, 20 ms away.

Nothing is asserted: times, processor seconds, DNS queries and connections are printed and written to `results.md`.
Needs Linux with network namespaces and TUN devices, cc, ip, nsenter, NSD, Knot, unbound, nginx and ldns' tools.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.province.portals import PORTALS
from benchmarks.province.results import Cost, page

ROUND_TRIP_MS = 20.0
NAMESPACE = ("unshare", "--net", "--pid", "--kill-child", "--mount-proc", "--map-root-user")
ENVIRONMENT = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"}
_RESULTS = Path(__file__).with_name("results.md")


def measured(checks: str, portals: int, round_trip_ms: float) -> Cost:
    """One audit in a world of its own."""
    finished = subprocess.run(
        [*NAMESPACE, sys.executable, "-m", "benchmarks.province.run", checks, str(portals), str(round_trip_ms)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Cost(**json.loads(finished.stdout))


@click.command(help=__doc__)
@click.option("--checks", multiple=True, default=("dns", "dns,web", "ipv6,dns,web"), show_default=True)
@click.option("--portals", default=PORTALS, show_default=True)
@click.option("--round-trip", default=ROUND_TRIP_MS, show_default=True, help="Milliseconds.")
@click.option("--output", type=click.Path(path_type=Path), default=_RESULTS, show_default=True)
def main(checks: Sequence[str], portals: int, round_trip: float, output: Path) -> None:
    """Measure all that is asked for and write it down."""
    costs = []
    for each in checks:
        costs.append(measured(each, portals, round_trip))
        click.echo(f"{each}: {costs[-1].looking_seconds:.1f} s")
    told = page(costs, round_trip)
    click.echo(told)
    output.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()

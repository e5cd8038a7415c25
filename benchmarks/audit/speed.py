"""`python -m benchmarks.audit.speed`: `tuanthu audit` with every check over whole provinces, 20 ms away.

Nothing is asserted: times, processor seconds, memory, DNS questions and connections are printed and written to
`results.md`. Needs what `benchmarks.province.speed` needs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import timeit
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.audit.results import Cost, page
from benchmarks.province.portals import PORTALS
from benchmarks.province.speed import ENVIRONMENT, NAMESPACE, ROUND_TRIP_MS

_RESULTS = Path(__file__).with_name("results.md")


def measured(portals: int, round_trip_ms: float, *words: str) -> Cost:
    """One audit in a world of its own; with the word `clocks` each stage is timed."""
    finished = subprocess.run(
        [*NAMESPACE, sys.executable, "-m", "benchmarks.audit.run", str(portals), str(round_trip_ms), *words],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Cost(**json.loads(finished.stdout))


@click.command(help=__doc__)
@click.option("--portals", multiple=True, type=int, default=(100, PORTALS, 5000), show_default=True)
@click.option("--clocks", default=PORTALS, show_default=True, help="Portals of the run with clocks in; 0 for none.")
@click.option("--round-trip", default=ROUND_TRIP_MS, show_default=True, help="Milliseconds.")
@click.option("--output", type=click.Path(path_type=Path), default=_RESULTS, show_default=True)
def main(portals: Sequence[int], clocks: int, round_trip: float, output: Path) -> None:
    """Measure all that is asked for and write it down."""
    one, costs = measured(1, round_trip), []
    for count in portals:
        costs.append(measured(count, round_trip))
        click.echo(f"{count} portals: {costs[-1].seconds:.1f} s, {costs[-1].cpu_a_portal:.0f} ms of CPU a portal")
    clocked = measured(clocks, round_trip, "clocks") if clocks else None
    million_ms = 1000 * min(timeit.repeat("for _ in range(1_000_000): pass", number=1, repeat=20))
    told = page(one, costs, clocked, round_trip, million_ms)
    click.echo(told)
    output.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()

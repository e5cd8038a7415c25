"""`python -m benchmarks.crashes.trial`: an audit killed with SIGKILL at 100 random moments in a row ends as an
undisturbed one does.

Nothing is asserted: what differs is printed and written to `results.md`. Needs what `benchmarks.province.speed` needs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import click

from benchmarks.crashes.run import Trial
from benchmarks.province.portals import PORTALS
from benchmarks.province.speed import ENVIRONMENT, NAMESPACE
from reports.wording import ZONE

_RESULTS = Path(__file__).with_name("results.md")


@click.command(help=__doc__)
@click.option("--checks", default="ipv6,dns,tls,web,trust_label", show_default=True)
@click.option("--portals", default=PORTALS, show_default=True)
@click.option("--kills", default=100, show_default=True)
@click.option("--seed", default=8, show_default=True)
@click.option("--output", type=click.Path(path_type=Path), default=_RESULTS, show_default=True)
def main(checks: str, portals: int, kills: int, seed: int, output: Path) -> None:
    """Try it in a world of its own and write down what came of it."""
    inside = ["benchmarks.crashes.run", checks, str(portals), str(kills), str(seed)]
    finished = subprocess.run(
        [*NAMESPACE, sys.executable, "-m", *inside], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True, check=True
    )
    told = page(Trial(**json.loads(finished.stdout)))
    click.echo(told)
    output.write_text(told, encoding="utf-8")


def page(trial: Trial) -> str:
    """What came of it, in Markdown."""
    steps = ", ".join(map(str, trial.stored))
    same = "none" if not trial.differences else f"{len(trial.differences)}, the first of them:"
    lines = [
        "# An audit that is killed again and again",
        "",
        f"Written by `python -m benchmarks.crashes.trial` on {datetime.now(ZONE):%d/%m/%Y}: {trial.portals} portals of "
        f"`benchmarks/province`, checks {', '.join(trial.checks)}, seed {trial.seed}.",
        "",
        f"`tuanthu audit --resume` was killed with SIGKILL {len(trial.stored)} times in a row, each time at a random",
        "moment after its start, then left to finish.",
        "",
        f"- Undisturbed run: {trial.seconds_undisturbed:.0f} s. The last life: {trial.seconds_to_go_on:.0f} s.",
        f"- Portals stored when each kill came: {steps}.",
        f"- Interruptions that the audit tells: {trial.interruptions_told}.",
        f"- Portals whose stored record was written again: {len(trial.rewritten)}.",
        f"- Differences between the two stores, times and ids apart: {same}",
        *(f"  - `{found}`" for found in trial.differences[:20]),
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()

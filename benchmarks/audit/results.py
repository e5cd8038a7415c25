"""What audits of whole provinces cost, and the page that tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.audit.world import BROAD, CHECKS, CONNECTIONS, PER_SECOND
from benchmarks.province.portals import PORTALS, SHARED, WITH_OWN_ADDRESS
from benchmarks.province.results import machine
from benchmarks.tls.report import table
from reports.brief import MOST_IN_FULL

TARGET = 60
"""Seconds that the whole audit of a province should stay under."""
LEEWAY = 0.15
"""By how much a portal may cost more or less in a small or a large province."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One audit. Times in seconds, memory in bytes; `others_cpu_seconds` are those of the servers and the wire.

    `looking_seconds` is from the first look's begin to the last one's end. `queries` are the questions put to DNS.
    `unseen` counts what was not seen, by reason; `failing` the portals with a failing requirement. `files` are the
    sizes of what was written, by format. `stages` are processor seconds; empty for a run without clocks.
    """

    portals: int
    seconds: float
    looking_seconds: float
    cpu_seconds: float
    others_cpu_seconds: float
    peak_memory: int
    most_processes: int
    queries: int
    connections: int
    unseen: Mapping[str, int]
    failing: int
    files: Mapping[str, int]
    stages: Mapping[str, float]
    load_before: float

    @property
    def cpu_a_portal(self) -> float:
        """Processor milliseconds of `tuanthu` for one portal, its start included."""
        return 1000 * self.cpu_seconds / self.portals

    def beyond(self, one: Cost) -> float:
        """Processor milliseconds of each further portal, where an audit of `one` costs that much."""
        return 1000 * (self.cpu_seconds - one.cpu_seconds) / (self.portals - one.portals)


def page(one: Cost, costs: Sequence[Cost], clocked: Cost | None, round_trip_ms: float, million_ms: float) -> str:
    """The results in Markdown; `one` is an audit of one portal alone, `clocked` the run with clocks in, `million_ms`
    what a core takes to count to a million."""
    parts = [
        _opening(round_trip_ms, million_ms),
        "## Time, processor and memory",
        _times(one, costs),
        _verdict(one, costs),
    ]
    if clocked is not None:
        parts += ["## Where the processor's time goes", _stages(clocked)]
    return "\n\n".join([*parts, "## What was asked", _asked(costs)]) + "\n"


def _opening(round_trip_ms: float, million_ms: float) -> str:
    return f"""# A whole audit: every check, judged, stored and reported

Written by `python -m benchmarks.audit.speed`. {machine()}

World: that of [the province](../province/results.md) on both families; {WITH_OWN_ADDRESS} portals have addresses of
their own, the communes' are on {SHARED} shared ones of each family. Of a hundred addresses {100 - BROAD} speak TLS as
Mozilla's "intermediate" has it, {BROAD} as nginx does by itself. The wire gives every packet {round_trip_ms:.0f} ms of
round trip. `tuanthu`, the servers and the wire share the machine's cores; no cache is warm. Python counted to a million
(`for _ in range(1_000_000): pass`) in {million_ms:.1f} ms on a core in the same run: where it takes longer, so does
nearly everything here.

Checks: {", ".join(CHECKS)}; TLS in its exact tier. Not `exposure`: a scan of
ports needs a document of its own, and would measure nmap. Politeness is lifted: {CONNECTIONS} connections at once at an
address, {PER_SECOND} begun in a second.

*Command* is all of `tuanthu audit` with its start, self-tests, database and the reports as HTML and JSON; *looking* is
from the first portal's begin to the last one's end."""


def _times(one: Cost, costs: Sequence[Cost]) -> str:
    head = ["portals", "command s", "looking s", "CPU s", "CPU ms a portal", "a further one", "servers' CPU s"]
    head += ["processes", "peak MiB", "HTML MB", "JSON MB", "load"]
    rows = [
        [
            str(cost.portals),
            f"{cost.seconds:.1f}",
            f"{cost.looking_seconds:.1f}",
            f"{cost.cpu_seconds:.1f}",
            f"{cost.cpu_a_portal:.0f}",
            f"{cost.beyond(one):.0f}" if cost is not one else "",
            f"{cost.others_cpu_seconds:.1f}",
            str(cost.most_processes),
            f"{cost.peak_memory / 2**20:.0f}",
            f"{cost.files.get('html', 0) / 1e6:.0f}",
            f"{cost.files.get('json', 0) / 1e6:.0f}",
            f"{cost.load_before:.1f}",
        ]
        for cost in [one, *costs]
    ]
    return table(head, rows)


def _verdict(one: Cost, costs: Sequence[Cost]) -> str:
    lines = [
        "*A further one*: what each portal costs beyond an audit of one portal, which is nearly all start. *Peak* is "
        "that of all processes together, what they share counted once. *Load*: what the machine did before; above 1, "
        f"others' work shared the cores, and the seconds are too many. Up to {MOST_IN_FULL} portals the HTML report "
        "shows all evidence of each, above that it tells them in brief."
    ]
    whole = next((cost for cost in costs if cost.portals == PORTALS), None)
    if whole is not None:
        word = "met" if whole.seconds < TARGET else "missed"
        lines.append(f"Target, {PORTALS} portals in under {TARGET} s: {word}, {whole.seconds:.1f} s.")
        for cost in costs:
            if cost is not whole:
                ratio = cost.beyond(one) / whole.beyond(one) - 1
                word = "met" if abs(ratio) <= LEEWAY else "missed"
                lines.append(
                    f"Target, the cost of a further portal among {cost.portals} within {LEEWAY:.0%} of that among "
                    f"{PORTALS}: {word}, {ratio:+.0%}; the start included: "
                    f"{cost.cpu_a_portal / whole.cpu_a_portal - 1:+.0%}."
                )
    return "\n\n".join(lines)


def _stages(cost: Cost) -> str:
    rest = cost.cpu_seconds - sum(cost.stages.values())
    rows = [
        [stage, f"{spent:.1f}", f"{1000 * spent / cost.portals:.1f}", f"{spent / cost.cpu_seconds:.0%}"]
        for stage, spent in [*sorted(cost.stages.items(), key=lambda one: -one[1]), ("the rest", rest)]
    ]
    return (
        f"A run of its own with clocks in, {cost.portals} portals. A check's first question pays for what later ones "
        "are told from memory. *The rest*: the program's start, connections that are made side by side, threads and "
        "processes.\n\n" + table(["stage", "CPU s", "ms a portal", "share"], rows)
    )


def _asked(costs: Sequence[Cost]) -> str:
    head = ["portals", "DNS questions", "a portal", "connections", "a portal", "failing portals", "unseen"]
    rows = [
        [
            str(cost.portals),
            str(cost.queries),
            f"{cost.queries / cost.portals:.1f}",
            str(cost.connections),
            f"{cost.connections / cost.portals:.1f}",
            str(cost.failing),
            ", ".join(f"{reason} {count}" for reason, count in sorted(cost.unseen.items())) or "nothing",
        ]
        for cost in costs
    ]
    return table(head, rows)

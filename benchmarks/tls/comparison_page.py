"""Writes docs/tls-comparison.md from verdicts and explanations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from benchmarks.tls.agreement import SUBJECTS, Verdict
from benchmarks.tls.explanations import Explanation, explanations
from benchmarks.tls.peers import PEERS
from benchmarks.tls.report import table

_OPENING = """# TLS: tuanthu beside other scanners

{count} real TLS servers of known configuration (`tests/tls_fleet`: {stacks}) were looked at by tuanthu (tier exact) and
by five other scanners, each a program of its own. What each said was held against what the server was told to be.
`python -m benchmarks.tls.compare` does it again and writes this page. {machine}

*versions*: all accepted versions and no other. *suites*: all suites of every version and no other. *order*: in each
version with a choice, whether the server's or the client's order wins, and where it is the server's, the list as a
whole. *groups*: all groups accepted for (EC)DHE. *certificates*: every certificate that the server has. A scanner that
says nothing of a subject has a dash there. testssl.sh was asked for versions and suites alone: with groups and
certificates it takes minutes a server.

"""
_SHOWN = 3


def page(
    verdicts: Sequence[Verdict], measured: str, known: Sequence[Explanation] | None = None
) -> tuple[str, list[Verdict]]:
    """The page, which says where it was `measured`, and the wrong verdicts that no explanation covers."""
    known = explanations() if known is None else known
    servers = sorted({verdict.server for verdict in verdicts})
    tools = [tool for tool in ("tuanthu", *PEERS) if any(verdict.tool == tool for verdict in verdicts)]
    stacks = ", ".join(sorted({server.partition("-")[0] for server in servers}))
    head = ["scanner", "servers", *SUBJECTS]
    asked = {tool: str(len({verdict.server for verdict in verdicts if verdict.tool == tool})) for tool in tools}
    counts = [[tool, asked[tool], *(_count(verdicts, tool, subject) for subject in SUBJECTS)] for tool in tools]
    parts = [_OPENING.format(count=len(servers), stacks=stacks, machine=measured), table(head, counts), "\n"]
    unexplained = []
    for tool in tools:
        wrong = [verdict for verdict in verdicts if verdict.tool == tool and verdict.outcome == "wrong"]
        parts.append(f"\n## {tool}\n\n" if wrong else f"\n## {tool}\n\nNo disagreement.\n")
        causes: defaultdict[str, list[Verdict]] = defaultdict(list)
        for verdict in wrong:
            cause = next((each.because for each in known if each.covers(verdict)), None)
            if cause is None:
                unexplained.append(verdict)
            causes[cause or "Not explained."].append(verdict)
        parts += [_cause(because, each) for because, each in causes.items()]
    return "".join(parts), unexplained


def _count(verdicts: Iterable[Verdict], tool: str, subject: str) -> str:
    outcomes = [each.outcome for each in verdicts if (each.tool, each.subject) == (tool, subject)]
    told = [outcome for outcome in outcomes if outcome != "untold"]
    return f"{told.count('right')} of {len(told)}" if told else "–"


def _cause(because: str, verdicts: Sequence[Verdict]) -> str:
    """A paragraph: why, then in what it shows and where."""
    subjects: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for verdict in verdicts:
        subjects[verdict.server, shortened(verdict.difference)].append(verdict.subject)
    servers: defaultdict[str, list[str]] = defaultdict(list)
    for (server, difference), named in subjects.items():
        servers[f"{', '.join(named)}: {difference}"].append(f"`{server}`")
    lines = [f"  - {difference} ({', '.join(names)})" for difference, names in servers.items()]
    return f"- {because.strip()}\n" + "\n".join(lines) + "\n"


def shortened(difference: str) -> str:
    """The first few of a long list."""
    versions = []
    for part in difference.split("; "):
        items = part.split(", ")
        more = len(items) - _SHOWN
        versions.append(", ".join(items[:_SHOWN]) + (f" and {more} more" if more > 0 else ""))
    return "; ".join(versions)

"""`python -m benchmarks.tls.compare`: tuanthu and other scanners on the truth fleet, written to docs/tls-comparison.md.

Scans come first and leave their verdicts in the cache folder; `--write` alone writes the document from those.
Exits with 1 when a disagreement has no explanation in `explanations.yaml`.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.tls.agreement import SUBJECTS, Truth, Verdict, failed, verdicts
from benchmarks.tls.answers import Answer, ScanError
from benchmarks.tls.cache import cache_folder
from benchmarks.tls.comparison_page import page, shortened
from benchmarks.tls.peers import PEERS, Target
from benchmarks.tls.report import machine
from checks.network.dial import begin
from checks.observation import Json, is_unseen, to_json
from checks.tls.certificates.trust import TrustStore
from checks.tls.endpoints import Site, observe_endpoints
from tests.tls_fleet import STACKS, fleet
from tests.tls_fleet.run import Running

_DOCUMENT = Path(__file__).parents[2] / "docs" / "tls-comparison.md"
_TIMEOUT = 600.0
_TRIES = 3
_SERVERS_AT_ONCE = 2
TOOLS = ("tuanthu", *PEERS)
_KEPT = cache_folder() / "verdicts"


def scan(tools: Sequence[str], servers: Sequence[Running]) -> Iterator[list[Verdict]]:
    """Let each tool look at each server, one at a time; gives the verdicts of each server as soon as it is done."""
    with tempfile.TemporaryDirectory(prefix="tls-compare-") as folder, ThreadPoolExecutor(_SERVERS_AT_ONCE) as pool:

        def look(server: Running) -> list[Verdict]:
            return [verdict for tool in tools for verdict in _verdicts(tool, server, Path(folder))]

        for done in as_completed([pool.submit(look, server) for server in servers]):
            yield done.result()


def _verdicts(tool: str, server: Running, folder: Path) -> list[Verdict]:
    try:
        answer = _own(server) if tool == "tuanthu" else _peer(tool, server, folder)
    except ScanError as error:
        return failed(tool, server.name, PEERS[tool].tells if tool in PEERS else SUBJECTS, str(error))
    return verdicts(tool, server.name, Truth(server.truth, server.unseeable, server.floating), answer)


def _peer(tool: str, server: Running, folder: Path) -> Answer:
    """What a scanner says; one that does not end well may try again."""
    target = Target(server.host, server.address, server.port)
    for _ in range(_TRIES - 1):
        with contextlib.suppress(ScanError):
            return PEERS[tool].look(target, folder, _TIMEOUT)
    return PEERS[tool].look(target, folder, _TIMEOUT)


def _own(server: Running) -> Answer:
    site, where = Site(server.host), [(server.address, server.port)]
    found = to_json(observe_endpoints(site, where, begin, TrustStore(), datetime.now(UTC), timeout=10.0))
    endpoint = found["endpoints"][0]
    if is_unseen(endpoint["versions"]):
        raise ScanError(endpoint["versions"]["detail"])
    return Answer(
        versions=endpoint["versions"],
        ciphers={version: _list(names) for version, names in endpoint["ciphers"].items()},
        groups=frozenset(_list(endpoint["groups"])),
        certificates=frozenset(_list(endpoint["certificates"])),
        order={version: None if is_unseen(who) else who for version, who in endpoint["order"].items()},
    )


def _list(fact: Json) -> Sequence[str]:
    names: Sequence[str] = () if is_unseen(fact) else fact
    return names


def kept() -> list[Verdict]:
    """The verdicts of all scans so far."""
    return [Verdict(**each) for file in sorted(_KEPT.glob("*.json")) for each in json.loads(file.read_text())]


def keep(found: Sequence[Verdict]) -> None:
    """Keep the verdicts on one server, in the place of what each tool said of it before."""
    _KEPT.mkdir(exist_ok=True)
    for tool in {verdict.tool for verdict in found}:
        others = [each for each in kept() if each.tool == tool and each.server != found[0].server]
        said = [*others, *(each for each in found if each.tool == tool)]
        (_KEPT / f"{tool}.json").write_text(json.dumps([asdict(verdict) for verdict in said]))


@click.command(help=__doc__)
@click.option("--tools", default=",".join(TOOLS), show_default=True, help="Which, separated by commas.")
@click.option("--servers", help="Only these servers of the fleet, separated by commas.")
@click.option("--write", is_flag=True, help="Scan nothing; write the document from the verdicts that are kept.")
@click.option("--output", type=click.Path(path_type=Path), default=_DOCUMENT)
def main(tools: str, servers: str | None, write: bool, output: Path) -> None:
    """Scan, then write the document."""
    if not write:
        with fleet(servers.split(",") if servers else None) as running:
            for number, found in enumerate(scan(tools.split(","), running), 1):
                keep(found)
                click.echo(f"{number} of {len(running)}: {found[0].server}")
    with_fleet = {server.name for stack in STACKS for server in stack.servers}
    text, unexplained = page([verdict for verdict in kept() if verdict.server in with_fleet], machine())
    output.write_text(text, encoding="utf-8")
    for verdict in unexplained:
        where = f"{verdict.tool}/{verdict.server}/{verdict.subject}"
        click.echo(f"unexplained: {where}: {shortened(verdict.difference)}", err=True)
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()

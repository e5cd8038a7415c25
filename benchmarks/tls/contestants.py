"""How each tool scans many servers in its best time on two cores, and how many suites it then told of each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.tls.answers import Answer, read_nmap, read_sslscan, read_sslyze
from benchmarks.tls.peers import installed
from benchmarks.tls.proxy import Endpoint

Told = Mapping[str, int]
"""Suites told, over all versions, by address."""


@dataclass(frozen=True, slots=True)
class Command:
    """One process, and the lines to hand it."""

    arguments: Sequence[str]
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Contestant:
    """A tool in the speed run.

    `commands` run side by side and write into a folder, from which `told` reads; `how` says for people with what
    concurrency. The last of the two is None where no suites are asked for.
    """

    name: str
    how: str
    commands: Callable[[Sequence[Endpoint], Path], Sequence[Command]]
    told: Callable[[Path], Told]
    is_ours: bool = False


def _sslscan(*options: str) -> Callable[[Sequence[Endpoint], Path], Sequence[Command]]:
    def commands(endpoints: Sequence[Endpoint], folder: Path) -> Sequence[Command]:
        one = ["sslscan", "--no-colour", *options, f"--xml={folder}/{{}}.xml", "{}"]
        at_once = min(len(endpoints), _SSLSCANS_AT_ONCE)
        return [Command(["xargs", "-P", str(at_once), "-I{}", *one], _places(endpoints))]

    return commands


def _sslscan_told(folder: Path) -> Told:
    answers = {file.name.partition(":")[0]: read_sslscan(file.read_text()) for file in folder.glob("*.xml")}
    return _counted(answers)


def _nmap(endpoints: Sequence[Endpoint], folder: Path) -> Sequence[Command]:
    targets = folder / "targets"
    targets.write_text("\n".join(endpoint.address for endpoint in endpoints))
    asked = ["--script", "+ssl-enum-ciphers,+ssl-cert", "-p", str(endpoints[0].port)]
    together = ["--min-hostgroup", str(len(endpoints)), "--min-parallelism", "300", "--max-parallelism", "1000"]
    return [Command(["nmap", "-n", "-Pn", "-T5", *together, *asked, "-oX", f"{folder}/all.xml", "-iL", str(targets)])]


def _nmap_told(folder: Path) -> Told:
    hosts = ElementTree.parse(folder / "all.xml").iter("host")  # noqa: S314  written by nmap about servers of ours
    return _counted({host.find("address").get("addr", ""): read_nmap(_text(host)) for host in hosts})  # type: ignore[union-attr]


def _sslyze(endpoints: Sequence[Endpoint], folder: Path) -> Sequence[Command]:
    versions = ["--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3"]
    asked = ["--mozilla_config=disable", *versions, "--certinfo", "--elliptic_curves", "--quiet"]
    commands = []
    for half in range(2):
        targets = folder / f"targets-{half}"
        targets.write_text("\n".join(_places(endpoints[half::2])))
        files = ["--json_out", f"{folder}/{half}.json", f"--targets_in={targets}"]
        commands.append(Command([str(installed("sslyze") / "sslyze"), *asked, *files]))
    return commands


def _sslyze_told(folder: Path) -> Told:
    answers = {}
    for file in folder.glob("*.json"):
        for result in json.loads(file.read_text())["server_scan_results"]:
            address = result["server_location"]["ip_address"]
            answers[address] = read_sslyze(json.dumps({"server_scan_results": [result]}))
    return _counted(answers)


def _own(tier: str, at_once: int) -> Callable[[Sequence[Endpoint], Path], Sequence[Command]]:
    def commands(endpoints: Sequence[Endpoint], folder: Path) -> Sequence[Command]:
        shell = f'exec "$0" -m benchmarks.tls.own {tier} {at_once} > {folder}/own.json'
        return [Command(["sh", "-c", shell, sys.executable], [f"{each.address} {each.port}" for each in endpoints])]

    return commands


def _own_told(folder: Path) -> Told:
    told: Told = json.loads((folder / "own.json").read_text())["told"]
    return told


def _places(endpoints: Sequence[Endpoint]) -> list[str]:
    return [f"{endpoint.address}:{endpoint.port}" for endpoint in endpoints]


def _counted(answers: Mapping[str, Answer]) -> Told:
    return {address: sum(map(len, answer.ciphers.values())) for address, answer in answers.items()}


def _text(element: ElementTree.Element) -> str:
    return ElementTree.tostring(element, encoding="unicode")


_SSLSCANS_AT_ONCE = 150
_LEAN = ("--no-groups", "--no-heartbleed", "--no-renegotiation", "--no-compression", "--no-fallback")
_EXACT_AT_ONCE, _QUICK_AT_ONCE = 150, 150

CONTESTANTS = {
    each.name: each
    for each in (
        Contestant(
            "tuanthu exact",
            f"one process, {_EXACT_AT_ONCE} servers at once",
            _own("exact", _EXACT_AT_ONCE),
            _own_told,
            True,
        ),
        Contestant(
            "tuanthu quick",
            f"one process, {_QUICK_AT_ONCE} servers at once",
            _own("quick", _QUICK_AT_ONCE),
            _own_told,
            True,
        ),
        Contestant(
            "sslscan",
            f"suites and certificate only; one process a server, {_SSLSCANS_AT_ONCE} at once",
            _sslscan(*_LEAN),
            _sslscan_told,
        ),
        Contestant(
            "sslscan, groups too",
            f"all that it asks by default; one process a server, {_SSLSCANS_AT_ONCE} at once",
            _sslscan(),
            _sslscan_told,
        ),
        Contestant("nmap", "ssl-enum-ciphers, ssl-cert; one process, all hosts in one group, -T5", _nmap, _nmap_told),
        Contestant(
            "sslyze", "suites, certificate, curves; two processes, half the servers each", _sslyze, _sslyze_told
        ),
    )
}

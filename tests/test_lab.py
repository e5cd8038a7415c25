"""The province in a box: it stands, it is whole, it ends; what its servers do is in test_lab_servers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.lab import Lab, LabError
from tests.lab.requirements import ALWAYS_SEEN, NEVER_BROKEN, NEVER_RIGHT, PROBED
from tests.lab_clients import address, answers, ask, ports

LAB_FOLDER = Path(__file__).parent / "lab"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(patience=10) as running:
        yield running


@pytest.fixture(scope="module")
def inventory(lab: Lab) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(lab.inventory.read_text("utf-8"))
    return content


def test_it_stands_within_ten_seconds_and_says_where_everything_is(lab: Lab) -> None:
    assert lab.process.poll() is None
    assert lab.inventory.is_file()
    assert lab.ca_file.read_text().startswith("-----BEGIN CERTIFICATE-----")
    assert lab.resolver.startswith("127.0.0.53:")


def test_a_province_has_portals_of_every_kind_of_agency(lab: Lab, inventory: dict[str, Any]) -> None:
    top = inventory["agencies"][0]
    kinds = [agency["kind"] for agency in top["agencies"]]
    assert len(lab.portals) >= 44
    assert top["kind"] == "province"
    assert kinds.count("department") >= 12
    assert kinds.count("commune") >= 25
    assert {portal["kind"] for portal in inventory["portals"]} == {"information", "online_service", "open_data"}


def test_inventory_refers_only_to_what_exists(lab: Lab, inventory: dict[str, Any]) -> None:
    def files(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from (value for name, value in part.items() if name in ("file", "ca_file", "trust_anchors"))
            part = list(part.values())
        if isinstance(part, list):
            for item in part:
                yield from files(item)

    named = list(files(inventory))
    assert len(named) > 50
    assert [name for name in named if not (lab.inventory.parent / name).is_file()] == []

    top = inventory["agencies"][0]
    agencies = {top["id"], *(agency["id"] for agency in top["agencies"])}
    systems = {system["id"] for system in inventory["systems"]}
    assert {portal["agency"] for portal in inventory["portals"]} <= agencies
    assert {portal["system"] for portal in inventory["portals"] if "system" in portal} < systems
    assert {system["operator"] for system in inventory["systems"]} <= agencies
    assert {waiver["portal"] for waiver in inventory["waivers"]} <= {portal["url"] for portal in inventory["portals"]}


def test_truth_speaks_of_every_portal_and_every_requirement(lab: Lab, inventory: dict[str, Any]) -> None:
    assert [portal["url"] for portal in lab.portals] == [portal["url"] for portal in inventory["portals"]]
    assert len(lab.truth["requirements"]) == 112
    for portal in lab.portals:
        asked = [name for name in lab.truth["requirements"] if name not in PROBED or "thidiemmedia" in portal["host"]]
        assert list(portal["verdicts"]) == asked
        assert set(portal["verdicts"].values()) <= {"pass", "fail", "unknown", "not_applicable", "waived"}


def test_every_requirement_passes_fails_and_stays_unknown_somewhere(lab: Lab) -> None:
    for requirement in lab.truth["requirements"]:
        outcomes = {portal["verdicts"].get(requirement) for portal in lab.portals}
        expected = {"pass", "fail"} - ({"fail"} if requirement in NEVER_BROKEN else set())
        expected -= {"pass"} if requirement in NEVER_RIGHT else set()
        expected |= set() if requirement in ALWAYS_SEEN else {"unknown"}
        assert outcomes >= expected, requirement


def test_exactly_the_waived_failure_is_waived(lab: Lab) -> None:
    waived = [(p["key"], r) for p in lab.portals for r, outcome in p["verdicts"].items() if outcome == "waived"]
    assert waived == [("luutru", "tls.version.legacy")]


def test_no_two_portals_share_a_host_or_a_port(lab: Lab, inventory: dict[str, Any]) -> None:
    used = [port for portal in lab.portals for port in ports(lab, inventory, portal["key"]).values()]
    assert len(set(used)) == len(used) == 2 * len(lab.portals)
    assert len({portal["host"] for portal in lab.portals}) == len(lab.portals)


# ------------------------------------------------------------------------------------------------ beginning and end


def listeners_of(pid: int) -> set[str]:
    """The local addresses, as the kernel's hexadecimal, on which a process has sockets bound."""
    inodes = {os.readlink(link)[8:-1] for link in Path(f"/proc/{pid}/fd").iterdir()}
    bound = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes:
                bound.add(fields[1].partition(":")[0])
    return bound


def test_nothing_listens_outside_loopback(lab: Lab) -> None:
    bound = listeners_of(lab.process.pid)
    loopback6 = "00000000000000000000000001000000"
    assert len(bound) > 60
    assert loopback6 in bound
    assert [found for found in bound if found != loopback6 and not (len(found) == 8 and found.endswith("7F"))] == []


def test_it_ends_in_good_order_while_people_are_connected(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        content = yaml.safe_load(lab.inventory.read_text("utf-8"))
        where = (address(lab, "rungthong"), ports(lab, content, "rungthong")["https"])
        with socket.create_connection(where, timeout=5):
            assert lab.stop() == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(where, timeout=5)
        assert (lab.directory / "lab.log").read_text() == ""


def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    with Lab(tmp_path) as lab:
        assert lab.process.stdin is not None
        lab.process.stdin.close()
        assert lab.process.wait(10) == 0


def test_it_can_be_killed(tmp_path: Path) -> None:
    with Lab(tmp_path) as lab:
        lab.kill()
        assert lab.process.returncode == -signal.SIGKILL


def test_it_starts_again_in_the_same_folder(tmp_path: Path) -> None:
    for _ in range(2):
        with Lab(tmp_path) as lab:
            assert lab.connections == {}
    assert len(list((tmp_path / "certificates").iterdir())) < 2 * len(lab.portals)


def test_without_ipv6_only_ipv4_is_served_and_nothing_about_ipv6_is_known(tmp_path: Path) -> None:
    with Lab(tmp_path, ipv6=False) as lab:
        assert lab.ipv6 is False
        assert all(len(found) == 8 for found in listeners_of(lab.process.pid))
        assert answers(ask(lab, "www.thidiem.gov.test", "AAAA"), "AAAA") == ["::1"]
        for portal in lab.portals:
            assert {v for r, v in portal["verdicts"].items() if r.startswith("ipv6.")} == {"unknown"}
        assert lab.portal("cuabac")["verdicts"]["tls.version.legacy"] == "pass"


@pytest.mark.namespace
def test_it_starts_where_the_machine_has_no_ipv6(tmp_path: Path) -> None:
    script = (
        "ip link set lo up && echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && "
        f"exec {sys.executable} -m lab --dir {tmp_path}"
    )
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("network namespaces are not to be had here")
    ended = subprocess.run(
        ["unshare", "-rn", "sh", "-c", script],
        env={**os.environ, "PYTHONPATH": f"{LAB_FOLDER.parent}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        input=b"",
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert b'"ipv6": false' in ended.stdout
    assert ended.stderr == b""


def test_a_lab_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("in the way")
    with pytest.raises(LabError, match="documents"), Lab(tmp_path):
        pass

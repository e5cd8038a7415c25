"""When the audit cannot see, it says so: nothing becomes a fail, nothing a pass."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands import PATIENCE, TUANTHU, tuanthu, verdicts_of
from tests.lab import Lab

WITHOUT_IPV6 = """
set -e
ip link set lo up
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
exec "$@"
"""


def namespaces_work() -> bool:
    """Whether this user may make a network namespace."""
    if not (shutil.which("unshare") and shutil.which("ip")):
        return False
    attempt = ["unshare", "--net", "--map-root-user", "sh", "-c", WITHOUT_IPV6, "-", "true"]
    return subprocess.run(attempt, capture_output=True, check=False).returncode == 0


def in_namespaces(test: Callable[..., None]) -> Callable[..., None]:
    """Runs a test where this user may make network namespaces, and always in CI."""
    refused = "CI" not in os.environ and not namespaces_work()
    skip = pytest.mark.skipif(refused, reason="this user may not make a network namespace (unshare, ip)")
    marked: Callable[..., None] = pytest.mark.namespace(skip(test))
    return marked


@in_namespaces
def test_without_ipv6_every_ipv6_requirement_is_unknown_for_that_reason(tmp_path: Path) -> None:
    script = f"""
import subprocess, sys
from pathlib import Path
from tests.lab import Lab
with Lab(Path({str(tmp_path / "lab")!r})) as lab:
    command = [{str(TUANTHU)!r}, "audit", lab.inventory, "-o", {str(tmp_path / "out")!r}, "--format", "json", "--json"]
    sys.exit(subprocess.run(command).returncode)
"""
    inside = ["unshare", "--net", "--map-root-user", "sh", "-c", WITHOUT_IPV6, "-", sys.executable, "-c", script]
    finished = subprocess.run(inside, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert finished.returncode == 0, finished.stderr
    audit = json.loads(finished.stdout)
    about_ipv6 = [
        verdict
        for verdicts in verdicts_of(audit).values()
        for name, verdict in verdicts.items()
        if name.startswith("ipv6.")
    ]
    assert audit["audit"]["vantage"]["ipv6"] is False
    assert len(about_ipv6) >= 40
    assert {verdict["verdict"] for verdict in about_ipv6} == {"unknown"}
    assert {tuple(verdict["reasons"]) for verdict in about_ipv6} == {("no_ipv6_vantage",)}
    truth = json.loads((tmp_path / "lab" / "truth.json").read_text())
    assert truth["ipv6"] is False
    judged = verdicts_of(audit)
    wrong = [
        (portal["key"], name, judged[portal["url"]][name]["verdict"], true)
        for portal in truth["portals"]
        for name, true in portal["verdicts"].items()
        if judged[portal["url"]][name]["verdict"] != true
    ]
    assert not wrong


@in_namespaces
def test_ipv6_that_is_lost_halfway_gives_unknowns_and_no_false_fails(tmp_path: Path) -> None:
    script = f"""
import subprocess, sys
from pathlib import Path
from tests.lab import Lab
from tests.test_blindness import wait_for_some_portals
with Lab(Path({str(tmp_path / "lab")!r})) as lab:
    command = [{str(TUANTHU)!r}, "audit", lab.inventory, "-o", {str(tmp_path / "out")!r}, "--format", "json", "--json"]
    with subprocess.Popen(command, stdout=open({str(tmp_path / "audit.json")!r}, "w")) as running:
        wait_for_some_portals(Path({str(tmp_path / "out" / "tuanthu.db")!r}), running)
        Path("/proc/sys/net/ipv6/conf/all/disable_ipv6").write_text("1")
    sys.exit(running.returncode)
"""
    inside = ["unshare", "--net", "--map-root-user", "sh", "-c", 'ip link set lo up; exec "$@"', "-"]
    finished = subprocess.run(
        [*inside, sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert finished.returncode == 0, finished.stderr
    assert "the vantage lost ipv6" in finished.stderr
    judged = verdicts_of(json.loads((tmp_path / "audit.json").read_text()))
    truth = json.loads((tmp_path / "lab" / "truth.json").read_text())
    with Lab(tmp_path / "four", ipv6=False) as lab:  # what is true for those that were looked at afterwards
        over_ipv4 = {portal["key"]: portal["verdicts"] for portal in lab.truth["portals"]}
    blind = 0
    for portal in truth["portals"]:
        for name, true in portal["verdicts"].items():
            found = judged[portal["url"]][name]
            right = (true, over_ipv4[portal["key"]][name], "unknown")
            assert found["verdict"] in right, (portal["key"], name, found["because"])
            blind += found["verdict"] != true and "no_ipv6_vantage" in found["reasons"]
    assert blind > 10


def test_a_province_that_vanishes_halfway_gives_unknowns_and_no_false_fails(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        database = f"sqlite:///{tmp_path / 'audit.db'}"
        command: list[str | Path] = [
            TUANTHU,
            "audit",
            lab.inventory,
            "-o",
            tmp_path,
            "--db",
            database,
            "--format",
            "json",
            "--json",
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            wait_for_some_portals(tmp_path / "audit.db", running)
            lab.kill()
            printed, messages = running.communicate(timeout=PATIENCE)
        assert running.returncode == 0, messages
        judged = verdicts_of(json.loads(printed))
        false = [
            (portal["key"], name, found["verdict"], found["because"])
            for portal in lab.truth["portals"]
            for name, true in portal["verdicts"].items()
            for found in [judged[portal["url"]][name]]
            if found["verdict"] != true and found["verdict"] != "unknown"
        ]
        unseen = [url for url, verdicts in judged.items() if verdicts["tls.https"]["verdict"] == "unknown"]
    assert not false
    assert len(unseen) > 10


def wait_for_some_portals(database: Path, running: subprocess.Popen[str]) -> None:
    """Until the audit has stored its first portals, while it still has others to look at."""
    import sqlite3

    while running.poll() is None:
        if database.exists():
            try:
                with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as store:
                    count: Any = store.execute("select count(*) from portal_records").fetchone()[0]
                if count:
                    return
            except sqlite3.OperationalError:
                pass
        time.sleep(0.01)
    pytest.fail("the audit ended before a portal was stored")


def test_a_vantage_that_sees_nothing_refuses_to_audit(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        lab.kill()
        finished = tuanthu("audit", lab.inventory, "-o", tmp_path / "out", "--format", "json")
    assert finished.returncode == 3
    assert finished.stderr.count("\n") == 1
    assert "tuanthu doctor" in finished.stderr

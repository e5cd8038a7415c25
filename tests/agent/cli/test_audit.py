"""`tuanthu audit`: what it prints and where, its exit status, and that it can be interrupted and resumed."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest

import agent.auditing.looking
import agent.auditing.run
from agent.auditing.plan import Plan
from agent.cli.main import status_of
from checks.record import PortalRecord
from reports.document import schema
from tests.agent.cli.conftest import FEW, Audits
from tests.commands import PATIENCE, TUANTHU, result_of, tuanthu, verdicts_of
from tests.lab import Lab

PORTALS = jsonschema_rs.Registry([(schema("portal-1")["$id"], schema("portal-1"))])
AUDIT = jsonschema_rs.validator_for(schema("audit-1"), validate_formats=True, registry=PORTALS)


def test_json_is_one_valid_document_with_the_known_truth(lab: Lab, audits: Audits) -> None:
    AUDIT.validate(audits.first)
    judged = verdicts_of(audits.first)
    assert len(judged) == len(FEW)
    for key in FEW:
        portal = lab.portal(key)
        assert {name: found["verdict"] for name, found in judged[portal["url"]].items()} == portal["verdicts"]


def test_both_files_are_written_whole_and_nothing_else(audits: Audits) -> None:
    written = {file.name for file in audits.folder.iterdir()}
    expected = {f"tuanthu-{audit}.{kind}" for audit in audits.ids for kind in ("html", "json")}
    assert expected <= written
    assert {name for name in written - expected if not name.startswith("tuanthu.db")} == set()
    AUDIT.validate(audits.second)


def test_results_go_to_stdout_and_nothing_to_stderr(audits: Audits) -> None:
    assert audits.printed.returncode == 0
    assert audits.printed.stderr == ""
    assert f"tuanthu-{audits.ids[1]}.html" in audits.printed.stdout
    assert "\x1b" not in audits.printed.stdout


def test_only_the_checks_asked_for_are_observed_and_judged(audits: Audits) -> None:
    for portal in audits.second["portals"]:
        assert list(portal["observations"]) == ["tls"]
        assert portal["verdicts"]
        assert {verdict["requirement"].split(".")[0] for verdict in portal["verdicts"]} == {"tls"}


@pytest.mark.parametrize(("severity", "status"), [("critical", 0), ("high", 1), ("low", 1)])
def test_fail_on_decides_the_exit_status(
    inventory_of: Callable[..., Path], tmp_path: Path, severity: str, status: int
) -> None:
    legacy = inventory_of("legacy.yaml", "stc")
    asked = ["audit", legacy, "-o", tmp_path, "--checks", "tls", "--fail-on", severity]
    assert tuanthu(*asked).returncode == status


def test_a_check_named_twice_is_done_once(inventory_of: Callable[..., Path], tmp_path: Path) -> None:
    one = inventory_of("one.yaml", "www")
    audit = result_of("audit", one, "-o", tmp_path, "--checks", "tls,tls", "--format", "json,json")
    assert list(audit["portals"][0]["observations"]) == ["tls"]


def test_a_terminal_shows_how_many_are_done_failing_and_left(few: Path, tmp_path: Path) -> None:
    terminal, screen = pty.openpty()
    asked: list[str | Path] = [TUANTHU, "audit", few, "-o", tmp_path, "--checks", "tls,web", "--lang", "en"]
    known = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment = {**known, "COLUMNS": "120", "TERM": "xterm"}
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=screen, env=environment) as running:
        os.close(screen)
        shown = b""
        while piece := read_terminal(terminal):
            shown += piece
        assert running.stdout is not None
        printed = running.stdout.read()
        assert running.wait(PATIENCE) == 0
    os.close(terminal)
    assert re.search(rb"[0-9] failing, [1-9] left", shown)
    assert b"\x1b" in shown
    assert b"\x1b" not in printed


def read_terminal(terminal: int) -> bytes:
    """What a terminal shows next; nothing once its last writer is gone (EIO on Linux)."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_a_failure_of_ours_ends_with_4_and_leaves_that_portal_for_later(
    lab: Lab,
    few: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    observe = agent.auditing.looking.observe
    broken = lab.portal("stc")["url"]

    def break_at_one(plan: Plan, portal: object, *others: object) -> PortalRecord:
        if portal.url == broken:  # type: ignore[attr-defined]
            raise RuntimeError("a bug of ours")
        return observe(plan, portal, *others)  # type: ignore[arg-type]

    asked = ["audit", str(few), "-o", str(tmp_path), "--checks", "tls", "--tls", "quick", "--lang", "en"]
    asked += ["--law-date", "20/11/2026"]
    monkeypatch.setattr(sys, "argv", ["tuanthu", *asked])
    monkeypatch.setattr(agent.auditing.run, "observe", break_at_one)
    assert status_of(asked) == 4
    printed = capsys.readouterr()
    assert f"1 portals or systems are left; go on with: tuanthu audit {few} --resume" in printed.err
    assert "incomplete" in printed.out

    monkeypatch.undo()
    resumed = result_of("audit", few, "-o", tmp_path, "--checks", "tls", "--resume")
    assert resumed["audit"]["complete"]
    assert resumed["audit"]["law_date"] == "2026-11-20", "without a law date of its own --resume keeps the audit's"
    assert set(verdicts_of(resumed)) == {lab.portal(key)["url"] for key in FEW}
    found = [portal["observations"]["tls"]["endpoints"] for portal in resumed["portals"]]
    tiers = {endpoint["tier"] for endpoints in found if isinstance(endpoints, list) for endpoint in endpoints}
    assert tiers == {"quick"}, "and its tier"


# ------------------------------------------------------------------------------------------------ interruption

ENGLISH = {**os.environ, "TUANTHU_LANG": "en"}
SLOW = [f"rungthong/{number}" for number in range(24)]
"""As many sub-sites of a portal that hangs as are looked at side by side: what is behind them waits."""


def start_and_wait(lab: Lab, inventory: Path, folder: Path) -> subprocess.Popen[str]:
    """An audit that has begun to look at the portals that hang."""
    before = lab.connections.get(lab.portal("rungthong")["host"], 0)
    asked: list[str | Path] = [TUANTHU, "audit", inventory, "-o", folder, "--checks", "web"]
    running = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENGLISH)
    while lab.connections.get(lab.portal("rungthong")["host"], 0) == before:
        assert running.poll() is None, "the audit ended before it looked at a portal"
        time.sleep(0.02)
    return running


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_audit_that_resume_finishes(
    lab: Lab, inventory_of: Callable[..., Path], tmp_path: Path, sent: signal.Signals
) -> None:
    inventory = inventory_of(f"slow-{sent.name}.yaml", *SLOW, "www", "skhcn")
    with start_and_wait(lab, inventory, tmp_path) as running:
        running.send_signal(sent)
        printed, messages = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    told = re.fullmatch(r"(\d+) portals or systems are left; go on with: tuanthu audit (.+) --resume, .+\n", messages)
    assert told, messages
    assert int(told[1]) >= 2
    assert told[2] == str(inventory)
    assert "incomplete" in printed
    (interrupted,) = (file.stem for file in tmp_path.glob("*.html"))

    resumed = result_of("audit", inventory, "-o", tmp_path, "--checks", "web", "--timeout", "0.2", "--resume")
    assert f"tuanthu-{resumed['audit']['id']}" == interrupted
    assert resumed["audit"]["complete"]
    assert len(resumed["portals"]) == len(SLOW) + 2


def test_a_second_signal_ends_it_at_once_and_nothing_is_half_written(
    lab: Lab, inventory_of: Callable[..., Path], tmp_path: Path
) -> None:
    inventory = inventory_of("slow-twice.yaml", *SLOW, "www")
    with start_and_wait(lab, inventory, tmp_path) as running:
        while running.poll() is None:
            running.send_signal(signal.SIGINT)
            time.sleep(0.02)
    assert running.returncode == -signal.SIGINT
    assert {file.suffix for file in tmp_path.iterdir()} <= {".db", ".db-wal", ".db-shm"}
    with sqlite3.connect(tmp_path / "tuanthu.db") as store:
        assert store.execute("select status from audits").fetchone()[0] != "finished"


def test_a_damaged_database_is_told_in_one_sentence(few: Path, audits: Audits, tmp_path: Path) -> None:
    shutil.copy(next(audits.folder.glob("*.html")), tmp_path / "tuanthu.db")
    finished = tuanthu("audit", few, "-o", tmp_path)
    assert finished.returncode == 2
    assert len(finished.stderr.splitlines()) == 1
    assert "tuanthu.db" in finished.stderr

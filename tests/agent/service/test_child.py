from __future__ import annotations

import time
from pathlib import Path

import pytest

from agent.errors import EXIT_INPUT
from agent.service.child import Child

PATIENCE = 60


def ended(child: Child) -> int:
    end = time.monotonic() + PATIENCE
    while child.status is None and time.monotonic() < end:
        time.sleep(0.05)
    assert child.status is not None
    return child.status


def test_a_run_whose_settings_cannot_be_read_ends_with_2_whatever_the_working_folder_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "argparse.py").write_text("raise SystemExit(77)\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert ended(Child(1, tmp_path / "missing.yaml", PATIENCE)) == EXIT_INPUT


def test_one_that_takes_longer_than_it_may_hangs_and_is_ended(tmp_path: Path) -> None:
    child = Child(1, tmp_path / "missing.yaml", limit=-1)
    assert child.hung or child.status is not None
    child.stop(patience=0)
    assert child.status
    assert not child.hung

"""`tuanthu demo`: finds the lab wherever tuanthu is installed; the whole demo is run in test_wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli import demo
from agent.cli.main import status_of
from agent.errors import InputError


class SmallLab:
    """In place of the lab: the folder it was given, and an inventory that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.inventory = folder / "none.yaml"

    def __enter__(self) -> SmallLab:
        return self

    def __exit__(self, *error: object) -> None:
        return None


def test_the_lab_is_found_and_is_a_package_of_its_own() -> None:
    lab = demo.load_lab()
    assert lab.__name__ == "lab"
    assert sys.modules["lab"] is lab
    with lab.Lab() as running:
        assert running.inventory.is_file()


def test_an_installation_without_the_lab_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["tuanthu"])
    monkeypatch.setenv("TUANTHU_LANG", "vi")
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "agent" / "cli" / "demo.py"))
    with pytest.raises(InputError, match="tỉnh giả lập"):
        demo.load_lab()


def test_what_the_audit_says_is_what_the_demo_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "demo" / "lab" / "demo.db"
    stale.parent.mkdir(parents=True)
    stale.write_text("of an earlier demo")
    asked = ["demo", "-o", str(tmp_path / "demo"), "--lang", "en"]
    monkeypatch.setattr(sys, "argv", ["tuanthu", *asked])
    monkeypatch.setattr(demo, "load_lab", lambda: type("Lab", (), {"Lab": SmallLab}))
    assert status_of(asked) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "The lab province stands" in printed.err
    assert "none.yaml" in printed.err
    assert not stale.exists()


def test_quiet_leaves_out_the_messages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["demo", "-o", str(tmp_path), "--lang", "en", "--quiet"]
    monkeypatch.setattr(sys, "argv", ["tuanthu", *asked])
    monkeypatch.setattr(demo, "load_lab", lambda: type("Lab", (), {"Lab": SmallLab}))
    assert status_of(asked) == 2
    assert "stands" not in capsys.readouterr().err


def test_help_alone_loads_no_lab() -> None:
    script = "import sys, agent.cli.demo; sys.exit('lab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

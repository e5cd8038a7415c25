"""The page of all settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from agent.settings.fields import settings_in
from agent.settings.page import page

ROOT = Path(__file__).parents[3]


def test_the_page_is_what_the_models_say() -> None:
    written = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert written == page(), "run: python -m agent.settings.page"


def test_the_command_prints_the_page() -> None:
    command = [sys.executable, "-m", "agent.settings.page"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={"PYTHONUTF8": "1"})
    assert printed.stdout.decode() == page()


def test_every_setting_has_one_row() -> None:
    rows = [line.split("`")[1] for line in page().splitlines() if line.startswith("| `")]
    sections = [setting.name for setting in settings_in() if setting.section and "." not in setting.name]
    assert sorted(rows + sections) == sorted(setting.name for setting in settings_in())

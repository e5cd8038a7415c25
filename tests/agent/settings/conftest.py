"""Settings files, in an environment that says nothing of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("TUANTHU_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TUANTHU_LANG", "en")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a settings file, readable for its owner alone."""

    def write(text: str, name: str = "tuanthu.yaml") -> Path:
        file = tmp_path / name
        file.write_text(text, "utf-8")
        file.chmod(0o600)
        return file

    return write

"""Secrets are read from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.notices.sending import read_secret


def test_a_secret_is_its_file_without_the_last_line_feed(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("bí mật\n")
    assert read_secret(file) == "bí mật"


def test_an_empty_file_is_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("\n")
    with pytest.raises(ValueError, match="empty"):
        read_secret(file)

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from agent.journal import actor, actors

ROOT = pwd.getpwuid(0).pw_name


def test_the_user_of_this_process_acts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(actors, "_LOGIN", tmp_path / "none")

    assert actor() == pwd.getpwuid(os.geteuid()).pw_name


@pytest.mark.parametrize(
    ("login", "told"), [("0", f"{ROOT} as uid 4242"), ("4242", "uid 4242"), (str(2**32 - 1), "uid 4242")]
)
def test_who_logged_in_is_named_beside_who_that_became(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, login: str, told: str
) -> None:
    (tmp_path / "loginuid").write_text(login)
    monkeypatch.setattr(actors, "_LOGIN", tmp_path / "loginuid")
    monkeypatch.setattr(os, "geteuid", lambda: 4242)

    assert actor() == told

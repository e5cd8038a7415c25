"""`tuanthu report`: the files of a stored audit, written anew."""

from __future__ import annotations

import json
from pathlib import Path

from tests.agent.cli.conftest import Audits
from tests.commands import tuanthu


def test_files_are_named_on_stdout_in_the_formats_asked_for(audits: Audits, tmp_path: Path) -> None:
    database = f"sqlite:///{audits.folder / 'tuanthu.db'}"
    asked = ["report", audits.ids[0], "--db", database, "-o", tmp_path / "new"]
    html = tuanthu(*asked, "--format", "html")
    assert html.returncode == 0, html.stderr
    assert html.stdout == f"{tmp_path / 'new' / f'tuanthu-{audits.ids[0]}.html'}\n"
    assert [file.name for file in (tmp_path / "new").iterdir()] == [f"tuanthu-{audits.ids[0]}.html"]
    both = tuanthu(*asked)
    assert len(both.stdout.splitlines()) == 2
    assert html.stderr == both.stderr == ""


def test_the_json_is_what_the_audit_printed(audits: Audits, tmp_path: Path) -> None:
    database = f"sqlite:///{audits.folder / 'tuanthu.db'}"
    finished = tuanthu("report", audits.ids[0], "--db", database, "-o", tmp_path, "--format", "json")
    assert json.loads(Path(finished.stdout.strip()).read_text("utf-8")) == audits.first


def test_the_latest_audit_is_told_unless_another_is_named(audits: Audits) -> None:
    finished = tuanthu("report", "-o", audits.folder, "--format", "json")
    assert finished.stdout.strip().endswith(f"tuanthu-{audits.ids[1]}.json")


def test_an_unknown_format_is_told(audits: Audits) -> None:
    finished = tuanthu("report", "-o", audits.folder, "--format", "html,pdf2")
    assert finished.returncode == 2
    assert "pdf2" in finished.stderr


def test_without_an_audit_no_folder_is_made(tmp_path: Path) -> None:
    finished = tuanthu("report", "latest", "-o", tmp_path / "none")
    assert finished.returncode == 2
    assert len(finished.stderr.splitlines()) == 1
    assert not (tmp_path / "none").exists()

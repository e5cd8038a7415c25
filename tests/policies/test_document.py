"""The page of all requirements."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policies.catalogue import load_catalogue
from policies.document import document
from policies.requirement import Requirement
from tests.policies.test_requirement import DATA

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "requirements.md"


def row(**changes: Any) -> str:
    (line,) = [line for line in document([Requirement.model_validate(DATA | changes)]).splitlines() if "`tls." in line]
    return line


def test_the_page_is_what_the_catalogue_says() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == document(load_catalogue().requirements.values()), "run: python -m policies.document"


def test_the_command_prints_the_page() -> None:
    command = [sys.executable, "-m", "policies.document"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={"PYTHONUTF8": "1"})
    assert printed.stdout.decode() == document(load_catalogue().requirements.values())


def test_every_requirement_has_one_row_under_its_subject() -> None:
    requirements = load_catalogue().requirements
    page = document(requirements.values())
    rows: dict[str, str] = {}
    for section in page.split("\n## ")[1:]:
        subject = section.split(" ", 1)[0]
        rows |= {line.split("`")[1]: subject for line in section.splitlines() if line.startswith("| `")}
    assert rows == {id_: found.subject for id_, found in requirements.items()}
    assert page.count("\n| `") == len(requirements)


def test_a_row_tells_law_dates_and_deadline() -> None:
    cited = {"instrument": "Nghị định X", "clause": "Điều 1", "confirmation": "primary"}
    line = row(
        citation=[cited | {"from": date(2026, 8, 19)}, cited | {"confirmation": "draft", "to": date(2026, 6, 30)}],
        effective_from=date(2026, 7, 1),
        effective_to=date(2027, 12, 31),
        deadline=date(2026, 12, 31),
        about="both",
    )
    assert "Nghị định X, Điều 1 (primary; from 19/08/2026)<br>" in line
    assert "(draft; to 30/06/2026)" in line
    assert line.endswith("| 1 | portals, systems | from 01/07/2026 to 31/12/2027 | 31/12/2026 |")
    assert " (draft) |" not in line, "one of its citations is verified"


@pytest.mark.parametrize("title", ["a | b", "a\\b", "<b>a</b>", "a `b` *c* _d_ [e](f)"])
def test_a_text_cannot_break_the_table(title: str) -> None:
    line = row(title={"vi": title, "en": "T"})
    unescaped = line.replace("\\\\", "").replace("\\|", "").replace("\\<", "").replace("\\`", "")
    assert unescaped.count("|") == 10
    assert "<b>" not in unescaped
    assert unescaped.count("`") == 2


def test_what_nobody_has_verified_is_marked() -> None:
    assert "` (draft) |" in row(status="draft")

"""What the documentation says is true: its commands exist, its options too, both READMEs say the same."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from agent.cli.main import COMMANDS
from tests.commands import tuanthu

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
GROUPS = ("policy", "inventory", "evidence", "schedule", "notices", "journal", "config")
"""Commands that have commands of their own."""
COMMAND = re.compile(r"(?:^\$ |`)(?:\.venv/bin/)?(tuanthu [^`#\n]+)", re.MULTILINE)


def commands() -> list[tuple[str, str]]:
    """(page, command) for every `tuanthu …` in the documentation."""
    return [(page.name, found.strip()) for page in PAGES for found in COMMAND.findall(page.read_text())]


def test_there_are_commands_to_test() -> None:
    assert len(commands()) > 10


@cache
def help_of(*name: str) -> str:
    return tuanthu(*name, "--help").stdout


@pytest.mark.parametrize(("page", "command"), commands())
def test_every_command_and_option_exists(page: str, command: str) -> None:
    words = shlex.split(command)[1:]
    named = [word for word in words if not word.startswith("-")]
    name = named[:2] if words[0] in GROUPS else words[:1]
    assert name[0] in COMMANDS, page
    helped = help_of(*name)
    for option in (word.split("=")[0] for word in words if word.startswith("-")):
        assert re.search(rf"(^|[ ,]){re.escape(option)}\b", helped, re.MULTILINE), f"{page}: {command}"


def test_every_link_leads_somewhere() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            assert link.startswith("https://") or (page.parent / link).exists(), f"{page.name}: {link}"


def test_both_readmes_show_the_same_commands_and_sections() -> None:
    def shape(page: str) -> tuple[int, int, list[str]]:
        text = (ROOT / page).read_text()
        return text.count("\n## "), text.count("\n| "), re.findall(r"^\$ ([^#\n]+?) *(?:#|$)", text, re.MULTILINE)

    assert shape("README.md") == shape("README.vi.md")


def test_the_readmes_lead_with_the_two_commands() -> None:
    for page in ("README.md", "README.vi.md"):
        first_screen = "\n".join((ROOT / page).read_text().splitlines()[:20])
        assert "make demo" in first_screen
        assert "make test" in first_screen
        assert "report.png" in first_screen


def test_make_has_every_target_that_the_pages_name() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"(?:^\$ |`)make ([a-z]+)", page.read_text(), re.MULTILINE)}
    assert named
    assert named <= targets

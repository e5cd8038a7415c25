"""Prints results for people: on a terminal with colour, in a pipe without, always with words."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from agent.texts import _

COLOURS = {"pass": "green", "fail": "bold red", "unknown": "yellow", "not_applicable": "dim", "waived": "cyan"}
SIGNS = {"pass": "✓", "fail": "✗", "unknown": "?", "not_applicable": "–", "waived": "◦"}

PIPE_WIDTH = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 160
"""Columns of a table that no terminal bounds."""

out = Console(highlight=False, emoji=False, markup=False, width=PIPE_WIDTH)
err = Console(stderr=True, highlight=False, emoji=False, markup=False)


def outcome_word(outcome: str) -> str:
    """The word of a verdict in the language of the command."""
    return {
        "pass": _("pass"),
        "fail": _("fail"),
        "unknown": _("unknown"),
        "not_applicable": _("not applicable"),
        "waived": _("waived"),
    }[outcome]


def safe(text: str, limit: int = 400) -> str:
    """Text that came from a portal, fit for a terminal: no control or direction characters, bounded."""
    kept = "".join(
        " " if character in "\n\t" else character
        for character in text[:limit]
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return kept + ("…" if len(text) > limit else "")


def safe_lines(text: str) -> str:
    """The same for several lines of our own that may repeat such text."""
    return "\n".join(safe(line, 4000) for line in text.splitlines())


def outcome_text(outcome: str) -> Text:
    """A verdict with its sign and colour."""
    return Text(f"{SIGNS[outcome]} {outcome_word(outcome)}", style=COLOURS[outcome])


def print_json(document: Any) -> None:
    """One JSON document on stdout; every character that a terminal might obey is escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.write(_UNLIKELY.sub(_escaped, text) + "\n")


_UNLIKELY = re.compile("[^\n -~\u00a1-\u00ac\u00ae-\u02ff\u1e00-\u1eff]")
"""All but the letters that Vietnamese is written in, of which none is obeyed."""


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if unicodedata.category(character) not in ("Cc", "Cf", "Cs"):
        return character
    return json.dumps(character)[1:-1] if ord(character) > 0xFFFF else f"\\u{ord(character):04x}"


def counts_line(outcomes: Iterable[str]) -> Text:
    """`✓ 12 đạt  ✗ 3 không đạt …` for the outcomes that occur."""
    listed = list(outcomes)
    line = Text()
    for outcome, sign in SIGNS.items():
        if listed.count(outcome):
            line.append(f"{sign} {listed.count(outcome)} {outcome_word(outcome)}   ", style=COLOURS[outcome])
    return line

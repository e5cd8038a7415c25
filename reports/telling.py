"""What is told of many facts in one way, on a terminal and on a page alike: sections of labelled rows.

Every text is in one language already, cut and made visible. A tone says what its piece means, and a sign in the text
says so too, for those who see no colours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from checks.observation import Json, Reason, is_unseen
from policies.details import detail_text
from policies.words import reason_text
from reports.wording import Wording

Tone: TypeAlias = Literal["plain", "good", "weak", "bad", "unseen", "dim"]

SIGNS: Final[dict[Tone, str]] = {"good": "✓ ", "weak": "! ", "bad": "✗ ", "unseen": "? ", "plain": "", "dim": ""}


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words in one tone."""

    text: str
    tone: Tone = "plain"


Line: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands beside it, line by line; in a `table` the lines stand below it, their pieces in
    columns."""

    label: str
    lines: tuple[Line, ...]
    table: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title, `code` to be copied as it stands; the sections that follow a `major` one belong to it."""

    title: str
    rows: tuple[Row, ...]
    major: bool = False
    code: str = ""


def signed(text: str, tone: Tone) -> Piece:
    """A piece that begins with the sign of its tone."""
    return Piece(f"{SIGNS[tone]}{text}", tone)


def separated(pieces: Iterable[Piece], between: str = ", ") -> Line:
    """The pieces in one line, with commas between them."""
    line: list[Piece] = []
    for piece in pieces:
        line += [Piece(between, "dim"), piece] if line else [piece]
    return tuple(line)


def unseen(mark: dict[str, str], wording: Wording) -> Piece:
    """Why something was not observed, as a value of its own."""
    return signed(unseen_text(mark, wording), "unseen")


def unseen_text(mark: dict[str, str], wording: Wording) -> str:
    """Why something was not observed."""
    known = mark["unseen"] in list(Reason)
    reason = reason_text(Reason(mark["unseen"]) if known else Reason.OUR_ERROR, wording.lang)
    detail = wording.cut(detail_text(str(mark.get("detail", "")), wording.lang), 200)
    return f"{reason} ({detail})" if detail else reason


def unseen_row(named: Iterable[tuple[str, Json]], wording: Wording) -> list[Row]:
    """One row for all that was not observed among labelled values, each reason told once; none when all was."""
    groups: dict[str, list[str]] = {}
    for label, value in named:
        if is_unseen(value):
            groups.setdefault(unseen_text(value, wording), []).append(label)
    lines: list[Line] = []
    for why, labels in groups.items():
        lines += [(signed(", ".join(labels), "unseen"),), (Piece(why, "dim"),)]
    return [Row(wording.gettext.gettext("Not observed"), tuple(lines))] if lines else []

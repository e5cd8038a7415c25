"""Parts that every section of the report in PDF is put together from, as plain data for the templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

from reports.remedy import Block
from reports.summary import WORST_FIRST, Tally
from reports.telling import SIGNS, Piece, Row, Section
from reports.templating import segments
from reports.verdict_view import RequirementView
from reports.wording import Wording

Data: TypeAlias = dict[str, Any]


class Parts:
    """Writes parts in the words of one language; `concise` where there are too many portals to tell all of each."""

    def __init__(self, wording: Wording, concise: bool = False) -> None:
        self.wording = wording
        self.concise = concise
        self.gettext = wording.gettext.gettext
        self.word = wording.word
        self.number = wording.number

    def counted(self, one: str, many: str, count: int) -> str:
        """A text with the number `n` in it."""
        return self.wording.gettext.ngettext(one, many, count) % {"n": self.number(count)}

    def more(self, left: int) -> str:
        """That there are more than are named; nothing where there are none."""
        return self.counted("and %(n)s more", "and %(n)s more", left) if left else ""

    def outcomes(self) -> list[list[str]]:
        """Each outcome with its word, worst first."""
        return [[outcome.value, self.word("outcome", outcome)] for outcome in WORST_FIRST]

    def shares(self, tally: Tally) -> str:
        """The shares in words; those of pass and unknown are always told."""
        if not tally.applicable:
            return self.gettext("nothing applies")
        told = [name for name in ("pass", "fail", "unknown", "waived") if name in ("pass", "unknown") or tally[name]]
        return " · ".join(f"{tally.share(name)}% {self.word('outcome', name).lower()}" for name in told)

    def tally(self, name: str, tally: Tally) -> Data:
        """A named line of a table of outcomes: its numbers worst first, its bar and its shares."""
        return {
            "name": name,
            "counts": [self.number(tally[outcome]) for outcome in WORST_FIRST],
            "bar": bar(tally),
            "shares": self.shares(tally),
        }

    def marked(self, tally: Tally) -> list[list[str]]:
        """The outcomes that there are any of, each with its number; what does not apply is left out."""
        return [[name, self.number(tally[name])] for name in ("pass", "fail", "unknown", "waived") if tally[name]]

    def tags(self, asked: RequirementView, severity: str) -> str:
        """What a failure of the requirement weighs, and what it rests on."""
        weight = f"{self.gettext('Severity:')} {self.word('severity', severity).lower()}"
        return " · ".join((asked.force, weight, asked.id, *asked.instruments))


def plain(value: Any) -> Any:
    """The value as plain JSON: dataclasses as objects, tuples as lists."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def bar(tally: Tally) -> list[list[Any]]:
    """The parts of a stacked bar: (outcome, percent), worst first."""
    return [[outcome, width] for outcome, _start, width in segments(tally)]


def sections(told: Iterable[Section]) -> list[Data]:
    """Sections of labelled rows; a piece is (tone, text, whether the mark of the tone stands before it)."""
    return [
        {"title": one.title, "major": one.major, "rows": [_row(row) for row in one.rows], "code": one.code}
        for one in told
    ]


def _row(row: Row) -> list[Any]:
    return [row.label, [[_piece(piece) for piece in line] for line in row.lines], row.table]


def _piece(piece: Piece) -> list[Any]:
    sign = SIGNS[piece.tone]
    return [piece.tone, piece.text.removeprefix(sign), bool(sign) and piece.text.startswith(sign)]


def remedy(blocks: Iterable[Block]) -> list[list[Any]]:
    """A remedy: (kind, depth, its text cut into (part, whether it is code))."""
    return [
        [one.kind, one.depth, [[one.text, True]] if one.kind == "code" else plain(tuple(one.spans))] for one in blocks
    ]

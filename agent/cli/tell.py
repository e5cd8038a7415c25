"""Prints what `reports` tells: sections of labelled rows, and remedies, as wide as the terminal is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.cli.show import out
from reports.remedy import blocks
from reports.telling import Line, Piece, Row, Section, Tone

STYLES: dict[Tone, str] = {
    "plain": "",
    "good": "green",
    "weak": "yellow",
    "bad": "bold red",
    "unseen": "magenta",
    "dim": "dim",
}
WIDEST_LABEL = 28
WIDEST_RULE = 100
LEAST_TEXT = 12
"""Columns that words in a table need beside names that are not to be broken."""


def print_sections(sections: Iterable[Section]) -> None:
    """Every section under its title, labels in one column; code unbroken and from the first column, to be copied."""
    shown = list(sections)
    width = min(
        WIDEST_LABEL, max((len(row.label) for section in shown for row in section.rows if not row.table), default=0)
    )
    for section in shown:
        out.print()
        out.print(_title(section))
        for row in section.rows:
            out.print(_table(row) if row.table else _beside(row, width))
        if section.code:
            out.print(Text(section.code, style=STYLES["good"]), soft_wrap=True)


def print_remedy(text: str) -> None:
    """A remedy, step by step; what is to be typed stands out."""
    for block in blocks(text):
        told = Text()
        for part, code in block.spans if block.kind != "code" else [(block.text, True)]:
            told.append(part, style="cyan" if code else "")
        indent = 5 + 3 * block.depth + (2 if block.kind == "code" else 0)
        out.print(Padding(told, (0, 0, 0, indent), expand=False))


def _title(section: Section) -> Text:
    if not section.major:
        return Text(section.title, style="bold")
    title = Text(f"━━ {section.title} ", style="bold cyan")
    return title.append("━" * max(2, min(out.width, WIDEST_RULE) - title.cell_len))


def _beside(row: Row, width: int) -> Padding:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=width, overflow="fold")
    grid.add_column(overflow="fold")
    for number, line in enumerate(row.lines):
        grid.add_row("" if number else row.label, _text(line, out.width - width - 4))
    return Padding(grid, (0, 0, 0, 2), expand=False)


def _table(row: Row) -> Group:
    grid = Table.grid(padding=(0, 2, 0, 0))
    columns = zip_longest(*row.lines, fillvalue=Piece(""))
    shown = [[_text((piece,)) for piece in column] for column in columns if any(piece.text for piece in column)]
    whole = [all(cell.plain.count(" ") <= 1 for cell in column) for column in shown]
    widths = [max(cell.cell_len for cell in column) for column in shown]
    fits = sum(width + 2 for width, kept in zip(widths, whole, strict=True) if kept) + LEAST_TEXT <= out.width
    for kept in whole:
        grid.add_column(overflow="fold", no_wrap=kept and fits)
    for cells in zip(*shown, strict=True):
        grid.add_row(*cells)
    return Group(Padding(Text(row.label), (0, 0, 0, 2), expand=False), Padding(grid, (0, 0, 0, 4), expand=False))


def _text(line: Line, width: int | None = None) -> Text:
    """The pieces in their colours; in `width` columns a new line is begun between two pieces rather than in one."""
    text = Text()
    used = 0
    for piece in line:
        cells = cell_len(piece.text)
        if width is not None and used and used + len(piece.text.rstrip()) > width:
            text.append("\n")
            used = 0
        text.append(piece.text, style=STYLES[piece.tone])
        used += cells
    return text

"""Cuts the text of a remedy into paragraphs, steps and preformatted snippets.

Remedies are written as in plain mail: `1.` and `-` begin a step, indented ones a step below it, and a step goes on
in indented lines. Other indented lines are a snippet, kept as they are. Backticks hold code within a line.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["paragraph", "step", "code"]

_STEP = re.compile(r"( *)(?:\d+[.)]|[-*•]) +(?=\S)")


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a remedy; `code` keeps its lines, `depth` says how far below other steps a step is."""

    kind: Kind
    text: str
    depth: int = 0

    @property
    def spans(self) -> list[tuple[str, bool]]:
        """The text cut at its backticks: (part, whether it is code)."""
        return [(part, place % 2 == 1) for place, part in enumerate(self.text.split("`")) if part]


def blocks(text: str) -> list[Block]:
    """The parts of a remedy in order."""
    found: list[Block] = []
    before: Kind | None = None
    for line in text.expandtabs(4).splitlines():
        kind = _kind(line, before)
        step = _STEP.match(line) if kind == "step" else None
        if kind is not None and kind == before and not step:
            found[-1] = _longer(found[-1], line)
        elif kind is not None:
            found.append(Block(kind, line if kind == "code" else line.strip(), 1 if step and step[1] else 0))
        before = kind
    return [Block("code", textwrap.dedent(block.text)) if block.kind == "code" else block for block in found]


def _longer(block: Block, line: str) -> Block:
    more = f"\n{line}" if block.kind == "code" else f" {line.strip()}"
    return Block(block.kind, block.text + more, block.depth)


def _kind(line: str, before: Kind | None) -> Kind | None:
    """What a line belongs to, given the kind of the line before it; None for an empty line."""
    if not line.strip():
        return None
    if _STEP.match(line):
        return "step"
    if line.startswith("  "):
        return "step" if before == "step" else "code"
    return "paragraph"

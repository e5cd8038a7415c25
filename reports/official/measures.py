"""The measures of a state document by Nghị định 30/2020/NĐ-CP, Phụ lục I: lengths in millimetres, type in points."""

from __future__ import annotations

from typing import Final

FONT: Final = "Times New Roman"
PAGE: Final = (210, 297)
TOP: Final = 20
BOTTOM: Final = 20
LEFT: Final = 30
RIGHT: Final = 15
WIDTH: Final = PAGE[0] - LEFT - RIGHT
"""Width of the text on an upright page."""
WIDE: Final = PAGE[1] - LEFT - RIGHT
"""Width of the text on a page laid across."""
HEADER: Final = 10
"""From the edge to the page number, within the top margin."""
INDENT: Final = 12.7
"""First line of a paragraph."""

BODY: Final = 14
BETWEEN: Final = 6
"""Points between paragraphs, at the least."""
SPACING: Final = 1.15
COUNTRY: Final = 13
MOTTO: Final = 14
BODIES: Final = 13
"""The parent body and the body that issues the document."""
NUMBER: Final = 13
PLACE_AND_DATE: Final = 14
KIND: Final = 14
SUBJECT: Final = 14
PAGE_NUMBER: Final = 14
SIGNER: Final = 14
RECIPIENTS: Final = 12
RECIPIENT: Final = 11
ANNEX: Final = 14
CELL: Final = 11
RULE: Final = 0.34
"""The length of a rule, of the width of the line above it: between a third and a half."""

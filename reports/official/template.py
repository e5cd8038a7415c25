"""Makes the Word template of the official report: `python -m reports.official.template FILE` writes it to be changed.

Fields are Jinja tags as docxtpl reads them; `{%p … %}` takes its paragraph with it, `{%tr … %}` its row of a table.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from reports.official import measures as m
from reports.official.shape import (
    COLUMNS,
    AskedRow,
    ChangeRow,
    FormRow,
    LateRow,
    LayerRow,
    LegalRow,
    PortalRow,
    StandingRow,
    SystemRow,
)
from reports.official.word_parts import (
    ANNEX_NOTE,
    BODY,
    CELL,
    CENTRED,
    ITEM,
    TIGHT,
    bare_table,
    field_of_page,
    paragraph,
    rule,
    ruled_table,
    styles,
)

_HEAD: Final = (66, m.WIDTH - 66)
"""Widths of the two halves of the head."""


@lru_cache
def official_template() -> bytes:
    """The template that is shipped, as a Word file."""
    document = Document()
    styles(document)
    _page(document.sections[0])
    _numbered(document.sections[0])
    _drop_thumbnail(document)
    _head(document)
    _subject(document)
    _scope_and_results(document)
    _since_and_proposals(document)
    _signature(document)
    _annexes(document)
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def main() -> None:
    """Writes the template to the file that is named, so that it can be changed."""
    Path(sys.argv[1]).write_bytes(official_template())


def _page(section: Section, *, across: bool = False) -> None:
    width, height = (m.PAGE[1], m.PAGE[0]) if across else m.PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(m.TOP), Mm(m.BOTTOM)
    section.left_margin, section.right_margin = Mm(m.LEFT), Mm(m.RIGHT)
    section.header_distance = section.footer_distance = Mm(m.HEADER)


def _numbered(section: Section) -> None:
    """The page number in the middle of the top margin, hidden on page 1."""
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    header = section.header.paragraphs[0]
    header.style = CENTRED
    field_of_page(header, m.PAGE_NUMBER)


def _drop_thumbnail(document: WordDocument) -> None:
    """The picture of an empty page that the library's own template has."""
    rels = document.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[key]


def _head(document: WordDocument) -> None:
    left, right = bare_table(document, _HEAD)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    paragraph(left, "{{ parent_body }}", m.BODIES, centre)
    paragraph(left, "{{ issuing_body }}", m.BODIES, centre, bold=True)
    rule(left, _HEAD[0], m.RULE)
    paragraph(left, "{{ number }}", m.NUMBER, centre, before=m.BETWEEN)
    paragraph(right, "{{ country }}", m.COUNTRY, centre, bold=True)
    paragraph(right, "{{ motto }}", m.MOTTO, centre, bold=True, underlined=True)
    paragraph(right, "{{ place_and_date }}", m.PLACE_AND_DATE, centre, italic=True, before=2 * m.BETWEEN)


def _subject(document: WordDocument) -> None:
    centre = WD_ALIGN_PARAGRAPH.CENTER
    paragraph(document, "{{ kind }}", m.KIND, centre, bold=True, before=18, name="Title")
    paragraph(document, "{{ subject }}", m.SUBJECT, centre, bold=True)
    rule(document, m.WIDTH, m.RULE)
    _each(document, "line in basis", "{{ line }}", BODY, italic=True, before=m.BETWEEN)
    document.add_paragraph("{{ opening }}", style=BODY)


def _scope_and_results(document: WordDocument) -> None:
    document.add_paragraph("{{ scope.title }}", style="Heading 1")
    _each(document, "text in scope.paragraphs", "{{ text }}", BODY)
    document.add_paragraph("{{ results.title }}", style="Heading 1")
    _each(document, "text in results.paragraphs", "{{ text }}", BODY)
    ruled_table(document, "standings", StandingRow._fields, *COLUMNS[StandingRow], m.WIDTH, whole=True)
    document.add_paragraph("{{ by_subject }}", style="Heading 2")
    document.add_paragraph("{%p for one in subjects %}")
    document.add_paragraph("{{ one.title }}", style="Heading 3")
    _each(document, "text in one.sentences", "{{ text }}", BODY)
    _bar(document).paragraph_format.keep_with_next = True
    ruled_table(document, "one.table", AskedRow._fields, *COLUMNS[AskedRow], m.WIDTH)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{{ by_layer }}", style="Heading 2")
    document.add_paragraph("{%p for one in layers %}")
    document.add_paragraph("{{ one.title }}", style="Heading 3")
    document.add_paragraph("{{ one.sentence }}", style=BODY)
    _bar(document)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p if layers_table %}")
    ruled_table(document, "layers_table", LayerRow._fields, *COLUMNS[LayerRow], m.WIDTH, whole=True)
    document.add_paragraph("{%p endif %}")


def _since_and_proposals(document: WordDocument) -> None:
    for name, kind in (("changes", ChangeRow), ("late", LateRow)):
        document.add_paragraph(f"{{{{ {name}.title }}}}", style="Heading 1")
        _each(document, f"text in {name}.paragraphs", "{{ text }}", BODY)
        document.add_paragraph(f"{{%p if {name}_table %}}")
        ruled_table(document, f"{name}_table", kind._fields, *COLUMNS[kind], m.WIDTH, whole=name == "changes")
        document.add_paragraph("{%p endif %}")
    document.add_paragraph("{{ proposals.title }}", style="Heading 1")
    _each(document, "text in proposals.paragraphs", "{{ text }}", ITEM)
    document.add_paragraph("{{ closing }}", style=BODY).paragraph_format.keep_with_next = True


def _signature(document: WordDocument) -> None:
    """Who gets it, and who signs; the signature, the name and the seal are left to a person."""
    left, right = bare_table(document, (m.WIDTH // 2, m.WIDTH - m.WIDTH // 2))
    paragraph(left, "{{ recipients }}", m.RECIPIENTS, WD_ALIGN_PARAGRAPH.LEFT, bold=True, italic=True)
    _each(left, "line in recipient_lines", "{{ line }}", TIGHT, size=m.RECIPIENT)
    paragraph(right, "{{ signer }}", m.SIGNER, WD_ALIGN_PARAGRAPH.CENTER, bold=True, capitals=True)
    for _ in range(4):
        paragraph(right, "", m.SIGNER, WD_ALIGN_PARAGRAPH.CENTER)


def _annexes(document: WordDocument) -> None:
    _section(document, across=True)
    _annex(document, "portals", PortalRow._fields, m.WIDE, COLUMNS[PortalRow])
    document.add_paragraph("{%p if systems %}")
    _annex(document, "systems", SystemRow._fields, m.WIDE, COLUMNS[SystemRow])
    _annex(document, "form", FormRow._fields, m.WIDE, COLUMNS[FormRow], numbered=True)
    document.add_paragraph("{%p endif %}")
    _section(document, across=False)
    _annex(document, "requirements", LegalRow._fields, m.WIDTH, COLUMNS[LegalRow])


def _annex(
    document: WordDocument,
    name: str,
    fields: tuple[str, ...],
    width: int,
    columns: tuple[tuple[int, ...], tuple[int, ...]],
    *,
    numbered: bool = False,
) -> None:
    heading = document.add_paragraph(f"{{{{ {name}.number }}}}", style="Heading 1")
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.page_break_before = name in ("systems", "form")
    centre = WD_ALIGN_PARAGRAPH.CENTER
    paragraph(document, f"{{{{ {name}.title }}}}", m.ANNEX, centre, bold=True, kept=True)
    paragraph(document, "{{ attached }}", m.ANNEX, centre, italic=True, kept=True).paragraph_format.space_after = Pt(
        m.BETWEEN
    )
    _each(document, f"note in {name}.notes", "{{ note }}", ANNEX_NOTE, kept=True)
    ruled_table(document, f"{name}.table", fields, *columns, width, numbered=numbered)


def _section(document: WordDocument, *, across: bool) -> None:
    """Ends the section that was begun, in a paragraph that takes no room, and begins the next on a new page."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _page(section, across=across)
    section.different_first_page_header_footer = False
    last = document.paragraphs[-1]
    last.style = TIGHT
    last.paragraph_format.line_spacing = Pt(1)


def _bar(document: WordDocument) -> Paragraph:
    picture = document.add_paragraph("{{ one.bar|chart }}", style=CENTRED)
    picture.paragraph_format.space_after = Pt(m.BETWEEN)
    return picture


def _each(
    where: WordDocument | _Cell,
    loop: str,
    text: str,
    style: str,
    *,
    size: float | None = None,
    italic: bool = False,
    before: float | None = None,
    kept: bool = False,
) -> None:
    """One paragraph for each text of a list."""
    where.add_paragraph(f"{{%p for {loop} %}}", style=CELL)
    told = where.add_paragraph(style=style)
    run = told.add_run(text)
    run.italic = italic or None
    run.font.size = Pt(size) if size else None
    if before is not None:
        told.paragraph_format.space_before = Pt(before)
    told.paragraph_format.keep_with_next = kept or None
    where.add_paragraph("{%p endfor %}", style=CELL)


if __name__ == "__main__":
    main()

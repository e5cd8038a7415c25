"""The pieces that the Word template is made of: styles, paragraphs, rules, tables and the page number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from reports.official import measures as m

BODY: Final = "Thân văn bản"
ITEM: Final = "Mục đề xuất"
CELL: Final = "Ô bảng"
TIGHT: Final = "Sít"
CENTRED: Final = "Giữa dòng"
ANNEX_NOTE: Final = "Ghi chú phụ lục"

_LEFT, _CENTER, _JUSTIFY = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def styles(document: WordDocument) -> None:
    """Every style in Times New Roman and black; body text as the decree measures it."""
    for style in document.styles:
        if style.type is WD_STYLE_TYPE.PARAGRAPH:
            _font(style)
    normal = document.styles["Normal"]
    normal.font.size = Pt(m.BODY)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    _language(normal)
    body = _style(document, BODY, _JUSTIFY, m.BODY, after=m.BETWEEN)
    body.paragraph_format.first_line_indent = Mm(m.INDENT)
    body.paragraph_format.line_spacing = m.SPACING
    item = _style(document, ITEM, _JUSTIFY, m.BODY, after=m.BETWEEN)
    item.paragraph_format.first_line_indent = Mm(m.INDENT)
    item.paragraph_format.line_spacing = m.SPACING
    _style(document, CELL, _LEFT, m.CELL)
    _style(document, TIGHT, _LEFT, m.BODY)
    _style(document, CENTRED, _CENTER, m.BODY)
    note = _style(document, ANNEX_NOTE, _JUSTIFY, m.CELL + 1, after=4)
    note.font.italic = True
    for name in ("Heading 1", "Heading 2", "Heading 3", "Title"):
        heading = document.styles[name]
        heading.font.size = Pt(m.BODY)
        heading.font.bold = True
        heading.font.italic = name == "Heading 3" or None
        heading.paragraph_format.space_before = Pt(2 * m.BETWEEN if name == "Heading 1" else m.BETWEEN)
        heading.paragraph_format.space_after = Pt(m.BETWEEN)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.keep_together = True
        for border in heading.element.pPr.findall(qn("w:pBdr")):
            heading.element.pPr.remove(border)


def paragraph(
    where: WordDocument | _Cell,
    text: str,
    size: float,
    align: WD_ALIGN_PARAGRAPH,
    *,
    bold: bool = False,
    italic: bool = False,
    underlined: bool = False,
    capitals: bool = False,
    before: float = 0,
    kept: bool = False,
    name: str = TIGHT,
) -> Paragraph:
    """A paragraph of one run; the first one of a cell takes the place of the empty one that a cell has."""
    empty = isinstance(where, _Cell) and len(where.paragraphs) == 1 and not where.paragraphs[0].text
    made = where.paragraphs[0] if empty else where.add_paragraph()
    made.style = name
    made.alignment = align
    made.paragraph_format.space_before = Pt(before)
    made.paragraph_format.space_after = Pt(0)
    made.paragraph_format.keep_with_next = kept or None
    run = made.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic, run.underline = bold, italic, underlined or None
    run.font.all_caps = capitals or None
    return made


def rule(where: WordDocument | _Cell, width: float, share: float) -> None:
    """A line in the middle, a `share` of `width` (millimetres) long: the lower border of a paragraph without text."""
    made = where.add_paragraph(style=TIGHT)
    shape = made.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(2)
    shape.left_indent = shape.right_indent = Mm(width * (1 - share) / 2)
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:bottom", val="single", sz="6", space="0", color="000000"))
    made._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def field_of_page(where: Paragraph, size: float) -> None:
    """The number of the page."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = where.add_run()
        run.font.size = Pt(size)
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            code = OxmlElement("w:instrText")
            code.text = text
            run._r.append(code)


def bare_table(document: WordDocument, widths: Sequence[float]) -> tuple[_Cell, ...]:
    """The cells of a table of one row without lines, kept on one page."""
    table = document.add_table(1, len(widths))
    _shape(table, [width * 1.0 for width in widths], padding=0)
    _unsplit(table)
    return tuple(table.rows[0].cells)


def ruled_table(
    document: WordDocument,
    source: str,
    fields: Sequence[str],
    shares: Sequence[int],
    centred: Sequence[int],
    width: float,
    *,
    numbered: bool = False,
    whole: bool = False,
) -> None:
    """A table with a row for each of `source.rows`: headings on every page, no row split, `numbered` columns where the
    form has them; a `whole` one stays on one page."""
    table = document.add_table(4, len(fields), style="Table Grid")
    _shape(table, [share * width / sum(shares) for share in shares], padding=1)
    table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for row in {source}.rows %}}")
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    for place, name in enumerate(fields):
        head = table.rows[0].cells[place].paragraphs[0]
        head.alignment = _CENTER
        head.paragraph_format.keep_with_next = True
        head.add_run(f"{{{{ {source}.heads[{place}] }}}}").bold = True
        cell = table.rows[2].cells[place].paragraphs[0]
        cell.alignment = _CENTER if place in centred else _LEFT
        cell.paragraph_format.keep_with_next = whole or None
        cell.add_run(f"{{{{ row.{name} }}}}")
    heads = [table.rows[0]]
    if numbered:
        line = table.add_row()
        table.rows[0]._tr.addnext(line._tr)
        for place, cell_ in enumerate(line.cells, 1):
            cell_.paragraphs[0].style = CELL
            cell_.paragraphs[0].alignment = _CENTER
            cell_.paragraphs[0].paragraph_format.keep_with_next = True
            cell_.paragraphs[0].add_run(f"({place})")
        heads.append(line)
    for row in heads:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _unsplit(table)
    after = document.add_paragraph(style=TIGHT)
    after.paragraph_format.line_spacing_rule, after.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(6)


def _shape(table: Table, widths: Sequence[float], padding: float) -> None:
    """Widths and the padding of cells in millimetres; cells are of the style of cells."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side, part in (("top", 0.4), ("left", 1), ("bottom", 0.4), ("right", 1)):
        margins.append(_element(f"w:{side}", w=str(round(padding * part * 56.7)), type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
            cell.paragraphs[0].style = CELL


def _unsplit(table: Table) -> None:
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _style(
    document: WordDocument, name: str, align: WD_ALIGN_PARAGRAPH, size: float, after: float = 0
) -> ParagraphStyle:
    made: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    made.font.size = Pt(size)
    made.paragraph_format.alignment = align
    made.paragraph_format.space_after = Pt(after)
    made.paragraph_format.widow_control = True
    _font(made)
    return made


def _font(style: ParagraphStyle) -> None:
    """Times New Roman for every script, in black, whatever the theme says."""
    style.font.name = m.FONT
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), m.FONT)
    for name in list(style.element.rPr.color.attrib):
        if "theme" in name:
            del style.element.rPr.color.attrib[name]


def _language(style: ParagraphStyle) -> None:
    style.element.rPr.append(_element("w:lang", val="vi-VN", eastAsia="vi-VN"))


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made

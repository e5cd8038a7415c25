"""Every measure of Nghị định 30/2020/NĐ-CP, Phụ lục I, read in the file that is produced."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from tests.reports.official.made import TWIPS, W, paragraph, part, text_of, value, written

BLANK = "……………………………"
TITLE = "Kết quả kiểm tra, đánh giá an ninh mạng cổng, trang thông tin điện tử và hệ thống thông tin của tỉnh Thí Điểm"


def sections() -> list[Any]:
    return list(part(written()).iter(f"{W}sectPr"))


def style(name: str) -> Any:
    root = part(written(), "word/styles.xml")
    return next(one for one in root.iter(f"{W}style") if value(one, "name") == name)


def points(told: Any) -> float:
    """The size of type of a paragraph's first run."""
    return int(value(told, "r/rPr/sz") or 0) / 2


def is_bold(told: Any) -> bool:
    return value(told, "r/rPr/b") == ""


def is_italic(told: Any) -> bool:
    return value(told, "r/rPr/i") == ""


def rules() -> list[tuple[Any, float]]:
    """The paragraphs that are drawn as a line, with the length that is left to them of the column, in millimetres."""
    found = []
    for one in part(written()).iter(f"{W}p"):
        if one.find(f"{W}pPr/{W}pBdr/{W}bottom") is not None:
            cell = next(one.iterancestors(f"{W}tc"), None)
            width = 165.0 if cell is None else int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) / TWIPS
            sides = sum(int(value(one, "pPr/ind", side) or 0) / TWIPS for side in ("left", "right"))
            found.append((one, width - sides))
    return found


def width_of(text: str, size: float, face: str) -> float:
    """How long a line of text is, in millimetres; the font has the widths of Times New Roman."""
    folder = resources.files("reports.pdf").joinpath("fonts")
    with folder.joinpath(f"LiberationSerif-{face}.ttf").open("rb") as file, TTFont(file) as font:
        letters, widths = font.getBestCmap(), font["hmtx"]
        return float(sum(widths[letters[ord(char)]][0] for char in text) / font["head"].unitsPerEm * size * 25.4 / 72)


def test_pages_are_a4_with_the_margins_of_the_decree_and_the_lists_lie_across() -> None:
    sizes = [
        tuple(round(int(one.find(f"{W}pgSz").get(f"{W}{side}")) / TWIPS) for side in ("w", "h")) for one in sections()
    ]
    margins = {
        side: {round(int(one.find(f"{W}pgMar").get(f"{W}{side}")) / TWIPS) for one in sections()}
        for side in ("top", "bottom", "left", "right")
    }

    assert sizes == [(210, 297), (297, 210), (210, 297)]
    assert [one.find(f"{W}pgSz").get(f"{W}orient", "portrait") for one in sections()] == [
        "portrait",
        "landscape",
        "portrait",
    ]
    assert margins == {"top": {20}, "bottom": {20}, "left": {30}, "right": {15}}


def test_the_form_of_the_ministry_lies_across_with_its_twelve_columns() -> None:
    body = part(written())[0]
    ends = [at for at, one in enumerate(body) if one.find(f"{W}pPr/{W}sectPr") is not None]
    (form,) = [at for at, one in enumerate(body) if one.tag == f"{W}tbl" and text_of(one).startswith("STTTên HTTT")]

    assert ends[0] < form < ends[1]
    assert len(body[form].findall(f"{W}tblGrid/{W}gridCol")) == 12
    assert [text_of(cell) for cell in body[form].findall(f"{W}tr")[1].iter(f"{W}tc")] == [
        f"({n})" for n in range(1, 13)
    ]


def test_the_page_number_stands_in_the_middle_of_the_top_and_not_on_page_one() -> None:
    root = part(written(), "word/_rels/document.xml.rels")
    targets = {one.get("Id"): one.get("Target") for one in root}
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    first, *others = sections()
    headers = {
        one.get(f"{W}type"): part(written(), f"word/{targets[one.get(relation)]}")
        for one in first.findall(f"{W}headerReference")
    }
    numbered = headers["default"].find(f"{W}p")

    assert first.find(f"{W}titlePg") is not None
    assert [one.find(f"{W}titlePg") for one in others] == [None, None]
    assert [one.findall(f"{W}headerReference") for one in others] == [[], []]
    assert list(headers["first"].iter(f"{W}instrText")) == []
    assert [one.text for one in numbered.iter(f"{W}instrText")] == ["PAGE"]
    assert value(style("Giữa dòng"), "pPr/jc") == "center"
    assert value(numbered, "pPr/pStyle") == style("Giữa dòng").get(f"{W}styleId")
    assert {13, 14} >= {int(one.get(f"{W}val")) / 2 for one in numbered.iter(f"{W}sz")} != set()
    assert not list(part(written()).iter(f"{W}footerReference"))


def test_everything_is_times_new_roman_and_black() -> None:
    root = part(written(), "word/styles.xml")
    told = [one for one in root.iter(f"{W}style") if one.get(f"{W}type") == "paragraph"]

    for one in told:
        assert set(one.find(f"{W}rPr/{W}rFonts").attrib.values()) == {"Times New Roman"}, value(one, "name")
        assert dict(one.find(f"{W}rPr/{W}color").attrib) == {f"{W}val": "000000"}
    assert len(told) > 20
    assert list(part(written()).iter(f"{W}rFonts", f"{W}color")) == []


@pytest.mark.parametrize(
    ("text", "smallest", "largest", "bold", "italic"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, 13, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 13, 14, True, False),
        ("UBND TỈNH THÍ ĐIỂM", 12, 13, False, False),
        (BLANK, 12, 13, True, False),
        ("Số:        /BC-……", 13, 13, False, False),
        ("…………, ngày      tháng      năm 20…", 13, 14, False, True),
        ("BÁO CÁO", 13, 14, True, False),
        (TITLE, 13, 14, True, False),
        ("Nơi nhận:", 12, 12, True, True),
        ("- UBND tỉnh Thí Điểm (để báo cáo);", 11, 11, False, False),
        ("- Lưu: VT, ……", 11, 11, False, False),
    ],
)
def test_each_part_of_the_head_and_foot_has_its_type(
    text: str, smallest: int, largest: int, bold: bool, italic: bool
) -> None:
    told = paragraph(written(), text)

    assert smallest <= points(told) <= largest
    assert (is_bold(told), is_italic(told)) == (bold, italic)


def test_the_head_is_centred_and_its_lines_fit_in_their_halves() -> None:
    for text, face in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bold"),
        ("…………, ngày      tháng      năm 20…", "Italic"),
    ):
        told = paragraph(written(), text)
        (cell,) = told.iterancestors(f"{W}tc")

        assert value(told, "pPr/jc") == "center"
        assert width_of(text, points(told), face) < int(value(cell, "tcPr/tcW", "w") or 0) / TWIPS


def test_the_motto_is_underlined_over_its_whole_length() -> None:
    motto = paragraph(written(), "Độc lập - Tự do - Hạnh phúc")

    assert [value(run, "rPr/u") for run in motto.iter(f"{W}r") if text_of(run)] == ["single"]


def test_rules_below_the_issuing_body_and_the_subject_are_a_third_to_a_half_of_the_line_above() -> None:
    (body, of_body), (subject, of_subject) = rules()
    issuing = width_of(BLANK, 13, "Bold")

    assert text_of(body.getprevious()) == BLANK
    assert text_of(subject.getprevious()) == TITLE
    assert issuing / 3 <= of_body <= issuing / 2
    assert 165 / 3 <= of_subject <= 165 / 2


def test_body_text_is_justified_with_its_first_line_drawn_in() -> None:
    body = style("Thân văn bản")
    told = paragraph(written(), "Kết quả kiểm tra, đánh giá được báo cáo như sau:")

    assert value(told, "pPr/pStyle") == body.get(f"{W}styleId")
    assert value(body, "pPr/jc") == "both"
    assert int(value(body, "rPr/sz") or 0) / 2 == 14
    assert round(int(value(body, "pPr/ind", "firstLine") or 0) / TWIPS, 1) == 12.7
    assert int(value(body, "pPr/spacing", "after") or 0) / 20 >= 6
    assert value(body, "pPr/spacing", "lineRule") == "auto"
    assert 1 <= int(value(body, "pPr/spacing", "line") or 0) / 240 <= 1.5


def test_number_date_signer_signature_and_seal_are_left_to_a_person() -> None:
    table = next(paragraph(written(), "Nơi nhận:").iterancestors(f"{W}tbl"))
    signed = list(table.iter(f"{W}tc"))[1]
    lines = list(signed.iter(f"{W}p"))

    assert [text_of(one) for one in lines] == [BLANK, "", "", "", ""]
    assert points(lines[0]) in (13, 14)
    assert is_bold(lines[0])
    assert value(lines[0], "r/rPr/caps") == ""
    assert text_of(list(table.iter(f"{W}p"))[4]).startswith("- Lưu: VT")


def test_headings_of_tables_come_again_on_every_page_and_no_row_is_split() -> None:
    tables = [one for one in part(written()).iter(f"{W}tbl") if value(one, "tblPr/tblStyle") is not None]

    assert len(tables) == 4 + 1 + 1 + 1 + 1 + 4
    for table in tables:
        rows = table.findall(f"{W}tr")
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert heads[0]
        assert heads == sorted(heads, reverse=True)
        assert len(rows) > sum(heads)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert all(value(one, "pPr/keepNext") == "" for one in rows[0].iter(f"{W}p"))


def test_headings_stay_with_what_follows_them() -> None:
    found = [one for one in part(written()).iter(f"{W}p") if (value(one, "pPr/pStyle") or "").startswith("Heading")]

    assert len(found) == 5 + 2 + 4 + 4 + 4
    for level in (1, 2, 3):
        assert value(style(f"heading {level}"), "pPr/keepNext") == ""


def test_the_document_says_that_it_is_in_vietnamese() -> None:
    assert value(style("Normal"), "rPr/lang") == "vi-VN"

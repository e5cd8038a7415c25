from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from policies.verdict import Outcome
from reports.model import AuditReport
from reports.tables import workbook_xlsx
from tests.reports.tables.made import HARM, full_of, with_past

REPORT = with_past()
DATA = workbook_xlsx(REPORT, "vi")
SHEETS = ["Tóm tắt", "Cổng × yêu cầu", "Phát hiện", "Hệ thống", "Biến động so với kỳ trước"]
WORDS = {
    Outcome.PASS: "Đạt",
    Outcome.FAIL: "Không đạt",
    Outcome.UNKNOWN: "Chưa xác định",
    Outcome.WAIVED: "Được miễn có thời hạn",
    Outcome.NOT_APPLICABLE: "Không áp dụng",
}


def opened(data: bytes = DATA) -> Workbook:
    return openpyxl.load_workbook(BytesIO(data))


BOOK = opened()


def lines(name: str, book: Workbook = BOOK) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in book[name].iter_rows()]


def below(name: str, heading: str, book: Workbook = BOOK) -> list[dict[object, object]]:
    """The rows of a list below its headings, of which `heading` is one."""
    found = lines(name, book)
    place = next(place for place, line in enumerate(found) if heading in line)
    return [dict(zip(found[place], line, strict=True)) for line in found[place + 1 :]]


def test_there_are_five_sheets_in_both_languages() -> None:
    assert BOOK.sheetnames == SHEETS
    assert opened(workbook_xlsx(REPORT, "en")).sheetnames == [
        "Summary",
        "Portals × requirements",
        "What is wrong or unknown",
        "Systems and layers",
        "Changes since before",
    ]


def test_the_summary_counts_as_the_report_does() -> None:
    said = {line[0]: line for line in lines(SHEETS[0])}
    counted = [verdict.verdict for _, verdict in REPORT.counted()]

    assert said["Tỉnh, thành phố"][1] == "Tỉnh Thí Điểm"
    assert said["Tổng cộng"][2:7] == tuple(
        counted.count(outcome)
        for outcome in (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED, Outcome.NOT_APPLICABLE)
    )
    assert said["Tổng cộng"][1] == len(counted) - counted.count(Outcome.NOT_APPLICABLE)


def test_an_audit_that_broke_off_or_had_no_ipv6_says_so() -> None:
    told = " ".join(str(line[0]) for line in lines(SHEETS[0]))
    broken = replace(REPORT, complete=False, vantage={**REPORT.vantage, "ipv6": False})
    warned = " ".join(str(line[0]) for line in lines(SHEETS[0], opened(workbook_xlsx(broken, "vi"))))

    for text in ("Đợt đánh giá chưa hoàn tất.", "Điểm quan sát không có IPv6."):
        assert text in warned
        assert text not in told


def test_the_matrix_has_every_verdict_in_words_and_blanks_where_nothing_was_judged() -> None:
    rows = lines(SHEETS[1])[3:]
    asked = [str(heading).rpartition("\n")[2] for heading in rows[0][2:]]
    told = {
        (str(row[1]).rpartition("\n")[2], name): word
        for row in rows[1:]
        for name, word in zip(asked, row[2:], strict=True)
        if word is not None
    }

    assert told == {(portal.url, verdict.requirement): WORDS[verdict.verdict] for portal, verdict in REPORT.verdicts()}


def test_colours_go_with_the_words() -> None:
    fills = {
        (cell.value, cell.fill.start_color.rgb)
        for row in BOOK[SHEETS[1]].iter_rows(min_row=5, min_col=3)
        for cell in row
        if cell.value
    }

    assert len({word for word, _ in fills}) == len(fills) == 5
    assert len({colour for _, colour in fills}) == 5


def test_findings_are_failures_and_unknowns_with_law_and_remedy() -> None:
    rows = below(SHEETS[2], "Kết luận")
    counted = [verdict.verdict for _, verdict in REPORT.counted()]

    assert [row["Kết luận"] for row in rows].count("Không đạt") == counted.count(Outcome.FAIL)
    assert [row["Kết luận"] for row in rows].count("Chưa xác định") == counted.count(Outcome.UNKNOWN)
    assert len(rows) == counted.count(Outcome.FAIL) + counted.count(Outcome.UNKNOWN)
    assert all(row["Căn cứ pháp lý"] and row["Việc cần làm (tóm tắt)"] and row["Lý do"] for row in rows)
    assert [since for row in rows if (since := row["Phát hiện từ ngày"])] == [datetime(2026, 10, 7)]  # noqa: DTZ001


def test_systems_have_level_layers_and_what_was_not_judged() -> None:
    (row,) = (row for row in below(SHEETS[3], "Cấp độ") if str(row["Hệ thống thông tin"]).endswith("httt-xa"))

    assert row["Cấp độ"] == "Chưa xác định"
    assert row["Lớp 1: Lực lượng tại chỗ"] == "Chưa xác định"
    assert row["Lớp 3: Kiểm tra, đánh giá độc lập, định kỳ"] == "chưa đánh giá"


def test_changes_are_told_or_that_there_is_nothing_to_compare_with() -> None:
    assert len(below(SHEETS[4], "Biến động")) == len(REPORT.changes)
    alone = opened(workbook_xlsx(replace(REPORT, previous_audit=None, changes=[]), "en"))
    assert lines("Changes since before", alone)[1][0] == "There is no earlier audit to compare with."


@pytest.mark.parametrize(("name", "heads", "frozen"), [(1, 4, "C5"), (2, 3, "D4"), (3, 3, "D4"), (4, 3, "D4")])
def test_lists_are_filtered_frozen_and_repeat_their_headings(name: int, heads: int, frozen: str) -> None:
    sheet = BOOK[SHEETS[name]]

    assert sheet.freeze_panes == frozen
    assert sheet.auto_filter.ref.startswith(f"A{heads}:")
    assert str(sheet.print_title_rows).endswith(f"${heads}")
    assert sheet.page_setup.orientation == "landscape"


def test_lists_are_as_wide_as_their_paper_and_the_matrix_keeps_its_names_on_every_page() -> None:
    with zipfile.ZipFile(BytesIO(DATA)) as parts:
        pages = [parts.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, 6)]

    assert [b'<pageSetUpPr fitToPage="1"/>' in page for page in pages] == [True, False, True, True, True]
    assert BOOK[SHEETS[1]].print_title_cols == "$A:$B"


@pytest.mark.parametrize("text", HARM)
def test_no_text_becomes_a_formula_a_link_or_a_name(text: str) -> None:
    data = workbook_xlsx(full_of(text), "vi")
    book = opened(data)

    assert book.sheetnames == SHEETS
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "d")
                assert cell.hyperlink is None
                assert len(str(cell.value)) < 1000
                assert "\u202e" not in str(cell.value)
    with zipfile.ZipFile(BytesIO(data)) as parts:
        assert not any(b"<f>" in parts.read(part) or "externalLink" in part for part in parts.namelist())


def test_a_text_that_looks_like_an_escape_of_the_format_is_shown_as_it_is() -> None:
    said = lines(SHEETS[0], opened(workbook_xlsx(full_of("_x0041_"), "vi")))

    assert ("Tỉnh, thành phố", "_x0041_") in [line[:2] for line in said]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert workbook_xlsx(REPORT, "vi") == DATA


def test_an_audit_of_nothing_is_a_workbook_too() -> None:
    empty: AuditReport = replace(REPORT, portals=[], systems=[], changes=[], findings=[])

    assert len(lines(SHEETS[1], opened(workbook_xlsx(empty, "vi")))) == 4

import zipfile
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.mau08 import mau08_document, mau08_owners, mau08_workbook
from reports.mau08.form import COLUMNS
from reports.mau08.workbook import FORM_SHEET, UNPROVEN_SHEET
from reports.model import AuditReport, SystemResult
from tests.reports.mau08.made import registers
from tests.reports.systems import complete, register_report, silent, system

REPORT = register_report()


def opened(report: AuditReport = REPORT, owner_id: str | None = None) -> Workbook:
    return openpyxl.load_workbook(BytesIO(mau08_workbook(report, owner_id)))


def lines(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def table(sheet: Worksheet) -> list[tuple[object, ...]]:
    """The lines of part 3 below the numbers of its columns."""
    found = lines(sheet)
    return found[found.index(tuple(f"({place})" for place in range(1, 13))) + 1 :]


def test_the_workbook_has_the_form_and_what_it_may_not_say_yet() -> None:
    assert opened().sheetnames == [FORM_SHEET, UNPROVEN_SHEET] == ["Mẫu số 08", "Chưa đủ căn cứ"]


def test_the_form_is_headed_as_a_report_and_leaves_number_and_place_to_a_person() -> None:
    said = [[value for value in line if value] for line in lines(opened()[FORM_SHEET])]

    assert said[:7] == [
        ["UBND TỈNH THÍ ĐIỂM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Độc lập - Tự do - Hạnh phúc"],
        ["Số: ……", "……, ngày …… tháng …… năm ……"],
        [],
        ["BÁO CÁO"],
        ["V/v kết quả công tác bảo đảm an ninh mạng hệ thống thông tin"],
        ["(Mẫu số 08, Phụ lục Nghị định 331/2026/NĐ-CP; số liệu từ ngày 15/12/2025 đến ngày 14/12/2026)"],
    ]


def test_part_one_gives_the_totals_and_the_day_by_which_all_are_approved() -> None:
    told = [system("a", "A", complete()), system("b", "B", silent(expected={"approval": "2026-12-20"}))]
    said = lines(opened(register_report(told))[FORM_SHEET])
    totals = [(line[0], line[9]) for line in said if isinstance(line[0], int)][:7]

    assert totals == [(1, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, "20/12/2026")]


def test_part_two_names_the_owner_and_the_unit_and_leaves_blank_what_is_not_known() -> None:
    said = [line for line in lines(opened()[FORM_SHEET]) if line[0] in ("Tên", "Địa chỉ", "Điện thoại, thư điện tử")]

    assert [(line[3], line[8]) for line in said] == [
        ("UBND tỉnh Thí Điểm", "Sở Khoa học và Công nghệ"),
        (None, None),
        ("0237 000 000; ubnd@thidiem.gov.test", None),
    ]


def test_part_three_has_the_headings_of_the_form_and_a_line_for_every_system() -> None:
    said = lines(opened()[FORM_SHEET])
    rows = table(opened()[FORM_SHEET])

    assert COLUMNS in said
    assert len(rows) == 8
    assert rows[1] == (
        2,
        "Hệ thống thông tin giải quyết thủ tục hành chính",
        "UBND tỉnh Thí Điểm",
        "Trung tâm Công nghệ thông tin và Truyền thông",
        3,
        "Đã được phê duyệt",
        "Số 12/QĐ-UBND, ngày 01/03/2026, UBND tỉnh Thí Điểm",
        "Số 5/QĐ-UBND, ngày 15/01/2026, UBND tỉnh Thí Điểm",
        None,
        "Đã triển khai đầy đủ",
        None,
        "Trước khi đưa vào sử dụng; Định kỳ",
    )
    assert rows[7][8:] == ("30/11/2026", "Chưa triển khai", "30/06/2027", None)


def test_the_second_sheet_tells_each_claim_without_proof_with_its_column() -> None:
    said = lines(opened()[UNPROVEN_SHEET])

    assert said[1][0] == "Kỳ báo cáo kéo dài đến ngày 14/12/2026: số liệu là tạm tính."
    assert ("Dòng", "Mã hệ thống", "Tên HTTT", "Cột", "Nội dung của cột", "Hồ sơ khai", "Ghi chú của công cụ") in said
    assert (
        7,
        "httt-yte",
        "Hồ sơ sức khỏe điện tử",
        12,
        "Đã kiểm tra, đánh giá ANM",
        "Định kỳ",
        "lần kiểm tra, đánh giá gần nhất ngày 01/06/2025 nằm ngoài kỳ báo cáo",
    ) in said


def test_the_sheets_are_printed_on_a4_across_with_the_headings_on_every_page() -> None:
    for sheet, last in zip(opened().worksheets, ("L", "G"), strict=True):
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted is not None
        assert fitted.fitToPage is True
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows
        assert sheet.dimensions.rstrip("0123456789").endswith(last)


def test_every_text_is_in_times_new_roman_and_stays_a_text() -> None:
    for sheet in opened().worksheets:
        written = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.font.name for cell in written} == {"Times New Roman"}
        assert {cell.data_type for cell in written} == {"s", "n"}
        assert all(cell.quotePrefix for cell in written if cell.data_type == "s")


def test_a_line_is_as_high_as_its_longest_text_needs() -> None:
    told = [system("a", "dài " * 200, silent()), system("b", "ngắn", silent())]
    sheet = opened(register_report(told))[FORM_SHEET]
    [long, short] = (sheet.row_dimensions[line].height for line in (sheet.max_row - 1, sheet.max_row))

    assert short < long <= 409


@pytest.mark.parametrize("name", ["=1+1", "+84", "-A", "@SUM(A1)", "=HYPERLINK(0)", "https://a.test", "{=1}", "007"])
def test_a_name_is_never_a_formula_a_link_or_a_number(name: str) -> None:
    report = register_report(
        [system("a", name, complete(decision={"number": name, "date": "2026-01-01", "body": name}))]
    )
    sheet = opened(report)[FORM_SHEET]
    cell = sheet.cell(sheet.max_row, 2)

    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)
    with zipfile.ZipFile(BytesIO(mau08_workbook(report))) as parts:
        for part in parts.namelist():
            assert b"<f>" not in parts.read(part)


def test_a_text_beyond_bounds_is_cut_and_one_that_misleads_the_eye_is_written_out() -> None:
    told = [system("a", "x" * 5000, silent()), system("b", "z\u202e\x00\ud800", silent())]
    rows = table(opened(register_report(told))[FORM_SHEET])

    assert rows[0][1] == "x" * 1000 + "… (lược bớt 4.000 ký tự)"
    assert rows[1][1] == "z[U+202E][U+0000][U+D800]"


def test_each_owner_gets_a_workbook_of_its_own() -> None:
    shown = {owner: len(table(opened(REPORT, owner)[FORM_SHEET])) for owner in mau08_owners(REPORT)}

    assert shown == {"ubnd-tinh": 4, "so-nnmt": 1, "so-gddt": 1, "so-yt": 1, "so-nv": 1}


def test_an_owner_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no agency"):
        mau08_workbook(REPORT, "so-x")


def test_a_report_of_no_systems_is_a_workbook_too() -> None:
    assert table(opened(register_report([]))[FORM_SHEET]) == []


def test_the_same_report_gives_the_same_bytes() -> None:
    assert mau08_workbook(REPORT) == mau08_workbook(REPORT)


def test_a_province_of_800_systems_fits() -> None:
    told = [system(f"h{number}", f"Hệ thống {number}", complete()) for number in range(800)]

    assert len(table(opened(register_report(told))[FORM_SHEET])) == 800


@settings(max_examples=25, deadline=None)
@given(registers())
def test_the_workbook_says_what_the_json_says(told: list[SystemResult]) -> None:
    report = register_report(told)
    book, document = opened(report), mau08_document(report)
    notes = [line for line in lines(book[UNPROVEN_SHEET]) if isinstance(line[0], int)]

    assert [(row[0], row[4], row[5], row[9]) for row in table(book[FORM_SHEET])] == [
        (row["number"], row["level"], row["approval"], row["plan_status"]) for row in document["rows"]
    ]
    assert [(line[0], line[3]) for line in notes] == [
        (row["number"], item["column"]) for row in document["rows"] for item in row["unproven"]
    ]

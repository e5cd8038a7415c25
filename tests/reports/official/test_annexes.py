from __future__ import annotations

from dataclasses import replace

from policies.verdict import Outcome
from reports.mau08 import mau08_document
from reports.mau08.form import COLUMNS
from reports.official.annexes import form_annex, legal_annex, portals_annex, systems_annex
from reports.wording import Wording
from tests.reports.official.made import audited
from tests.reports.province import report, small_report
from tests.reports.systems import register_report

VI = Wording("vi")


def test_every_portal_is_listed_once_below_its_agency() -> None:
    rows = portals_annex(audited(), "I", VI).table.rows

    assert [row.number for row in rows] == [str(n) for n in range(1, 46)]
    assert {row.name.split("\n")[1] for row in rows} == {one.url for one in audited().portals}
    assert [row.agency for row in rows[:5]] == ["UBND tỉnh Thí Điểm"] * 4 + ["Sở Khoa học và Công nghệ"]


def test_the_counts_of_a_portal_are_of_what_binds_and_recommendations_stand_apart() -> None:
    told = small_report()
    rows = portals_annex(told, "I", VI).table.rows
    force = {name: one.force for name, one in told.requirements.items()}

    for row in rows:
        portal = next(one for one in told.portals if row.name.endswith(one.url))
        failed = [force[one.requirement] for one in portal.verdicts if one.verdict is Outcome.FAIL]
        assert (int(row.failed), int(row.advised)) == (failed.count("mandatory"), failed.count("recommended"))


def test_a_portal_without_a_name_or_an_agency_is_listed_by_its_address() -> None:
    first = small_report().portals[0]
    bare = {**first.record.portal, "name": None, "agency": None, "agency_id": None}
    told = small_report(portals=[replace(first, record=replace(first.record, portal=bare))])
    (row,) = portals_annex(told, "I", VI).table.rows

    assert (row.name, row.agency) == (first.url, "")


def test_systems_are_told_by_layer_and_a_dash_stands_where_nothing_was_judged() -> None:
    rows = {row.name: row for row in systems_annex(audited(), "II", VI).table.rows}

    assert rows["Hệ thống thủ tục hành chính"][3:] == ("Đạt",) * 6
    assert rows["Trang của các xã"][3:] == ("Chưa xác định", "Chưa xác định", "–", "–", "–", "Chưa xác định")


def test_the_form_has_the_columns_and_rows_of_the_ministry() -> None:
    annex = form_annex(register_report(), "III", VI)
    document = mau08_document(register_report())
    rows = document["rows"]

    assert annex.table.heads == COLUMNS
    assert isinstance(rows, list)
    assert [(row.number, row.name) for row in annex.table.rows] == [
        (str(one["number"]), one["name"]) for one in rows if isinstance(one, dict)
    ]
    assert annex.table.rows[1][4:8] == (
        "3",
        "Đã được phê duyệt",
        "Số 12/QĐ-UBND, ngày 01/03/2026, UBND tỉnh Thí Điểm",
        "Số 5/QĐ-UBND, ngày 15/01/2026, UBND tỉnh Thí Điểm",
    )
    assert annex.notes[0].startswith("Mẫu số 08, Phụ lục Nghị định 331/2026/NĐ-CP; số liệu từ ngày 15/12/2025")
    assert "chưa có căn cứ chứng minh" in annex.notes[-1]


def test_each_requirement_stands_with_its_legal_bases_and_how_sure_they_are() -> None:
    rows = legal_annex(report(), "II", VI).table.rows

    assert len(rows) == 26
    assert rows[0].basis.startswith("Nghị định 331/2026/NĐ-CP, Điều ")
    assert any(row.basis.endswith("(theo nguồn thứ cấp)") for row in rows)
    assert [row.force for row in rows[:6]] == ["Bắt buộc"] * 4 + ["Khuyến nghị"] * 2

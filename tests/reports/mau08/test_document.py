import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given

from reports.document import schema
from reports.mau08 import mau08_document, mau08_owners
from reports.model import SystemResult
from tests.reports.mau08.made import registers
from tests.reports.systems import register_report

SCHEMA = jsonschema_rs.validator_for(schema("mau08-1"), validate_formats=True)
GOLDEN = Path(__file__).parents[2] / "golden" / "mau08" / "register.json"


def faults(told: dict[str, Any]) -> list[str]:
    """Where a document is not as the schema says."""
    return [f"{list(error.instance_path)}: {error.message}" for error in SCHEMA.iter_errors(told)]


def test_the_register_gives_the_report_that_was_checked_by_hand() -> None:
    told = mau08_document(register_report(), "en")

    assert told == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_report_of_the_province_and_of_each_owner_is_as_the_schema_says() -> None:
    report = register_report()
    for owner in (None, *mau08_owners(report)):
        for lang in ("vi", "en"):
            told = mau08_document(report, lang, owner)
            assert faults(told) == []
            assert told["owner_id"] == owner


def test_a_report_of_no_systems_is_as_the_schema_says() -> None:
    told = mau08_document(register_report([]))

    assert faults(told) == []
    assert told["totals"] == dict.fromkeys(told["totals"], 0) | {"all_approved_by": None}


def test_reasons_and_notes_are_in_the_language_asked_for_and_the_form_in_its_own() -> None:
    vi, en = (mau08_document(register_report(), lang) for lang in ("vi", "en"))

    assert vi["form"] == en["form"]
    assert vi["notes"][0] == "Kỳ báo cáo kéo dài đến ngày 14/12/2026: số liệu là tạm tính."
    assert en["notes"][0] == "The reporting period runs until 14/12/2026: the figures are provisional."
    assert [row["approval"] for row in vi["rows"]] == [row["approval"] for row in en["rows"]]
    assert vi["rows"][6]["unproven"][0]["why"] == (
        "lần kiểm tra, đánh giá gần nhất ngày 01/06/2025 nằm ngoài kỳ báo cáo"
    )


@given(registers())
def test_whatever_the_papers_say_the_document_is_as_the_schema_says_and_its_totals_are_those_of_its_rows(
    systems: list[SystemResult],
) -> None:
    told = mau08_document(register_report(systems))
    rows, totals = told["rows"], told["totals"]
    approved = [row for row in rows if row["approval"] == "Đã được phê duyệt"]
    appraised = [row for row in rows if row["approval"] == "Đã thẩm định"]
    submitted = [row for row in rows if row["approval"] == "Đã gửi thẩm định"]
    waiting = [row["expected_approval"] for row in rows if row not in approved]

    assert faults(told) == []
    assert totals["managed"] == len(rows) == len(systems)
    assert totals["classified"] == len([row for row in rows if row["level"]])
    assert totals["approved"] == len(approved)
    assert totals["dossier_appraised"] == len(approved) + len(appraised)
    assert totals["dossier_drawn_up"] == len(approved) + len(appraised) + len(submitted)
    assert totals["assessed_periodically"] == len([row for row in approved if "Định kỳ" in row["checked"]])
    assert totals["all_approved_by"] == (max(waiting) if waiting and all(waiting) else None)


@pytest.mark.parametrize(
    ("where", "value"), [("approval", "Đã duyệt"), ("level", 6), ("checked", ["Đột xuất"]), ("plan_status", "")]
)
def test_the_schema_knows_the_words_of_the_form_only(where: str, value: object) -> None:
    told = mau08_document(register_report())
    told["rows"][0][where] = value

    assert len(faults(told)) == 1

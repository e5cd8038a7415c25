from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.verdict import Outcome
from reports.tables import csv_files
from reports.tables.comma import COLUMNS, defused
from tests.reports.tables.made import HARM, full_of, with_past

REPORT = with_past()
FILES = csv_files(REPORT, "vi")
PAGE = Path(__file__).parents[3] / "docs" / "tables.md"


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def test_there_are_five_files_with_their_columns() -> None:
    assert list(FILES) == ["portals.csv", "verdicts.csv", "findings.csv", "systems.csv", "changes.csv"]
    for name, text in FILES.items():
        assert text.startswith("\ufeff" + ",".join(COLUMNS[name.removesuffix(".csv")]) + "\r\n")


def test_every_line_ends_as_the_standard_says_and_is_a_row() -> None:
    for text in csv_files(full_of("x\n=1+1"), "vi").values():
        assert text.count("\r\n") == text.count("\n") == len(read(text)) + 1


def test_verdicts_are_all_told_and_those_that_count_are_marked() -> None:
    rows = read(FILES["verdicts.csv"])
    counted = Counter(verdict.verdict.value for _, verdict in REPORT.counted())

    assert len(rows) == sum(1 for _ in REPORT.judged())
    assert Counter(row["verdict"] for row in rows if row["counted"] == "yes") == counted
    assert {row["counted"] for row in rows} == {"yes", "no"}


def test_portals_have_their_standing_and_their_counts() -> None:
    (row,) = (row for row in read(FILES["portals.csv"]) if row["portal"] == "https://www.thidiem.gov.test/")
    verdicts = next(one.verdicts for one in REPORT.portals if one.url == row["portal"])

    assert (row["standing"], row["system"], row["agency_id"]) == ("failing", "httt-cong", "ubnd-tinh")
    for outcome in Outcome:
        assert int(row[outcome.value]) == sum(verdict.verdict is outcome for verdict in verdicts)


def test_findings_have_days_that_programs_read_and_only_failures_may_be_reopened() -> None:
    rows = read(FILES["findings.csv"])

    assert [row["since"] for row in rows if row["reopened"] == "yes"] == ["2026-10-07"]
    assert {row["reopened"] for row in rows if row["verdict"] == "unknown"} == {""}
    assert {row["verdict"] for row in rows} == {"fail", "unknown"}


def test_a_layer_that_was_not_judged_is_blank() -> None:
    (row,) = (row for row in read(FILES["systems.csv"]) if row["system"] == "httt-xa")

    assert [row[f"layer_{layer}"] for layer in range(1, 5)] == ["unknown", "unknown", "", ""]
    assert (row["level"], row["place"]) == ("", "system:httt-xa")


def test_changes_are_told_with_their_requirement() -> None:
    assert Counter(row["change"] for row in read(FILES["changes.csv"])) == Counter(
        str(change.kind) for change in REPORT.changes
    )


def test_words_of_closed_lists_are_the_same_in_both_languages_and_titles_are_not() -> None:
    vietnamese, english = (read(csv_files(REPORT, lang)["findings.csv"])[0] for lang in ("vi", "en"))

    assert vietnamese["force"] == english["force"] == "mandatory"
    assert vietnamese["severity"] == english["severity"] == "critical"
    assert vietnamese["title"] != english["title"]


@pytest.mark.parametrize("text", HARM)
def test_no_cell_begins_a_formula(text: str) -> None:
    for name, content in csv_files(full_of(text), "vi").items():
        cells = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]
        assert [cell for cell in cells if re.search(r"(^|;)\s*[=+\-@]", cell)] == [], name
        assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\u202e]", content), name
        assert max(map(len, cells)) < 2100, name


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1", "'=1"), (" =1", " '=1"), ("a;-1", "a;'-1"), ("＝1", "'＝1"), ("a-b, =c", "a-b, =c"), ("x\n=1", "x =1")],
)
def test_an_apostrophe_stands_where_a_formula_would_begin_and_nowhere_else(text: str, written: str) -> None:
    assert defused(text) == written


@given(st.text(st.sampled_from("=+-@; \n'a"), max_size=12))
def test_no_text_is_a_formula_however_often_it_is_defused(text: str) -> None:
    once = defused(text)

    assert not re.search(r"(^|;)\s*[=+\-@]", once)
    assert once.replace("'", "") == text.replace("'", "").replace("\n", " ")
    assert defused(once) == once


def test_the_same_report_gives_the_same_files_and_an_empty_one_has_headings() -> None:
    assert csv_files(REPORT, "vi") == FILES
    empty = replace(REPORT, portals=[], systems=[], changes=[], findings=[])
    assert {len(read(text)) for text in csv_files(empty, "en").values()} == {0}


def test_the_page_tells_every_column() -> None:
    page = PAGE.read_text("utf-8")
    for name, columns in COLUMNS.items():
        part = page.partition(f"### {name}.csv")[2].partition("\n### ")[0]
        told = [
            word
            for line in part.splitlines()
            if line.startswith("| `")
            for word in re.findall("`([a-z_0-9]+)`", line.split("|")[1])
        ]
        assert told == list(columns), name

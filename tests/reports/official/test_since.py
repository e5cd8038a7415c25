from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from policies.verdict import Outcome
from reports.model import AuditReport, Finding
from reports.official.since import AGENCIES_LISTED, changes, changes_table, late, late_table
from reports.wording import Wording
from tests.reports.judged import audited as judged
from tests.reports.official.made import audited, failing
from tests.reports.province import report

VI = Wording("vi")


def found(told: AuditReport, place: str, name: str, days: int, *, fixed: bool = False) -> Finding:
    """A failure that was first seen so many days before the audit."""
    first = told.started - timedelta(days=days)
    return Finding(place, name, first, told.finished, told.finished if fixed else None, False)


def test_changes_are_counted_by_kind_and_force_and_unseen_ones_are_told_apart() -> None:
    table = changes_table(audited(), VI)

    assert table is not None
    assert [row.kind for row in table.rows] == [
        "Mới phát sinh",
        "Tái diễn",
        "Còn tồn tại",
        "Chưa quan sát lại được",
        "Đã khắc phục",
    ]
    assert sum(int(row.total) for row in table.rows) == len(audited().changes)
    assert all(int(row.total) == int(row.mandatory) + int(row.recommended) for row in table.rows)
    assert "không tính là đã khắc phục hay còn tồn tại" in changes(audited(), VI).paragraphs[1]


def test_without_an_earlier_audit_there_is_nothing_to_compare() -> None:
    told = report(previous_audit=None, changes=[])

    assert changes_table(told, VI) is None
    assert len(changes(told, VI).paragraphs) == 1


def test_agencies_are_listed_by_the_failure_that_is_open_the_longest() -> None:
    table = late_table(audited(), VI)

    assert table is not None
    days = [int(row.days) for row in table.rows]
    assert days == sorted(days, reverse=True)
    assert [row.number for row in table.rows] == [str(n) for n in range(1, len(days) + 1)]
    assert len(days) <= AGENCIES_LISTED


def test_the_oldest_failure_is_told_with_its_day_and_its_portal() -> None:
    told = report()
    place, name = failing(told)[0]
    table = late_table(replace(told, findings=[found(told, place, name, 40)]), VI)

    assert table is not None
    (row,) = table.rows
    assert (row.days, row.since, row.overdue) == ("40", "07/10/2026", "0")
    assert row.oldest.startswith(f"{told.requirements[name].title.vi} – ")


def test_what_was_not_seen_to_fail_again_makes_no_agency_late() -> None:
    told = report()
    unknown = [(p.url, v.requirement) for p, v in told.verdicts() if v.verdict is Outcome.UNKNOWN]
    findings = [found(told, place, name, 90) for place, name in unknown]

    assert late_table(replace(told, findings=findings), VI) is None


def test_a_recommendation_makes_no_agency_late() -> None:
    told = report()
    advised = [
        found(told, portal.url, verdict.requirement, 90)
        for portal, verdict in told.verdicts()
        if verdict.verdict is Outcome.FAIL and told.requirements[verdict.requirement].force == "recommended"
    ]

    assert len(advised) > 0
    assert late_table(replace(told, findings=advised), VI) is None


def test_a_failure_first_seen_in_this_audit_or_fixed_since_makes_no_agency_late() -> None:
    told = report()
    place, name = failing(told)[0]

    for finding in (found(told, place, name, 0), found(told, place, name, 40, fixed=True)):
        audit = replace(told, findings=[finding])
        assert late_table(audit, VI) is None
        assert late(audit, VI).paragraphs == (
            "Chưa ghi nhận cơ quan, đơn vị nào còn nội dung bắt buộc không đạt kéo dài từ đợt kiểm tra trước.",
        )


def test_a_deadline_of_the_law_that_has_passed_lists_an_agency_without_any_history() -> None:
    table = late_table(judged(), VI)

    assert table is not None
    assert {(row.days, row.since, row.oldest) for row in table.rows} == {("–", "–", "–")}
    assert all(int(row.overdue) > 0 for row in table.rows)


def test_without_history_it_is_said_that_nothing_is_known_of_ages() -> None:
    assert late(report(), VI).paragraphs == (
        "Chưa có dữ liệu về thời điểm bắt đầu của các nội dung không đạt trong đợt này.",
    )


def test_what_a_long_list_leaves_out_is_counted() -> None:
    told = report()
    first = told.portals[0]
    place, name = next(key for key in failing(told) if key[0] == first.url)
    many = [
        replace(
            first,
            record=replace(
                first.record, portal={**first.record.portal, "url": f"https://{n}.test/", "agency_id": f"a{n}"}
            ),
        )
        for n in range(AGENCIES_LISTED + 2)
    ]
    audit = report(portals=many, findings=[found(told, one.url, name, 9) for one in many])
    table = late_table(audit, VI)

    assert table is not None
    assert place == first.url
    assert len(table.rows) == AGENCIES_LISTED
    assert late(audit, VI).paragraphs[1].startswith("Còn 2 cơ quan, đơn vị khác")

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.observation import is_unseen
from checks.security_plan.record import Approval, CheckKind, PlanStatus
from reports.mau08.form import Form, Reporter, mau08_form, mau08_owners, totals_of
from reports.model import AgencyRow, SystemResult
from reports.wording import Wording
from tests.reports.mau08.made import registers
from tests.reports.systems import UNIT, complete, register_report, silent, system, systems

WORDING = Wording("en")
APPROVED, APPRAISED, SUBMITTED = Approval.APPROVED, Approval.APPRAISED, Approval.SUBMITTED
OWNERS = ("ubnd-tinh", "so-nnmt", "so-gddt", "so-yt", "so-nv")


def form(told: list[SystemResult] | None = None, owner_id: str | None = None) -> Form:
    return mau08_form(register_report(told), WORDING, owner_id)


def test_the_rows_of_a_province_follow_its_agencies_and_then_the_names() -> None:
    rows = form().rows

    assert [row.number for row in rows] == list(range(1, 9))
    assert [row.system for row in rows] == [
        "httt-cong",
        "httt-dvc",
        "httt-dulieu",
        "httt-xa",
        "httt-dat",
        "httt-truong",
        "httt-yte",
        "httt-vanban",
    ]


def test_the_rows_say_what_is_proven_in_the_words_of_the_form() -> None:
    shown = {
        row.system: (row.level, row.approval, row.plan_status, row.checked, {item.column for item in row.unproven})
        for row in form().rows
    }
    before, periodic = CheckKind.BEFORE_USE, CheckKind.PERIODIC
    full, partly, none = PlanStatus.FULLY_DEPLOYED, PlanStatus.PARTLY_DEPLOYED, PlanStatus.NOT_DEPLOYED

    assert shown == {
        "httt-dvc": (3, APPROVED, full, (before, periodic), set()),
        "httt-cong": (2, APPRAISED, full, (periodic,), {6, 7, 9}),
        "httt-dulieu": (3, APPRAISED, partly, (), {12}),
        "httt-xa": (None, None, None, (), {5, 6, 7, 8, 9, 10, 11, 12}),
        "httt-dat": (3, APPROVED, None, (before, periodic), {10, 11}),
        "httt-truong": (1, Approval.DRAFTED, none, (), {8, 9, 11}),
        "httt-yte": (3, APPROVED, full, (before,), {12}),
        "httt-vanban": (2, SUBMITTED, none, (), {8}),
    }


def test_the_totals_are_those_of_the_rows() -> None:
    totals = form().totals

    assert (totals.managed, totals.classified) == (8, 7)
    assert (totals.dossier_drawn_up, totals.dossier_appraised, totals.approved) == (6, 5, 3)
    assert totals.assessed_periodically == 2
    assert totals.all_approved_by is None


def test_all_are_approved_by_the_last_expected_day_where_each_gives_one() -> None:
    waiting = [row for row in form().rows if row.expected_approval]

    assert totals_of(waiting).all_approved_by == date(2026, 12, 15)
    assert totals_of([*waiting, replace(waiting[0], expected_approval=None)]).all_approved_by is None
    assert totals_of([row for row in form().rows if row.approval is APPROVED]).all_approved_by is None


def test_expected_days_are_blank_where_there_is_nothing_to_expect() -> None:
    expected = {"approval": "2027-01-01", "plan": "2027-02-01"}
    [done] = form([system("a", "A", complete(expected=expected))]).rows

    assert (done.expected_approval, done.expected_plan) == (None, None)


def test_one_report_is_due_from_each_owner_and_together_they_hold_every_system() -> None:
    assert mau08_owners(register_report()) == OWNERS

    rows = [row for owner in OWNERS for row in form(owner_id=owner).rows]

    assert sorted(row.system for row in rows) == sorted(item.id for item in systems())


def test_a_report_of_one_owner_names_it_and_holds_its_own_systems_only() -> None:
    own = form(owner_id="so-yt")

    assert own.owner == Reporter("Sở Y tế")
    assert [(row.number, row.system, row.owner) for row in own.rows] == [(1, "httt-yte", "Sở Y tế")]
    assert own.totals.managed == 1


def test_an_agency_without_systems_reports_none() -> None:
    own = form(owner_id="so-tc")

    assert (own.rows, own.totals.managed, own.unit) == ((), 0, Reporter())


def test_an_owner_outside_of_the_agencies_is_named_by_its_systems() -> None:
    told = [system("a", "A", silent(), owner="Bộ Thử Nghiệm")]

    assert mau08_owners(register_report(told)) == ("Bộ Thử Nghiệm",)
    assert form(told, "Bộ Thử Nghiệm").owner == Reporter("Bộ Thử Nghiệm")


def test_an_owner_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no agency 'so-x'"):
        form(owner_id="so-x")


def test_who_reports_is_named_with_telephone_and_mail_and_never_by_a_contact_person() -> None:
    told = form()

    assert told.owner == Reporter("UBND tỉnh Thí Điểm", "0237 000 000", "ubnd@thidiem.gov.test")
    assert told.unit == Reporter(UNIT)


def test_several_units_are_named_side_by_side_and_a_foreign_one_by_its_name() -> None:
    told = [system(key, key, silent(), unit=unit) for key, unit in (("a", "Sở Mẫu"), ("b", None), ("c", UNIT))]

    assert form(told).unit == Reporter(f"Sở Mẫu; {UNIT}")
    assert form(told[:1]).unit == Reporter("Sở Mẫu")
    assert form(told[1:2]).unit == Reporter()


def test_a_province_without_one_body_of_its_own_is_named_by_the_audit() -> None:
    rows = [AgencyRow("a", "A", "unit", contact={"phone": "1"})]

    assert mau08_form(register_report(agencies=rows), WORDING).owner == Reporter("Tỉnh Thí Điểm")


def test_a_reader_is_told_that_the_figures_are_not_final() -> None:
    assert form().notes == (
        "The reporting period runs until 14/12/2026: the figures are provisional.",
        "3 systems that are not approved give no expected day (column 9), so none is given for all.",
    )


def test_a_reader_is_told_of_a_day_before_the_form_and_of_an_audit_that_broke_off() -> None:
    told = register_report([], law_date=date(2024, 6, 30), complete=False)

    assert mau08_form(told, WORDING).notes == (
        "The law of 30/06/2024 knows no such report: the form is in force from 19/08/2026.",
        "The audit is not complete: systems may be missing.",
        "The reporting period runs until 14/12/2024: the figures are provisional.",
    )


def test_a_reader_is_told_of_expected_days_that_are_past() -> None:
    expected = {"approval": "2026-11-15", "plan": "2026-11-16"}
    told = [system(key, key, silent(approval="Đang dự thảo", expected=expected)) for key in "ab"]

    assert form(told).notes[-1] == "2 systems give an expected day that is past (columns 9 and 11)."
    assert mau08_form(register_report(told, law_date=date(2026, 11, 15)), WORDING).notes[1:] == ()


def test_on_the_last_day_of_the_period_there_is_nothing_to_note() -> None:
    told = register_report([system("a", "A", complete())], law_date=date(2026, 12, 14))

    assert mau08_form(told, WORDING).notes == ()


@given(registers())
def test_every_system_has_one_row_in_the_report_of_its_owner_and_in_the_order_of_the_province(
    told: list[SystemResult],
) -> None:
    whole = form(told)

    assert sorted(row.system for row in whole.rows) == sorted(item.id for item in told)
    assert [row.number for row in whole.rows] == list(range(1, len(told) + 1))
    assert whole.rows == form(told[::-1]).rows, "the order in which they are given makes no difference"
    owners = mau08_owners(register_report(told))
    assert [row.system for owner in owners for row in form(told, owner).rows] == [row.system for row in whole.rows]


@given(registers())
def test_no_word_stands_in_a_row_that_its_papers_do_not_show(told: list[SystemResult]) -> None:
    shown = {item.id: item.record.observations["security_plan"] for item in told}
    for row in form(told).rows:
        facts, noted = shown[row.system], {item.column for item in row.unproven}
        if row.approval:
            proof = {APPROVED: "decision", APPRAISED: "appraisal"}.get(row.approval, "approval")
            assert facts[proof]
            assert not is_unseen(facts[proof])
            assert row.approval is APPRAISED or facts["approval"] == row.approval
        if row.plan_status:
            assert facts["plan_status"] == row.plan_status
            assert row.plan_status is not PlanStatus.FULLY_DEPLOYED or not is_unseen(facts["plan"])
        for kind in row.checked:
            assert kind in facts["checked"]
        for column, name in ((5, "level"), (6, "approval"), (7, "decision"), (8, "regulation"), (10, "plan_status")):
            assert not is_unseen(facts[name]) or column in noted


@given(registers(), st.sampled_from(["approval", "appraisal", "decision", "plan", "plan_status", "checked"]))
def test_losing_a_paper_never_adds_to_a_total(told: list[SystemResult], name: str) -> None:
    def without(item: SystemResult) -> SystemResult:
        facts = {**item.record.observations["security_plan"], name: {"unseen": "needs_document", "detail": ""}}
        return replace(item, record=replace(item.record, observations={"security_plan": facts}))

    before, after = form(told).totals, form([without(item) for item in told]).totals

    assert after.managed == before.managed
    assert after.dossier_appraised <= before.dossier_appraised
    assert after.approved <= before.approved
    assert after.assessed_periodically <= before.assessed_periodically

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import pytest

from policies.verdict import Outcome, Severity
from reports.card.view import CardDrawing, CardView
from reports.i18n import Language
from reports.model import AuditReport, PortalResult
from reports.wording import Wording
from tests.reports.card.made import told
from tests.reports.judged import audited
from tests.reports.province import START


@lru_cache
def drawing(lang: Language = "vi") -> CardDrawing:
    return CardDrawing(told(), Wording(lang))


def card(report: AuditReport, agency: str | None = None) -> CardView:
    return CardDrawing(report, Wording("en")).card(agency)


def test_the_card_of_an_agency_has_its_rank_and_contact_and_that_of_the_province_its_groups() -> None:
    province, agency = drawing().card(None), drawing().card("so-khcn")
    assert (province.name, agency.name) == ("Tỉnh Thí Điểm", "Sở Khoa học và Công nghệ")
    assert province.rank is None
    assert [group.title for group in province.groups] == ["Sở, ban, ngành", "Cấp xã"]
    assert [number for _, number, _ in province.standings] == ["45", "0", "0"]
    assert province.contact == "Nguyễn Thị Ánh Tuyết · 0237 000 000 · ubnd@thidiem.gov.test"
    assert agency.rank is not None
    assert agency.rank.headline.endswith("/10")
    assert (agency.groups, agency.standings) == ((), ())
    assert agency.facts[0][1] == "2 cổng, 1 hệ thống"


def test_scores_are_compared_with_the_audits_of_a_week_and_a_year_ago() -> None:
    province = drawing().card(None)
    assert (province.before, province.year_ago) == ("Tuần trước (09/11/2026)", "Năm trước (17/11/2025)")
    assert (province.total.before.mark, province.total.before.text) == ("↑", "tăng 7 điểm")
    assert {subject.name: subject.percent for subject in province.subjects}["IPv6"] == "79%"
    assert drawing("en").card(None).total.year_ago.text == "up 17 points"


def test_without_a_past_nothing_is_compared() -> None:
    alone = card(replace(told(), history=[]))
    assert (alone.before, alone.year_ago) == ("Last week", "A year ago")
    assert (alone.total.before.mark, alone.total.before.text) == ("–", "not known")


def test_another_audit_before_is_not_called_last_weeks_and_another_profile_is_told() -> None:
    week = replace(told().history[1], started=START - timedelta(days=12), profile="vn-2024")
    found = card(replace(told(), history=[week]))
    assert found.before == "Audit before (04/11/2026)"
    assert "The audit of 04/11/2026 used another profile (vn-2024): compare with care." in found.notes


def test_the_oldest_open_failures_are_told_with_their_place_and_since_when() -> None:
    critical, high = drawing("en").card("so-khcn").oldest
    assert (critical.severity, high.severity) == ("critical", "high")
    assert critical.age == "156 days"
    assert critical.lines[0] == "Trang thông tin điện tử Sở Khoa học và Công nghệ"
    assert critical.lines[2] == "since 13/06/2026"


def test_a_failure_of_unknown_age_is_not_told_as_none() -> None:
    unrecorded = card(replace(told(), findings=[]))
    assert [one.age for one in unrecorded.oldest] == ["age not known", "age not known"]


def test_what_could_not_be_seen_again_and_what_came_back_are_told() -> None:
    first = next(f for f in told().findings if told().requirements[f.requirement].severity is Severity.CRITICAL)
    finding = replace(first, reopened=True, last_seen=START - timedelta(days=30))
    unseen = [
        PortalResult(one.record, [replace(v, verdict=Outcome.UNKNOWN) for v in one.verdicts])
        if one.url == finding.place
        else one
        for one in told().portals
    ]
    lines = card(replace(told(), portals=unseen, findings=[finding])).oldest[0].lines
    assert lines[2].startswith("reopened on ")
    assert lines[2].endswith("not re-observed, last seen on 17/10/2026")


def test_what_to_do_first_says_where_how_binding_and_by_when() -> None:
    first = drawing("en").card("so-khcn").first
    assert len(first) == 5
    assert first[0].where == "1 portal: Trang thông tin điện tử Sở Khoa học và Công nghệ"
    assert (first[0].force, first[0].by) == ("Mandatory", "proposed day passed: 16/06/2026")
    unrecorded = card(replace(told(), findings=()), "so-khcn").first
    assert unrecorded[0].by == "proposed: by 19/11/2026"
    assert [one.by for one in first if "ct09" in one.title] == ["overdue since 30/09/2024"]
    assert {one.force for one in drawing("en").card(None).first} == {"Mandatory", "Recommended"}


def test_unknown_verdicts_and_an_incomplete_audit_are_told_before_the_numbers() -> None:
    notes = card(replace(told(), complete=False)).notes
    assert notes[0] == "This audit is incomplete: the numbers are of what was looked at."
    assert notes[1] == "241 mandatory verdicts are unknown (22%): neither met nor failed."


def test_an_agency_of_which_nothing_was_judged_reads_just_that() -> None:
    empty = card(replace(audited([]), portals=[]), "so-khcn")
    assert empty.total.percent == "–"
    assert empty.notes == ("No portal or system was judged here.",)
    assert empty.nothing_first == "No portal or system was judged here."
    assert [one.age for one in empty.oldest] == ["none on record", "none on record"]
    assert empty.rank is not None
    assert empty.rank.headline == "Not ranked"


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.PASS, "No requirement fails."),
        (Outcome.UNKNOWN, "No requirement fails. What is unknown still has to be found out."),
    ],
)
def test_nothing_to_do_first_is_not_told_as_all_well(outcome: Outcome, said: str) -> None:
    portals = [
        PortalResult(one.record, [replace(v, verdict=outcome) for v in one.verdicts]) for one in told().portals[:1]
    ]
    quiet = card(replace(told(), portals=portals, systems=[]))
    assert (quiet.first, quiet.nothing_first) == ((), said)


def test_cards_are_made_for_whom_something_was_judged() -> None:
    judged = drawing().judged()
    assert len(judged) == 32
    assert judged[0] == "ubnd-tinh"
    few = CardDrawing(replace(told(), portals=told().portals[:1], systems=[]), Wording("vi"))
    assert few.judged() == ["ubnd-tinh"]


def test_an_agency_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="the report has no agency 'so-la'"):
        drawing().card("so-la")

from datetime import date, timedelta

import pytest

from policies.verdict import Severity
from reports.dossier.places import Problem, owned
from reports.dossier.shape import ProblemView
from reports.dossier.telling import Telling
from reports.model import AuditReport
from reports.ranking import rules
from reports.wording import ZONE, Wording
from tests.reports.dossier.made import (
    ADVISED,
    AGENCY,
    APPROVED,
    HSTS,
    OLD_TLS,
    OVERDUE,
    finding,
    made,
    own_portals,
    portal,
)


def problems(report: AuditReport, lang: str = "vi") -> dict[str, ProblemView]:
    own = owned(report, AGENCY)
    telling = Telling(report, Wording("en" if lang == "en" else "vi"))
    listed: list[Problem] = [*own.duties, *own.advice]
    return {one.asked.id: telling.problem(number, one) for number, one in enumerate(listed, 1)}


def test_a_proposed_day_is_called_a_proposal_and_the_law_s_day_that_it_is_set() -> None:
    report = made(findings=())
    told = problems(report)
    day = report.finished.astimezone(ZONE).date() + timedelta(days=rules().mend_within_days[Severity.LOW])
    assert told[OLD_TLS.id].by == f"Đề nghị hoàn thành trước ngày {day:%d/%m/%Y}."
    assert told[OLD_TLS.id].by_short == f"{day:%d/%m/%Y} (đề nghị)"
    assert told[OVERDUE.id].by == "Đã quá thời hạn quy định (ngày 30/09/2024): đề nghị khắc phục ngay."
    assert (told[OVERDUE.id].late, told[OLD_TLS.id].late) == (True, False)
    ahead = OVERDUE.model_copy(update={"deadline": day})
    coming = problems(made(requirements={**report.requirements, OVERDUE.id: ahead}), "en")[OVERDUE.id]
    assert (coming.by, coming.by_short) == (
        f"Deadline set by the instrument: {day:%d/%m/%Y}.",
        f"{day:%d/%m/%Y} (set)",
    )


def test_a_proposed_day_counts_from_the_first_sight_where_it_fails_longest() -> None:
    told = problems(made())[OLD_TLS.id]
    day = date(2026, 8, 8) + timedelta(days=rules().mend_within_days[Severity.LOW])
    assert told.by == f"Đã quá thời hạn đề nghị (ngày {day:%d/%m/%Y}): đề nghị khắc phục ngay."
    assert (told.by_short, told.late) == (f"{day:%d/%m/%Y} (đã quá hạn)", True)


def test_each_place_says_what_was_seen_since_when_and_what_became_of_it() -> None:
    first, second, third = problems(made(), "en")[OLD_TLS.id].places
    assert (first.name, first.address) == ("Trang ngansach", "https://ngansach.thidiem.gov.test/")
    assert first.because == "The server still accepts TLSv1.0, TLSv1.1."
    assert (first.since, first.change_word) == ("Open since 08/08/2026 (100 days)", "Persisting")
    assert (second.since, second.change_word) == ("Not on record since when", "Reopened")
    assert third.change_word == "New"


def test_evidence_is_named_by_the_ids_that_the_verdict_rests_on() -> None:
    report = made()
    place = problems(report)[OLD_TLS.id].places[0]
    (verdict,) = [one for one in report.portals[0].verdicts if one.requirement == OLD_TLS.id]
    assert tuple(found for _, found in place.evidence) == verdict.observations
    assert place.evidence[0][0] == "TLS tại từng địa chỉ"


def test_the_places_are_counted_by_what_became_of_them() -> None:
    told = problems(made(), "en")[OLD_TLS.id].changes
    assert [(one.key, one.text) for one in told] == [("reopened", "1"), ("persisting", "1"), ("new", "1")]


def test_a_system_is_told_by_its_id_with_the_portals_that_share_it() -> None:
    (place,) = problems(made())[APPROVED.id].places
    assert (place.kind, place.address) == ("Hệ thống thông tin", "httt-ngansach")
    assert place.portals == "Trang ngansach, Trang giaca, Trang congsan"
    assert place.since == "Phát hiện từ ngày 17/10/2026 (30 ngày)"


def test_the_steps_for_the_own_server_are_marked_and_others_left_out() -> None:
    told = problems(made())[HSTS.id]
    assert [step.spans[0][0][:6] for step in told.remedy if step.own] == ["nginx:", "server"]
    assert told.software == (
        "nginx: Trang ngansach",
        "Đã lược phần hướng dẫn cho phần mềm mà không cổng nào nêu trên khai báo: Apache, IIS.",
    )


def test_where_a_portal_names_no_software_that_is_said_and_every_step_stays() -> None:
    told = problems(made())[OLD_TLS.id]
    assert told.software == (
        "nginx: Trang ngansach",
        "IIS: Trang giaca",
        "không rõ phần mềm máy chủ: Trang congsan",
    )
    assert "Apache:" in [step.spans[0][0] for step in told.remedy if not step.own]


def test_software_that_no_remedy_has_a_line_for_is_named_as_the_portal_does() -> None:
    other = portal(own_portals()[0].url, 1, "LiteSpeed", {HSTS.id: own_portals()[0].verdicts[1].verdict})
    told = problems(made(portals=[other]))[HSTS.id]
    assert told.software == ("LiteSpeed: Trang ngansach",)
    assert len(told.remedy) == 8
    assert not any(step.own for step in told.remedy)


def test_a_remedy_that_is_the_same_for_all_says_nothing_of_software() -> None:
    assert problems(made())[APPROVED.id].software == ()


@pytest.mark.parametrize(("lang", "force"), [("vi", "Khuyến nghị"), ("en", "Recommended")])
def test_a_recommendation_is_called_one_and_the_law_stands_with_each(lang: str, force: str) -> None:
    told = problems(made(), lang)[ADVISED.id]
    assert told.force == force
    assert told.basis.startswith("Nghị định 331/2026/NĐ-CP, Điều 29 khoản 5 (")


def test_days_are_counted_in_vietnam_and_never_negative() -> None:
    report = made(findings=[finding(own_portals()[0].url, HSTS.id, -1)])
    assert problems(report, "en")[HSTS.id].places[0].since == "Open since 17/11/2026 (0 days)"

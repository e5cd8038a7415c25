from dataclasses import replace

import pytest

from policies.verdict import Outcome
from reports.dossier.shape import DossierView
from reports.dossier.view import DossierDrawing
from reports.i18n import Language
from reports.model import AgencyRow, AuditReport
from reports.wording import Wording
from tests.reports.dossier.made import (
    ADVISED,
    AGENCY,
    FAIL,
    HSTS,
    IIS,
    PASS,
    UNKNOWN,
    WAIVED,
    made,
    own_portals,
    with_verdicts,
)
from tests.reports.province import VANTAGE, agencies


def drawn(report: AuditReport, lang: Language = "en", agency: str = AGENCY) -> DossierView:
    return DossierDrawing(report, agency, Wording(lang)).view()


def test_the_whole_is_told_in_one_sentence_and_in_numbers() -> None:
    view = drawn(made())
    assert (view.verdict.key, view.verdict.text) == ("failing", "4 mandatory requirements are not met.")
    assert [(one.key, one.text) for one in view.counts] == [
        ("fail", "4"),
        ("advice", "1"),
        ("unknown", "3"),
        ("waived", "1"),
        ("fixed", "1"),
    ]
    assert [one.number for one in (*view.duties, *view.advice)] == [1, 2, 3, 4, 5]


def test_an_agency_with_nothing_wrong_is_thanked() -> None:
    view = drawn(with_verdicts(made(), PASS), "vi")
    assert view.verdict.text == "Mọi yêu cầu bắt buộc có áp dụng đều đạt."
    assert view.told[0].startswith("Không có nội dung nào phải khắc phục. Xin cảm ơn")
    assert (view.duties, view.advice, view.deadlines, view.reply.example) == ((), (), "", ())
    assert {one.standing for one in view.places} == {"compliant"}


def test_what_is_unknown_is_neither_called_met_nor_failed() -> None:
    view = drawn(with_verdicts(made(), UNKNOWN))
    assert view.verdict.key == "undetermined"
    assert view.verdict.text.startswith("No mandatory requirement was found failing, but not everything")
    assert view.told[0] == "There is nothing to mend that this audit knows of. Thank you for the care taken."


def test_nothing_that_applies_is_not_called_compliant() -> None:
    assert drawn(with_verdicts(made(), Outcome.NOT_APPLICABLE)).verdict.key == "undetermined"


def test_waived_is_not_called_met() -> None:
    waived = drawn(with_verdicts(made(), WAIVED))
    assert waived.verdict.text == "Every mandatory requirement that applies is met or waived until a date."
    assert waived.told[0].startswith("There is nothing to mend that this audit knows of.")


def test_recommendations_alone_are_no_failure_of_duty() -> None:
    passing = with_verdicts(made(), PASS)
    view = drawn(with_verdicts(passing, FAIL, [ADVISED.id]))
    assert view.verdict.key == "compliant"
    assert [one.id for one in view.advice] == [ADVISED.id]
    assert view.told == ("Compared with the audit 2026-11-09-0800 before it.",)


def test_an_agency_without_portals_and_a_first_audit_say_so() -> None:
    new = AgencyRow("moi", "Sở mới", "department")
    view = drawn(made(agencies=[*agencies(), new]), agency="moi")
    assert view.verdict.text == "This audit holds no portal and no information system of this agency."
    assert (view.told, view.places) == ((), ())
    first = drawn(made(previous_audit=None, changes=[], findings=[]))
    assert first.told == ("There is no earlier audit to compare with.",)
    with pytest.raises(ValueError, match="khong-co"):
        drawn(made(), agency="khong-co")


def test_an_incomplete_audit_and_a_vantage_without_ipv6_are_told_first() -> None:
    blind = [replace(one, record=replace(one.record, vantage={**VANTAGE, "ipv6": False})) for one in own_portals()]
    told = drawn(made(complete=False, portals=blind)).notices
    assert [one.partition(".")[0] for one in told] == ["This audit is incomplete", "The vantage had no IPv6"]
    assert drawn(made()).notices == ()
    helped = [replace(one, record=replace(one.record, also=(own_portals()[0].record,))) for one in blind]
    assert drawn(made(portals=helped)).notices == ()


def test_unknowns_are_told_by_what_to_do_and_alike_ones_once() -> None:
    timeout, lookup = drawn(made()).unknown
    assert timeout.needs == ("Check that the portal is up and reachable from the vantage, then audit it again.",)
    ((because, titles, where),) = timeout.entries
    assert because == "Not observed: no answer within the time allowed (127.0.8.1:443)."
    assert titles == ("Requirement 1 on ipv6",)
    assert [one.partition(" (")[0] for one in where] == ["Trang giaca", "Trang congsan"]
    assert lookup.needs[0].startswith("Import an exported list")


def test_an_unknown_without_a_reason_still_says_why() -> None:
    report = made()
    bare = [replace(one, verdicts=[replace(verdict, reasons=()) for verdict in one.verdicts]) for one in report.portals]
    (group,) = drawn(replace(report, portals=bare)).unknown
    assert (group.needs, len(group.entries)) == ((), 2)


def test_failures_not_seen_again_fixed_and_to_come_stand_apart() -> None:
    view = drawn(made())
    assert [one.note for one in view.again] == ["Open since 07/10/2026, last seen on 09/11/2026"]
    assert [one.place for one in view.fixed] == ["Trang ngansach (https://ngansach.thidiem.gov.test/)"]
    assert "31/12/2026" in view.coming[0].note


def test_waivers_that_ended_or_are_about_to_say_what_follows() -> None:
    ended, soon = drawn(made()).waivers
    assert (ended.word, ended.note) == (
        "Waiver ended",
        "It holds no more, and what it was granted for is not met.",
    )
    assert (soon.word, soon.facts[0]) == ("About to end", ("Last day", "10/12/2026 (24 days left)"))
    assert soon.note == "From the day after on, what is not mended by then is concluded as not met."


def test_a_waiver_that_is_not_made_use_of_and_one_that_the_plan_does_not_tell() -> None:
    met = replace(with_verdicts(made(), PASS), plan=made().plan)
    assert drawn(met).waivers[1].note == "This audit found it met, so that the waiver is not made use of."
    (untold,) = drawn(made(plan={})).waivers
    assert (untold.key, untold.title) == ("waived", "Requirement 9 on tls")
    assert "05/QĐ-UBND" in untold.note
    assert untold.place.endswith(f"({IIS})")


def test_each_portal_and_system_has_its_standing_and_software() -> None:
    first, _, third, system = drawn(made(), "vi").places
    assert (first.shares, first.software) == ("4 không đạt · 1 đạt", "nginx/1.18.0 (Ubuntu)")
    assert third.software == "không rõ phần mềm máy chủ"
    assert (system.software, system.kind) == ("", "Hệ thống thông tin")


def test_the_days_proposed_are_explained_as_no_law() -> None:
    told = drawn(made()).deadlines
    assert "(in days: critical 3, high 15, medium 30, low 90), and no law" in told


def test_a_recommendation_among_the_unknown_is_called_one() -> None:
    report = with_verdicts(made(), UNKNOWN, [ADVISED.id, HSTS.id])
    titles = [title for group in drawn(report).unknown for _, listed, _ in group.entries for title in listed]
    assert "Requirement 5 on tls (recommended)" in titles
    assert "Requirement 9 on tls" in titles

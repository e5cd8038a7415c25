from __future__ import annotations

from dataclasses import replace
from datetime import date

from policies.verdict import Outcome, Severity
from reports.model import AuditReport, PortalResult
from reports.official.todo import proposals, proposed_day
from reports.ranking import rules
from reports.wording import Wording
from tests.reports.judged import audited as judged
from tests.reports.province import report, small_report

VI = Wording("vi")


def audit_of(name: str, outcome: Outcome, *reasons: str) -> AuditReport:
    """One portal with one verdict."""
    first = small_report().portals[0]
    verdict = next(one for one in first.verdicts if one.requirement == name)
    return report(portals=[PortalResult(first.record, [replace(verdict, verdict=outcome, reasons=reasons)])])


def test_what_binds_is_to_be_mended_by_a_day_that_is_proposed() -> None:
    audit = audit_of("ipv6.asked.n1", Outcome.FAIL)
    (told,) = proposals(audit, VI).paragraphs
    day = VI.day(proposed_day(audit.requirements["ipv6.asked.n1"].severity, audit))

    assert told.startswith("1. Đề nghị khắc phục nội dung “Cổng có địa chỉ IPv6")
    assert told.endswith(f"tại 1 cổng; thời điểm đề nghị hoàn thành: chậm nhất ngày {day}.")


def test_a_recommendation_is_only_recommended_and_has_no_day() -> None:
    (told,) = proposals(audit_of("ipv6.asked.n2", Outcome.FAIL), VI).paragraphs

    assert told.startswith("1. Khuyến nghị xem xét thực hiện nội dung")
    assert "chậm nhất" not in told


def test_a_deadline_of_the_law_that_has_passed_is_named() -> None:
    assert any("đã quá thời hạn quy định là ngày 30/09/2024" in text for text in proposals(judged(), VI).paragraphs)


def test_the_unknown_asks_for_documents_or_for_another_look() -> None:
    papers = proposals(audit_of("ipv6.asked.n1", Outcome.UNKNOWN, "needs_document"), VI).paragraphs
    unseen = proposals(audit_of("ipv6.asked.n1", Outcome.UNKNOWN, "timeout"), VI).paragraphs

    assert [text for text in papers if "bổ sung hồ sơ, tài liệu" in text] == list(papers)
    assert [text for text in unseen if "phối hợp kiểm tra lại" in text] == list(unseen)


def test_what_is_waived_is_to_be_put_in_order_before_its_term_ends() -> None:
    (told,) = proposals(audit_of("ipv6.asked.n1", Outcome.WAIVED), VI).paragraphs

    assert "trước khi hết thời hạn miễn đối với 1 kết luận" in told


def test_days_are_counted_from_the_end_of_the_audit_by_the_weight_of_the_failure() -> None:
    days = [proposed_day(severity, report()) for severity in Severity]

    assert days == sorted(days)
    assert (days[0] - date(2026, 11, 16)).days == rules().mend_within_days[Severity.CRITICAL]

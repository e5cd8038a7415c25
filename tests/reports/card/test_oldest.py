from dataclasses import replace
from datetime import UTC, datetime, timedelta

from policies.verdict import Outcome, Severity
from reports.card.oldest import OpenFindings
from reports.model import AuditReport, Finding
from tests.reports.judged import ASKED, FAIL, PASS, UNKNOWN, WAIVED, audited, with_verdicts
from tests.reports.province import START
from tests.reports.systems import complete, system

NAME = "plan.level_approved"


def told(*findings: Finding, outcome: Outcome = FAIL, owner: str = "ubnd-tinh") -> AuditReport:
    judged = with_verdicts(system("kho", "Kho", complete(), owner=owner), **{NAME.replace(".", "__"): outcome})
    return replace(audited([judged]), portals=[], requirements=ASKED, findings=findings)


def since(days: float, place: str = "system:kho", name: str = NAME, fixed: bool = False) -> Finding:
    return Finding(place, name, START - timedelta(days=days), START, START if fixed else None, reopened=False)


def test_the_oldest_open_failure_is_found_with_its_age_in_days_of_the_calendar() -> None:
    night = Finding("system:kho", NAME, datetime(2026, 11, 14, 18, tzinfo=UTC), START, None, reopened=False)
    found = OpenFindings(told(since(0), night, since(90, fixed=True))).oldest(Severity.HIGH).found
    assert found is not None
    assert (found.days, found.seen_again, found.finding) == (1, True, night), "it was the 15th in Vietnam"


def test_severities_and_agencies_are_kept_apart() -> None:
    findings = OpenFindings(told(since(9), owner="so-khcn"))
    assert findings.oldest(Severity.HIGH, "so-khcn").found is not None
    assert findings.oldest(Severity.HIGH, "so-tc").found is None
    assert findings.oldest(Severity.CRITICAL).found is None


def test_what_could_not_be_seen_again_is_still_open_and_told_so() -> None:
    found = OpenFindings(told(since(9), outcome=UNKNOWN)).oldest(Severity.HIGH).found
    assert found is not None
    assert not found.seen_again


def test_what_is_waived_passes_or_is_no_longer_judged_is_not_pressed_for() -> None:
    for report in (
        told(since(9), outcome=WAIVED),
        told(since(9), outcome=PASS),
        told(since(9, name="plan.deployed"), outcome=PASS),
        told(since(9, place="https://gone.test/"), outcome=PASS),
    ):
        oldest = OpenFindings(report).oldest(Severity.HIGH)
        assert (oldest.found, oldest.undated) == (None, False)


def test_a_failure_without_a_record_is_not_told_as_none() -> None:
    oldest = OpenFindings(told()).oldest(Severity.HIGH)
    assert (oldest.found, oldest.undated) == (None, True)

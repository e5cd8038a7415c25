from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from checks.record import system_key
from policies.verdict import Outcome, Severity, Verdict
from reports.mending import MendingView, mending_view, mendings
from reports.model import AuditReport, Finding, PortalResult
from reports.wording import Wording
from tests.reports.judged import audited
from tests.reports.past import findings
from tests.reports.province import report, small_report

DAY = timedelta(days=1)
REPORT = small_report()
NOW = REPORT.finished


def judged(outcome: Outcome, place: int = 0) -> tuple[PortalResult, Verdict]:
    """A portal of the report with a verdict of that outcome on it."""
    return [(portal, verdict) for portal, verdict in REPORT.verdicts() if verdict.verdict is outcome][place]


def finding(at: tuple[PortalResult, Verdict], first: datetime, fixed: datetime | None = None) -> Finding:
    return Finding(at[0].url, at[1].requirement, first, fixed or NOW, fixed, reopened=False)


def told(*known: Finding) -> AuditReport:
    return replace(REPORT, findings=known)


def view(*known: Finding) -> MendingView:
    found = mending_view(told(*known), Wording("vi"))
    assert found is not None
    return found


def test_without_a_failure_there_is_nothing_to_tell() -> None:
    assert mending_view(REPORT, Wording("vi")) is None


def test_the_median_is_of_what_was_fixed_within_a_year() -> None:
    at = judged(Outcome.PASS)
    taken = [(NOW - 30 * DAY, days) for days in (1, 4, 100)] + [(NOW - 366 * DAY, 5)]
    every = mendings(told(*(finding(at, fixed - days * DAY, fixed) for fixed, days in taken)))

    assert [one.severity for one in every] == [at[1].severity, None]
    assert [(len(one.fixed), one.median) for one in every] == [(3, 4 * DAY)] * 2


def test_the_oldest_failure_still_there_is_told_with_its_age_place_and_force() -> None:
    older, newer = judged(Outcome.FAIL, 0), judged(Outcome.FAIL, 1)
    total = view(finding(newer, NOW - 9 * DAY), finding(older, NOW - 1400 * DAY)).rows[-1]
    title = REPORT.requirements[older[1].requirement].title.vi

    assert (total.open, total.oldest) == ("2", "1.400 ngày, từ ngày 16/01/2023")
    assert (total.place, total.url) == (older[0].record.portal["name"], older[0].url)
    assert total.requirement in (f"{title} (bắt buộc)", f"{title} (khuyến nghị)")


def test_what_was_not_seen_again_is_neither_open_nor_fixed_and_is_told() -> None:
    found = view(finding(judged(Outcome.UNKNOWN), NOW - 9 * DAY))

    assert [(row.fixed, row.open, row.oldest, row.median) for row in found.rows] == [("0", "0", "–", "–")] * 2
    assert found.unseen.startswith("Còn 1 nội dung")


@pytest.mark.parametrize("outcome", [Outcome.WAIVED, Outcome.NOT_APPLICABLE])
def test_what_is_waived_or_does_not_apply_any_more_is_not_open(outcome: Outcome) -> None:
    assert mendings(told(finding(judged(outcome), NOW - 9 * DAY))) == []


def test_a_portal_that_is_gone_and_a_requirement_that_is_gone_are_not_open() -> None:
    portal, verdict = judged(Outcome.FAIL)
    gone = Finding("https://gone.test/", verdict.requirement, NOW - DAY, NOW, None, reopened=False)
    dropped = Finding(portal.url, "tls.gone", NOW - DAY, NOW, None, reopened=False)

    assert mendings(told(gone, dropped)) == []


def test_a_failure_of_a_system_is_told_where_no_portal_of_it_was_judged_on_the_same() -> None:
    whole = audited()
    failing = [(one, v.requirement) for one in whole.systems for v in one.verdicts if v.verdict is Outcome.FAIL]
    since = whole.started - DAY
    known = [Finding(system_key(one.id), asked, since, since, None, reopened=False) for one, asked in failing]
    alone = replace(whole, portals=[], findings=known)

    assert mendings(replace(whole, findings=known)) == []
    assert len(mendings(alone)[-1].open) == len(failing) > 0
    found = mending_view(alone, Wording("vi"))
    assert found is not None
    assert (found.rows[0].place, found.rows[0].url) == (failing[0][0].name, "")


def test_severities_are_told_worst_first_and_together() -> None:
    whole = report()
    every = mendings(replace(whole, findings=findings(whole)))

    assert [one.severity for one in every] == [*Severity, None]
    assert len(every[-1].open) == sum(verdict.verdict is Outcome.FAIL for _, verdict in whole.verdicts())
    assert len(every[-1].fixed) == sum(len(one.fixed) for one in every[:-1]) > 0

from datetime import date

import pytest

from policies.verdict import Outcome
from reports.dossier.places import owned
from reports.dossier.waivers import Granted, granted
from reports.model import AuditReport
from tests.reports.dossier.made import (
    AGENCY,
    APPROVED,
    HSTS,
    IIS,
    NGINX,
    PASS,
    SYSTEM,
    WAIVED,
    made,
    waiver,
    with_verdicts,
)


def told(report: AuditReport) -> list[Granted]:
    return granted(report, owned(report, AGENCY))


def planned(*waivers: dict[str, str]) -> AuditReport:
    return made(plan={"waivers": list(waivers)})


def test_the_agency_s_waivers_are_told_those_that_end_first_in_front() -> None:
    found = told(made())
    assert [(one.where, one.state, one.days_left) for one in found] == [(NGINX, "ended", -16), (IIS, "soon", 24)]
    assert [one.outcomes for one in found] == [{Outcome.FAIL}, {WAIVED}]
    assert (found[1].document, found[1].approver) == ("05/QĐ-UBND", "Chủ tịch UBND tỉnh")


@pytest.mark.parametrize(
    ("until", "state"),
    [("2026-11-15", "ended"), ("2026-11-16", "soon"), ("2026-12-16", "soon"), ("2026-12-17", "running")],
)
def test_thirty_days_or_fewer_are_about_to_end_and_the_last_day_is_one_of_them(until: str, state: str) -> None:
    (one,) = told(planned(waiver(HSTS.id, IIS, until)))
    assert (one.state, one.until) == (state, date.fromisoformat(until))


def test_a_waiver_for_a_system_covers_its_portals_even_where_the_system_is_another_s() -> None:
    given = waiver(APPROVED.id, f"system:{SYSTEM}", "2026-12-31")
    (own,) = told(planned(given))
    assert own.place is not None
    assert len(own.covered) == 4
    (other,) = told(made(systems=[], plan={"waivers": [given]}))
    assert (other.place, other.where, len(other.covered)) == (None, SYSTEM, 3)


def test_what_a_waiver_is_for_may_be_met_by_now() -> None:
    report = with_verdicts(made(), PASS)
    (one,) = granted(planned(waiver(HSTS.id, IIS, "2026-12-31")), owned(report, AGENCY))
    assert one.outcomes == {PASS}


def test_waivers_for_others_for_unknown_requirements_and_a_plan_without_any_are_left_out() -> None:
    elsewhere = waiver(HSTS.id, "https://khac.thidiem.gov.test/", "2026-12-31")
    assert told(planned(elsewhere, waiver("khong.co", IIS, "2026-12-31"))) == []
    assert told(made(plan={})) == []

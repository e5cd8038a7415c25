from policies.verdict import Outcome
from reports.card.first import THINGS, first_by_agency
from reports.model import PortalResult, SystemResult
from reports.summary import first_things
from tests.reports.card.made import told


def test_the_province_does_first_what_its_report_tells_first() -> None:
    assert first_by_agency(told())[None] == first_things(told())


def test_each_agency_gets_its_own_failures_worst_first() -> None:
    report = told()
    for agency, items in first_by_agency(report).items():
        if agency is None:
            continue
        failing: dict[str, list[PortalResult | SystemResult]] = {}
        for place, verdict in report.counted():
            if place.agency_id == agency and verdict.verdict is Outcome.FAIL:
                failing.setdefault(verdict.requirement, []).append(place)
        assert len(items) == min(THINGS, len(failing))
        weights = [(one.severity.rank, report.requirements[one.requirement].force != "mandatory") for one in items]
        assert weights == sorted(weights)
        for item in items:
            places: list[PortalResult | SystemResult] = [*item.portals, *item.systems]
            assert places == failing[item.requirement]


def test_an_agency_that_fails_nothing_has_nothing_to_do() -> None:
    assert "so-khong" not in first_by_agency(told())

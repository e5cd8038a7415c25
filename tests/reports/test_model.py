from datetime import datetime

import pytest

from tests.reports.asked import REQUIREMENTS
from tests.reports.province import agencies, record, report


def test_a_report_walks_every_verdict_portal_by_portal() -> None:
    told = report()
    assert sum(1 for _ in told.verdicts()) == len(told.portals) * len(REQUIREMENTS)
    assert next(told.verdicts()) == (told.portals[0], told.portals[0].verdicts[0])


def test_a_report_refuses_a_verdict_whose_requirement_it_lacks() -> None:
    some = {name: asked for name, asked in REQUIREMENTS.items() if name != "tls.asked.n3"}
    with pytest.raises(ValueError, match=r"lacks: tls\.asked\.n3$"):
        report(requirements=some)


def test_a_report_refuses_times_without_a_zone() -> None:
    with pytest.raises(ValueError, match="carry their zone"):
        report(started=datetime(2026, 11, 16, 8, 0))  # noqa: DTZ001


def test_a_portal_is_named_by_its_url_and_may_have_no_agency() -> None:
    first = report().portals[0]
    assert first.url == "https://www.thidiem.gov.test/"
    assert first.agency_id == "ubnd-tinh"
    alone = record(1, "a.test", "A", agencies()[0], "information")
    del alone.portal["agency_id"]
    assert type(first)(alone, []).agency_id is None

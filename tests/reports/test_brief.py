"""Reports of many portals: each in brief, nothing that fails or is unknown left out, every link with an end."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from policies.verdict import Outcome
from reports.brief import MOST_IN_FULL, brief_view
from reports.html import render_html
from reports.model import AuditReport, PortalResult
from reports.view import Drawing
from reports.wording import Wording
from tests.reports.province import report, results


def _many(count: int) -> AuditReport:
    """The province's portals over and over, each under an address of its own."""
    own = results()
    portals = []
    for number in range(count):
        one = own[number % len(own)]
        record = replace(one.record, portal={**one.record.portal, "url": f"https://c{number}.thidiem.gov.test/"})
        portals.append(PortalResult(record, one.verdicts))
    return report(portals=portals, changes=[])


@pytest.fixture(scope="module")
def many() -> AuditReport:
    return _many(MOST_IN_FULL + 1)


@pytest.fixture(scope="module")
def page(many: AuditReport) -> LexborHTMLParser:
    return LexborHTMLParser(render_html(many, "vi"))


def test_only_above_the_limit_are_portals_told_in_brief() -> None:
    full = Drawing(_many(MOST_IN_FULL), Wording("vi")).view()
    assert not full.concise
    assert all(portal.brief is None and portal.evidence for portal in full.portals)


def test_in_brief_there_is_no_evidence_and_the_page_says_where_it_is(page: LexborHTMLParser) -> None:
    assert page.css("section.portal details.evidence") == []
    contents = page.css_first("#contents")
    assert contents is not None
    assert "mỗi cổng chỉ nêu tóm tắt" in contents.text()


def test_every_failure_is_named_with_its_reason_and_a_way_to_its_remedy(
    many: AuditReport, page: LexborHTMLParser
) -> None:
    fails = sum(verdict.verdict is Outcome.FAIL for _, verdict in many.verdicts())
    items = page.css("section.portal.brief li.fail > ul > li")
    assert len(items) == fails
    for item in items[:40]:
        link = item.css_first("a")
        assert link is not None
        assert page.css_first(f"{link.attributes['href']} details.remedy") is not None
        assert "Máy chủ còn chấp nhận TLSv1.0" in item.text()


def test_what_is_met_is_named_and_what_is_unknown_is_told_by_reason(many: AuditReport, page: LexborHTMLParser) -> None:
    titles = {asked.title.vi for asked in many.requirements.values()}
    for number, result in enumerate(Drawing(many, Wording("vi")).view().portals[:9], 1):
        assert result.brief is not None
        section = page.css_first(f"#p{number}")
        assert section is not None
        text = section.text()
        assert all(asked.title in text for asked in result.brief.met)
        assert {asked.title for asked in result.brief.met} <= titles
        assert all(group.because in text for group in result.brief.unknown)


def test_no_verdict_is_lost_on_the_way() -> None:
    drawn = [one for subject in Drawing(report(), Wording("en")).view().portals[0].subjects for one in subject.verdicts]
    brief = brief_view(drawn)
    groups = sum(len(group.verdicts) for group in brief.unknown)
    assert groups + sum(map(len, (brief.failed, brief.waived, brief.met, brief.apart))) == len(drawn)
    assert len(brief.unknown) < groups


def test_every_link_leads_somewhere(page: LexborHTMLParser) -> None:
    ids = {node.attributes["id"] for node in page.css("[id]")}
    ends = {node.attributes["href"] for node in page.css("a[href^='#']")}
    assert {end.removeprefix("#") for end in ends if end} <= ids

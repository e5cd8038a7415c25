"""The trends as data, and the page that draws them."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser

from policies.verdict import Outcome
from reports.html import render_html
from reports.model import AgencyRow, AuditReport
from reports.summary import by_subject, tally
from reports.trend_chart import HEIGHT, WIDTH
from reports.trends import SPANS, SeriesView, TrendsView, judgings, trends_view
from reports.wording import Wording
from tests.reports.pages import text_of
from tests.reports.past import MISSED, WEEK, findings, history, past_audit
from tests.reports.province import small_report

REPORT = small_report()


def with_past(*weeks: int) -> AuditReport:
    """The report after audits so many weeks ago, in the order given."""
    return replace(REPORT, history=[past_audit(REPORT, ago) for ago in weeks])


def view(report: AuditReport) -> TrendsView:
    return trends_view(report, Wording("vi"))


def total(report: AuditReport) -> SeriesView:
    return view(report).families[0][1][0]


def told_marks(**changed: object) -> list[tuple[str, str]]:
    """The marks after an audit two weeks ago and one a week ago that differs by `changed` from it and from today."""
    past = [past_audit(REPORT, 2), past_audit(REPORT, 1, **changed)]
    return [(mark.day, mark.text) for mark in view(replace(REPORT, history=past)).marks]


@pytest.fixture(scope="module")
def whole() -> AuditReport:
    return replace(REPORT, history=history(REPORT), findings=findings(REPORT))


def test_the_last_point_is_what_the_summary_tells() -> None:
    (*_, now) = judgings(with_past(1))

    assert now.tallies["total", ""] == tally(verdict for _, verdict in REPORT.counted())
    assert {name: count for (family, name), count in now.tallies.items() if family == "subject"} == by_subject(REPORT)
    assert sum(count.total for (family, _), count in now.tallies.items() if family == "group") == sum(
        count.total for (family, _), count in now.tallies.items() if family == "layer"
    )


def test_at_most_one_audit_a_week_counts_that_nearest_to_the_week() -> None:
    early, near = past_audit(REPORT, 2), past_audit(REPORT, 2, started=REPORT.started - 2 * WEEK + timedelta(hours=1))
    early = replace(early, audit_id="early", started=early.started - timedelta(days=3))
    today = past_audit(REPORT, 0, started=REPORT.started - timedelta(hours=5))
    ancient = past_audit(REPORT, 53)

    assert [(one.ago, one.started) for one in judgings(replace(REPORT, history=[ancient, early, near, today]))] == [
        (2, near.started),
        (0, REPORT.started),
    ]


def test_without_an_earlier_week_there_is_no_trend_and_that_is_said() -> None:
    assert view(REPORT).families == ()
    assert "cần ít nhất hai tuần có đợt đánh giá" in text_of(render_html(REPORT, "vi"), "#trends")


def test_every_subject_layer_and_group_has_a_series(whole: AuditReport) -> None:
    names = [[series.name for series in family] for _, family in view(whole).families]
    subjects = [Wording("vi").word("subject", subject) for subject in by_subject(whole)]

    assert names[:2] == [["Tổng cộng"], subjects]
    assert [name[:5] for name in names[2]] == [f"Lớp {layer}" for layer in sorted({v.layer for v in whole.judged()})]
    assert names[3] == ["Cấp tỉnh", "Sở, ban, ngành"]
    assert [series.number for _, family in view(whole).families for series in family] == list(
        range(1, 1 + sum(map(len, names)))
    )


def test_portals_of_no_listed_agency_are_a_group_of_their_own() -> None:
    report = replace(with_past(1), agencies=[AgencyRow("so-khcn", "Sở", "department"), AgencyRow("x", "X", "lạ")])
    names = [series.name for series in view(report).families[3][1]]

    assert names == ["Sở, ban, ngành", "Cổng chưa gắn với cơ quan, đơn vị trong danh mục"]


def test_shares_are_told_now_and_12_and_52_weeks_ago_and_a_missed_week_is_a_dash() -> None:
    passed, _, _ = total(with_past(52, 11)).rows
    counts = tally(verdict for _, verdict in REPORT.counted())

    assert (passed.name, passed.shares[:2]) == ("Đạt", (f"{counts.share(Outcome.PASS)}%", "–"))
    assert re.fullmatch(r"\d+%", passed.shares[2])


def test_missed_weeks_are_gaps_and_the_others_are_counted(whole: AuditReport) -> None:
    series = total(whole)
    long = series.charts[1].lines[0]

    assert view(whole).coverage == f"Trong 52 tuần trước đợt này có {52 - len(MISSED)} tuần có đợt đánh giá."
    assert {row.ago for row in series.weeks} == set(range(53)) - MISSED
    assert sum(map(len, long.runs)) == 53 - len(MISSED)
    assert len(long.runs) == 6


def test_a_chart_tells_in_words_where_its_lines_begin_and_end() -> None:
    short, long = total(with_past(40, 12)).charts

    assert (short.title, long.title) == ("Tổng cộng, 12 tuần", "Tổng cộng, 52 tuần")
    assert re.match(r"Đạt: \d+% \(24/08/2026\) → \d+% \(16/11/2026\); Không đạt: ", short.description)
    assert re.match(r"Đạt: \d+% \(09/02/2026\) → \d+% \(16/11/2026\); ", long.description)
    assert [text for _, text in short.ticks] == ["24/08", "21/09", "19/10", "16/11"]
    assert [text for _, text in long.ticks] == ["11/2025", "05/2026", "11/2026"]


def test_each_line_ends_in_its_name_and_value() -> None:
    counts = tally(verdict for _, verdict in REPORT.counted())
    labels = [line.label for line in total(with_past(1)).charts[0].lines]

    assert labels == [
        f"Đạt {counts.share('pass')}%",
        f"Không đạt {counts.share('fail')}%",
        f"Chưa xác định {counts.share('unknown')}%",
    ]


def test_audits_that_were_judged_alike_have_no_mark() -> None:
    assert told_marks(law_date=REPORT.law_date - timedelta(days=7)) == []


def test_another_profile_is_marked_where_it_begins_and_where_it_ends() -> None:
    assert told_marks(profile="vn-2024") == [
        ("09/11/2026", "bộ yêu cầu vn-2024, trước đó là vn-2026"),
        ("16/11/2026", "bộ yêu cầu vn-2026, trước đó là vn-2024"),
    ]
    marked = total(replace(REPORT, history=[past_audit(REPORT, 20), past_audit(REPORT, 3, profile="a")])).charts
    assert [[number for _, number in chart.marks] for chart in marked] == [[1, 2], [1, 2]]


def test_another_law_is_marked_by_what_came_into_force_and_not_by_its_date() -> None:
    asked = list(REPORT.requirements.values())
    begun = asked[0].model_copy(update={"effective_from": date(2026, 11, 1)})
    ended = asked[1].model_copy(update={"effective_to": date(2026, 11, 3)})
    report = replace(with_past(1), requirements={**REPORT.requirements, **{item.id: item for item in (begun, ended)}})
    old = replace(report, history=[replace(report.history[0], law_date=date(2026, 10, 20))])
    (mark,) = view(old).marks

    assert mark.text == "áp dụng pháp luật tại ngày 16/11/2026: 1 yêu cầu bắt đầu có hiệu lực, 1 yêu cầu hết hiệu lực"


def test_audits_that_did_not_ask_the_same_are_marked() -> None:
    fewer = dict(list(past_audit(REPORT, 1).counts.items())[::2])
    (first, second) = told_marks(counts=fewer)

    assert first[1].endswith("phạm vi đánh giá khác nhau")
    assert (first[0], second[0]) == ("09/11/2026", "16/11/2026")


def test_more_marks_than_can_be_named_are_counted() -> None:
    past = [past_audit(REPORT, ago, profile=f"p{ago}") for ago in range(40, 20, -1)]
    found = view(replace(REPORT, history=past))

    assert (len(found.marks), found.more_marks) == (12, 8)
    assert len(total(replace(REPORT, history=past)).charts[1].marks) == 20


def test_the_page_draws_every_chart_with_a_title_a_description_and_its_numbers(whole: AuditReport) -> None:
    tree = LexborHTMLParser(render_html(whole, "vi"))
    drawn = tree.css("svg.trend")
    count = sum(len(family) for _, family in view(whole).families)

    assert len(drawn) == count * len(SPANS)
    for svg in drawn:
        for attribute, tag in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
            (told,) = svg.css(tag)
            assert told.attributes["id"] == svg.attributes[attribute]
            assert told.text()
    tables = tree.css(".course details table")
    assert [len(table.css("tbody tr")) for table in tables] == [53 - len(MISSED)] * count


def test_the_page_tells_how_long_failures_stay_and_leads_to_the_oldest(whole: AuditReport) -> None:
    tree = LexborHTMLParser(render_html(whole, "vi"))

    assert [row.text().split()[0] for row in tree.css(".mending tbody tr:not(.more) th")][-1] == "Tổng"
    assert {link.attributes["href"] for link in tree.css(".mending a")} <= {f"#p{n}" for n in range(1, 10)}
    assert len(tree.css(".mending a")) == len(tree.css(".mending .more")) > 0


@pytest.fixture(scope="module")
def page(browser: Browser, whole: AuditReport, tmp_path_factory: pytest.TempPathFactory) -> Page:
    file = tmp_path_factory.mktemp("trends") / "report.html"
    file.write_text(render_html(whole, "vi"), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 360, "height": 900})
    opened.goto(file.as_uri())
    return opened


@pytest.mark.browser
def test_no_text_of_a_chart_is_clipped_and_nothing_overflows_at_360_pixels(page: Page) -> None:
    boxes = page.eval_on_selector_all(
        "svg.trend text",
        "every => every.map(text => text.getBBox()).map(box => [box.x, box.y, box.x + box.width, box.y + box.height])",
    )

    assert len(boxes) > 100
    assert [box for box in boxes if min(box) < 0 or box[2] > WIDTH or box[3] > HEIGHT] == []
    courses = page.eval_on_selector_all(
        "svg.trend",
        "every => every.map(svg => [...svg.querySelectorAll('text.mid')].filter(one => one.getAttribute('y') == 161)"
        ".map(one => one.getBBox()).map(box => [box.x, box.x + box.width]))",
    )
    assert all(len(ticks) > 2 for ticks in courses)
    assert [ticks for ticks in courses for one, other in pairwise(ticks) if other[0] < one[1] + 4] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.browser
def test_outcomes_are_told_apart_without_colour(page: Page) -> None:
    dashes = [
        page.eval_on_selector(f"svg.trend .{outcome} .run", "line => getComputedStyle(line).strokeDasharray")
        for outcome in ("pass", "fail", "unknown")
    ]

    assert len(set(dashes)) == 3

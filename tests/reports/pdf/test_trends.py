from dataclasses import replace

from reports.pdf.parts import Parts
from reports.pdf.trends import trends
from reports.trends import trends_view
from reports.wording import Wording
from tests.reports.past import findings, history
from tests.reports.province import small_report

WORDING = Wording("vi")


def test_without_earlier_audits_nothing_is_drawn_and_that_is_said() -> None:
    told = trends(trends_view(small_report(), WORDING), Parts(WORDING))
    assert told["families"] == []
    assert told["mending"] is None
    assert len(told["told"]) == 1
    assert told["told"][0] in WORDING.gettext.gettext(
        "There is no audit of an earlier week; a trend needs at least two weeks with an audit."
    )


def test_each_course_has_its_shares_and_two_drawings_told_in_words() -> None:
    report = small_report()
    report = replace(report, history=history(report), findings=findings(report))
    told = trends(trends_view(report, WORDING), Parts(WORDING))
    every = [series for _, family in told["families"] for series in family]
    assert {tuple(name for name, _ in series["charts"]) for series in every} == {("12 tuần", "52 tuần")}
    assert all(chart["description"] for series in every for _, chart in series["charts"])
    assert all(len(row["shares"]) == len(told["heads"]) for series in every for row in series["rows"])


def test_the_oldest_open_failure_is_named_below_its_severity() -> None:
    report = small_report()
    report = replace(report, history=history(report), findings=findings(report))
    mending = trends(trends_view(report, WORDING), Parts(WORDING))["mending"]
    assert mending is not None
    assert [len(row) for row in mending["rows"]] == [len(mending["heads"])] * len(mending["rows"])
    assert any(row[0][1].startswith("Lâu nhất:") for row in mending["rows"])

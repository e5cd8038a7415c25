from collections import Counter
from fractions import Fraction

import pytest

from policies.requirement import Force
from policies.verdict import Outcome, Severity
from reports.model import AgencyRow, Cell
from reports.ranking import rules
from reports.score import by_agency, by_group, by_layer, by_subject, cells, grouped, penalty_of, score_of
from reports.summary import tally
from tests.reports.judged import audited, systems
from tests.reports.province import agencies, report, results

PASS, FAIL, UNKNOWN, WAIVED, OFF = (
    Outcome.PASS,
    Outcome.FAIL,
    Outcome.UNKNOWN,
    Outcome.WAIVED,
    Outcome.NOT_APPLICABLE,
)
HIGH, LOW = Severity.HIGH, Severity.LOW


def cell(
    severity: Severity = HIGH,
    force: Force = "mandatory",
    agency: str | None = "a",
    subject: str = "tls",
    layer: int = 1,
) -> Cell:
    return Cell(agency, subject, layer, severity, force)


def test_the_share_met_is_weighted_by_severity_and_taken_of_what_was_settled() -> None:
    counts = {cell(HIGH): {PASS: 1, UNKNOWN: 7, WAIVED: 2}, cell(LOW): {FAIL: 1, OFF: 9}}
    score = score_of(counts)
    assert (score.passed, score.failed, score.unknown, score.waived, score.applicable) == (1, 1, 7, 2, 11)
    assert score.percent == 83, "5 of 5 + 1"
    assert score_of(counts, dict.fromkeys(Severity, 1)).percent == 50
    assert [score.tally[outcome] for outcome in (PASS, FAIL, UNKNOWN, WAIVED)] == [1, 1, 7, 2]


def test_recommendations_do_not_count() -> None:
    counts = {cell(): {PASS: 1}, cell(force="recommended"): {FAIL: 100}}
    assert score_of(counts).percent == 100
    assert penalty_of(counts) == 0


@pytest.mark.parametrize(
    ("outcomes", "percent"),
    [({}, None), ({UNKNOWN: 3}, None), ({WAIVED: 1, OFF: 2}, None), ({PASS: 9}, 100), ({FAIL: 9}, 0)],
)
def test_without_anything_settled_there_is_no_share(outcomes: dict[Outcome, int], percent: int | None) -> None:
    assert score_of({cell(): outcomes}).percent == percent


@pytest.mark.parametrize(("passed", "failed", "percent"), [(999, 1, 99), (1, 999, 1)])
def test_everything_and_nothing_are_kept_for_just_that(passed: int, failed: int, percent: int) -> None:
    assert score_of({cell(): {PASS: passed, FAIL: failed}}).percent == percent


def test_the_penalty_is_the_weighted_share_failed_of_all_that_applies() -> None:
    counts = {cell(HIGH): {PASS: 1, FAIL: 1, UNKNOWN: 1, OFF: 50}, cell(LOW): {FAIL: 2, WAIVED: 3}}
    assert penalty_of(counts) == Fraction(5 + 2, 15 + 5)
    assert penalty_of({cell(): {OFF: 3}}) is None


def test_the_weights_are_those_of_the_rules() -> None:
    counts = {cell(HIGH): {PASS: 1}, cell(LOW): {FAIL: 1}}
    high, low = rules().weights[HIGH], rules().weights[LOW]
    assert score_of(counts).percent == round(100 * high / (high + low))


def test_the_cells_of_an_audit_hold_every_verdict_where_it_counts() -> None:
    told = audited()
    found = cells(told)
    total: Counter[Outcome] = Counter()
    for outcomes in found.values():
        total.update(outcomes)
    assert total == tally(verdict for _, verdict in told.counted()).counts
    owners = {one.agency_id for one in told.portals} | {one.agency_id for one in systems()}
    assert {key.agency_id for key in found} == {None, *owners} - {"ngoai-danh-muc"}, "an unlisted owner is nobody"


def test_scores_are_told_by_subject_layer_agency_and_group() -> None:
    counts = {
        cell(subject="web"): {PASS: 1},
        cell(subject="ipv6", agency="b", layer=2): {FAIL: 1},
        cell(agency=None): {UNKNOWN: 1},
    }
    rows = [AgencyRow("b", "B", "commune"), AgencyRow("a", "A", "department"), AgencyRow("c", "C", "unit")]
    assert {name: score.percent for name, score in by_subject(counts).items()} == {"ipv6": 0, "tls": None, "web": 100}
    assert list(by_subject(counts)) == ["ipv6", "tls", "web"]
    assert {layer: score.applicable for layer, score in by_layer(counts).items()} == {1: 2, 2: 1}
    assert {name: score.percent for name, score in by_agency(counts).items()} == {"a": 100, "b": 0, None: None}
    assert [(kind, score.percent) for kind, score in by_group(counts, rows).items()] == [
        ("commune", 0),
        ("department", 100),
    ]
    assert grouped(counts, lambda key: key.layer)[2] == {cell(subject="ipv6", agency="b", layer=2): {FAIL: 1}}


def test_the_order_of_portals_does_not_matter() -> None:
    turned = report(portals=list(reversed(results())), agencies=list(reversed(agencies())))
    assert cells(turned) == cells(report())
    assert by_agency(cells(turned)) == by_agency(cells(report()))

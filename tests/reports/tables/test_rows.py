from __future__ import annotations

from dataclasses import replace
from datetime import date

from policies.verdict import Outcome
from reports.remedy import blocks
from reports.tables.rows import Rows, short
from reports.wording import Wording
from tests.reports.judged import audited
from tests.reports.province import START
from tests.reports.tables.made import failures, with_past

REPORT = with_past()
ROWS = Rows(REPORT, Wording("en"))


def test_findings_are_the_failures_and_the_unknowns_that_count_and_nothing_else() -> None:
    counted = [
        (str(place.record.portal["url"]), verdict.requirement, verdict.verdict)
        for place, verdict in REPORT.counted()
        if verdict.verdict in (Outcome.FAIL, Outcome.UNKNOWN)
    ]
    told = [(row.place.key, row.requirement.id, row.outcome) for row in ROWS.findings()]

    assert sorted(told) == sorted(counted)


def test_failures_come_before_unknowns_and_duties_before_recommendations_and_the_heaviest_first() -> None:
    keys = [
        (row.outcome is Outcome.UNKNOWN, not row.requirement.mandatory, row.severity.rank) for row in ROWS.findings()
    ]

    assert keys == sorted(keys)
    assert len(set(keys)) > 8


def test_a_failure_is_open_since_it_was_first_seen_unless_it_was_fixed_or_has_no_known_past() -> None:
    since = {
        (row.place.key, row.requirement.id): (row.since, row.reopened)
        for row in ROWS.findings()
        if row.outcome is Outcome.FAIL
    }
    first, second, third, *_ = failures(REPORT)

    assert since[first] == (date(2026, 10, 7), True)
    assert since[second] == since[third] == (None, False)


def test_the_day_is_that_of_vietnam() -> None:
    late = START.replace(hour=18)
    report = replace(REPORT, findings=[replace(REPORT.findings[0], first_seen=late)])

    assert date(2026, 11, 17) in {row.since for row in Rows(report, Wording("vi")).findings()}


def test_an_unknown_is_told_what_is_needed_and_never_since_when_it_fails() -> None:
    place, requirement = next(
        (row.place.key, row.requirement.id) for row in ROWS.findings() if row.outcome is Outcome.UNKNOWN
    )
    stale = replace(REPORT.findings[0], place=place, requirement=requirement)
    rows = Rows(replace(REPORT, findings=[stale]), Wording("en")).findings()
    unknown = [row for row in rows if row.outcome is Outcome.UNKNOWN]

    assert {row.since for row in unknown} == {None}
    assert all(row.to_do.endswith(("again.", "judge again.")) for row in unknown)


def test_the_law_says_how_sure_a_citation_is() -> None:
    laws = {row.requirement.id: row.law for row in ROWS.findings()}

    assert laws["tls.asked.n1"] == "Nghị định 331/2026/NĐ-CP, Điều 29 khoản 1 [according to a secondary source]"
    assert laws["tls.asked.n2"] == "Nghị định 331/2026/NĐ-CP, Điều 30 khoản 2"


def test_changes_are_all_told_the_new_ones_first() -> None:
    kinds = [row.kind for row in ROWS.changes()]

    assert len(kinds) == len(REPORT.changes)
    assert list(dict.fromkeys(kinds)) == ["new", "reopened", "persisting", "not_reobserved", "fixed"]


def test_a_change_at_a_place_that_is_gone_is_told_by_its_address() -> None:
    change = replace(REPORT.changes[0], portal="https://gone.test/", requirement="gone.too")
    (row,) = Rows(replace(REPORT, changes=[change]), Wording("vi")).changes()

    assert (row.place.named, row.place.agency) == ("https://gone.test/", "")
    assert (row.requirement, row.requirement_id) == (None, "gone.too")


def test_a_level_that_is_not_proven_is_none_and_portals_are_counted() -> None:
    systems = {row.id: (row.level, row.portals) for row in Rows(audited(), Wording("vi")).systems()}

    assert systems == {"httt-dvc": (3, 0), "httt-cong": (2, 9), "httt-xa": (None, 0), "httt-dat": (None, 0)}


def test_a_remedy_in_short_leaves_out_its_snippets_and_says_so() -> None:
    text = "1. Switch `SSLv3` off.\n2. Load again.\n\nnginx:\n    server {}\n"

    assert short(tuple(blocks(text))) == "1. Switch SSLv3 off. 2. Load again. …"
    assert short(tuple(blocks("Do it."))) == "Do it."
    assert short(tuple(blocks(f"1. {'a' * 200}\n2. {'b' * 200}"))) == f"1. {'a' * 200} …"

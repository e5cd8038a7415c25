from dataclasses import replace
from typing import Any

import pytest

from policies.verdict import Outcome
from reports.model import AuditReport, PortalResult
from reports.pdf.parts import Parts
from reports.pdf.places import has_long_word, number_of, portal, ranges, system
from reports.view import Drawing
from reports.wording import Wording
from tests.reports.judged import audited
from tests.reports.province import report, results


def drawn(result: PortalResult, concise: bool = False, **changed: Any) -> dict[str, Any]:
    view = Drawing(report(portals=[result], **changed), Wording("vi")).view()
    return portal(view.portals[0], Parts(Wording("vi"), concise))


def of_outcome(result: PortalResult, outcome: Outcome) -> list[str]:
    return [verdict.requirement for verdict in result.verdicts if verdict.verdict is outcome]


def test_every_verdict_of_a_portal_is_told_once_under_its_outcome() -> None:
    result = results()[0]
    told = drawn(result)
    heads = {outcome: head for outcome, head, _ in [*told["groups"], *told["lines"]]}
    assert heads == {
        "fail": f"Không đạt ({len(of_outcome(result, Outcome.FAIL))})",
        "unknown": f"Chưa xác định ({len(of_outcome(result, Outcome.UNKNOWN))})",
        "pass": f"Đạt ({len(of_outcome(result, Outcome.PASS))})",
        "not_applicable": f"Không áp dụng ({len(of_outcome(result, Outcome.NOT_APPLICABLE))})",
    } | {name: head for name, head in heads.items() if name == "waived"}


def test_a_recommendation_that_is_not_met_is_told_as_one_however_brief() -> None:
    advised = {name for name, asked in report().requirements.items() if asked.force == "recommended"}
    result = next(one for one in results() if advised & set(of_outcome(one, Outcome.FAIL)))
    for concise in (False, True):
        (failed,) = [items for outcome, _, items in drawn(result, concise)["groups"] if outcome == "fail"]
        named = "; ".join(asked for asked, _ in failed)
        assert named.count("(khuyến nghị") == len(advised & set(of_outcome(result, Outcome.FAIL)))


def test_in_brief_unknowns_are_told_by_number_with_their_reason() -> None:
    result = next(one for one in results() if len(of_outcome(one, Outcome.UNKNOWN)) == 18)
    (unknown,) = [items for outcome, _, items in drawn(result, concise=True)["groups"] if outcome == "unknown"]
    assert [why.partition(":")[0] for _, why in unknown] == ["Chưa quan sát được dữ kiện"]
    assert unknown[0][0].startswith("[")
    assert "–" in unknown[0][0]


def test_what_is_told_at_the_system_is_named_at_its_portal_with_the_place() -> None:
    view = Drawing(audited(), Wording("vi")).view()
    told = portal(view.portals[0], Parts(Wording("vi")))
    places = {why for _, _, items in told["groups"] for _, why in items}
    assert "Xem đầy đủ tại hệ thống thông tin: Cổng thông tin điện tử" in places


def test_what_is_met_at_the_system_counts_at_the_portal_too() -> None:
    found: AuditReport = audited()
    view = Drawing(found, Wording("vi")).view()
    told = portal(view.portals[0], Parts(Wording("vi")))
    (passed,) = [head for outcome, head, _ in told["lines"] if outcome == "pass"]
    assert passed == f"Đạt ({view.portals[0].tally['pass']})"


@pytest.mark.parametrize(("numbers", "said"), [([], ""), ([4], "4"), ([1, 2, 3, 7, 9, 10], "1–3, 7, 9–10")])
def test_numbers_that_follow_each_other_stand_as_a_range(numbers: list[int], said: str) -> None:
    assert ranges(numbers) == said


def test_a_requirement_has_the_number_of_its_place_among_the_legal_bases() -> None:
    requirements = Drawing(report(), Wording("vi")).view().requirements
    assert [number_of(asked) for asked in requirements] == list(range(1, len(requirements) + 1))


def test_a_word_longer_than_a_line_is_found_wherever_it_stands() -> None:
    assert has_long_word({"a": [["x", {"b": "y" * 61}]]})
    assert not has_long_word({"a": [["x " * 100, 7, None]]})
    named = replace(
        results()[0], record=replace(results()[0].record, portal={**results()[0].record.portal, "name": "x" * 99})
    )
    assert drawn(named)["long"]
    assert not drawn(results()[0])["long"]


def test_a_system_tells_its_verdicts_by_family_and_says_what_does_not_apply() -> None:
    view = Drawing(audited(), Wording("vi")).view()
    told = {one.id: system(one, Parts(Wording("vi"))) for one in view.systems}
    failed = [item for family in told["httt-cong"]["families"] for item in family["items"] if item["outcome"] == "fail"]
    assert len(failed) == 7
    assert [family["apart"][1] for family in told["httt-dat"]["families"]] == ["Không áp dụng (1)"]
    assert told["httt-dat"]["portals"][1] == []

"""The requirements on levels and plans: which law stands behind them on which day, and what silence does to them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checks.facts import FACTS
from checks.record import system_key
from policies.catalogue import load_catalogue, load_profile
from policies.judge import judge
from policies.requirement import Confirmation, Profile, Requirement
from policies.verdict import Outcome, Verdict
from tests.policies.records import record

CATALOGUE = load_catalogue()
LAW = load_profile("vn-2026", CATALOGUE)
OURS = [found for found in CATALOGUE.requirements.values() if found.id.startswith(("level.", "plan."))]
CRITERIA = [found for found in OURS if "level" in found.parameters and found.effective_to is None]
KEPT = {"plan.level_assigned", "plan.level_approved", "plan.regulation_issued", "plan.deployed", "plan.assessed"}
OLD, BRIDGE, NEW = date(2024, 6, 30), date(2026, 7, 15), date(2026, 11, 22)
DECISION = {"number": "12/QĐ", "date": "2026-09-01", "body": "UBND tỉnh", "level": 2, "by": "owner"}


def name(requirement: Requirement) -> str:
    return requirement.id


def instruments(id_: str, day: date) -> set[str]:
    return {cited.instrument for cited in CATALOGUE.requirements[id_].citations_on(day)}


def verdicts(facts: dict[str, Any], day: date) -> dict[str, Verdict]:
    chosen = tuple(found for found in LAW.requirements if found.id.startswith(("level.", "plan.")))
    alone = Profile(name="ours", title=LAW.title, requirements=chosen)
    seen = {f"security_plan.{fact}": value for fact, value in facts.items()}
    silent = {fact: {"unseen": "needs_document"} for fact in FACTS if fact.startswith("security_plan.")}
    of_system = record(silent | seen, {"url": system_key("httt"), "kind": "system"})
    return {found.requirement: found for found in judge(of_system, alone, day)}


@pytest.mark.parametrize("id_", sorted(KEPT))
def test_the_lines_that_outlive_the_former_law_have_theirs_on_every_day(id_: str) -> None:
    assert instruments(id_, OLD) & {"Nghị định 85/2016/NĐ-CP", "Thông tư 12/2022/TT-BTTTT"}
    assert "Nghị định 331/2026/NĐ-CP" not in instruments(id_, OLD) | instruments(id_, BRIDGE)
    assert "Luật An ninh mạng 116/2025/QH15" in instruments(id_, BRIDGE)
    assert "Nghị định 331/2026/NĐ-CP" in instruments(id_, NEW)
    assert not instruments(id_, NEW) & {"Nghị định 85/2016/NĐ-CP", "Thông tư 12/2022/TT-BTTTT"}


@pytest.mark.parametrize(
    ("day", "bound"),
    [
        (date(2022, 9, 30), set()),
        (date(2022, 10, 1), KEPT | {"level.decision_matches", "level.public_service_2016"}),
        (date(2026, 6, 30), KEPT | {"level.decision_matches", "level.public_service_2016"}),
        (date(2026, 7, 1), KEPT | {"level.decision_matches"}),
        (date(2026, 8, 18), KEPT | {"level.decision_matches"}),
    ],
)
def test_only_what_the_law_of_the_day_asks_is_judged(day: date, bound: set[str]) -> None:
    assert verdicts({}, day).keys() == bound


def test_the_decree_brings_everything_but_what_ended_before() -> None:
    ended = {found.id for found in OURS if found.effective_to}
    assert ended == {"level.public_service_2016", "level.users_2016"}
    assert verdicts({}, date(2026, 8, 19)).keys() == {found.id for found in OURS} - ended


@pytest.mark.parametrize("day", [OLD, BRIDGE, NEW, date(2027, 7, 1)])
def test_silence_is_unknown(day: date) -> None:
    found = verdicts({}, day)
    assert found
    assert {verdict.verdict for verdict in found.values()} == {Outcome.UNKNOWN}
    assert {verdict.reasons for verdict in found.values()} == {("needs_document",)}


def test_the_criteria_ask_for_the_levels_of_the_decree() -> None:
    asked = {found.id.removeprefix("level."): found.parameters["level"] for found in CRITERIA}
    assert asked == {
        **dict.fromkeys(("online_service", "personal_data", "information_portal"), 2),
        **dict.fromkeys(("procedures", "basic_subjects", "sensitive_subjects", "serves_several"), 3),
        **dict.fromkeys(("data_sharing", "data_centre", "portal_platform"), 3),
        "round_the_clock": 4,
        "national_security": 5,
    }
    articles = {2: "Điều 12", 3: "Điều 13", 4: "Điều 14", 5: "Điều 15"}
    assert all(articles[int(str(found.parameters["level"]))] in found.citation[0].clause for found in CRITERIA)


@pytest.mark.parametrize("requirement", OURS, ids=name)
def test_guidance_says_that_it_is_guidance(requirement: Requirement) -> None:
    is_guidance = all(cited.clause.startswith("Hướng dẫn áp dụng, suy ra từ Điều") for cited in requirement.citation)
    told = "hướng dẫn" in requirement.because.fail.vi.lower()
    assert (requirement.force == "recommended") == is_guidance == told


@pytest.mark.parametrize("requirement", OURS, ids=name)
def test_what_nobody_verified_is_a_draft_and_stays_out_of_the_profile(requirement: Requirement) -> None:
    drafts = [cited for cited in requirement.citation if cited.confirmation is Confirmation.DRAFT]
    assert bool(drafts) == requirement.is_draft == (requirement.id not in {found.id for found in LAW.requirements})


def test_a_level_below_what_the_facts_suggest_is_found_with_the_criterion_that_decides() -> None:
    facts = {
        "level": 2,
        "purpose": {
            "functions": ["procedures", "information"],
            "basic_subjects": 120000,
            "sensitive_subjects": 0,
            "serves": "body",
            "personal_data": "basic",
            "round_the_clock": False,
            "national_security": False,
        },
        "decision": None,
    }
    found = verdicts(facts, NEW)
    failed = {id_ for id_, verdict in found.items() if id_.startswith("level.") and verdict.verdict is Outcome.FAIL}
    assert failed == {"level.procedures", "level.basic_subjects"}
    assert "120000" in found["level.basic_subjects"].because["vi"]
    kept = verdicts({**facts, "decision": {**DECISION, "date": "2024-05-02"}}, NEW)
    failed = {id_ for id_, verdict in kept.items() if id_.startswith("level.") and verdict.verdict is Outcome.FAIL}
    assert failed == {"level.kept"}


def test_the_new_conditions_bind_an_older_system_when_the_transition_ends() -> None:
    parts = dict.fromkeys(
        ("design", "operation", "checks", "risk", "monitoring", "recovery", "end_of_life"), "Chưa triển khai"
    )
    facts = {
        "level": 2,
        "plan_parts": parts,
        "operation": {"state": "operating", "hosting": "own"},
        "decision": {**DECISION, "date": "2024-05-02"},
    }
    for day, outcome in ((date(2027, 6, 30), Outcome.NOT_APPLICABLE), (date(2027, 7, 1), Outcome.FAIL)):
        found = verdicts(facts, day)
        assert found["plan.parts"].verdict is Outcome.NOT_APPLICABLE
        assert found["plan.transition_parts"].verdict is outcome

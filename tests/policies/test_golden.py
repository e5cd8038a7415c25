"""Every requirement against its golden cases, and what less sight may do to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.observation import is_unseen
from checks.record import system_key
from policies.catalogue import load_catalogue, load_profile
from policies.facts import SCHEMA
from policies.judge import judge
from policies.requirement import Profile
from policies.verdict import Outcome, Verdict
from tests.policies.records import record

FOLDER = Path(__file__).parents[1] / "golden" / "requirements"
CATALOGUE = load_catalogue()
PROFILE = Profile(
    name="golden", title=load_profile("vn-2026", CATALOGUE).title, requirements=tuple(CATALOGUE.requirements.values())
)
LAW_DATE = date(2026, 11, 21)
UNSEEN = {"unseen": "unreachable", "detail": ""}


@dataclass(frozen=True)
class Case:
    """One golden case: these facts give this verdict."""

    requirement: str
    name: str
    facts: dict[str, Any]
    verdict: str
    because_contains: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    portal: dict[str, Any] = field(default_factory=dict)
    vantage: dict[str, Any] = field(default_factory=dict)
    law_date: date | None = None
    """None: `LAW_DATE`, or the last day on which the requirement bound."""

    def judged(self, facts: dict[str, Any]) -> Verdict:
        (requirement,) = [found for found in PROFILE.requirements if found.id == self.requirement]
        alone = Profile(name="golden", title=PROFILE.title, requirements=(requirement,))
        day = self.law_date or min(LAW_DATE, requirement.effective_to or LAW_DATE)
        portal = {"url": system_key("golden"), "kind": "system"} if requirement.about == "system" else {}
        (verdict,) = judge(record(facts, portal | self.portal, self.vantage), alone, day)
        return verdict


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.iterdir()):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield Case(path.name.removesuffix(".yaml"), **case)


CASES = list(cases())
DECIDED = [case for case in CASES if case.verdict != "unknown"]


def title(case: Case) -> str:
    return f"{case.requirement}: {case.name}"


def test_every_golden_file_belongs_to_a_requirement() -> None:
    files = {path.name for path in FOLDER.iterdir()}
    assert files == {f"{requirement.id}.yaml" for requirement in PROFILE.requirements}


@pytest.mark.parametrize("requirement", CATALOGUE.requirements.values(), ids=lambda requirement: requirement.id)
def test_every_verdict_that_a_requirement_can_have_has_a_case(requirement: Any) -> None:
    verdicts = {case.verdict for case in CASES if case.requirement == requirement.id}
    spares = requirement.applies_to or requirement.deadline
    needed = {"pass", "fail", "unknown"} | ({"not_applicable"} if spares else set())
    assert verdicts == needed


def test_cases_speak_of_known_facts_and_differ_by_name() -> None:
    assert not [title(case) for case in CASES if not case.facts.keys() <= SCHEMA.keys()]
    assert len({title(case) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=title)
def test_the_facts_give_the_verdict(case: Case) -> None:
    verdict = case.judged(case.facts)
    assert verdict.verdict == case.verdict, verdict.because
    assert list(verdict.reasons) == case.reasons
    for lang, text in case.because_contains.items():
        assert text in verdict.because[lang]


@pytest.mark.parametrize("case", CASES, ids=title)
def test_a_verdict_is_explained_in_both_languages_on_evidence(case: Case) -> None:
    verdict = case.judged(case.facts)
    for text in verdict.because.values():
        assert text.endswith(".")
        assert "{" not in text
    assert verdict.because.keys() == {"vi", "en"}
    assert verdict.observations


def places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The path of a value and of everything in it that was seen."""
    yield path
    if isinstance(value, dict) and not is_unseen(value):
        for key, part in value.items():
            yield from places(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from places(part, (*path, index))


def masked(value: Any, hidden: frozenset[tuple[Any, ...]], path: tuple[Any, ...] = ()) -> Any:
    if path in hidden:
        return UNSEEN
    if isinstance(value, dict):
        return {key: masked(part, hidden, (*path, key)) for key, part in value.items()}
    if isinstance(value, list):
        return [masked(part, hidden, (*path, index)) for index, part in enumerate(value)]
    return value


def all_places(case: Case) -> list[tuple[Any, ...]]:
    return [path for fact, value in case.facts.items() for path in places(value, (fact,))]


@pytest.mark.parametrize("case", DECIDED, ids=title)
def test_hiding_any_one_thing_leaves_the_verdict_or_makes_it_unknown(case: Case) -> None:
    for path in all_places(case):
        verdict = case.judged(masked(case.facts, frozenset({path})))
        assert verdict.verdict in (case.verdict, Outcome.UNKNOWN), path


@pytest.mark.parametrize("case", DECIDED, ids=title)
def test_hiding_everything_makes_the_verdict_unknown(case: Case) -> None:
    verdict = case.judged(dict.fromkeys(case.facts, UNSEEN))
    assert (verdict.verdict, verdict.reasons) == (Outcome.UNKNOWN, ("unreachable",))


@settings(deadline=None, database=None, max_examples=200)
@given(st.data())
def test_hiding_anything_leaves_the_verdict_or_makes_it_unknown(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(DECIDED))
    hidden = data.draw(st.frozensets(st.sampled_from(all_places(case)), min_size=1))
    verdict = case.judged(masked(case.facts, hidden))
    assert verdict.verdict in (case.verdict, Outcome.UNKNOWN)


@settings(deadline=None, database=None, max_examples=200)
@given(st.data())
def test_hiding_anything_of_an_unknown_case_keeps_it_unknown(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from([case for case in CASES if case.verdict == "unknown"]))
    hidden = data.draw(st.frozensets(st.sampled_from(all_places(case)), min_size=1))
    assert case.judged(masked(case.facts, hidden)).verdict is Outcome.UNKNOWN

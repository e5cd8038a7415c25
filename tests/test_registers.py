"""Golden registers give the exact verdicts, and what the law and the papers do not say changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.inventory import system_record
from checks.security_plan.record import (
    ABSENT,
    Assessment,
    Copy,
    Document,
    Signature,
    SignatureState,
    SystemRecord,
)
from policies.requirement import Requirement
from policies.verdict import Outcome
from tests.registers import FOLDER, PAPERS, Register, registers

REGISTERS = registers()
CASES = [(name, day) for name, register in REGISTERS.items() for day in sorted(register.verdicts)]
DECIDED = (Outcome.PASS, Outcome.FAIL)
CANNOT_OCCUR = {("plan.level_assigned", "fail")}  # an inventory with a level outside of 1 to 5 is not taken
FOREVER = date.max
LAWS = {
    "Nghị định 85/2016/NĐ-CP": (date.min, date(2026, 6, 30)),
    "Thông tư 12/2022/TT-BTTTT": (date(2022, 10, 1), date(2026, 6, 30)),
    "Chỉ thị 14/CT-TTg": (date(2019, 6, 7), FOREVER),
    "Công văn 1552/BTTTT-CATTT": (date(2020, 4, 28), FOREVER),
    "Chỉ thị 09/CT-TTg": (date(2024, 2, 23), FOREVER),
    "Chỉ thị năm 2022": (date(2022, 1, 1), FOREVER),
    "Công văn 4179/UBND-CNTT": (date(2024, 3, 28), FOREVER),
    "Luật An ninh mạng 116/2025/QH15": (date(2026, 7, 1), FOREVER),
    "TCVN 14423:2026": (date(2026, 7, 24), FOREVER),
    "Nghị định 331/2026/NĐ-CP": (date(2026, 8, 19), FOREVER),
}


def test_there_are_enough_of_them_for_every_regime() -> None:
    assert len(REGISTERS) >= 28
    assert {path.suffix for path in FOLDER.iterdir()} == {".yaml"}
    days = {day for _, day in CASES}
    assert min(days) < date(2026, 7, 1)
    assert any(date(2026, 7, 1) <= day < date(2026, 8, 19) for day in days)
    assert max(days) >= date(2026, 8, 19)


def test_every_outcome_of_every_requirement_about_papers_occurs() -> None:
    told = {
        (id_, said)
        for register in REGISTERS.values()
        for found in register.verdicts.values()
        for id_, said in found.items()
    }
    asked = {requirement.id for requirement in PAPERS.requirements}
    assert {id_ for id_, _ in told} == asked
    wanted = {(id_, said) for id_ in asked for said in ("pass", "fail", "unknown")}
    wanted |= {(requirement.id, "not_applicable") for requirement in PAPERS.requirements if requirement.applies_to}
    assert wanted - told == CANNOT_OCCUR


@pytest.mark.parametrize(("name", "day"), CASES, ids=[f"{name} {day}" for name, day in CASES])
def test_the_register_gives_exactly_these_verdicts(name: str, day: date, tmp_path: Path) -> None:
    register = REGISTERS[name]
    found = register.judged(register.look(tmp_path), day)
    assert {id_: str(verdict.verdict) for id_, verdict in found.items()} == register.verdicts[day], register.what


def test_our_errors_are_none(tmp_path: Path) -> None:
    for register in REGISTERS.values():
        look = register.look(tmp_path)
        for day in register.verdicts:
            reasons = {reason for verdict in register.judged(look, day).values() for reason in verdict.reasons}
            assert "our_error" not in reasons, register.name


def lives(requirement: Requirement, day: date) -> bool:
    """Whether one of the laws behind a requirement is in force, by what is known of the laws themselves."""
    spans = [span for cited in requirement.citation for law, span in LAWS.items() if cited.instrument.startswith(law)]
    assert len(spans) == len(requirement.citation), requirement.id
    return any(since <= day <= until for since, until in spans)


def test_no_line_is_judged_by_a_law_that_was_not_in_force() -> None:
    for day in {day for _, day in CASES} | {date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 18), date(2026, 8, 19)}:
        for requirement in PAPERS.requirements:
            if not requirement.in_force(day):
                continue
            for cited in requirement.citations_on(day):
                (span,) = (span for law, span in LAWS.items() if cited.instrument.startswith(law))
                assert span[0] <= day <= span[1], (requirement.id, cited.instrument, day)


def test_what_is_in_force_is_judged_whatever_the_papers_say(looks: dict[str, Any]) -> None:
    for name, register in REGISTERS.items():
        for day in register.verdicts:
            bound = {
                requirement.id
                for requirement in PAPERS.requirements
                if requirement.effective_from <= day and lives(requirement, day)
            }
            assert register.judged(looks[name], day).keys() == bound, name


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("registers")
    return {name: register.look(folder) for name, register in REGISTERS.items()}


DAYS = st.dates(date(2022, 10, 1), date(2028, 12, 31))


@settings(deadline=None, database=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(REGISTERS)), DAYS, st.integers(0, 900))
def test_changing_only_the_date_of_law_changes_only_what_the_law_changed(
    looks: dict[str, Any], name: str, day: date, later: int
) -> None:
    other = day + timedelta(days=later)
    one, two = (REGISTERS[name].judged(looks[name], when) for when in (day, other))
    for requirement in PAPERS.requirements:
        id_, deadline = requirement.id, requirement.deadline
        if lives(requirement, day) != lives(requirement, other):
            assert not (id_ in one and id_ in two)
        elif requirement.in_force(day) != requirement.in_force(other):
            assert (id_ in one) != (id_ in two)
        elif id_ in one and deadline is None:
            assert one[id_] == two[id_]
        elif id_ in one and deadline is not None and (day > deadline) == (other > deadline):
            assert one[id_].verdict == two[id_].verdict
        elif id_ in one and one[id_].verdict != two[id_].verdict:
            assert (one[id_].verdict, two[id_].verdict) == (Outcome.NOT_APPLICABLE, Outcome.FAIL)


def documents(part: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where papers lie in a record."""
    if isinstance(part, Document | Assessment):
        yield way
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            yield from documents(getattr(part, field.name), (*way, field.name))
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from documents(item, (*way, index))
    elif isinstance(part, dict):
        for key, item in part.items():
            yield from documents(item, (*way, key))


def spoilt(part: Any, way: tuple[Any, ...], how: str) -> Any:
    """The record with the paper there spoilt."""
    if not way:
        return SPOILT[how](part)
    key, *rest = way
    if isinstance(part, tuple):
        return tuple(spoilt(item, tuple(rest), how) if index == key else item for index, item in enumerate(part))
    if isinstance(part, dict):
        return {**part, key: spoilt(part[key], tuple(rest), how)}
    if how == "gone" and not rest:
        nothing: Any = ABSENT if key in ("decision", "appraisal", "regulation") else None
        return replace(part, **{key: nothing})
    return replace(part, **{key: spoilt(getattr(part, key), tuple(rest), how)})


def numberless(paper: Document | Assessment) -> Document | Assessment:
    return replace(paper, report=None) if isinstance(paper, Assessment) else replace(paper, number=None)


def bodiless(paper: Document | Assessment) -> Document | Assessment:
    return replace(paper, assessor=None) if isinstance(paper, Assessment) else replace(paper, body=None)


def signed(state: SignatureState) -> Copy:
    return Copy("van-ban.pdf", "ab" * 32, "ab" * 32, signatures=(Signature(state),))


SPOILT: dict[str, Callable[[Any], Any]] = {
    "gone": numberless,  # where it lies in a list of assessments, which is the record's own word
    "number": numberless,
    "body": bodiless,
    "date": lambda paper: replace(paper, date=None),
    "future": lambda paper: replace(paper, date=date(2027, 1, 1)),
    "changed": lambda paper: replace(paper, copy=Copy("van-ban.pdf", "ab" * 32, "cd" * 32)),
    "unread": lambda paper: replace(paper, copy=Copy("van-ban.pdf")),
    "broken": lambda paper: replace(paper, copy=signed(SignatureState.BROKEN)),
    "expired": lambda paper: replace(paper, copy=signed(SignatureState.EXPIRED)),
}


RESTING_ON: dict[tuple[Any, ...], set[str]] = {
    ("decision",): {
        "deadline.transition_conditions",
        "instruction.thanh_hoa.deployed_2024",
        "level.decision_matches",
        "level.kept",
        "plan.appraised",
        "plan.approved_by",
        "plan.dossier",
        "plan.groups_management",
        "plan.groups_technical",
        "plan.level_approved",
        "plan.parts",
        "plan.regulation_first",
        "plan.separated",
        "plan.transition_groups",
        "plan.transition_parts",
    },
    ("appraisal",): {"plan.appraised", "plan.appraised_by"},
    ("regulation",): {"plan.regulation_first", "plan.regulation_issued"},
    ("plan",): {
        "plan.before_operation",
        "plan.deployed",
        "plan.groups_management",
        "plan.groups_technical",
        "plan.parts",
        "plan.separated",
        "tcvn.log_months",
        "tcvn.mfa",
        "tcvn.scan_interval",
        "tcvn.siem",
        "tcvn.waf",
    },
    ("assessments", 0): {"plan.assessed_before_use"},
    ("assessments", 1): {
        "layers.assessment_names_system",
        "layers.assessor_independent",
        "layers.assessor_licensed",
        "layers.assessor_not_monitor",
        "plan.assessed",
        "plan.assessed_before_use",  # all the checks claimed are proven, or none is
        "plan.open_findings",
    },
    ("layers", "1", "document"): {
        "layers.drill",
        "layers.force_trained",
        "layers.local_force",
        "layers.unit_named",
    },
    ("layers", "2", "document"): {
        "contradiction.monitoring",
        "layers.monitoring",
        "layers.monitoring_alive",
        "layers.monitoring_covers",
        "layers.monitoring_in_force",
        "layers.monitoring_mandatory",
    },
    ("layers", "3", "document"): {"layers.assessment"},
    ("layers", "4", "document"): {"layers.national", "layers.national_alive"},
}


OTHERWISE = {
    # Without a date it may be the last one.
    (("assessments", 0), "date"): dict.fromkeys(RESTING_ON["assessments", 1], "unknown"),
    # It is still to come; the last one is that before use, and the incident came after it.
    (("assessments", 1), "future"): {
        "plan.assessed_before_use": "unknown",
        "layers.assessor_licensed": "not_applicable",
    },
}


@pytest.mark.parametrize("how", SPOILT)
def test_what_rests_on_a_spoilt_paper_is_unknown_and_nothing_else_changes(how: str) -> None:
    base, day = REGISTERS["base"], date(2026, 11, 22)
    inventory, papers = RECORDS["base"]
    assert {*documents(papers)} == RESTING_ON.keys()
    for way, resting in RESTING_ON.items():
        changed = OTHERWISE.get((way, how), dict.fromkeys(resting, "unknown"))
        found = base.judged(base.seen(inventory, spoilt(papers, way, how)), day)
        expected = {**base.verdicts[day], **changed}
        assert {id_: str(verdict.verdict) for id_, verdict in found.items()} == expected, way


@settings(deadline=None, database=None, max_examples=150)
@given(st.data())
def test_a_paper_that_is_missing_or_changed_never_passes_or_fails(data: st.DataObject) -> None:
    register: Register = REGISTERS[data.draw(st.sampled_from(sorted(REGISTERS)))]
    inventory, papers = RECORDS[register.name]
    ways = list(documents(papers))
    if not ways:
        return
    for way in data.draw(st.sets(st.sampled_from(ways), min_size=1)):
        papers = spoilt(papers, way, data.draw(st.sampled_from(sorted(SPOILT))))
    day = data.draw(st.sampled_from(sorted(register.verdicts)))
    before = register.judged(register.seen(inventory, RECORDS[register.name][1]), day)
    after = register.judged(register.seen(inventory, papers), day)
    for id_, verdict in after.items():
        if verdict.verdict in DECIDED:
            assert verdict.verdict == before[id_].verdict, id_


@pytest.fixture(scope="module", autouse=True)
def records(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("papers")
    for name, register in REGISTERS.items():
        inventory = register.inventory(folder)
        RECORDS[name] = (inventory, system_record(inventory, inventory.systems[0]))


RECORDS: dict[str, tuple[Any, SystemRecord]] = {}

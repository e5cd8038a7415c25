from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts import FACTS
from checks.observation import Fact, Seen, Unseen, is_unseen, to_json
from checks.record import PortalRecord
from checks.security_plan.observe import observe
from checks.security_plan.record import (
    ABSENT,
    Approval,
    Copy,
    Document,
    PlanStatus,
    Signature,
    SignatureState,
    SystemRecord,
)
from policies.details import detail_text
from policies.facts import flatten
from tests.checks.security_plan.records import COMPLETE, HASH, SILENT, TODAY, detail, seen

NAMES = [name.split(".")[1] for name in FACTS if name.split(".")[0] == "security_plan"]
ALWAYS_SEEN = {"layers", "platform", "documents"}
NULL_WHERE_ADMITTED = {"decision", "appraisal", "plan"}
"""Seen as "none" when the record admits that nothing has come so far, and no paper says otherwise."""


SPOILED = [
    Copy("qd.pdf", None, HASH),
    Copy("qd.pdf", "cd" * 32, HASH),
    Copy("qd.pdf", HASH, HASH, signatures=(Signature(SignatureState.BROKEN),)),
    Copy("qd.pdf", HASH, HASH, signatures=(Signature(SignatureState.GOOD), Signature(SignatureState.EXPIRED))),
]
"""Copies that take the proof from a document."""


def test_a_portal_in_no_system_shows_none_of_the_facts() -> None:
    facts = observe(None, TODAY)

    assert list(facts) == NAMES
    assert {detail(fact) for fact in facts.values()} == {"the portal belongs to no information system in the inventory"}


def test_a_silent_record_proves_and_admits_nothing() -> None:
    facts = observe(SILENT, TODAY)

    assert list(facts) == NAMES
    assert {name for name, fact in facts.items() if isinstance(fact, Seen)} == ALWAYS_SEEN
    assert all(detail(layer) for layer in seen(facts["layers"]).values())
    assert (seen(facts["documents"]), seen(facts["platform"])["name"]) == ([], None)


def test_a_complete_record_shows_every_fact_in_plain_data() -> None:
    facts = observe(COMPLETE, TODAY)

    assert list(facts) == NAMES
    assert [*details(to_json(facts))] == []
    assert seen(facts["last_assessment"]) == {
        "date": "2026-05-01",
        "days_ago": 204,
        "assessor": "Công ty CP Kiểm Định",
        "report": "03/BC-KD",
    }


@pytest.mark.parametrize("record", [COMPLETE, SILENT, None], ids=["complete", "silent", "none"])
def test_every_fact_is_laid_out_for_predicates_as_its_type_says(record: SystemRecord | None) -> None:
    observed = {"security_plan": to_json(observe(record, TODAY))}
    portal = {"url": "https://a.test/", "kind": "information"}
    told = flatten(PortalRecord(portal, {}, "2026-11-21T00:00:00Z", "2026-11-21T00:00:01Z", observed))
    kinds = {"int": int, "string": str, "list": list, "map": dict, "bool": bool}

    for name, kind in FACTS.items():
        if name.startswith("security_plan.") and name in told.values and kind != "dyn":
            assert isinstance(told.values[name], kinds[kind.partition("<")[0]]), name
    whole = {gap.fact for gap in told.gaps if gap.member is None and gap.fact.startswith("security_plan.")}
    assert whole == {
        f"security_plan.{name}" for name, fact in observe(record, TODAY).items() if isinstance(fact, Unseen)
    }


def details(value: Any) -> Iterator[str]:
    """The detail of everything unseen in JSON data."""
    if is_unseen(value):
        yield value["detail"]
    elif isinstance(value, dict):
        for part in value.values():
            yield from details(part)
    elif isinstance(value, list):
        for part in value:
            yield from details(part)


def without_one_word(value: Any) -> Iterator[Any]:
    """Copies of a record, each with one of its words, at any depth, not said."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            inner = getattr(value, field.name)
            for changed in (None, *without_one_word(inner)):
                if changed is not None or (inner is not None and field.name not in SAID_ANYWAY):
                    yield replace(value, **{field.name: changed})
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield {other: part for other, part in value.items() if other != key}
            for changed in without_one_word(inner):
                yield {**value, key: changed}
    elif isinstance(value, tuple) and value and is_dataclass(value[0]):
        for index, inner in enumerate(value):
            for changed in without_one_word(inner):
                yield (*value[:index], changed, *value[index + 1 :])


SAID_ANYWAY = {
    *("id", "name", "found", "file", "purpose", "operation", "dossier", "plan_parts", "plan_groups", "layers", "force"),
    *("monitoring", "national", "upkeep", "surroundings", "signatures", "portals", "platform_siblings"),
    *("foreign_agencies",),
}
"""Fields that are never None."""


def test_everything_that_is_unseen_is_told_in_vietnamese() -> None:
    admitted = replace(COMPLETE, approval=Approval.APPRAISED, appraisal=None, assessments=())
    spoiled = [replace(COMPLETE, plan=replace(COMPLETE.plan or Document(), copy=copy)) for copy in SPOILED]
    ahead = [observe(COMPLETE, day) for day in (dt.date(2019, 1, 1), dt.date(2027, 6, 1), dt.date(2026, 1, 2))]
    records = [SILENT, admitted, *spoiled, *without_one_word(COMPLETE), *without_one_word(admitted)]
    found = {text for record in records for text in details(to_json(observe(record, TODAY)))}
    found |= {text for facts in ahead for text in details(to_json(facts))}

    assert len(found) > 90
    assert {text for text in found if detail_text(text, "vi") == text} == set()
    left = ("the ", "record", "document", "whether", "how ", " which", "number")
    assert {text for text in found if any(word in detail_text(text, "vi") for word in left)} == set()


STATUS = st.sampled_from([None, *PlanStatus])


@st.composite
def records(draw: st.DrawFn) -> SystemRecord:
    """Records whose papers are all in order, with claims of every kind."""
    given: Any = COMPLETE
    return replace(
        COMPLETE,
        decision=draw(st.sampled_from([given.decision, None, ABSENT])),
        appraisal=draw(st.sampled_from([given.appraisal, None, ABSENT])),
        regulation=draw(st.sampled_from([given.regulation, None, ABSENT])),
        level=draw(st.sampled_from([None, 1, 2, 3, 4, 5])),
        approval=draw(st.sampled_from([None, *Approval])),
        plan_status=draw(STATUS),
        plan=draw(st.sampled_from([COMPLETE.plan, None])),
        plan_parts={part: draw(st.sampled_from(PlanStatus)) for part in COMPLETE.plan_parts},
        layers={number: replace(layer, status=draw(STATUS)) for number, layer in COMPLETE.layers.items()},
        assessments=draw(st.sampled_from([None, (), COMPLETE.assessments])),
        checked=draw(st.sampled_from([None, (), COMPLETE.checked])),
        dossier={part: draw(st.booleans()) for part in COMPLETE.dossier},
    )


Spoil = Callable[[Document], Document]


def with_copy(copy: Copy) -> Spoil:
    """Gives a document that copy."""
    return lambda document: replace(document, copy=copy)


WAYS: dict[str, Spoil] = {
    "no number": lambda document: replace(document, number=None),
    "no date": lambda document: replace(document, date=None),
    "no body": lambda document: replace(document, body=None),
    "dated ahead": lambda document: replace(document, date=dt.date(2027, 1, 1)),
    **{f"copy {number}": with_copy(copy) for number, copy in enumerate(SPOILED)},
}
PAPERS = ["decision", "appraisal", "regulation", "plan", "1", "2", "3", "4", "first", "last"]


def spoil(record: SystemRecord, paper: str, way: str) -> SystemRecord:
    """The record with one of its papers taken away or made worthless."""
    if paper in ("first", "last"):
        return _spoil_assessment(record, 0 if paper == "first" else -1, way)
    if paper in record.layers:
        number: Any = paper
        layer = record.layers[number]
        changed = WAYS[way](layer.document) if way in WAYS and layer.document else None
        return replace(record, layers={**record.layers, number: replace(layer, document=changed)})
    document = getattr(record, paper)
    if not isinstance(document, Document):
        return record
    gone = None if paper == "plan" else ABSENT
    said: dict[str, Any] = {paper: WAYS[way](document) if way in WAYS else gone}
    return replace(record, **said)


def _spoil_assessment(record: SystemRecord, at: int, way: str) -> SystemRecord:
    if not record.assessments:
        return record
    assessments = [*record.assessments]
    worse = WAYS.get(way, WAYS["no number"])(assessments[at].document())
    if worse.date and worse.date > TODAY:
        return record
    assessments[at] = replace(
        assessments[at],
        date=worse.date,
        assessor=assessments[at].assessor if worse.body else None,
        report=worse.number,
        copy=worse.copy,
    )
    return replace(record, assessments=tuple(assessments))


@given(records(), st.lists(st.tuples(st.sampled_from(PAPERS), st.sampled_from(["taken away", *WAYS])), max_size=4))
def test_a_paper_that_is_missing_or_worthless_turns_what_was_seen_into_unseen_and_nothing_else(
    record: SystemRecord, spoiled: list[tuple[str, str]]
) -> None:
    before = observe(record, TODAY)
    for paper, way in spoiled:
        record = spoil(record, paper, way)
    after = observe(record, TODAY)

    for name in NAMES:
        if name != "documents":
            assert_no_more(name, before[name], after[name])


def assert_no_more(name: str, before: Fact[Any], after: Fact[Any]) -> None:
    """That nothing is seen after which was not seen, in that way, before."""
    if isinstance(before, Seen) and isinstance(before.value, dict) and isinstance(after, Seen) and after.value:
        for member, inner in after.value.items():
            if isinstance(inner, Seen):
                assert before.value[member] == inner, f"{name}.{member}"
        if not any(isinstance(inner, Seen | Unseen) for inner in after.value.values()):
            assert before == after, name
    elif isinstance(after, Seen) and before != after:
        assert name in NULL_WHERE_ADMITTED, name
        assert after == Seen(None), name


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("way", ["taken away", *WAYS])
def test_every_paper_of_a_complete_record_carries_something(paper: str, way: str) -> None:
    before, after = observe(COMPLETE, TODAY), observe(spoil(COMPLETE, paper, way), TODAY)
    lost = {name for name in NAMES if before[name] != after[name]} - {"documents"}
    if not (paper in ("first", "last") and way == "dated ahead"):
        assert lost, (paper, way)


def test_a_copy_that_was_not_handed_in_is_not_needed() -> None:
    papers: dict[str, Any] = {
        name: replace(getattr(COMPLETE, name), copy=None) for name in ("decision", "regulation", "plan")
    }
    after = observe(replace(COMPLETE, **papers), TODAY)
    assert {name for name, fact in observe(COMPLETE, TODAY).items() if after[name] != fact} == {"documents"}

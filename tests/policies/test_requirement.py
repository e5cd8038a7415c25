"""Requirements as data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from policies.requirement import Requirement, split_text

DATA: dict[str, Any] = {
    "id": "tls.https",
    "status": "active",
    "title": {"vi": "Tên", "en": "Title"},
    "why": {"vi": "Vì sao", "en": "Why"},
    "citation": [{"instrument": "Luật", "clause": "Điều 1", "confirmation": "primary"}],
    "force": "mandatory",
    "effective_from": date(2026, 8, 19),
    "subject": "tls",
    "layer": 1,
    "severity": "high",
    "requires": "web.https",
    "because": {"pass": {"vi": "Đạt", "en": "Pass"}, "fail": {"vi": "Không đạt", "en": "Fail"}},
    "remedy": {"vi": "Sửa", "en": "Repair"},
}
WORDS = {"vi": "Chữ", "en": "Words"}


def requirement(**changes: Any) -> Requirement:
    return Requirement.model_validate(DATA | changes)


def test_a_requirement_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        requirement().layer = 2


def test_it_is_written_as_it_is_read() -> None:
    assert Requirement.model_validate(requirement().model_dump()) == requirement()


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2026-08-18", False), ("2026-08-19", True), ("2027-06-30", True), ("2027-07-01", False)],
)
def test_both_end_days_are_in_force(day: str, in_force: bool) -> None:
    assert requirement(effective_to=date(2027, 6, 30)).in_force(date.fromisoformat(day)) is in_force


def test_without_an_end_it_stays_in_force() -> None:
    assert requirement().in_force(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("status", "confirmations", "is_draft"),
    [
        ("active", ["primary"], False),
        ("active", ["draft", "secondary"], False),
        ("active", ["draft", "draft"], True),
        ("draft", ["primary"], True),
    ],
)
def test_it_is_a_draft_while_nothing_is_confirmed(status: str, confirmations: list[str], is_draft: bool) -> None:
    citation = [{"instrument": "Luật", "clause": "Điều 1", "confirmation": word} for word in confirmations]
    assert requirement(status=status, citation=citation).is_draft is is_draft


def test_predicates_come_in_the_order_in_which_they_are_asked() -> None:
    because = DATA["because"] | {"unknown": WORDS, "not_applicable": WORDS}
    asked = requirement(requires="c", undecided_when="b", applies_to="a", because=because).predicates()
    assert list(asked) == [("applies_to", "a"), ("undecided_when", "b"), ("requires", "c")]


@pytest.mark.parametrize(
    "changes",
    [
        {"applies_to": "web.https"},
        {"undecided_when": "web.https"},
        {"because": DATA["because"] | {"unknown": WORDS}},
        {"because": DATA["because"] | {"not_applicable": WORDS}},
    ],
)
def test_a_verdict_that_can_occur_has_a_text_and_a_text_a_verdict(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="need each other"):
        requirement(**changes)


@pytest.mark.parametrize("id_", ["https", "TLS.https", "tls..https", "tls.https.", "tls https", "../tls.https"])
def test_an_id_is_namespaced_and_plain(id_: str) -> None:
    with pytest.raises(ValidationError):
        requirement(id=id_)


def test_a_text_is_cut_at_its_expressions() -> None:
    assert split_text("{a} và {b}.") == ["", "a", " và ", "b", "."]
    assert split_text("không có gì") == ["không có gì"]


@pytest.mark.parametrize("text", ["{a", "a}", "{a{b}}"])
def test_a_brace_without_a_partner_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a brace has no partner"):
        split_text(text)


OLD = {"instrument": "Nghị định cũ", "clause": "Điều 2", "confirmation": "secondary", "to": date(2026, 6, 30)}
NEW = {"instrument": "Nghị định mới", "clause": "Điều 3", "confirmation": "primary", "from": date(2026, 8, 19)}
RECALLED = {"instrument": "Thông tư", "clause": "Điều 4", "confirmation": "draft"}


@pytest.mark.parametrize(
    ("day", "cited"),
    [
        ("2026-06-30", ["Nghị định cũ"]),
        ("2026-07-01", []),
        ("2026-08-18", []),
        ("2026-08-19", ["Nghị định mới"]),
    ],
)
def test_each_day_has_its_law_and_without_one_nothing_binds(day: str, cited: list[str]) -> None:
    both = requirement(effective_from=date(2020, 1, 1), citation=[OLD, NEW])
    assert [law.instrument for law in both.citations_on(date.fromisoformat(day))] == cited
    assert both.in_force(date.fromisoformat(day)) is bool(cited)


def test_what_nobody_has_verified_is_cited_for_drafts_alone() -> None:
    day = date(2026, 9, 1)
    assert [law.instrument for law in requirement(citation=[NEW, RECALLED]).citations_on(day)] == ["Nghị định mới"]
    assert [law.instrument for law in requirement(citation=[RECALLED]).citations_on(day)] == ["Thông tư"]
    assert not requirement(citation=[OLD, RECALLED]).in_force(day)

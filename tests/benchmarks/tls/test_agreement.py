"""Truth against what a scanner says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks.tls.agreement import SUBJECTS, Truth, failed, verdicts
from benchmarks.tls.answers import Answer

FACTS: dict[str, Any] = {
    "versions": ["TLSv1.2", "TLSv1.3"],
    "ciphers": {"TLSv1.2": ["A", "B"], "TLSv1.3": ["C"]},
    "order": {"TLSv1.2": "server", "TLSv1.3": None},
    "groups": ["x25519"],
    "certificates": ["11", "22"],
}
RIGHT = Answer(
    versions=["TLSv1.2", "TLSv1.3"],
    ciphers={"TLSv1.2": ["A", "B"], "TLSv1.3": ["C"]},
    order={"TLSv1.2": "server", "TLSv1.3": "client"},
    groups=frozenset({"x25519"}),
    certificates=frozenset({"11", "22"}),
)


def outcomes(answer: Answer, truth: Truth = Truth(FACTS)) -> dict[str, tuple[str, str]]:  # noqa: B008  immutable
    return {each.subject: (each.outcome, each.difference) for each in verdicts("scanner", "server", truth, answer)}


def test_an_answer_that_agrees_is_right_in_everything() -> None:
    assert outcomes(RIGHT) == dict.fromkeys(SUBJECTS, ("right", ""))


def test_what_a_scanner_has_no_word_for_is_not_wrong() -> None:
    found = outcomes(replace(RIGHT, order=None, groups=None))
    assert found["order"] == found["groups"] == ("untold", "")


def test_the_difference_names_what_is_missing_and_what_is_invented() -> None:
    found = outcomes(replace(RIGHT, versions=["TLSv1.2"], ciphers={"TLSv1.2": ["A", "D"]}, groups=frozenset()))
    assert found["versions"] == ("wrong", "not TLSv1.3")
    assert found["suites"] == ("wrong", "TLSv1.2: not B, also D; TLSv1.3: not C")
    assert found["groups"] == ("wrong", "not x25519")


def test_an_order_is_wrong_by_who_chooses_or_by_the_list() -> None:
    assert outcomes(replace(RIGHT, order={"TLSv1.2": "client"}))["order"] == (
        "wrong",
        "TLSv1.2: client instead of server",
    )
    assert outcomes(replace(RIGHT, ciphers={"TLSv1.2": ["B", "A"], "TLSv1.3": ["C"]}))["order"] == (
        "wrong",
        "TLSv1.2: not in the server's order",
    )


def test_one_certificate_of_two_is_wrong() -> None:
    assert outcomes(replace(RIGHT, certificates=frozenset({"11", "33"})))["certificates"] == (
        "wrong",
        "1 of 2 shown, 1 unknown",
    )


def test_what_cannot_be_seen_may_be_left_untold_but_not_told_wrongly() -> None:
    truth = Truth(FACTS, unseeable=["certificates"])
    assert outcomes(replace(RIGHT, certificates=frozenset()), truth)["certificates"] == ("untold", "")
    assert outcomes(replace(RIGHT, certificates=frozenset({"33"})), truth)["certificates"][0] == "wrong"


def test_a_suite_that_floats_may_stand_anywhere_in_the_order() -> None:
    turned = replace(RIGHT, ciphers={"TLSv1.2": ["B", "A"], "TLSv1.3": ["C"]})
    assert outcomes(turned, Truth(FACTS, floating="A"))["order"] == ("right", "")


def test_no_answer_is_wrong_in_everything_that_the_scanner_tells() -> None:
    found = {each.subject: each.outcome for each in failed("scanner", "server", ("versions", "suites"), "no end")}
    assert found == dict.fromkeys(SUBJECTS, "untold") | {"versions": "wrong", "suites": "wrong"}

"""From a record to values and gaps."""

from __future__ import annotations

from typing import Any

import pytest

from checks.facts import FACTS
from checks.observation import Reason
from policies.facts import CONTEXT, Gap, check_of, flatten
from tests.policies.records import record

UNSEEN = {"unseen": "timeout", "detail": "2 s"}


def gaps_of(fact: str, value: Any) -> list[tuple[str | None, str]]:
    facts = flatten(record({fact: value}))
    return [(gap.member, gap.reason) for gap in facts.gaps if gap.fact == fact]


def value_of(fact: str, value: Any) -> Any:
    return flatten(record({fact: value})).values.get(fact, "left out")


def test_the_context_is_always_there() -> None:
    facts = flatten(record({}))
    assert facts.values.keys() == CONTEXT.keys()
    assert facts.gaps == ()
    assert facts.values["observed.at"] == "2026-11-21T09:00:00Z"
    assert facts.values["system.registered"] is True
    assert flatten(record({}, portal={"system": None})).values["system.registered"] is False


def test_context_that_is_missing_is_a_gap_of_ours() -> None:
    facts = flatten(record({}, portal={"kind": None}))
    assert facts.gaps == (Gap("portal.kind", None, Reason.OUR_ERROR, "missing from the record"),)


def test_seen_values_are_there_and_null_is_seen() -> None:
    facts = flatten(record({"web.https": True, "web.hsts": None, "tls.certificate.days_left": -3}))
    assert (facts.values["web.https"], facts.values["web.hsts"], facts.values["tls.certificate.days_left"]) == (
        True,
        None,
        -3,
    )


def test_an_unseen_fact_is_left_out_and_told() -> None:
    assert value_of("web.https", UNSEEN) == "left out"
    assert Gap("web.https", None, Reason.TIMEOUT, "2 s") in flatten(record({"web.https": UNSEEN})).gaps


def test_an_unseen_object_hides_every_fact_in_it() -> None:
    facts = flatten(record({"tls.certificate": {"unseen": "tls_handshake"}}))
    hidden = {gap.fact for gap in facts.gaps if gap.reason is Reason.TLS_HANDSHAKE}
    assert hidden == {name for name in FACTS if name.startswith("tls.certificate.")}


def test_a_fact_that_its_check_did_not_report_is_a_gap_of_ours() -> None:
    facts = flatten(record({"web.https": True}))
    assert Gap("web.hsts", None, Reason.OUR_ERROR, "missing from the observations") in facts.gaps


def test_facts_of_checks_that_were_not_asked_are_no_gaps() -> None:
    assert not [gap for gap in flatten(record({"web.https": True})).gaps if check_of(gap.fact) != "web"]


def test_a_declared_object_loses_only_its_unseen_members() -> None:
    layers = {"1": "Chưa triển khai", "2": UNSEEN}
    assert value_of("security_plan.layers", layers) == {"1": "Chưa triển khai"}
    assert gaps_of("security_plan.layers", layers) == [("2", "timeout")]


def test_objects_in_a_list_lose_only_their_unseen_members() -> None:
    endpoints = [{"address": "a", "versions": UNSEEN}, {"address": "b", "versions": ["TLSv1.3"]}]
    assert value_of("tls.endpoints", endpoints) == [{"address": "a"}, {"address": "b", "versions": ["TLSv1.3"]}]
    assert gaps_of("tls.endpoints", endpoints) == [("versions", "timeout")]


def test_an_unseen_object_in_a_list_still_counts() -> None:
    assert value_of("tls.endpoints", [UNSEEN, {"address": "b"}]) == [{}, {"address": "b"}]
    assert gaps_of("tls.endpoints", [UNSEEN, {"address": "b"}]) == [(None, "timeout")]


@pytest.mark.parametrize("member", ["ciphers", "weaknesses"])
def test_an_inner_object_loses_only_its_unseen_members(member: str) -> None:
    endpoints = [{"address": "a", member: {"seen": False, "hidden": UNSEEN}}]
    assert value_of("tls.endpoints", endpoints) == [{"address": "a", member: {"seen": False}}]
    (gap,) = [gap for gap in flatten(record({"tls.endpoints": endpoints})).gaps if gap.fact == "tls.endpoints"]
    assert (gap.member, gap.part, gap.reason) == (member, "hidden", Reason.TIMEOUT)


def test_an_inner_object_that_was_not_seen_is_one_gap() -> None:
    assert value_of("tls.endpoints", [{"weaknesses": UNSEEN}]) == [{}]
    assert gaps_of("tls.endpoints", [{"weaknesses": UNSEEN}]) == [("weaknesses", "timeout")]


def test_a_member_with_a_gap_deep_inside_is_left_out_whole() -> None:
    endpoints = [{"address": "a", "chosen_cipher": {"TLSv1.2": UNSEEN, "TLSv1.3": "TLS_AES_128_GCM_SHA256"}}]
    assert value_of("tls.endpoints", endpoints) == [{"address": "a"}]
    assert gaps_of("tls.endpoints", endpoints) == [("chosen_cipher", "timeout")]


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("web.hsts", {"max_age": UNSEEN, "preload": True}),
        ("ipv6.a", ["192.0.2.1", UNSEEN]),
        ("trust_label.registry", {"status": "listed", "history": [{"since": UNSEEN}]}),
    ],
)
def test_anything_else_with_a_gap_in_it_is_left_out_whole(fact: str, value: Any) -> None:
    assert value_of(fact, value) == "left out"
    assert gaps_of(fact, value) == [(None, "timeout")]


def test_a_reason_that_nobody_knows_is_ours() -> None:
    assert gaps_of("web.https", {"unseen": "bored"}) == [(None, "our_error")]


def test_strings_cannot_end_early_and_are_valid_text() -> None:
    assert value_of("web.http", "closed\0<script>") == "closed\ufffd<script>"
    assert value_of("ipv6.a", ["\ud800"]) == ["?"]
    assert value_of("web.hsts", {"a\0": ["\0"]}) == {"a\ufffd": ["\ufffd"]}


def test_the_gaps_behind_an_expression_are_those_of_its_facts_and_members() -> None:
    facts = flatten(
        record({"tls.endpoints": [{"versions": UNSEEN, "alpn": {"unseen": "blocked"}}], "web.https": UNSEEN})
    )
    assert {gap.member for gap in facts.behind({"tls.endpoints"}, {"versions"})} == {"versions"}
    assert {gap.fact for gap in facts.behind({"web.https"}, {"versions"})} == {"web.https"}
    assert {gap.member for gap in facts.behind({"tls.endpoints"}, {"address"})} == {"versions", "alpn"}
    assert facts.behind({"portal.url"}, set()) == ()


def test_the_gaps_behind_an_expression_are_those_of_the_parts_that_it_asks_for() -> None:
    facts = flatten(
        record({"tls.endpoints": [{"weaknesses": {"rc4": UNSEEN, "robot": UNSEEN}, "ciphers": {"TLSv1.2": UNSEEN}}]})
    )
    fact = {"tls.endpoints"}
    assert [gap.part for gap in facts.behind(fact, {"weaknesses", "robot"})] == ["robot"]
    assert [gap.part for gap in facts.behind(fact, {"ciphers", "ciphers[]"})] == ["TLSv1.2"]
    assert [gap.part for gap in facts.behind(fact, {"address"})] == ["rc4", "robot", "TLSv1.2"]

"""Verdicts of several looks joined, and who was answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.lost import LOST
from checks.observation import Reason, to_json
from checks.record import PortalRecord
from policies.judge import judge
from policies.vantages import Answer, answer_of, answers, answers_differ, judge_looks
from policies.verdict import Outcome, Verdict
from tests.policies.records import record
from tests.policies.test_judge import LAW_DATE, WAIVER, profile

SILENT = {"web.https": {"unseen": "timeout", "detail": "2 s"}}
HOURS = iter(range(10, 99))


def look(name: str, facts: dict[str, Any], **portal: Any) -> PortalRecord:
    """A look from a vantage of that name, at a time of its own."""
    return replace(record(facts, portal, {"name": name}), finished=f"2026-11-21T16:00:{next(HOURS) % 60}+07:00")


def joined(*looks: PortalRecord, waivers: Any = (), **changes: Any) -> Verdict:
    (found,) = judge_looks(replace(looks[0], also=looks[1:]), profile(**changes), LAW_DATE, waivers)
    return found


def ids(*looks: PortalRecord) -> tuple[str, ...]:
    return tuple(found.id for one in looks for found in one.evidence())


def test_one_look_is_judged_as_ever() -> None:
    one = look("A", {"web.https": True})
    assert judge_looks(one, profile(), LAW_DATE) == judge(one, profile(), LAW_DATE)


def test_vantages_that_agree_give_their_verdict_by_the_evidence_of_all() -> None:
    looks = look("A", {"web.https": False}), look("B", {"web.https": False})
    found = joined(*looks)
    assert found.verdict is Outcome.FAIL
    assert found.observations == ids(*looks)
    assert found.because == judge(looks[0], profile(), LAW_DATE)[0].because


@pytest.mark.parametrize(("seen", "outcome"), [(True, Outcome.PASS), (False, Outcome.FAIL)])
@pytest.mark.parametrize("first", [True, False])
def test_what_one_could_not_see_is_decided_by_the_other_and_told_as_that(
    seen: bool, outcome: Outcome, first: bool
) -> None:
    sees, blind = look("Hà Nội", {"web.https": seen}), look("Đà Nẵng", SILENT)
    found = joined(*((sees, blind) if first else (blind, sees)))
    assert (found.verdict, found.reasons, found.observations) == (outcome, (), ids(sees))
    assert found.because["vi"].endswith("Quan sát được từ Hà Nội, không quan sát được từ Đà Nẵng.")
    assert found.because["en"].endswith("Seen from Hà Nội, not from Đà Nẵng.")


def test_a_pass_against_a_fail_concludes_nothing_and_tells_both() -> None:
    looks = look("A", {"web.https": True}), look("B", {"web.https": False}), look("C", SILENT)
    found = joined(*looks)
    passed, failed, _ = (judge(one, profile(), LAW_DATE)[0] for one in looks)
    assert (found.verdict, found.reasons, found.observations) == (Outcome.UNKNOWN, (), ids(*looks))
    assert found.because["en"] == (
        "The vantages come to different conclusions, so nothing is concluded. "
        f"From A – pass: {passed.because['en']} From B – fail: {failed.because['en']} Not seen from C."
    )
    assert found.because["vi"] == (
        "Các điểm quan sát cho kết luận khác nhau nên chưa kết luận được. "
        f"Từ A – đạt: {passed.because['vi']} Từ B – không đạt: {failed.because['vi']} Không quan sát được từ C."
    )


def test_vantages_of_one_conclusion_are_told_together() -> None:
    found = joined(*(look(name, {"web.https": name != "B"}) for name in "ABC"))
    assert "From A, C – pass: " in found.because["en"]


def test_that_it_does_not_apply_is_a_conclusion_too() -> None:
    text = {verdict: {"vi": "Chữ", "en": "Words"} for verdict in ("pass", "fail", "not_applicable")}
    asked = {"applies_to": "web.status == 200", "because": text}
    found = joined(
        look("A", {"web.https": True, "web.status": 200}), look("B", {"web.https": True, "web.status": 404}), **asked
    )
    assert found.verdict is Outcome.UNKNOWN
    assert "From B – not applicable: Words" in found.because["en"]


def test_a_waived_failure_against_a_pass_concludes_nothing() -> None:
    found = joined(look("A", {"web.https": True}), look("B", {"web.https": False}), waivers=[WAIVER])
    assert found.verdict is Outcome.UNKNOWN
    assert "không đạt (được miễn có thời hạn)" in found.because["vi"]
    both = joined(look("A", {"web.https": False}), look("B", {"web.https": False}), waivers=[WAIVER])
    assert both.verdict is Outcome.WAIVED


def test_what_none_could_see_is_unknown_for_the_reasons_of_all() -> None:
    looks = look("A", {"web.https": {"unseen": "blocked", "detail": ""}}), look("B", SILENT)
    found = joined(*looks)
    assert (found.verdict, found.reasons, found.observations) == (Outcome.UNKNOWN, ("timeout", "blocked"), ids(*looks))
    first, second = (judge(one, profile(), LAW_DATE)[0].because["vi"] for one in looks)
    assert found.because["vi"] == f"Từ A: {first} Từ B: {second}"


def test_the_same_reason_is_said_once() -> None:
    found = joined(look("A", SILENT), look("B", SILENT))
    assert found.because == judge(look("A", SILENT), profile(), LAW_DATE)[0].because


def test_a_requirement_that_was_asked_at_one_vantage_only_was_seen_from_there() -> None:
    found = joined(look("A", {"dns.zone": "a.test"}), look("B", {"web.https": True}))
    assert found.verdict is Outcome.PASS
    assert found.because["en"].endswith("Seen from B, not from A.")


# ------------------------------------------------------------------------------------------- one vantage, several looks


def later(facts: dict[str, Any], finished: str) -> PortalRecord:
    return replace(look("A", facts), finished=finished)


EARLY, LATE = "2026-11-21T18:10:00+00:00", "2026-11-22T01:25:00+07:00"


def test_two_looks_that_agree_give_their_verdict() -> None:
    found = joined(later({"web.https": False}, LATE), later({"web.https": False}, EARLY))
    assert found.verdict is Outcome.FAIL
    assert found.because == judge(look("A", {"web.https": False}), profile(), LAW_DATE)[0].because


def test_two_looks_that_differ_conclude_nothing_and_are_told_by_their_times() -> None:
    looks = later({"web.https": True}, LATE), later({"web.https": False}, EARLY)
    found = joined(*looks)
    passed, failed = (judge(one, profile(), LAW_DATE)[0].because for one in looks)
    assert found.verdict is Outcome.UNKNOWN
    assert found.because["en"] == (
        "The looks come to different conclusions, so nothing is concluded. "
        f"At 01:25 on 22/11/2026 – pass: {passed['en']} At 01:10 on 22/11/2026 – fail: {failed['en']}"
    )
    assert found.because["vi"] == (
        "Các lần quan sát cho kết quả khác nhau nên chưa kết luận được. "
        f"Lúc 01:25 ngày 22/11/2026 – đạt: {passed['vi']} Lúc 01:10 ngày 22/11/2026 – không đạt: {failed['vi']}"
    )


def test_a_look_that_met_silence_is_told_beside_the_one_that_saw() -> None:
    found = joined(later({"web.https": True}, LATE), later(SILENT, EARLY))
    assert found.verdict is Outcome.PASS
    assert found.because["vi"].endswith(
        "Quan sát được lúc 01:25 ngày 22/11/2026, không quan sát được lúc 01:10 ngày 22/11/2026."
    )


def test_what_one_vantage_could_not_tell_in_two_looks_another_may_decide() -> None:
    twice = later({"web.https": True}, LATE), later({"web.https": False}, EARLY)
    found = joined(*twice, look("B", {"web.https": True}))
    assert found.verdict is Outcome.PASS
    assert found.because["en"].endswith("Seen from B, not from A.")


def test_a_vantage_that_was_answered_once_in_two_looks_was_answered() -> None:
    whole = replace(look("A", SILENT), also=(look("A", {"web.status": 200}), look("B", {"web.status": 200})))
    assert answers(whole) == {"A": Answer.ANSWERED, "B": Answer.ANSWERED}
    assert not answers_differ(whole)


def test_the_name_of_a_vantage_cannot_command_a_terminal() -> None:
    found = joined(look("A\x1b]0;x\x07\u202e", {"web.https": True}), look("B", SILENT))
    assert "\x1b" not in found.because["vi"]
    assert "\u202e" not in found.because["vi"]


# ---------------------------------------------------------------------------------------------------- who is answered


def reach(**entry: Any) -> dict[str, Any]:
    usual = {"address": "127.0.0.9", "family": 4, "port": 443, "service": "https"}
    return {"ipv6.reach": [usual | entry]}


def mark(reason: str, detail: str = "") -> dict[str, str]:
    return {"unseen": reason, "detail": detail}


@pytest.mark.parametrize(
    "facts",
    [
        reach(tcp=True, http_status=200),
        reach(tcp=True, http_status=301),
        reach(tcp=True, http_status=503),
        reach(tcp=True, http_status=mark("timeout")),
        {"web.status": 404},
        {"web.https": True, "web.status": mark("protocol_error")},
        {"tls.endpoints": [{"versions": ["TLSv1.2"]}]},
        {"trust_label.embed": "absent"},
        {"exposure.ports": [{"port": 443}]},
        reach(tcp=True, http_status=200) | {"web.status": 403},
    ],
)
def test_whatever_the_portal_said_is_an_answer(facts: dict[str, Any]) -> None:
    assert answer_of(record(facts)) is Answer.ANSWERED


@pytest.mark.parametrize(
    "facts",
    [
        reach(tcp=True, http_status=403),
        {"web.status": 429},
        reach(tcp=True, http_status=200) | {"web.status": 200, "web.page_kind": mark("blocked", "Just a moment")},
        {"web.status": 401, "tls.endpoints": [{"versions": ["TLSv1.3"]}]},
    ],
)
def test_to_be_turned_away_is_no_answer_and_no_silence(facts: dict[str, Any]) -> None:
    assert answer_of(record(facts)) is Answer.BLOCKED


@pytest.mark.parametrize(
    "facts",
    [
        reach(tcp=mark("timeout"), http_status=mark("timeout")),
        {"ipv6.reach": mark("dns_timeout", "no answer")},
        {"ipv6.reach": []},
        {"web.status": mark("refused"), "web.https": mark("refused")},
        {"tls.endpoints": mark("unreachable", "no route")},
        {"tls.endpoints": [], "web.status": mark("tls_handshake")},
    ],
)
def test_to_be_asked_and_say_nothing_is_silence(facts: dict[str, Any]) -> None:
    assert answer_of(record(facts)) is Answer.SILENT


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"dns.zone": "a.test", "security_plan.level": 2},
        reach(family=6, tcp=mark("no_ipv6_vantage"), http_status=mark("no_ipv6_vantage")),
        {"web.status": mark("not_authorised")},
        {"trust_label.embed": mark("tool_missing", "no browser")},
        {"tls.endpoints": mark("our_error")},
        *({"web.status": to_json(why)} for why in LOST.values()),
    ],
)
def test_where_nobody_was_asked_or_the_vantage_failed_nothing_is_said(facts: dict[str, Any]) -> None:
    assert answer_of(record(facts)) is None


def test_a_vantage_without_ipv4_says_nothing_of_what_it_could_not_ask() -> None:
    facts = {"web.status": mark("unreachable", "127.0.0.9: no working IPv4 here")}
    assert answer_of(record(facts, vantage={"ipv4": False})) is None


@pytest.mark.parametrize(
    ("second", "differs"),
    [
        ({"web.status": 404}, False),
        ({"web.status": 403}, True),
        ({"web.status": mark("timeout")}, True),
        ({"web.status": mark("no_ipv6_vantage")}, False),
    ],
)
def test_only_an_answer_here_and_none_there_is_a_difference(second: dict[str, Any], differs: bool) -> None:
    several = replace(look("A", {"web.status": 200}), also=(look("B", second),))
    assert list(answers(several)) == ["A", "B"]
    assert answers_differ(several) is differs


def test_silence_everywhere_is_no_difference() -> None:
    several = replace(look("A", {"web.status": mark("timeout")}), also=(look("B", {"web.status": 403}),))
    assert answers_differ(several) is False


def test_every_reason_there_is_has_been_thought_of() -> None:
    asked = {reason: answer_of(record({"web.status": mark(reason.value)})) for reason in Reason}
    silent = {"timeout", "refused", "unreachable", "dns_timeout", "dns_servfail", "tls_handshake", "protocol_error"}
    assert {reason.value for reason, answer in asked.items() if answer is Answer.SILENT} == silent | {"too_large"}
    assert [reason.value for reason, answer in asked.items() if answer is Answer.BLOCKED] == ["blocked"]

"""The judge."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from checks.facts import CHECK_NAMES
from policies.catalogue import load_catalogue, load_profile
from policies.judge import Waiver, judge
from policies.predicate import Expression
from policies.requirement import Profile, Requirement
from policies.verdict import Outcome, Verdict
from tests.policies.records import URL, record
from tests.policies.test_requirement import DATA

LAW_DATE = date(2026, 11, 21)
TEXT = {"vi": "Chữ", "en": "Words"}
WAIVER = Waiver(
    requirement="tls.https",
    portal=URL,
    reason="đang nâng cấp",
    approver="Chánh Văn phòng",
    document="15/QĐ-UBND",
    until=date(2026, 12, 31),
)
FAILED = {"web.https": False}


def profile(**changes: Any) -> Profile:
    return Profile(name="own", title=DATA["title"], requirements=(Requirement.model_validate(DATA | changes),))


def verdict(facts: dict[str, Any], *waivers: Waiver, law_date: date = LAW_DATE, **changes: Any) -> Verdict:
    (found,) = judge(record(facts), profile(**changes), law_date, waivers)
    return found


def because(**texts: str) -> dict[str, Any]:
    given = {verdict: {"vi": text, "en": text} for verdict, text in texts.items()}
    return {"pass": TEXT, "fail": TEXT, **given}


def test_what_was_seen_passes_or_fails() -> None:
    assert verdict({"web.https": True}).verdict is Outcome.PASS
    assert verdict({"web.https": False}).verdict is Outcome.FAIL


def test_what_was_not_seen_is_unknown_with_its_reason() -> None:
    found = verdict({"web.https": {"unseen": "timeout", "detail": "2 s"}})
    assert (found.verdict, found.reasons) == (Outcome.UNKNOWN, ("timeout",))
    assert found.because["vi"] == (
        "Chưa quan sát được việc cung cấp HTTPS: hết thời gian chờ mà không có trả lời (2 s)."
    )


def test_only_checks_that_were_asked_are_judged() -> None:
    assert judge(record({"ipv6.a": []}), profile(), LAW_DATE) == []
    across = profile(requires="web.https || size(ipv6.a) > 0")
    assert judge(record({"web.https": True}), across, LAW_DATE) == []
    assert len(judge(record({"web.https": True, "ipv6.a": []}), across, LAW_DATE)) == 1


def test_what_needs_an_authorisation_is_left_out_without_one() -> None:
    for portal in ({"weaknesses": False}, {"weaknesses": None}):
        barred = record({"web.https": {"unseen": "timeout", "detail": ""}}, portal)
        assert judge(barred, profile(needs_authorisation="weaknesses"), LAW_DATE) == []
        assert [found.verdict for found in judge(barred, profile(), LAW_DATE)] == [Outcome.UNKNOWN]


def test_what_needs_an_authorisation_is_judged_with_one() -> None:
    for fact, outcome in [(True, Outcome.PASS), (False, Outcome.FAIL), ({"unseen": "timeout"}, Outcome.UNKNOWN)]:
        assert verdict({"web.https": fact}, needs_authorisation="weaknesses").verdict is outcome


def test_what_it_applies_to_is_not_asked_of_a_check_that_was_not_run() -> None:
    asked = profile(
        requires="tls.certificate.days_left > 0", applies_to="web.https", because=because(not_applicable="Words")
    )
    (seen,) = judge(record({"tls.certificate.days_left": 9}), asked, LAW_DATE)
    (unseen,) = judge(record({"tls.certificate": {"unseen": "refused", "detail": ""}}), asked, LAW_DATE)
    assert (seen.verdict, unseen.verdict) == (Outcome.PASS, Outcome.UNKNOWN)


def test_only_what_is_in_force_on_the_date_of_law_is_judged() -> None:
    asked = profile(effective_to=date(2027, 6, 30))
    days = ["2026-08-18", "2026-08-19", "2027-06-30", "2027-07-01"]
    counts = [len(judge(record(FAILED), asked, date.fromisoformat(day))) for day in days]
    assert counts == [0, 1, 1, 0]


@pytest.mark.parametrize("ipv6", [False, None, "yes"])
@pytest.mark.parametrize("https", [True, False])
def test_without_its_vantage_it_is_unknown_whatever_was_seen(ipv6: object, https: bool) -> None:
    (found,) = judge(record({"web.https": https}, vantage={"ipv6": ipv6}), profile(needs_vantage="ipv6"), LAW_DATE)
    assert (found.verdict, found.reasons) == (Outcome.UNKNOWN, ("no_ipv6_vantage",))
    assert found.because["vi"] == "Điểm quan sát không có kết nối IPv6 hoạt động."


@pytest.mark.parametrize(
    ("kind", "status", "outcome"),
    [
        ("redirect", 200, "pass"),
        ("redirect", 404, "fail"),
        ("closed", 404, "not_applicable"),
        ("closed", {"unseen": "timeout"}, "not_applicable"),
        ({"unseen": "timeout"}, 200, "unknown"),
        ({"unseen": "timeout"}, 404, "unknown"),
    ],
)
def test_whether_it_applies_is_asked_first(kind: object, status: object, outcome: str) -> None:
    found = verdict(
        {"web.http": kind, "web.status": status},
        applies_to="web.http == 'redirect'",
        requires="web.status == 200",
        because=because(not_applicable="Không áp dụng"),
    )
    assert found.verdict == outcome


@pytest.mark.parametrize(
    ("kind", "status", "outcome"),
    [
        ("closed", 200, "pass"),
        ("error", 200, "unknown"),
        ("error", 404, "unknown"),
        ({"unseen": "timeout"}, 404, "unknown"),
    ],
)
def test_some_things_that_are_seen_leave_it_undecided(kind: object, status: object, outcome: str) -> None:
    found = verdict(
        {"web.http": kind, "web.status": status},
        undecided_when="web.http == 'error'",
        requires="web.status == 200",
        because=because(unknown="HTTP là {web.http}"),
    )
    assert found.verdict == outcome
    if kind == "error":
        assert (found.because["vi"], found.reasons) == ("HTTP là error", ())


@pytest.mark.parametrize("requires", ["web.https || portal.port == 443", "!web.https || true", "web.https && false"])
def test_empty_evidence_never_decides(requires: str) -> None:
    assert verdict({"web.https": {"unseen": "refused"}}, requires=requires).reasons == ("refused",)


def test_a_fact_that_its_check_forgot_is_our_error(caplog: pytest.LogCaptureFixture) -> None:
    found = verdict({"web.status": 200})
    assert (found.verdict, found.reasons) == (Outcome.UNKNOWN, ("our_error",))
    assert "tls.https at https://www.thidiem.gov.test/: 'web.https' has no value" in caplog.text


@pytest.mark.parametrize(
    ("requires", "facts"),
    [
        ("web.hsts.max_age > 1", {"web.hsts": None}),
        ("web.hsts.max_age > 1", {"web.hsts": {}}),
        ("web.hsts.max_age > 1", {"web.hsts": {"max_age": "soon"}}),
        ("web.status > 1", {"web.status": "200"}),
        ("1 / web.status > 1", {"web.status": 0}),
    ],
)
def test_a_predicate_that_breaks_on_what_was_seen_is_our_error(
    requires: str, facts: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        found = verdict(facts, requires=requires)
    assert (found.verdict, found.reasons) == (Outcome.UNKNOWN, ("our_error",))
    assert requires in caplog.text
    assert "lỗi của công cụ đánh giá, không phải lỗi của cổng" in found.because["vi"]


def test_reasons_are_named_once_in_the_order_of_their_list() -> None:
    facts = {"web.https": {"unseen": "blocked"}, "web.status": {"unseen": "timeout"}, "web.http": {"unseen": "blocked"}}
    found = verdict(facts, requires="web.https && web.status == 200 && web.http == 'closed'")
    assert found.reasons == ("timeout", "blocked")


def test_a_gap_in_a_member_that_nobody_asks_for_is_no_reason() -> None:
    endpoint = {"versions": {"unseen": "timeout"}, "alpn": {"unseen": "blocked"}}
    found = verdict({"tls.endpoints": [endpoint]}, requires="tls.endpoints.all(e, size(e.versions) > 0)")
    assert found.reasons == ("timeout",)


def test_a_text_tells_values_and_parameters() -> None:
    texts = because(
        fail="{tls.certificate.names} · {tls.certificate.not_after} · {param.days} · {tls.certificate.scts}"
    )
    facts = {
        "tls.certificate.names": ["a.test", "b.test"],
        "tls.certificate.not_after": "2026-12-31T20:00:00Z",
        "tls.certificate.scts": {"unseen": "timeout"},
        "tls.certificate.name_matches": False,
    }
    found = verdict(facts, requires="tls.certificate.name_matches", because=texts, parameters={"days": 30})
    assert found.because["vi"] == "a.test, b.test · 01/01/2027 · 30 · chưa quan sát được"
    assert found.because["en"] == "a.test, b.test · 01/01/2027 · 30 · not observed"


def test_a_text_tells_what_is_sure_of_a_list_with_gaps() -> None:
    texts = because(fail="{tls.endpoints.map(e, size(e.versions) == 0, e.address)}")
    facts = {"tls.endpoints": [{"address": "a", "versions": {"unseen": "timeout"}}, {"address": "b", "versions": []}]}
    found = verdict(facts, requires="tls.endpoints.all(e, size(e.versions) > 0)", because=texts)
    assert (found.verdict, found.because["vi"]) == (Outcome.FAIL, "b")


def test_hostile_values_stay_plain_text() -> None:
    hostile = "<b>\x1b[31m\u202e{web.https}\x00" + "x" * 400
    found = verdict({"web.http": hostile}, requires="web.http == 'closed'", because=because(fail="«{web.http}»"))
    assert found.because["vi"].startswith("«<b>[31m{web.https}\ufffdxxx")
    assert len(found.because["vi"]) == 302


def test_a_value_cannot_pass_by_ending_early() -> None:
    assert verdict({"web.http": "closed\0"}, requires="web.http == 'closed'").verdict is Outcome.FAIL


def test_a_verdict_names_the_evidence_that_it_rests_on() -> None:
    looked = record({"web.https": True, "web.status": 200, "tls.certificate": {"scts": 2}, "web.http": "closed"})
    ids = {evidence.fact: evidence.id for evidence in looked.evidence()}
    asked = profile(requires="web.https && tls.certificate.scts > 1", because=because(**{"pass": "{web.status}"}))
    (found,) = judge(looked, asked, LAW_DATE)
    assert set(found.observations) == {ids["web.https"], ids["tls.certificate"], ids["web.status"]}


def test_a_waiver_turns_a_fail_into_waived_and_says_why() -> None:
    found = verdict(FAILED, WAIVER)
    assert found.verdict is Outcome.WAIVED
    assert found.because["vi"] == (
        "Không đạt Được miễn có thời hạn đến hết ngày 31/12/2026 theo 15/QĐ-UBND; lý do: đang nâng cấp."
    )
    assert found.because["en"] == "Fail Waived until 31/12/2026 by 15/QĐ-UBND; reason: đang nâng cấp."
    assert found.observations == verdict(FAILED).observations


def test_a_waiver_waives_to_its_last_day_and_no_longer() -> None:
    assert verdict(FAILED, WAIVER, law_date=date(2026, 12, 31)).verdict is Outcome.WAIVED
    assert verdict(FAILED, WAIVER, law_date=date(2027, 1, 1)).verdict is Outcome.FAIL


def test_of_two_waivers_the_one_in_force_counts() -> None:
    expired = replace(WAIVER, until=date(2026, 1, 1))
    assert verdict(FAILED, expired, WAIVER).verdict is Outcome.WAIVED


@pytest.mark.parametrize(
    "waiver", [replace(WAIVER, requirement="tls.hsts"), replace(WAIVER, portal="https://other.gov.test/")]
)
def test_a_waiver_waives_nothing_else(waiver: Waiver) -> None:
    assert verdict(FAILED, waiver).verdict is Outcome.FAIL


@pytest.mark.parametrize(("https", "outcome"), [(True, Outcome.PASS), ({"unseen": "timeout"}, Outcome.UNKNOWN)])
def test_only_a_fail_can_be_waived(https: object, outcome: Outcome) -> None:
    assert verdict({"web.https": https}, WAIVER).verdict is outcome


def test_the_worst_comes_first() -> None:
    shipped = load_profile("vn-2026", load_catalogue())
    verdicts = judge(record({"web": {}, "tls": {}, "ipv6": {}}), shipped, LAW_DATE)
    keys = [(found.severity.rank, found.requirement) for found in verdicts]
    assert keys == sorted(keys)
    assert len({rank for rank, _ in keys}) > 1


def test_judging_is_repeatable() -> None:
    shipped = load_profile("vn-2026", load_catalogue())
    facts = {"web.https": True, "web.http": "content", "web.redirects_to_https": False, "web.hsts": None}
    assert judge(record(facts), shipped, LAW_DATE) == judge(record(facts), shipped, LAW_DATE)


def test_a_portal_that_was_not_observed_at_all_neither_passes_nor_fails() -> None:
    shipped = load_profile("vn-2026", load_catalogue())
    nothing: dict[str, Any] = {check: {} for check in CHECK_NAMES}
    verdicts = judge(record(nothing), shipped, LAW_DATE)
    asked = {found.id for found in shipped.requirements if found.in_force(LAW_DATE) and found.about != "system"}
    assert {found.requirement for found in verdicts} == asked
    assert {found.verdict for found in verdicts} == {Outcome.UNKNOWN}


@pytest.mark.parametrize(
    ("subject", "outcome"),
    [("system:httt-cong", Outcome.WAIVED), ("system:httt-khac", Outcome.FAIL), ("system:", Outcome.FAIL)],
)
def test_the_waiver_of_a_system_holds_for_it_and_at_its_portals(subject: str, outcome: Outcome) -> None:
    waiver = replace(WAIVER, portal=subject)
    assert verdict(FAILED, waiver).verdict is outcome
    of_system = record(FAILED, {"url": "system:httt-cong"})
    (found,) = judge(of_system, profile(about="both"), LAW_DATE, [waiver])
    assert found.verdict is outcome
    (alone,) = judge(record(FAILED, {"system": None}), profile(), LAW_DATE, [waiver])
    assert alone.verdict is Outcome.FAIL


@pytest.mark.parametrize(("about", "judged"), [("portal", (1, 0)), ("system", (0, 1)), ("both", (1, 1))])
def test_a_requirement_is_judged_on_what_it_is_about(about: str, judged: tuple[int, int]) -> None:
    both = (record(FAILED), record(FAILED, {"url": "system:httt-cong"}))
    assert tuple(len(judge(one, profile(about=about), LAW_DATE)) for one in both) == judged


DEADLINE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("law_date", "outcome", "told"),
    [
        (date(2026, 12, 30), Outcome.NOT_APPLICABLE, "Chưa đến hạn 31/12/2026 (còn 1 ngày)."),
        (date(2026, 12, 31), Outcome.NOT_APPLICABLE, "Chưa đến hạn 31/12/2026 (còn 0 ngày)."),
        (date(2027, 1, 10), Outcome.FAIL, "Quá hạn 31/12/2026 (10 ngày)."),
    ],
)
def test_nothing_is_failed_before_its_deadline(law_date: date, outcome: Outcome, told: str) -> None:
    found = verdict(FAILED, law_date=law_date, deadline=DEADLINE, because=because(fail="Chưa có"))
    assert (found.verdict, found.because["vi"]) == (outcome, f"Chưa có {told}")
    assert found.observations


def test_a_deadline_changes_nothing_else() -> None:
    assert verdict({"web.https": True}, deadline=DEADLINE).verdict is Outcome.PASS
    assert verdict({"web.https": {"unseen": "timeout"}}, deadline=DEADLINE).verdict is Outcome.UNKNOWN
    overdue = verdict(FAILED, WAIVER, law_date=date(2026, 12, 31), deadline=date(2026, 12, 1))
    assert overdue.verdict is Outcome.WAIVED
    assert "Overdue since 01/12/2026 (30 days)." in overdue.because["en"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The expressions that are evaluated from now on, one entry each time."""
    found: list[str] = []
    evaluate = Expression.evaluate

    def counted(expression: Expression, values: Mapping[str, Any]) -> Any:
        found.append(expression.text)
        return evaluate(expression, values)

    monkeypatch.setattr(Expression, "evaluate", counted)
    return found


def test_portals_that_show_the_same_are_concluded_once_each_with_its_own_evidence(asked: list[str]) -> None:
    own = profile()
    outcomes: list[Outcome] = []
    ids: set[str] = set()
    for host, https in (("a", True), ("b", True), ("c", False)):
        (found,) = judge(record({"web.https": https}, {"url": f"https://{host}.test/"}), own, LAW_DATE)
        outcomes.append(found.verdict)
        ids.update(found.observations)
    assert (outcomes, len(ids)) == ([Outcome.PASS, Outcome.PASS, Outcome.FAIL], 3)
    assert asked.count(str(DATA["requires"])) == 2


def test_what_is_not_asked_for_is_not_judged_again_and_still_told(asked: list[str]) -> None:
    requires = "tls.endpoints.all(e, size(e.versions) > 0)"
    own = profile(requires=requires, because=because(fail="{tls.endpoints.map(e, e.address)}"))
    told = []
    for address, versions in (("192.0.2.1", []), ("192.0.2.2", []), ("192.0.2.3", ["TLSv1.3"])):
        seen = {"tls.endpoints": [{"address": address, "versions": versions}]}
        (found,) = judge(record(seen), own, LAW_DATE)
        told.append((found.verdict, found.because["en"]))

    assert told == [(Outcome.FAIL, "192.0.2.1"), (Outcome.FAIL, "192.0.2.2"), (Outcome.PASS, "Words")]
    assert asked.count(requires) == 2

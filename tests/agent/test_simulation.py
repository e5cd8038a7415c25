"""What other rules would change, from records and verdicts that are made up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from agent.profiles import read_profile
from agent.simulation import Simulation, simulate
from checks.observation import Json
from checks.record import PortalRecord
from policies.catalogue import load_catalogue
from policies.judge import Waiver
from policies.requirement import Profile
from policies.vantages import judge_looks
from policies.verdict import Outcome, Verdict

DAY = dt.date(2026, 11, 22)
MODERN, LIFETIME, LEVEL = "tls.version.modern", "tls.certificate.lifetime", "plan.level_assigned"
CATALOGUE = load_catalogue().requirements
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
UNSEEN: Json = {"unseen": "timeout", "detail": "no answer"}


def profile(*ids: str, **parameters: dict[str, Any]) -> Profile:
    """A profile of these requirements; `versions` and `days` stand for the parameters of the two on TLS."""
    asked = [CATALOGUE[name] for name in ids]
    changed = {MODERN: parameters.get("modern", {}), LIFETIME: parameters.get("lifetime", {})}
    return Profile(
        name="thử",
        title=asked[0].title,
        requirements=tuple(
            one.model_copy(update={"parameters": one.parameters | changed.get(one.id, {})}) for one in asked
        ),
    )


NOW = profile(MODERN)
STRICT = profile(MODERN, LIFETIME, modern={"versions": ["TLSv1.3"]}, lifetime={"days": 90})


def portal(name: str, versions: Json, days: int = 90, **more: Any) -> PortalRecord:
    moment = "2026-11-22T01:00:00+00:00"
    endpoints: Json = (
        UNSEEN if versions == UNSEEN else [{"address": "127.0.0.1", "versions": versions, "certificates": ["a"]}]
    )
    return PortalRecord(
        portal={"url": f"https://{name}.test/", "agency_id": None, "system": None, **more},
        vantage={"name": "lab", "ipv4": True, "ipv6": True},
        started=moment,
        finished=moment,
        observations={
            "web": {"https": True},
            "tls": {"endpoints": endpoints, "certificates": [{"validity_days": days, "endpoints": ["127.0.0.1"]}]},
        },
    )


def concluded(records: list[PortalRecord], rules: Profile = NOW) -> dict[str, list[Verdict]]:
    return {record.portal["url"]: judge_looks(record, rules, DAY) for record in records}


def tried(records: list[PortalRecord], rules: Profile = STRICT, **more: Any) -> Simulation:
    return simulate(records, concluded(records), rules, DAY, **more)


def told(simulation: Simulation) -> set[tuple[str, str, Outcome | None, Outcome]]:
    return {
        (
            shift.record.portal["url"].split("/")[2].removesuffix(".test"),
            shift.after.requirement,
            shift.before,
            shift.after.verdict,
        )
        for shift in simulation.shifts
    }


def test_a_stricter_rule_is_failed_by_those_that_met_the_old_one_alone() -> None:
    records = [portal("old", ["TLSv1.2"]), portal("new", ["TLSv1.3"], 366), portal("none", ["TLSv1.0"])]
    found = tried(records)

    assert told(found) == {
        ("old", MODERN, PASS, FAIL),
        ("old", LIFETIME, None, PASS),
        ("new", LIFETIME, None, FAIL),
        ("none", LIFETIME, None, PASS),
    }
    assert found.unchanged == {MODERN: {PASS: 1, FAIL: 1}}


def test_what_was_not_seen_stays_unknown_under_any_rule() -> None:
    found = tried([portal("silent", UNSEEN)], profile(MODERN, modern={"versions": ["TLSv1.3"]}))

    assert (found.shifts, found.unchanged) == ((), {MODERN: {UNKNOWN: 1}})


def test_the_same_rules_change_nothing() -> None:
    found = tried([portal("old", ["TLSv1.2"]), portal("none", ["TLSv1.0"])], NOW)

    assert found.shifts == ()
    assert (found.unobserved, found.not_in_force, found.dropped, found.apart) == ((), (), (), 0)


def test_a_looser_rule_is_passed() -> None:
    loose = profile(MODERN, modern={"versions": ["TLSv1.0"]})

    assert told(tried([portal("none", ["TLSv1.0"])], loose)) == {("none", MODERN, FAIL, PASS)}


def test_a_waiver_keeps_a_failure_from_being_told_as_one() -> None:
    waiver = Waiver(MODERN, "https://old.test/", "lý do", "người duyệt", "01/QĐ", DAY)
    found = tried([portal("old", ["TLSv1.2"])], profile(MODERN, modern={"versions": ["TLSv1.3"]}), waivers=[waiver])

    assert told(found) == {("old", MODERN, PASS, Outcome.WAIVED)}


def test_what_could_not_be_tried_is_told_and_never_as_a_verdict() -> None:
    records = [portal("old", ["TLSv1.2"])]
    rules = profile(MODERN, LIFETIME, "ipv6.aaaa")
    early = dt.date(2026, 5, 1)
    found = simulate(records, concluded(records, profile(MODERN, "tls.https")), rules, early)

    assert found.unobserved == ("ipv6.aaaa",)
    assert found.not_in_force == (MODERN,)
    assert found.dropped == ("tls.https", MODERN)
    assert {shift.after.requirement for shift in found.shifts} == {LIFETIME}


def test_places_that_only_one_audit_has_are_counted_and_not_compared() -> None:
    records = [portal("old", ["TLSv1.2"]), portal("fresh", ["TLSv1.2"])]
    found = simulate(records, concluded(records[:1]), STRICT, DAY)

    assert found.apart == 1
    assert {shift.record.portal["url"] for shift in found.shifts} == {"https://old.test/"}


def test_a_requirement_on_systems_counts_once() -> None:
    facts: dict[str, Json] = {"security_plan": {"level": {"unseen": "needs_document", "detail": "x"}}}
    moment = "2026-11-22T01:00:00+00:00"
    of_system = [
        PortalRecord(
            {"url": f"system:{name}", "kind": "system", "system": name}, {"name": "lab"}, moment, moment, facts
        )
        for name in ("a", "b")
    ]
    page = PortalRecord({"url": "https://a.test/", "system": "a"}, {"name": "lab"}, moment, moment, facts)
    records = [*of_system, page]
    stored: dict[str, list[Verdict]] = {record.portal["url"]: [] for record in records}
    found = simulate(records, stored, profile(LEVEL), DAY)

    assert {shift.record.portal["url"] for shift in found.shifts} == {"https://a.test/", "system:b"}


def test_a_shipped_profile_can_be_tried() -> None:
    found = tried([portal("old", ["TLSv1.2"])], read_profile("mozilla-modern"))

    assert ("old", MODERN, PASS, FAIL) in told(found)

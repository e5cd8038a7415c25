from collections import Counter
from dataclasses import replace
from typing import Any

from policies.verdict import Outcome
from tests.reports.oscal.told import WWW, audit, props, result


def place(url: str) -> str:
    """The UUID of a portal or of a system (by its id)."""
    local = result()["local-definitions"]
    parts = [*local["inventory-items"], *local["components"]]
    (found,) = [one["uuid"] for one in parts if url in (props(one).get("uri"), props(one).get("asset-id"))]
    assert isinstance(found, str)
    return found


def finding(requirement: str, url: str) -> dict[str, Any]:
    (found,) = [
        one
        for one in result()["findings"]
        if one["target"]["target-id"] == f"{requirement}_obj" and props(one)["subject"] == place(url)
    ]
    assert isinstance(found, dict)
    return found


def undecided(requirement: str, url: str) -> dict[str, Any]:
    (found,) = [
        one
        for one in result()["observations"]
        if props(one).get("requirement") == requirement and one["subjects"][0]["subject-uuid"] == place(url)
    ]
    assert isinstance(found, dict)
    return found


def test_each_verdict_is_told_once_and_only_passes_and_fails_are_findings() -> None:
    counted = Counter(verdict.verdict for _, verdict in audit().counted())
    states = Counter(one["target"]["status"]["state"] for one in result()["findings"])
    assert states == {"satisfied": counted[Outcome.PASS], "not-satisfied": counted[Outcome.FAIL]}
    told = Counter(props(one)["verdict"] for one in result()["observations"] if "verdict" in props(one))
    assert told == {name: counted[Outcome(name)] for name in ("unknown", "waived", "not_applicable")}
    assert all(counted.values())


def test_a_fail_names_its_portal_what_it_rests_on_and_since_when_it_is_open() -> None:
    failed = finding("contradiction.tls", WWW)
    assert failed["target"]["status"] == {"state": "not-satisfied", "reason": "fail"}
    assert failed["description"] == "Vì sao contradiction.tls."
    assert props(failed) == {
        "subject": place(WWW),
        "change": "persisting",
        "first-seen": "2026-10-17T01:00:00+00:00",
    }
    observed = {one["uuid"]: one for one in result()["observations"]}
    (rests_on,) = [observed[one["observation-uuid"]] for one in failed["related-observations"]]
    assert rests_on["subjects"] == [{"subject-uuid": place(WWW), "type": "inventory-item"}]
    assert len(failed["related-risks"]) == 1


def test_a_finding_that_was_fixed_is_not_told_as_open() -> None:
    assert "first-seen" not in props(finding("other.thing", WWW))


def test_a_pass_is_satisfied_and_no_risk() -> None:
    passed = finding("plan.deployed", "httt-dvc")
    assert passed["target"]["status"] == {"state": "satisfied", "reason": "pass"}
    assert "related-risks" not in passed


def test_what_is_only_recommended_is_told_as_such() -> None:
    assert props(finding("layers.drill", WWW))["force"] == "recommended"
    assert "force" not in props(finding("contradiction.tls", WWW))


def test_an_unknown_says_why_and_what_is_needed() -> None:
    told = undecided("layers.local_force", "httt-xa")
    assert props(told) == {"verdict": "unknown", "requirement": "layers.local_force", "reason": "needs_document"}
    assert told["methods"] == ["EXAMINE"]
    assert told["subjects"] == [{"subject-uuid": place("httt-xa"), "type": "component"}]
    assert told["remarks"].startswith("Bổ sung văn bản")
    assert told["links"][0]["rel"] == "reference"


def test_what_was_seen_is_told_by_check_with_hash_and_time() -> None:
    portal = audit().portals[0]
    known = {item.id: item for item in portal.record.evidence()}
    cited = {name for verdict in portal.verdicts for name in verdict.observations}
    seen = [
        one
        for one in result()["observations"]
        if one["types"] == ["discovery"] and one["subjects"][0]["subject-uuid"] == place(WWW)
    ]
    told = [props(evidence) for one in seen for evidence in one["relevant-evidence"]]
    assert {one["evidence-id"] for one in told if "evidence-id" in one} == cited
    assert all(one["sha256"] == known[one["evidence-id"]].sha256 for one in told if "evidence-id" in one)
    assert {one["collected"] for one in seen} == {"2026-11-16T01:01:41+00:00"}
    methods = {one["description"]: one["methods"] for one in seen}
    assert methods["IPv6"] == ["TEST"]
    assert ["EXAMINE"] in methods.values()


def test_papers_are_named_by_number_and_hash() -> None:
    papers = [
        evidence
        for one in result()["observations"]
        if one["methods"] == ["EXAMINE"] and one["subjects"][0]["subject-uuid"] == place("httt-dvc")
        for evidence in one.get("relevant-evidence", ())
        if "claim" in props(evidence)
    ]
    assert [(one["description"], props(one)) for one in papers] == [
        ("12/QĐ-UBND", {"claim": "decision", "date": "2026-03-01", "sha256": "ab" * 32})
    ]


def test_another_vantage_is_told_with_its_own_observation() -> None:
    report = audit()
    portal = report.portals[0]
    later = replace(portal.record, finished="2026-11-16T09:00:00+07:00", vantage={"name": "Điểm thứ hai"}, also=())
    also = [item.id for item in later.evidence() if item.fact == "ipv6.a"]
    verdict = replace(portal.verdicts[0], observations=(*portal.verdicts[0].observations, *also))
    both = replace(portal, record=replace(portal.record, also=(later,)), verdicts=[verdict])
    made = result(replace(report, portals=[both], systems=[]))
    vantages = {props(one)["vantage"]: one["collected"] for one in made["observations"] if "vantage" in props(one)}
    assert vantages == {
        "Trung tâm giám sát tỉnh": "2026-11-16T01:01:41+00:00",
        "Điểm thứ hai": "2026-11-16T02:00:00+00:00",
    }


def test_the_result_says_by_which_law_and_whether_the_audit_ended() -> None:
    told = props(result(replace(audit(), complete=False)))
    assert (told["profile"], told["law-date"], told["complete"]) == ("vn-2026", "2026-11-16", "no")
    assert props(result())["complete"] == "yes"

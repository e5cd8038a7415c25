import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from policies.verdict import Outcome, Severity
from reports.i18n import Language
from reports.sarif import LEVELS, sarif_document
from tests.reports.judged import audited
from tests.reports.oscal.told import HOSTILE, WWW, audit, hostile


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    return run_of("vi")


def run_of(lang: Language) -> dict[str, Any]:
    document = sarif_document(audit(), lang)
    assert document["version"] == "2.1.0"
    (found,) = document["runs"]
    assert isinstance(found, dict)
    return found


def place(result: dict[str, Any]) -> str:
    name = result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
    assert isinstance(name, str)
    return name


def one(run: dict[str, Any], requirement: str, key: str) -> dict[str, Any]:
    (found,) = [result for result in run["results"] if (result["ruleId"], place(result)) == (requirement, key)]
    assert isinstance(found, dict)
    return found


def test_each_result_names_its_rule_by_id_and_place(run: dict[str, Any]) -> None:
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted({verdict.requirement for verdict in audit().judged()})
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_fails_unknowns_and_waived_are_told_and_nothing_else(run: dict[str, Any]) -> None:
    counted = Counter(verdict.verdict for _, verdict in audit().counted())
    told = Counter(result["properties"]["verdict"] for result in run["results"])
    assert told == {name: counted[Outcome(name)] for name in ("fail", "unknown", "waived")}
    assert {result["kind"] for result in run["results"] if result["properties"]["verdict"] != "unknown"} == {"fail"}
    assert [r for r in run["results"] if ("suppressions" in r) != (r["properties"]["verdict"] == "waived")] == []


def test_an_unknown_is_no_fail_and_has_no_level(run: dict[str, Any]) -> None:
    unknown = [result for result in run["results"] if result["properties"]["verdict"] == "unknown"]
    kinds = {(result["kind"], result["level"], *result["properties"]["reasons"]) for result in unknown}
    assert kinds == {
        ("open", "none", "timeout"),
        ("review", "none", "needs_document"),
        ("review", "none", "needs_lookup"),
    }


def test_levels_follow_the_severity(run: dict[str, Any]) -> None:
    assert LEVELS.keys() == set(Severity)
    for result in run["results"]:
        if result["properties"]["verdict"] != "unknown":
            assert result["level"] == LEVELS[Severity(result["properties"]["severity"])]
    assert {rule["properties"]["force"] for rule in run["tool"]["driver"]["rules"]} == {"mandatory", "recommended"}


def test_a_fail_tells_where_why_and_since_when(run: dict[str, Any]) -> None:
    failed = one(run, "contradiction.tls", WWW)
    assert failed["message"] == {"text": "Vì sao contradiction.tls."}
    assert failed["locations"] == [
        {
            "logicalLocations": [
                {"name": "Cổng thông tin điện tử tỉnh Thí Điểm", "fullyQualifiedName": WWW, "kind": "portal"}
            ],
            "physicalLocation": {"artifactLocation": {"uri": WWW}},
        }
    ]
    assert failed["provenance"]["firstDetectionTimeUtc"] == "2026-10-17T01:00:00Z"
    assert failed["properties"]["change"] == "persisting"
    assert failed["properties"]["agency"] == "UBND tỉnh Thí Điểm"
    assert failed["properties"]["evidence"]
    assert "provenance" not in one(run, "other.thing", WWW)


def test_a_system_has_no_address(run: dict[str, Any]) -> None:
    (location,) = one(run, "plan.deployed", "system:httt-xa")["locations"]
    assert location == {
        "logicalLocations": [{"name": "Trang của các xã", "fullyQualifiedName": "system:httt-xa", "kind": "system"}]
    }


def test_a_rule_names_the_law_of_that_day(run: dict[str, Any]) -> None:
    (rule,) = [rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "plan.deployed"]
    assert rule["properties"]["law"] == ["Nghị định 331/2026/NĐ-CP, Điều 18", "Công văn thử, mục 2"]
    assert rule["help"] == {"text": "1. Ban hành quyết định."}


def test_fingerprints_stay_from_one_audit_to_the_next_and_guids_do_not(run: dict[str, Any]) -> None:
    (later,) = sarif_document(replace(audit(), audit_id="khac"), "vi")["runs"]
    marks = [result["partialFingerprints"]["placeAndRequirement/v1"] for result in run["results"]]
    assert [result["partialFingerprints"]["placeAndRequirement/v1"] for result in later["results"]] == marks
    assert len(set(marks)) == len(marks)
    assert {result["guid"] for result in later["results"]}.isdisjoint(result["guid"] for result in run["results"])


def test_texts_are_in_the_language_asked_for() -> None:
    assert one(run_of("en"), "contradiction.tls", WWW)["message"] == {"text": "Why contradiction.tls."}


def test_an_audit_that_broke_off_says_so(run: dict[str, Any]) -> None:
    (broken,) = sarif_document(replace(audit(), complete=False), "vi")["runs"]
    assert run["invocations"][0]["executionSuccessful"] is True
    assert broken["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["startTimeUtc"] == "2026-11-16T01:00:00Z"


def test_hostile_texts_are_neither_links_nor_placeholders() -> None:
    report = hostile()
    bad = "{0} [x](javascript:alert(1)) " + HOSTILE
    portals = [
        replace(one, verdicts=[replace(v, because={"vi": bad, "en": bad}) for v in one.verdicts])
        for one in report.portals
    ]
    text = json.dumps(sarif_document(replace(report, portals=portals), "vi"), ensure_ascii=False)
    assert "](javascript" not in text
    assert "{0}" not in text
    assert "\u202e" not in text
    assert "\ud800" not in text
    assert "dài" * 300 not in text


def test_an_address_that_is_none_is_not_told_as_one() -> None:
    report = audited()
    portal = report.portals[0]
    urls = {"https://xã.thidiem.gov.test/a b": "https://x%C3%A3.thidiem.gov.test/a%20b", "javascript:alert(1)": None}
    for url, told in urls.items():
        record = replace(portal.record, portal={**portal.record.portal, "url": url})
        (run,) = sarif_document(replace(report, portals=[replace(portal, record=record)], systems=[]), "vi")["runs"]
        places = [result["locations"][0].get("physicalLocation") for result in run["results"]]
        assert places
        assert places[0] == ({"artifactLocation": {"uri": told}} if told else None)


def test_the_same_audit_gives_the_same_log() -> None:
    assert json.dumps(sarif_document(audit(), "vi")) == json.dumps(sarif_document(audit(), "vi"))

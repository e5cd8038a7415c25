import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import jsonschema_rs
import pytest

from checks.facts import FACTS
from checks.observation import Reason
from checks.record import PortalRecord
from policies.catalogue import load_catalogue, load_profile
from policies.judge import judge
from policies.verdict import Outcome
from reports.document import audit_document, portal_document, schema
from tests.reports.judged import audited
from tests.reports.province import report

PORTAL = jsonschema_rs.validator_for(schema("portal-1"), validate_formats=True)
AUDIT = jsonschema_rs.validator_for(
    schema("audit-1"),
    validate_formats=True,
    registry=jsonschema_rs.Registry([(schema("portal-1")["$id"], schema("portal-1"))]),
)
PORTALS = report().portals


def document(place: int = 0) -> dict[str, Any]:
    found = PORTALS[place]
    return copy.deepcopy(portal_document(found.record, found.verdicts, "vi"))


@pytest.mark.parametrize("place", range(len(PORTALS)))
def test_every_portal_document_is_as_the_schema_says(place: int) -> None:
    assert [error.message for error in PORTAL.iter_errors(document(place))] == []


def test_a_record_judged_by_the_shipped_catalogue_is_as_the_schema_says() -> None:
    profile = load_profile("vn-2026", load_catalogue())
    for place in (0, 6, 8, 10):
        record = PORTALS[place].record
        verdicts = judge(record, profile, date(2026, 11, 16))
        assert {verdict.verdict for verdict in verdicts} > {Outcome.UNKNOWN}
        assert [error.message for error in PORTAL.iter_errors(portal_document(record, verdicts, "en"))] == []


def test_the_audit_document_is_as_the_schema_says_in_both_languages() -> None:
    for lang in ("vi", "en"):
        told = audit_document(report(), lang)
        assert [error.message for error in AUDIT.iter_errors(told)] == []
        assert json.loads(json.dumps(told)) == told


def test_an_audit_of_nothing_is_as_the_schema_says() -> None:
    told = audit_document(report(portals=[], changes=[], previous_audit=None, caused_load={}, complete=False), "vi")
    assert [error.message for error in AUDIT.iter_errors(told)] == []
    assert told["audit"]["complete"] is False
    assert told["summary"]["verdicts"] == dict.fromkeys(Outcome, 0)


def test_the_reason_is_told_in_the_language_asked_for() -> None:
    found = PORTALS[0]
    for lang in ("vi", "en"):
        told = portal_document(found.record, found.verdicts, lang)["verdicts"]
        assert [one["because"] for one in told] == [one.because[lang] for one in found.verdicts]


def test_every_verdict_points_at_evidence_that_the_document_holds() -> None:
    told = document()
    ids = {item["id"] for item in told["evidence"]}
    assert {name for one in told["verdicts"] for name in one["observations"]} <= ids
    assert {item["fact"] for item in told["evidence"]} == {
        f"{check}.{name}" for check, facts in told["observations"].items() for name in facts
    }


def test_the_document_says_which_tool_and_version_looked() -> None:
    assert document()["tool"] == {"name": "tuanthu", "version": "0.1.0"}


def test_the_schema_knows_each_fact_that_checks_report_and_no_other() -> None:
    names = {".".join(name.split(".")[:2]) for name in FACTS}
    definitions = schema("portal-1")["$defs"]
    checks = schema("portal-1")["properties"]["observations"]["properties"]
    assert {f"{check}.{name}" for check in checks for name in definitions[check]["properties"]} == names
    members = {name.split(".", 2)[2] for name in FACTS if name.startswith("tls.certificate.")}
    assert set(definitions["certificate"]["properties"]) == members


def test_the_schema_closes_the_list_of_reasons() -> None:
    assert schema("portal-1")["$defs"]["reason"]["enum"] == [reason.value for reason in Reason]


@pytest.mark.parametrize("reason", Reason)
def test_any_fact_may_be_unseen_for_any_reason(reason: Reason) -> None:
    told = document()
    unseen = {"unseen": reason.value, "detail": "tried"}
    told["observations"] = {check: dict.fromkeys(facts, unseen) for check, facts in told["observations"].items()}
    assert PORTAL.is_valid(told)


def test_parts_of_facts_may_be_unseen() -> None:
    told = document()
    unseen = {"unseen": "timeout", "detail": "2 s"}
    told["observations"]["tls"]["certificate"]["scts"] = unseen
    told["observations"]["tls"]["endpoints"][0]["versions"] = unseen
    told["observations"]["ipv6"]["reach"][0]["tcp"] = unseen
    told["observations"]["security_plan"]["layers"]["4"] = unseen
    assert PORTAL.is_valid(told)


def _set(*path: Any) -> Callable[[dict[str, Any]], None]:
    def change(told: dict[str, Any]) -> None:
        *way, last, value = path
        place: Any = told
        for step in way:
            place = place[step]
        place[last] = value

    return change


@pytest.mark.parametrize(
    "break_it",
    [
        _set("schema_version", 2),
        _set("surprise", 1),
        _set("started", "yesterday"),
        _set("portal", "port", 70000),
        _set("tool", "name", "another"),
        _set("observations", "weather", {}),
        _set("observations", "ipv6", "aaaaa", []),
        _set("observations", "ipv6", "aaaa", None),
        _set("observations", "ipv6", "aaaa", {"unseen": "tired", "detail": ""}),
        _set("observations", "ipv6", "aaaa", {"unseen": "timeout"}),
        _set("observations", "ipv6", "content_distance", 101),
        _set("observations", "ipv6", "reach", 0, "family", 5),
        _set("observations", "ipv6", "name_servers", 0, {"name": "ns1"}),
        _set("observations", "tls", "endpoints", 0, "versions", ["TLSv1.4"]),
        _set("observations", "tls", "certificate", {"subject": "CN=a"}),
        _set("observations", "web", "hsts", True),
        _set("observations", "web", "http", "maybe"),
        _set("observations", "trust_label", "embed", "fine"),
        _set("observations", "security_plan", "level", 6),
        _set("observations", "security_plan", "layers", "5", "Chưa triển khai"),
        _set("observations", "security_plan", "approval", "approved"),
        _set("observations", "security_plan", "plan_parts", {"design": "done"}),
        _set("observations", "security_plan", "plan_parts", {"colour": "Chưa triển khai"}),
        _set("observations", "security_plan", "documents", [{"claim": "decision"}]),
        _set("verdicts", 0, "law", [""]),
        _set("evidence", 0, "sha256", "abc"),
        _set("verdicts", 0, "verdict", "perhaps"),
        _set("verdicts", 0, "severity", "grave"),
        _set("verdicts", 0, "layer", 5),
        _set("verdicts", 0, "because", ""),
        _set("verdicts", 0, "reasons", ["tired"]),
        _set("verdicts", 0, "score", 3),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_allow(break_it: Callable[[dict[str, Any]], None]) -> None:
    told = document()
    assert PORTAL.is_valid(told)
    break_it(told)
    assert not PORTAL.is_valid(told)


@pytest.mark.parametrize("outcome", ["pass", "fail"])
def test_the_schema_refuses_a_conclusion_without_evidence(outcome: str) -> None:
    told = document()
    told["verdicts"][0] |= {"verdict": outcome, "observations": [], "reasons": []}
    assert not PORTAL.is_valid(told)


@pytest.mark.parametrize(
    "break_it",
    [
        _set("changes", 0, "kind", "gone"),
        _set("audit", "law_date", "16/11/2026"),
        _set("audit", "load", "connections", -1),
        _set("summary", "subjects", "weather", {}),
        _set("summary", "verdicts", "pass", None),
        _set("portals", 0, "schema_version", 2),
    ],
)
def test_the_schema_of_the_audit_refuses_what_the_contract_does_not_allow(
    break_it: Callable[[dict[str, Any]], None],
) -> None:
    told = copy.deepcopy(audit_document(report(), "vi"))
    break_it(told)
    assert not AUDIT.is_valid(told)


def test_the_verdicts_of_an_audit_name_the_law_of_its_day() -> None:
    told = report()
    asked = told.requirements
    for one in audit_document(told, "vi")["portals"][0]["verdicts"]:
        (cited,) = asked[one["requirement"]].citation
        assert one["law"] == [f"{cited.instrument}, {cited.clause}"]


def test_a_record_without_observations_makes_a_document_without_evidence() -> None:
    empty = PortalRecord(
        PORTALS[0].record.portal,
        PORTALS[0].record.vantage,
        "2026-11-16T08:00:00+07:00",
        "2026-11-16T08:00:01+07:00",
        {},
    )
    told = portal_document(empty, [], "vi")
    assert told["evidence"] == told["verdicts"] == []
    assert PORTAL.is_valid(told)


def test_the_audit_names_the_certificates_that_agencies_share() -> None:
    told = audit_document(report(), "vi")["summary"]["shared_certificates"]
    assert [sorted(one) for one in told[:1]] == [["agencies", "days_left", "portals", "sha256", "subject"]]
    assert told[0]["agencies"] == ["ubnd-tinh", "xa-16"]
    assert len(told[0]["portals"]) == 2


def test_the_numbers_count_what_systems_alone_are_judged_on() -> None:
    told = audit_document(audited(portals=[]), "vi")["summary"]
    judged = [verdict.verdict for one in audited().systems for verdict in one.verdicts]
    assert told["verdicts"] == told["subjects"]["security_plan"]
    assert told["verdicts"]["fail"] == judged.count(Outcome.FAIL)
    assert sum(counts["fail"] for counts in told["layers"].values()) == judged.count(Outcome.FAIL)
    assert told["portals"] == dict.fromkeys(("failing", "undetermined", "compliant"), 0)

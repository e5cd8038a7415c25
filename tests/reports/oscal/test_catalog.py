from typing import Any

from policies.catalogue import load_catalogue
from reports.oscal.catalog import catalog_document, method_of, methods_of
from reports.wording import Wording
from tests.reports.judged import ASKED, asked, audited
from tests.reports.oscal.told import audit, documents, faults, props


def controls(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for group in document["catalog"]["groups"] for one in group["controls"]}


def parts(control: dict[str, Any]) -> dict[str, Any]:
    return {part["name"]: part for part in control["parts"]}


def test_each_requirement_is_a_control_of_its_subject() -> None:
    catalog = documents()["catalog"]
    assert controls(catalog).keys() == audit().requirements.keys()
    assert [group["id"] for group in catalog["catalog"]["groups"]] == ["ipv6", "tls", "trust_label", "security_plan"]


def test_a_control_tells_what_is_asked_why_on_which_facts_and_how_to_mend_it() -> None:
    control = controls(documents("en")["catalog"])["deadline.ct09_approved"]
    assert control["title"] == "Requirement deadline.ct09\\_approved"
    assert props(control) == {
        "label": "deadline.ct09_approved",
        "force": "mandatory",
        "severity": "high",
        "layer": "1",
        "about": "both",
        "status": "active",
        "effective-from": "2019-06-07",
        "deadline": "2024-09-30",
    }
    told = parts(control)
    assert told["statement"]["prose"] == "Requirement deadline.ct09\\_approved"
    assert told["guidance"]["prose"] == "Citizens send their papers through the system."
    assert told["assessment-objective"] == {
        "id": "deadline.ct09_approved_obj",
        "name": "assessment-objective",
        "prose": "```\nrequires: security_plan.level > 0\n```",
    }
    assert told["assessment-method"]["props"] == [{"name": "method", "value": "EXAMINE"}]
    assert told["remedy"]["prose"] == "1. Issue the decision."


def test_a_control_links_to_the_law_of_that_day_alone() -> None:
    catalog = documents()["catalog"]["catalog"]
    resources = {one["uuid"]: one for one in catalog["back-matter"]["resources"]}
    links = controls({"catalog": catalog})["other.thing"]["links"]
    cited = [resources[link["href"].removeprefix("#")] for link in links]
    assert [one["citation"]["text"] for one in cited] == [
        "Nghị định 331/2026/NĐ-CP, Điều 18",
        "Công văn thử, mục 2",
    ]
    assert [props(one)["confirmation"] for one in cited] == ["primary", "instruction"]
    assert props(cited[0])["in-force-from"] == "2026-08-19"


def test_parameters_are_told_with_their_values() -> None:
    requirement = asked("x.y", parameters={"level": 3, "strict": True, "names": ["a", "b"], "none": []})
    made = catalog_document(audited([], portals=[], requirements={"x.y": requirement}), Wording("vi"))
    assert {one["id"]: one.get("values") for one in controls(made)["x.y"]["params"]} == {
        "x.y_prm_level": ["3"],
        "x.y_prm_strict": ["true"],
        "x.y_prm_names": ["a", "b"],
        "x.y_prm_none": None,
    }


def test_papers_and_lists_are_examined_and_all_else_is_tested() -> None:
    assert method_of("security_plan.level") == "EXAMINE"
    assert method_of("trust_label.registry") == "EXAMINE"
    assert method_of("trust_label.embed") == "TEST"
    assert methods_of(ASKED["plan.deployed"]) == ["EXAMINE"]
    both = asked("x.y", requires="security_plan.level > 0 && size(ipv6.a) > 0")
    assert methods_of(both) == ["EXAMINE", "TEST"]


def test_the_catalogue_that_is_shipped_is_valid() -> None:
    shipped = audited([], portals=[], requirements=load_catalogue().requirements)
    assert faults({"catalog": catalog_document(shipped, Wording("en"))}) == []


def test_the_profile_selects_what_was_judged() -> None:
    (imported,) = documents()["profile"]["profile"]["imports"]
    judged = sorted({verdict.requirement for verdict in audit().judged()})
    assert imported["include-controls"] == [{"with-ids": judged}]

import json
from typing import Any

import jsonschema_rs
import pytest

from checks.record import PortalRecord
from reports.document import audit_document, schema
from tests.reports.judged import audited, systems
from tests.reports.systems import register_report

AUDIT = jsonschema_rs.validator_for(
    schema("audit-1"),
    validate_formats=True,
    registry=jsonschema_rs.Registry([(schema("portal-1")["$id"], schema("portal-1"))]),
)


def told(lang: Any = "vi", **changed: Any) -> dict[str, Any]:
    return audit_document(audited(**changed), lang)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_audit_with_systems_is_as_the_schema_says(lang: str) -> None:
    for document in (told(lang), audit_document(register_report(requirements={}), "vi")):
        assert [(error.message, error.instance_path) for error in AUDIT.iter_errors(document)] == []
        assert json.loads(json.dumps(document)) == document


def test_each_system_can_be_read_back_as_a_record() -> None:
    for one, made in zip(told()["systems"], systems(), strict=True):
        assert PortalRecord.from_document(one) == made.record
        assert one["system"]["id"] == made.id


def test_a_system_tells_who_answers_for_it_and_by_which_law_it_was_judged() -> None:
    one = told()["systems"][0]
    assert one["system"] == {
        "id": "httt-dvc",
        "name": "Hệ thống thủ tục hành chính",
        "owner": "UBND tỉnh Thí Điểm",
        "operator": "Trung tâm Công nghệ thông tin và Truyền thông",
        "portals": [],
    }
    assert {tuple(verdict["law"]) for verdict in one["verdicts"]} == {
        ("Nghị định 331/2026/NĐ-CP, Điều 18", "Công văn thử, mục 2")
    }
    assert {item["fact"] for item in one["evidence"]} == {
        f"security_plan.{n}" for n in one["observations"]["security_plan"]
    }


def test_a_system_tells_its_layers_with_the_verdict_that_decides() -> None:
    layers = told()["systems"][1]["layers"]
    assert {name: layer["verdict"] for name, layer in layers.items()} == {
        "1": "pass",
        "2": "fail",
        "3": "unknown",
        "4": "waived",
    }
    assert (layers["2"]["requirement"], layers["2"]["because"]) == (
        "layers.monitoring_covers",
        "Vì sao layers.monitoring_covers.",
    )
    assert layers["3"]["papers"] == [
        {"number": "03/BC", "date": "2026-05-01", "body": "Công ty An ninh mạng Giả Định", "sha256": None}
    ]
    assert told()["systems"][3]["layers"]["2"] == {
        "verdict": None,
        "requirement": None,
        "because": None,
        "papers": [],
        "days": {},
    }


def test_a_system_tells_the_suggested_level_its_deadlines_and_contradictions() -> None:
    document = told("en")
    one = document["systems"][1]
    assert one["suggested_level"] == {
        "level": 3,
        "criteria": ["level.procedures", "level.several"],
        "undecided": ["level.round_the_clock"],
    }
    assert one["deadlines"] == [
        {"requirement": "deadline.ct09_approved", "deadline": "2024-09-30", "days_left": -777, "state": "overdue"},
        {"requirement": "deadline.transition_approved", "deadline": "2026-12-31", "days_left": 45, "state": "unknown"},
    ]
    assert one["contradictions"] == [
        {"portal": portal["portal"]["url"], "requirement": "contradiction.tls", "because": "Why contradiction.tls."}
        for portal in document["portals"][:2]
    ]
    assert document["systems"][2]["suggested_level"] is None


def test_the_layers_are_counted_for_the_province_and_its_agencies() -> None:
    layers = told()["layers"]
    assert layers["province"]["systems"] == 4
    assert layers["province"]["layers"]["2"] == {"pass": 1, "fail": 1, "unknown": 1, "not_applicable": 0, "waived": 0}
    assert set(layers["owners"]) == {"ubnd-tinh", "so-khcn", "ngoai-danh-muc"}
    assert set(layers["operators"]) == {"tt-cntt", "ngoai-danh-muc"}
    assert layers["owners"]["so-khcn"]["level_approved"]["fail"] == 1


def test_an_audit_without_systems_counts_none() -> None:
    document = told(told=[])
    assert document["systems"] == []
    assert document["layers"]["province"]["systems"] == 0
    assert document["layers"]["owners"] == {}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("systems", 0, "surprise"), 1),
        (("systems", 0, "portal", "kind"), "information"),
        (("systems", 0, "layers", "2", "verdict"), "perhaps"),
        (("systems", 1, "deadlines", 0, "state"), "late"),
        (("systems", 1, "suggested_level", "level"), 6),
        (("systems", 0, "observations", "security_plan", "purpose", "serves"), "everybody"),
        (("systems", 0, "observations", "security_plan", "documents", 0, "signature"), "fine"),
        (("systems", 0, "observations", "security_plan", "decision", "by"), "somebody"),
        (("layers", "province", "systems"), -1),
        (("layers", "weather"), {}),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_allow(place: tuple[Any, ...], value: Any) -> None:
    document = json.loads(json.dumps(told()))
    assert AUDIT.is_valid(document)
    part = document
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    assert not AUDIT.is_valid(document)

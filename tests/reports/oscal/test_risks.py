from dataclasses import replace
from typing import Any

from tests.reports.oscal.told import audit, props, result, waiver


def risks(status: str, made: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    return {props(one)["requirement"]: one for one in (made or result())["risks"] if one["status"] == status}


def test_a_requirement_that_fails_is_one_risk_wherever_it_fails() -> None:
    failing = [verdict.requirement for _, verdict in audit().counted() if verdict.verdict == "fail"]
    assert risks("open").keys() == set(failing)
    count = failing.count("contradiction.tls")
    told = risks("open")["contradiction.tls"]
    assert count == 2
    assert told["description"] == "Chưa đáp ứng tại 2 cổng hoặc hệ thống"
    assert told["statement"] == "Người dân gửi hồ sơ qua hệ thống."
    assert told["characterizations"][0]["facets"][0]["value"] == "high"
    assert told["remediations"][0]["description"] == "1. Ban hành quyết định."
    assert "deadline" not in told


def test_a_deadline_of_the_law_is_told_and_none_is_made_up() -> None:
    deadlines = {name: risk["deadline"] for name, risk in risks("open").items() if "deadline" in risk}
    assert deadlines == {"deadline.ct09_approved": "2024-09-30T23:59:59+07:00"}


def test_a_waived_failure_is_an_approved_deviation_until_its_day() -> None:
    told = risks("deviation-approved")["plan.deployed"]
    assert told["deadline"] == "2026-12-31T23:59:59+07:00"
    assert props(told)["waiver-document"] == "03/QĐ"
    assert props(told)["waiver-approver"] == "UBND tỉnh Thí Điểm"
    (observation,) = told["related-observations"]
    (observed,) = [one for one in result()["observations"] if one["uuid"] == observation["observation-uuid"]]
    assert props(observed)["verdict"] == "waived"
    assert observed["subjects"][0]["subject-uuid"] == props(told)["subject"]


def test_a_waiver_that_the_report_does_not_hold_is_not_made_up() -> None:
    assert "deadline" not in risks("deviation-approved")["layers.national"]
    elsewhere = [waiver("plan.deployed", "system:httt-khac", "2026-12-31", "04/QĐ")]
    told = risks("deviation-approved", result(replace(audit(), plan={"waivers": elsewhere})))["plan.deployed"]
    assert "deadline" not in told
    assert "waiver-document" not in props(told)

"""What is asked of papers: by which law on which day, and of whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from checks.facts import FACTS
from checks.observation import to_json
from checks.record import system_key
from checks.security_plan import observe
from checks.security_plan.record import (
    ABSENT,
    LAYERS,
    MEASURES,
    Approval,
    Assessing,
    Assessment,
    Body,
    Document,
    Layer,
    LocalForce,
    Monitoring,
    NationalLink,
    Operation,
    PlanStatus,
    Provision,
    State,
    Surroundings,
    SystemRecord,
    Upkeep,
)
from policies.catalogue import load_catalogue, load_profile
from policies.judge import judge
from policies.requirement import Profile, Requirement
from policies.verdict import Outcome
from tests.policies.records import record

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 22)
NO_DOCUMENT = {"unseen": "needs_document", "detail": ""}
FULL = "Đã triển khai đầy đủ"
GROUPS = ("layers.", "tcvn.", "deadline.", "instruction.", "contradiction.")
SELECTED = load_profile("thanh-hoa", CATALOGUE)
PROFILE = Profile(
    name="papers",
    title=SELECTED.title,
    requirements=tuple(found for found in SELECTED.requirements if found.id.startswith(GROUPS)),
)
SYSTEM = {"url": system_key("httt-cong"), "kind": "system", "host": "", "port": 0, "scheme": ""}
SILENT = {name: NO_DOCUMENT for name in FACTS if name.startswith("security_plan.")}
CLAIMED = SILENT | {
    "security_plan.claims": {"plan_status": FULL, "2": FULL},
    "security_plan.promises": ["tls", "ipv6", "dnssec", "trust_label", "security_txt"],
    "security_plan.monitoring": {"hosts": ["khac.gov.test"], "uncovered": ["www.thidiem.gov.test"]},
}
BAD: dict[str, Any] = {
    "web.https": False,
    "web.security_txt": None,
    "web.incident_contact": None,
    "ipv6.aaaa": [],
    "ipv6.reach": [],
    "dns.dnssec": {"status": "insecure", "why": None, "unsigned_at": "gov.test", "algorithms": []},
    "trust_label.embed": "absent",
    "trust_label.rendered": False,
    "tls.certificates": {"unseen": "refused"},
    "tls.endpoints": {"unseen": "refused"},
}


def outcomes(
    facts: Mapping[str, Any], portal: Mapping[str, Any] | None = None, law_date: date = TODAY, group: str = ""
) -> dict[str, Outcome]:
    return {
        verdict.requirement: verdict.verdict
        for verdict in judge(record(facts, portal), PROFILE, law_date)
        if verdict.requirement.startswith(group)
    }


def well_kept(proof: Document | None) -> SystemRecord:
    """A record that claims everything, each claim with this document."""
    day = date(2026, 9, 1)
    return SystemRecord(
        id="httt-cong",
        name="Cổng dịch vụ công",
        operator=Body("Trung tâm Công nghệ thông tin"),
        unit=Body("Sở Khoa học và Công nghệ"),
        operation=Operation(state=State.OPERATING, begun=date(2020, 1, 1), since=date(2021, 1, 1)),
        level=3,
        approval=Approval.APPROVED,
        decision=proof or ABSENT,
        regulation=proof or ABSENT,
        plan_status=PlanStatus.FULLY_DEPLOYED,
        plan=proof,
        promises=MEASURES,
        assessments=(
            Assessment(
                date=day,
                assessor=Body("Đơn vị An Bình"),
                report=proof.number if proof else None,
                scope="Cổng dịch vụ công",
                standing=Assessing.LICENSED,
            ),
        ),
        layers={number: Layer(PlanStatus.FULLY_DEPLOYED, proof) for number in LAYERS},
        force=LocalForce(people=5, trained=5, last_training=day, last_drill=day),
        monitoring=Monitoring(
            *(Provision.HIRED, Body("Biển Xanh"), day, date(2026, 12, 31), ("*.thidiem.gov.test",), TODAY)
        ),
        national=NationalLink(connected=day, last_data=TODAY),
        incidents=(),
        upkeep=Upkeep(log_months=6, last_scan=day),
        surroundings=Surroundings(portals=("www.thidiem.gov.test",)),
    )


def judged(papers: SystemRecord) -> dict[str, Outcome]:
    seen = to_json(observe(papers, TODAY))
    return outcomes({f"security_plan.{name}": value for name, value in seen.items()}, SYSTEM)


def in_force(day: date, group: str) -> set[str]:
    return {
        found.id.removeprefix(group)
        for found in PROFILE.requirements
        if found.in_force(day) and found.id.startswith(group)
    }


def cited(requirement: Requirement, day: date) -> list[str]:
    return [citation.instrument.split(" ngày ")[0] for citation in requirement.citations_on(day)]


@pytest.mark.parametrize(
    ("day", "instruments"),
    [
        (date(2019, 6, 7), ["Chỉ thị 14/CT-TTg"]),
        (date(2024, 6, 30), ["Chỉ thị 14/CT-TTg", "Công văn 1552/BTTTT-CATTT"]),
        (
            date(2026, 7, 1),
            ["Luật An ninh mạng 116/2025/QH15", "Chỉ thị 14/CT-TTg", "Công văn 1552/BTTTT-CATTT"],
        ),
        (
            date(2026, 8, 19),
            [
                "Luật An ninh mạng 116/2025/QH15",
                "Nghị định 331/2026/NĐ-CP",
                "Chỉ thị 14/CT-TTg",
                "Công văn 1552/BTTTT-CATTT",
            ],
        ),
    ],
)
def test_a_layer_is_judged_by_the_law_of_the_day(day: date, instruments: list[str]) -> None:
    assert cited(CATALOGUE.requirements["layers.monitoring"], day) == instruments
    assert cited(CATALOGUE.requirements["layers.national"], day) == instruments


def test_before_the_directive_no_layer_was_asked_for() -> None:
    assert not in_force(date(2019, 6, 6), "layers.")
    assert in_force(date(2019, 6, 7), "layers.") == {
        *("local_force", "monitoring", "assessment", "national", "assessor_not_monitor")
    }


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        (
            *(date(2026, 6, 30), date(2026, 7, 1)),
            {"layers.assessment_interval_2016"},
            {"layers.unit_named", "layers.monitoring_mandatory"},
        ),
        (
            *(date(2026, 7, 23), date(2026, 7, 24)),
            set(),
            {f"tcvn.{name}" for name in ("scan_interval", "log_months", "waf", "siem", "mfa", "report_channel")},
        ),
        (
            *(date(2026, 8, 18), date(2026, 8, 19)),
            set(),
            {"layers.assessor_licensed", "deadline.transition_approved", "deadline.transition_conditions"},
        ),
    ],
)
def test_a_day_on_which_the_law_changed_changes_only_what_it_changed(
    before: date, after: date, gone: set[str], come: set[str]
) -> None:
    old, new = ({group + name for group in GROUPS for name in in_force(day, group)} for day in (before, after))
    assert (old - new, new - old) == (gone, come)


def test_a_silent_record_passes_and_fails_nothing_whatever_the_portal_shows() -> None:
    found = outcomes(SILENT | BAD) | outcomes(SILENT, SYSTEM)
    assert found.keys() == {requirement.id for requirement in PROFILE.requirements if requirement.in_force(TODAY)}
    assert set(found.values()) == {Outcome.UNKNOWN}


def test_claims_without_a_document_pass_and_fail_nothing() -> None:
    found = judged(well_kept(None))
    assert set(found.values()) == {Outcome.UNKNOWN, Outcome.NOT_APPLICABLE}
    assert {id_ for id_, outcome in found.items() if outcome is Outcome.NOT_APPLICABLE} == {
        "layers.assessor_licensed",
        "deadline.transition_approved",
    }


def test_with_their_documents_they_pass() -> None:
    found = judged(well_kept(Document("01/QĐ", date(2024, 9, 1), "UBND tỉnh Thí Điểm", level=3)))
    assert {id_ for id_, outcome in found.items() if outcome is not Outcome.PASS} == {
        "layers.assessor_licensed",
        "deadline.transition_approved",
    }


def test_what_a_portal_shows_contradicts_what_its_record_claims() -> None:
    assert set(outcomes(CLAIMED | BAD, group="contradiction.").values()) == {Outcome.FAIL}


def test_a_portal_in_no_system_contradicts_nothing() -> None:
    found = outcomes(SILENT | BAD, {"system": None}, group="contradiction.")
    assert len(found) == 6
    assert set(found.values()) == {Outcome.NOT_APPLICABLE}


def test_papers_are_judged_at_their_system_and_contradictions_at_its_portals() -> None:
    both = {"layers.local_force", "layers.monitoring", "layers.assessment", "layers.national"}
    portals = outcomes(SILENT | BAD).keys()
    systems = outcomes(SILENT, SYSTEM).keys()
    assert portals & systems == both
    assert portals - both == {id_ for id_ in CATALOGUE.requirements if id_.startswith("contradiction.")} | {
        "tcvn.report_channel"
    }


@pytest.mark.parametrize(
    ("asked", "judged"), [("security_plan", {"contradiction.monitoring"}), ("web", set()), ("tls", set())]
)
def test_a_contradiction_needs_both_sides_to_have_been_looked_at(asked: str, judged: set[str]) -> None:
    facts = {name: value for name, value in (CLAIMED | BAD).items() if name.startswith(f"{asked}.")}
    assert outcomes(facts, group="contradiction.").keys() == judged


def test_what_is_inferred_says_that_it_is_guidance() -> None:
    for requirement in CATALOGUE.requirements.values():
        inferred = [citation.clause.startswith("Hướng dẫn (suy từ") for citation in requirement.citation]
        if requirement.id.startswith(GROUPS) and any(inferred):
            assert all(inferred), requirement.id
            assert requirement.force == "recommended", requirement.id


@pytest.mark.parametrize(
    ("day", "outcome"), [(date(2026, 12, 31), Outcome.NOT_APPLICABLE), (date(2027, 1, 1), Outcome.FAIL)]
)
def test_a_deadline_fails_nobody_before_it_is_over(day: date, outcome: Outcome) -> None:
    building = SILENT | {
        "security_plan.operation": {"state": "building", "begun": "2025-01-01"},
        "security_plan.approval": "Đang dự thảo",
        "security_plan.decision": None,
    }
    assert outcomes(building, SYSTEM, day)["deadline.transition_approved"] is outcome

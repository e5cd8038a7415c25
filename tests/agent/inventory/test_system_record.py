from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from agent.inventory import load_inventory, system_record
from checks.observation import Seen, Unseen
from checks.security_plan import observe
from checks.security_plan.record import (
    ABSENT,
    Approval,
    Assessing,
    Assessment,
    Body,
    CheckKind,
    Copy,
    Document,
    Function,
    Hosting,
    Incident,
    Layer,
    LocalForce,
    Monitoring,
    NationalLink,
    Operation,
    PersonalData,
    PlanStatus,
    Provision,
    Purpose,
    Reach,
    State,
    Surroundings,
    SystemRecord,
    Upkeep,
)
from reports.wording import ZONE
from tests.agent.inventory.conftest import Desk

PROVINCE = "UBND tỉnh Thí Điểm"
FULL, PARTLY, NOT = PlanStatus.FULLY_DEPLOYED, PlanStatus.PARTLY_DEPLOYED, PlanStatus.NOT_DEPLOYED
KEPT = "a" * 64

WHOLE = """\
schema_version: 1
province: {name: Tỉnh Thí Điểm}
agencies:
  - id: tinh
    name: UBND tỉnh
    kind: province
    tax_code: "2800000001"
    agencies:
      - {id: so, name: Sở Khoa học và Công nghệ, kind: department, tax_code: 2800000002-001}
      - {id: tt, name: Trung tâm CNTT, kind: unit}
  - {id: xa, name: UBND xã Một, kind: commune}
  - {id: xb, name: UBND xã Hai, kind: commune}
systems:
  - id: dvc
    name: Dịch vụ công
    description: Giải quyết thủ tục
    owner: tinh
    operator: tt
    unit: so
    platform: Nền tảng X
    purpose: {functions: [procedures, portal_platform], public_information_only: false, personal_data: basic,
              basic_subjects: 120000, sensitive_subjects: 0, users: 30000, serves: several,
              conditional_business: false, round_the_clock: false, national_security: false}
    operation: {state: upgrading, begun: 2020-01-01, since: 2021-05-01, hosting: rented, separated: true}
    level: 3
    level_reason: Giải quyết thủ tục hành chính
    approval: Đã được phê duyệt
    dossier: {overview: true, design: true, expert_opinion: false, submitted: 2024-05-02}
    appraisal: {number: 1/TĐ, date: 2024-06-01, body: Sở KH&CN, level: 3, file: td.txt, sha256: KEPT}
    decision: {number: 2/QĐ, date: 2024-07-01, body: UBND tỉnh, level: 2}
    expected_approval: 2026-12-15
    regulation: {number: 3/QC, date: 2024-05-01, body: UBND tỉnh}
    plan:
      {status: Đã triển khai một số hạng mục, number: 4/PA, date: 2024-08-01, body: Sở KH&CN,
       parts: {design: Đã triển khai đầy đủ, end_of_life: Chưa triển khai}, groups: {network: Đã triển khai đầy đủ},
       promises: [tls, ipv6], expected: 2027-03-31}
    checked: [Định kỳ]
    assessments:
      - {date: 2026-05-01, kind: Định kỳ, assessor: Công ty A, tax_code: "0100000001", standing: licensed,
         licence: 12/GP, report: 5/BC, scope: Dịch vụ công, open_findings: 2, file: td.txt}
      - {date: 2025-05-01}
    layers:
      1: {status: Đã triển khai đầy đủ, document: {number: 6/QĐ, date: 2026-01-01, body: Sở KH&CN, file: td.txt},
          people: 5, trained: 4, last_training: 2026-03-01, last_drill: 2026-05-01}
      2: {status: Đã triển khai đầy đủ, document: {number: 7/HĐ}, kind: hired, provider: Công ty B,
          tax_code: "0100000002", from: 2026-01-01, to: 2026-12-31, hosts: ["*.Tinh.gov.test"], last_event: 2026-11-20}
      3: {status: Chưa triển khai}
      4: {connected: 2025-01-01, last_data: 2026-11-21}
    incidents: [{found: 2026-03-01T08:00, serious: true, noticed: 2026-03-01T20:00, reported: 2026-03-03T08:00}]
    upkeep: {log_months: 6, last_scan: 2026-06-01}
  - {id: xa, name: Trang xã, owner: xa, platform: nền tảng x}
  - {id: khac, name: Khác, owner: xb}
portals:
  - {url: "https://dvc.tinh.gov.test/", name: DVC, agency: so, system: dvc, kind: online_service}
  - {url: "https://dvc.tinh.gov.test/xa/", name: DVC xã, agency: xa, system: dvc, kind: online_service}
  - {url: "https://motcua.tinh.gov.test/", name: Một cửa, agency: xa, system: dvc, kind: online_service}
  - {url: "https://motcua.tinh.gov.test/b", name: Khác, agency: xb, system: khac, kind: information}
"""


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    (tmp_path / "td.txt").write_text("Thẩm định", "utf-8")
    path = tmp_path / "tinh.yaml"
    path.write_text(WHOLE.replace("KEPT", KEPT), "utf-8")
    return path


def test_a_system_is_handed_over_whole(whole: Path) -> None:
    inventory = load_inventory(whole)
    sha256 = hashlib.sha256("Thẩm định".encode()).hexdigest()

    assert system_record(inventory, inventory.system("dvc")) == SystemRecord(
        id="dvc",
        name="Dịch vụ công",
        description="Giải quyết thủ tục",
        owner=Body("UBND tỉnh", "2800000001"),
        operator=Body("Trung tâm CNTT"),
        unit=Body("Sở Khoa học và Công nghệ", "2800000002-001"),
        purpose=Purpose(
            functions=(Function.PROCEDURES, Function.PORTAL_PLATFORM),
            public_information_only=False,
            personal_data=PersonalData.BASIC,
            basic_subjects=120000,
            sensitive_subjects=0,
            users=30000,
            serves=Reach.SEVERAL,
            conditional_business=False,
            round_the_clock=False,
            national_security=False,
        ),
        operation=Operation(State.UPGRADING, dt.date(2020, 1, 1), dt.date(2021, 5, 1), Hosting.RENTED, separated=True),
        level=3,
        level_reason="Giải quyết thủ tục hành chính",
        approval=Approval.APPROVED,
        dossier={"overview": True, "design": True, "expert_opinion": False},
        submitted=dt.date(2024, 5, 2),
        appraisal=Document("1/TĐ", dt.date(2024, 6, 1), "Sở KH&CN", Copy("td.txt", sha256, KEPT), 3),
        decision=Document("2/QĐ", dt.date(2024, 7, 1), "UBND tỉnh", None, 2),
        expected_approval=dt.date(2026, 12, 15),
        regulation=Document("3/QC", dt.date(2024, 5, 1), "UBND tỉnh"),
        plan_status=PARTLY,
        plan=Document("4/PA", dt.date(2024, 8, 1), "Sở KH&CN"),
        plan_parts={"design": FULL, "end_of_life": NOT},
        plan_groups={"network": FULL},
        promises=("tls", "ipv6"),
        expected_plan=dt.date(2027, 3, 31),
        checked=(CheckKind.PERIODIC,),
        assessments=(
            Assessment(
                dt.date(2026, 5, 1),
                Body("Công ty A", "0100000001"),
                "5/BC",
                "Dịch vụ công",
                Copy("td.txt", sha256),
                CheckKind.PERIODIC,
                Assessing.LICENSED,
                "12/GP",
                2,
            ),
            Assessment(dt.date(2025, 5, 1)),
        ),
        layers={
            "1": Layer(FULL, Document("6/QĐ", dt.date(2026, 1, 1), "Sở KH&CN", Copy("td.txt", sha256))),
            "2": Layer(FULL, Document("7/HĐ")),
            "3": Layer(NOT),
            "4": Layer(),
        },
        force=LocalForce(5, 4, dt.date(2026, 3, 1), dt.date(2026, 5, 1)),
        monitoring=Monitoring(
            Provision.HIRED,
            Body("Công ty B", "0100000002"),
            dt.date(2026, 1, 1),
            dt.date(2026, 12, 31),
            ("*.tinh.gov.test",),
            dt.date(2026, 11, 20),
        ),
        national=NationalLink(dt.date(2025, 1, 1), dt.date(2026, 11, 21)),
        incidents=(
            Incident(
                dt.datetime(2026, 3, 1, 8, tzinfo=ZONE),
                serious=True,
                noticed=dt.datetime(2026, 3, 1, 20, tzinfo=ZONE),
                reported=dt.datetime(2026, 3, 3, 8, tzinfo=ZONE),
            ),
        ),
        upkeep=Upkeep(6, dt.date(2026, 6, 1)),
        surroundings=Surroundings(
            portals=("dvc.tinh.gov.test", "motcua.tinh.gov.test"),
            platform="Nền tảng X",
            platform_siblings=("Trang xã", "Khác"),
            foreign_agencies=("UBND xã Một",),
        ),
    )


def test_a_system_of_an_older_inventory_is_handed_over_as_it_was(desk: Desk) -> None:
    inventory = desk.load()

    assert system_record(inventory, inventory.system("httt-cong")) == SystemRecord(
        id="httt-cong",
        name="Hệ thống Cổng thông tin điện tử",
        owner=Body(PROVINCE),
        operator=Body("Trung tâm Công nghệ thông tin"),
        level=2,
        approval=Approval.APPROVED,
        decision=Document(
            "12/QĐ-UBND",
            dt.date(2026, 3, 1),
            PROVINCE,
            Copy("documents/qd-12.txt", hashlib.sha256("Quyết định 12".encode()).hexdigest()),
        ),
        plan_status=FULL,
        plan=Document("13/PA-UBND", dt.date(2026, 3, 2), PROVINCE),
        regulation=Document("14/QĐ-UBND", dt.date(2026, 3, 3), PROVINCE),
        checked=(CheckKind.BEFORE_USE, CheckKind.PERIODIC),
        assessments=(Assessment(dt.date(2026, 5, 1), Body("Trung tâm CNTT"), "03/BC-CNTT", "toàn hệ thống"),),
        layers={
            "1": Layer(FULL, Document("15/QĐ-UBND", dt.date(2026, 3, 4), "UBND tỉnh")),
            "2": Layer(NOT),
        },
        surroundings=Surroundings(portals=("www.thidiem.gov.test",)),
    )


def test_silence_stays_silence_and_null_stays_an_admission(desk: Desk) -> None:
    frank = "{id: frank, name: A, owner: xa-mot, appraisal: null, decision: null, regulation: null"
    desk.spoil(
        "portals:\n",
        f"  - {{id: silent, name: A, owner: xa-mot}}\n  - {frank}, assessments: [], checked: [], incidents: []}}\n"
        "portals:\n",
    )
    inventory = desk.load()
    commune = Body("UBND xã Một")

    assert system_record(inventory, inventory.system("silent")) == SystemRecord(
        "silent", "A", owner=commune, appraisal=ABSENT, decision=ABSENT, regulation=ABSENT
    )
    assert system_record(inventory, inventory.system("frank")) == SystemRecord(
        "frank",
        "A",
        owner=commune,
        appraisal=None,
        decision=None,
        regulation=None,
        assessments=(),
        checked=(),
        incidents=(),
    )


def test_copies_that_the_inventory_does_not_name_come_from_elsewhere(whole: Path) -> None:
    inventory = load_inventory(whole)
    asked: list[tuple[str, str]] = []

    def copies(system: str, claim: str) -> Copy | None:
        asked.append((system, claim))
        return Copy(claim) if claim != "plan" else None

    record = system_record(inventory, inventory.system("dvc"), copies)

    assert asked == [("dvc", claim) for claim in ("decision", "regulation", "plan", "assessments.", "layers.2")]
    assert isinstance(record.decision, Document)
    assert isinstance(record.appraisal, Document)
    assert record.decision.copy == Copy("decision")
    assert record.appraisal.copy is not None
    assert record.appraisal.copy.file == "td.txt"
    assert record.plan is not None
    assert record.plan.copy is None


def test_the_check_sees_what_the_inventory_proves(desk: Desk) -> None:
    desk.spoil("regulation: {number: 14/QĐ-UBND, date: 2026-03-03, body: UBND tỉnh Thí Điểm}", "regulation: null")
    desk.spoil("number: 13/PA-UBND, ", "")
    inventory = desk.load()
    facts = observe(system_record(inventory, inventory.system("httt-cong")), dt.date(2026, 11, 21))

    assert facts["approval"] == Seen("Đã được phê duyệt")
    assert facts["regulation"] == Seen(None)
    assert isinstance(facts["plan_status"], Unseen)
    assert "lacks its number" in facts["plan_status"].detail

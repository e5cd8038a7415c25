"""A record that is silent, one that says and proves everything, and what tests ask of facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from checks.observation import Fact, Reason, Seen, Unseen
from checks.security_plan.record import (
    GROUPS,
    PARTS,
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
    Signature,
    SignatureState,
    State,
    Surroundings,
    SystemRecord,
    Upkeep,
)

TODAY = dt.date(2026, 11, 21)
HANOI = dt.timezone(dt.timedelta(hours=7))
HASH = "ab" * 32
PROVINCE = "UBND tỉnh Thí Điểm"
COPY = Copy("qd.pdf", HASH, HASH, "Nguyễn Văn A", dt.datetime(2026, 3, 2, 9, tzinfo=HANOI))
DECISION = Document("12/QĐ-UBND", dt.date(2026, 3, 1), PROVINCE)
DECISION_FACT = {"number": "12/QĐ-UBND", "date": "2026-03-01", "body": PROVINCE}
ASSESSMENT = Assessment(dt.date(2026, 5, 1), Body("Trung tâm CNTT"), "03/BC-CNTT")
SILENT = SystemRecord("httt-cong", "Hệ thống Cổng thông tin điện tử")
FULLY = PlanStatus.FULLY_DEPLOYED
COMPLETE = SystemRecord(
    id="httt-cong",
    name="Hệ thống Cổng thông tin điện tử",
    description="Cổng của tỉnh",
    owner=Body(PROVINCE),
    operator=Body("Trung tâm Điều hành"),
    unit=Body("Sở Khoa học và Công nghệ"),
    purpose=Purpose((Function.INFORMATION,), False, PersonalData.BASIC, 1200, 0, 300, Reach.BODY, False, False, False),
    operation=Operation(State.OPERATING, dt.date(2020, 1, 1), dt.date(2021, 5, 1), Hosting.RENTED, separated=True),
    level=2,
    approval=Approval.APPROVED,
    dossier={"overview": True, "design": True, "justification": True, "plan": True, "expert_opinion": False},
    appraisal=Document("11/TĐ-SKHCN", dt.date(2026, 2, 1), "Sở KH&CN", COPY, level=2),
    decision=Document(DECISION.number, DECISION.date, DECISION.body, COPY, level=2),
    regulation=Document("14/QĐ-UBND", dt.date(2026, 2, 3), PROVINCE, COPY),
    plan_status=FULLY,
    plan=Document("13/PA-UBND", dt.date(2026, 3, 2), PROVINCE, COPY),
    plan_parts=dict.fromkeys(PARTS, FULLY),
    plan_groups=dict.fromkeys(GROUPS, FULLY),
    promises=("tls", "ipv6"),
    expected_approval=dt.date(2026, 12, 15),
    expected_plan=dt.date(2027, 3, 31),
    checked=(CheckKind.BEFORE_USE, CheckKind.PERIODIC),
    assessments=(
        Assessment(dt.date(2026, 1, 5), Body("Viện An ninh"), "01/BC-VAN", copy=COPY, kind=CheckKind.BEFORE_USE),
        Assessment(
            dt.date(2026, 5, 1),
            Body("Công ty CP Kiểm Định"),
            "03/BC-KD",
            "Hệ thống cổng thông tin điện tử tỉnh",
            COPY,
            CheckKind.PERIODIC,
            Assessing.LICENSED,
            "77/GP-BCA",
            0,
        ),
    ),
    layers={
        "1": Layer(FULLY, Document("21/QĐ", dt.date(2026, 1, 1), PROVINCE, COPY)),
        "2": Layer(FULLY, Document("22/HĐ", dt.date(2026, 1, 1), "Công ty Canh Gác", COPY)),
        "3": Layer(FULLY, Document("23/KH", dt.date(2026, 1, 1), PROVINCE, COPY)),
        "4": Layer(FULLY, Document("24/BB", dt.date(2026, 1, 1), "Trung tâm quốc gia", COPY)),
    },
    force=LocalForce(5, 4, dt.date(2026, 11, 1), dt.date(2026, 10, 22)),
    monitoring=Monitoring(
        Provision.HIRED,
        Body("Công ty Canh Gác"),
        dt.date(2026, 1, 1),
        dt.date(2026, 12, 31),
        ("*.thidiem.test",),
        dt.date(2026, 11, 20),
    ),
    national=NationalLink(dt.date(2025, 1, 1), dt.date(2026, 11, 21)),
    incidents=(
        Incident(
            dt.datetime(2026, 3, 1, 8, tzinfo=HANOI),
            serious=True,
            noticed=dt.datetime(2026, 3, 1, 20, 1, tzinfo=HANOI),
            reported=dt.datetime(2026, 3, 3, 8, tzinfo=HANOI),
        ),
    ),
    upkeep=Upkeep(6, dt.date(2026, 6, 1)),
    surroundings=Surroundings(("www.thidiem.test",), "nen-tang-x", ("Hệ thống khác",), ("Sở Bạn",)),
)


def detail(fact: Fact[Any]) -> str:
    """What an unseen fact says is missing, after making sure that a document would mend it."""
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.NEEDS_DOCUMENT
    return fact.detail


def seen(fact: Fact[Any]) -> Any:
    """The value of a fact that was seen."""
    assert isinstance(fact, Seen), fact
    return fact.value


def signed(*states: SignatureState) -> Copy:
    """A copy with signatures of these worths, each of a signer of its own."""
    signatures = tuple(Signature(state, f"Người ký {number}") for number, state in enumerate(states, 1))
    return Copy("qd.pdf", HASH, HASH, signatures=signatures)

"""The information systems of the province: what their records say and prove, and what is therefore true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from .labels import LOCAL_TIME
from .requirements import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Facts, Verdicts, every, unseen

DRAFT, APPROVED = "Đang dự thảo", "Đã được phê duyệt"
NONE, SOME, FULL = "Chưa triển khai", "Đã triển khai một số hạng mục", "Đã triển khai đầy đủ"
BEFORE_USE, PERIODIC = "Trước khi đưa vào sử dụng", "Định kỳ"

PARTS = ("design", "operation", "checks", "risk", "monitoring", "recovery", "end_of_life")
GROUPS = (
    *("policy", "organisation", "people", "build", "operate", "risk_plan", "end_plan"),
    *("network", "server", "application", "data"),
)
MEASURES = ("waf", "siem", "mfa")
"""What every plan promises; nobody can see these from outside."""
REGULATED_ON, APPRAISED_ON, DECIDED_ON = date(2026, 8, 24), date(2026, 9, 4), date(2026, 9, 10)
"""In this order, and under Nghị định 331/2026/NĐ-CP."""
ASSESSED_BEFORE_USE_ON = date(2020, 5, 15)
OPERATION = {"state": "operating", "begun": date(2019, 3, 1), "since": date(2020, 6, 1), "hosting": "own"}
PURPOSE: Mapping[str, Any] = {
    "public_information_only": False,
    "personal_data": "basic",
    "basic_subjects": 2000,
    "sensitive_subjects": 0,
    "users": 5000,
    "serves": "body",
    "conditional_business": False,
    "round_the_clock": False,
    "national_security": False,
}
ASSESSOR, ASSESSOR_TAX_CODE = "Trung tâm Kiểm định An toàn Biển Xanh", "0100000012"
WATCH, WATCH_TAX_CODE = "Công ty TNHH Giám sát Mây Trắng", "0100000023"

ABSENT = object()
"""In a record: the key is not there."""

Record = Callable[[Callable[[int], date]], Mapping[str, Any]]
"""What a record says otherwise, as the inventory writes it, by a function that gives the day so many days ago."""

Proof = Literal["document", "claim"]
"""Whether a document stands behind a word in the record."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What the record says of one of the four layers."""

    status: str = FULL
    proof: Proof = "document"


_PARTLY = Layer(SOME, "claim")
_ALL_IN_PLACE = {1: Layer(), 2: Layer(), 3: Layer(), 4: Layer()}


@dataclass(frozen=True, slots=True)
class System:
    """One system record; as it stands here, level 2 with everything in place and on paper.

    `assessed` is how many days ago, or on which day, the last assessment was, None for a record that is silent about
    it. `record` says what its record says otherwise, `facts` and `verdicts` what differs from the truth of such a
    record.
    """

    id: str
    name: str
    what: str
    owner: str = "ubnd-tinh"
    operator: str = "ttcntt"
    unit: str = "skhcn"
    functions: tuple[str, ...] = ("information",)
    promises: tuple[str, ...] = ()
    level: int = 2
    approval: str = APPROVED
    decision: bool = True
    signature: Literal["none", "intact", "broken"] = "none"
    regulation: Literal["issued", "none"] = "issued"
    plan: str = FULL
    plan_proof: Proof = "document"
    checked: tuple[str, ...] = (BEFORE_USE, PERIODIC)
    assessed: int | date | None = 60
    layers: Mapping[int, Layer] = field(default_factory=lambda: _ALL_IN_PLACE)
    record: Record = lambda ago: {}
    facts: Facts = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=dict)


_DEPLOYMENT = ("plan.deployed", "plan.parts", "plan.groups_management", "plan.groups_technical")
_ASSESSMENT = (
    *("layers.assessor_independent", "layers.assessor_not_monitor", "layers.assessment_names_system"),
    "plan.open_findings",
)
_LAYER_1 = ("layers.unit_named", "layers.force_trained", "layers.drill")
_LAYER_2 = (
    *("layers.monitoring", "layers.monitoring_covers", "layers.monitoring_in_force", "layers.monitoring_alive"),
    "layers.assessor_not_monitor",
)
_UNDER_THE_NEW_LAW = ("plan.approved_by", "plan.dossier", "plan.regulation_first")
_UNDECIDED = dict.fromkeys(
    (
        *("plan.level_approved", "level.decision_matches", "level.kept", *_UNDER_THE_NEW_LAW, *_DEPLOYMENT[1:]),
        *(
            "deadline.ct09_approved",
            "deadline.transition_conditions",
            "plan.transition_parts",
            "plan.transition_groups",
        ),
    ),
    UNKNOWN,
)
"""What cannot be told while nothing proves the decision, nor when it was made."""
WATCHED = ("ganhoi", "docsoi", "truongcat", "baibang", "khelanh", "hongai")
"""The portals of one system that its contract of layer 2 lists."""

SYSTEMS = (
    System(
        "httt-cong",
        "Hệ thống Cổng thông tin điện tử tỉnh",
        "level 3, everything in place, the decision signed",
        level=3,
        signature="intact",
    ),
    System(
        "httt-dvc",
        "Hệ thống thông tin giải quyết thủ tục hành chính",
        "level 3, everything in place",
        level=3,
        functions=("procedures",),
        assessed=200,
    ),
    System("httt-so", "Nền tảng trang thông tin điện tử các sở, ngành", "level 2, everything in place"),
    System("httt-xa", "Nền tảng trang thông tin điện tử cấp xã", "level 2, everything in place"),
    System(
        "httt-du-thao",
        "Trang thông tin điện tử vùng cao",
        "level proposed, the dossier still a draft",
        approval=DRAFT,
        decision=False,
        verdicts={
            **dict.fromkeys(("plan.level_approved", "deadline.ct09_approved"), FAIL),
            **dict.fromkeys(("plan.approved_by", "plan.regulation_first", "level.decision_matches"), NOT_APPLICABLE),
            "plan.dossier": UNKNOWN,
        },
    ),
    System(
        "httt-thieu-quyet-dinh",
        "Trang thông tin điện tử vùng ven biển",
        "level said to be approved, no decision to show",
        decision=False,
        facts=unseen("needs_document", "security_plan.approval", "security_plan.decision"),
        verdicts=_UNDECIDED,
    ),
    System(
        "httt-mot-phan",
        "Trang thông tin điện tử vùng hồ",
        "plan partly deployed",
        plan=SOME,
        verdicts=dict.fromkeys((*_DEPLOYMENT, "deadline.ct09_deployed"), FAIL),
    ),
    System(
        "httt-khai-du",
        "Trang thông tin điện tử khu trung tâm",
        "plan said to be fully deployed, nothing to show",
        plan_proof="claim",
        facts=unseen("needs_document", "security_plan.plan_status"),
        verdicts=dict.fromkeys(
            (*_DEPLOYMENT, "deadline.ct09_deployed", "tcvn.log_months", "tcvn.scan_interval"), UNKNOWN
        ),
    ),
    System(
        "httt-danh-gia-cu",
        "Hệ thống tiếp nhận phản ánh, kiến nghị",
        "level 3, last assessed 700 days ago",
        level=3,
        assessed=700,
        verdicts={"plan.assessed": FAIL},
    ),
    System(
        "httt-chua-danh-gia",
        "Hệ thống dữ liệu y tế cơ sở",
        "level 3, periodic checks missing and no assessment on record",
        level=3,
        checked=(BEFORE_USE,),
        assessed=None,
        facts=unseen("needs_document", "security_plan.checked", "security_plan.last_assessment"),
        verdicts=dict.fromkeys((*_ASSESSMENT, "plan.assessed"), UNKNOWN),
    ),
    System(
        "httt-chua-quy-che",
        "Trang thông tin điện tử làng nghề",
        "regulation declared not issued",
        regulation="none",
        facts={"security_plan.regulation": None},
        verdicts=dict.fromkeys(("plan.regulation_issued", "plan.regulation_first"), FAIL),
    ),
    System(
        "httt-thieu-minh-chung",
        "Trang thông tin điện tử biên giới",
        "layers 2 and 4 said to be in place with nothing to show, layer 3 not mentioned",
        layers={1: Layer(), 2: Layer(proof="claim"), 4: Layer(proof="claim")},
        verdicts=dict.fromkeys((*_LAYER_2, "layers.assessment", "layers.national", "layers.national_alive"), UNKNOWN),
    ),
    System(
        "httt-thieu-lop",
        "Trang thông tin điện tử cù lao",
        "no layer fully in place, as the record admits",
        layers={1: _PARTLY, 2: Layer(NONE, "claim"), 3: _PARTLY, 4: _PARTLY},
        facts={"security_plan.layers": {"1": SOME, "2": NONE, "3": SOME, "4": SOME}},
        verdicts={
            **dict.fromkeys((*_LAYER_1, *_LAYER_2, "layers.national_alive"), UNKNOWN),
            **dict.fromkeys(("layers.local_force", "layers.monitoring", "layers.assessment", "layers.national"), FAIL),
        },
    ),
    System(
        "httt-mau-thuan",
        "Trang thông tin điện tử vùng bán sơn địa",
        "a plan said to be fully deployed, with TLS and IPv6; portals show otherwise, and one is not watched",
        promises=("tls", "ipv6", "dnssec", "trust_label", "security_txt"),
        record=lambda ago: {"layers": {2: {"hosts": [f"{key}.thidiem.gov.test" for key in WATCHED]}}},
        verdicts={"layers.monitoring_covers": FAIL},
    ),
    System(
        "httt-cap-thap",
        "Hệ thống một cửa điện tử liên thông",
        "settles administrative procedures at level 2",
        owner="ttpvhcc",
        functions=("procedures",),
        verdicts={"level.procedures": FAIL},
    ),
    System(
        "httt-tu-danh-gia",
        "Hệ thống hồ sơ sức khỏe điện tử",
        "level 3, assessed by its own operator",
        owner="syt",
        level=3,
        record=lambda ago: {
            "assessments": [
                {
                    "date": ago(60),
                    "kind": PERIODIC,
                    "assessor": "Trung tâm Công nghệ thông tin và Truyền thông",
                    "standing": "internal",
                    "report": "419/BC-KTDG",
                    "scope": "Hệ thống hồ sơ sức khỏe điện tử",
                    "open_findings": 4,
                }
            ]
        },
        verdicts={"layers.assessor_independent": FAIL, "plan.open_findings": FAIL},
    ),
    System(
        "httt-cung-nha-thau",
        "Hệ thống quản lý ngân sách",
        "level 3, assessed by the company that watches it",
        owner="stc",
        level=3,
        record=lambda ago: {
            "assessments": [
                {
                    "date": ago(40),
                    "kind": PERIODIC,
                    "assessor": "Công ty Trách nhiệm hữu hạn GIÁM SÁT MÂY TRẮNG",
                    "tax_code": f"{WATCH_TAX_CODE}-001",
                    "standing": "licensed",
                    "licence": "09/GP-ANM",
                    "report": "420/BC-KTDG",
                    "scope": "Hệ thống quản lý ngân sách",
                    "open_findings": 0,
                }
            ]
        },
        verdicts={"layers.assessor_not_monitor": FAIL},
    ),
    System(
        "httt-het-hop-dong",
        "Hệ thống quản lý văn bản và điều hành",
        "the contract of layer 2 has run out, and no event has come in since",
        record=lambda ago: {"layers": {2: {"from": ago(400), "to": ago(35), "last_event": ago(35)}}},
        verdicts={"layers.monitoring": UNKNOWN, "layers.monitoring_in_force": FAIL, "layers.monitoring_alive": FAIL},
    ),
    System(
        "httt-ban-sao-sua",
        "Hệ thống thông tin đất đai",
        "the copy of the decision is not the one that was taken in",
        record=lambda ago: {"decision": {"sha256": "ab" * 32}},
        facts=unseen("needs_document", "security_plan.approval", "security_plan.decision"),
        verdicts=_UNDECIDED,
    ),
    System(
        "httt-chu-ky-hong",
        "Hệ thống quản lý cán bộ, công chức",
        "the signature on the decision is over other words",
        signature="broken",
        facts=unseen("needs_document", "security_plan.approval", "security_plan.decision"),
        verdicts=_UNDECIDED,
    ),
    System(
        "httt-chuyen-tiep",
        "Hệ thống tuyển sinh đầu cấp",
        "approved in 2024 by the former rules, its plan partly deployed",
        owner="sgddt",
        plan=SOME,
        record=lambda ago: {
            "regulation": {"date": date(2024, 4, 2)},
            "appraisal": {"date": date(2024, 5, 6)},
            "decision": {"date": date(2024, 5, 20)},
        },
        verdicts={
            **dict.fromkeys(("plan.deployed", "deadline.ct09_deployed"), FAIL),
            **dict.fromkeys((*_DEPLOYMENT[1:], *_UNDER_THE_NEW_LAW), NOT_APPLICABLE),
            **dict.fromkeys(
                ("deadline.transition_conditions", "plan.transition_parts", "plan.transition_groups"),
                FAIL if datetime.now(LOCAL_TIME).date() > date(2027, 6, 30) else NOT_APPLICABLE,
            ),
            "level.kept": PASS,
        },
    ),
    System(
        "httt-su-co",
        "Hệ thống quản lý tài sản công",
        "a serious incident, told of too late",
        owner="stc",
        assessed=date(2026, 10, 20),
        record=lambda ago: {
            "incidents": [
                {
                    "found": "2026-10-05T08:00",
                    "serious": True,
                    "noticed": "2026-10-06T16:00",
                    "reported": "2026-10-09T08:00",
                }
            ]
        },
        verdicts={"plan.incident_notice": FAIL, "plan.incident_report": FAIL, "layers.assessor_licensed": PASS},
    ),
    *(
        System(
            f"httt-tin-{number}",
            f"Trang tin chuyên đề {number}",
            "one of several systems that are one platform",
            record=lambda ago: {"platform": "nen-tang-tin"},
            verdicts={"level.not_split": FAIL},
        )
        for number in (1, 2, 3)
    ),
)

NO_RECORD: Facts = unseen(
    "needs_document",
    "security_plan.level",
    "security_plan.approval",
    "security_plan.decision",
    "security_plan.plan_status",
    "security_plan.regulation",
    "security_plan.checked",
    "security_plan.last_assessment",
    "security_plan.layers",
)
"""What is true of a portal in no system."""


def facts_of(system: System | None) -> Facts:
    """The plain facts of `security_plan` that the record bears out."""
    if system is None:
        return NO_RECORD
    return {
        "security_plan.level": system.level,
        "security_plan.approval": system.approval,
        "security_plan.plan_status": system.plan,
        "security_plan.checked": list(system.checked),
        **system.facts,
    }


def verdicts_of(system: System | None) -> Verdicts:
    """The verdicts on a portal of the system on the requirements below `plan` and `layers`, where not `pass`."""
    if system is None:
        return every(UNKNOWN, "plan", "layers", "tcvn")
    by_level = {} if system.level >= 3 else every(NOT_APPLICABLE, "plan.assessed", "tcvn")
    at_portals = every(PASS, "plan", "layers")
    return {**by_level, **{name: outcome for name, outcome in system.verdicts.items() if name in at_portals}}

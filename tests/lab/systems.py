"""The information systems behind the portals: what their records say and prove, and what is therefore true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .requirements import FAIL, NOT_APPLICABLE, UNKNOWN, Facts, Verdicts, every, unseen

DRAFT, APPROVED = "Đang dự thảo", "Đã được phê duyệt"
NONE, SOME, FULL = "Chưa triển khai", "Đã triển khai một số hạng mục", "Đã triển khai đầy đủ"
BEFORE_USE, PERIODIC = "Trước khi đưa vào sử dụng", "Định kỳ"

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

    `assessed` is how many days ago the last assessment was, None for a record that is silent about it.
    `facts` and `verdicts` say what differs from the truth of such a record.
    """

    id: str
    name: str
    what: str
    owner: str = "ubnd-tinh"
    operator: str = "ttcntt"
    level: int = 2
    approval: str = APPROVED
    decision: bool = True
    regulation: Literal["issued", "none"] = "issued"
    plan: str = FULL
    plan_proof: Proof = "document"
    checked: tuple[str, ...] = (BEFORE_USE, PERIODIC)
    assessed: int | None = 60
    layers: Mapping[int, Layer] = field(default_factory=lambda: _ALL_IN_PLACE)
    facts: Facts = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=dict)


SYSTEMS = (
    System("httt-cong", "Hệ thống Cổng thông tin điện tử tỉnh", "level 3, everything in place", level=3),
    System(
        "httt-dvc",
        "Hệ thống thông tin giải quyết thủ tục hành chính",
        "level 3, everything in place",
        level=3,
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
        verdicts={"plan.level_approved": FAIL},
    ),
    System(
        "httt-thieu-quyet-dinh",
        "Trang thông tin điện tử vùng ven biển",
        "level said to be approved, no decision to show",
        decision=False,
        facts=unseen("needs_document", "security_plan.approval", "security_plan.decision"),
        verdicts={"plan.level_approved": UNKNOWN},
    ),
    System(
        "httt-mot-phan",
        "Trang thông tin điện tử vùng hồ",
        "plan partly deployed",
        plan=SOME,
        verdicts={"plan.deployed": FAIL},
    ),
    System(
        "httt-khai-du",
        "Trang thông tin điện tử khu trung tâm",
        "plan said to be fully deployed, nothing to show",
        plan_proof="claim",
        facts=unseen("needs_document", "security_plan.plan_status"),
        verdicts={"plan.deployed": UNKNOWN},
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
        verdicts={"plan.assessed": UNKNOWN},
    ),
    System(
        "httt-chua-quy-che",
        "Trang thông tin điện tử làng nghề",
        "regulation declared not issued",
        regulation="none",
        facts={"security_plan.regulation": None},
        verdicts={"plan.regulation_issued": FAIL},
    ),
    System(
        "httt-thieu-minh-chung",
        "Trang thông tin điện tử biên giới",
        "layers 2 and 4 said to be in place with nothing to show, layer 3 not mentioned",
        layers={1: Layer(), 2: Layer(proof="claim"), 4: Layer(proof="claim")},
        verdicts=every(UNKNOWN, "layers.monitoring", "layers.assessment", "layers.national"),
    ),
    System(
        "httt-thieu-lop",
        "Trang thông tin điện tử cù lao",
        "no layer fully in place, as the record admits",
        layers={1: _PARTLY, 2: Layer(NONE, "claim"), 3: _PARTLY, 4: _PARTLY},
        facts={"security_plan.layers": {"1": SOME, "2": NONE, "3": SOME, "4": SOME}},
        verdicts=every(FAIL, "layers"),
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
    """The verdicts on the requirements below `plan` and `layers`, where they are not `pass`."""
    if system is None:
        return every(UNKNOWN, "plan", "layers")
    by_level = {} if system.level >= 3 else {"plan.assessed": NOT_APPLICABLE}
    return {**by_level, **system.verdicts}

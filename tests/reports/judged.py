"""Systems with verdicts for the tests of reports: every outcome, a layer of each kind, deadlines and contradictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from policies.requirement import Requirement
from policies.verdict import Outcome, Verdict
from reports.model import AuditReport, PortalResult, SystemResult
from tests.reports.asked import REQUIREMENTS
from tests.reports.province import report, results, verdict
from tests.reports.systems import complete, silent, system

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
NOT_APPLICABLE, WAIVED = Outcome.NOT_APPLICABLE, Outcome.WAIVED

CITED: list[dict[str, str]] = [
    {
        "instrument": "Nghị định 85/2016/NĐ-CP",
        "clause": "Điều 19",
        "confirmation": "secondary",
        "to": "2026-06-30",
    },
    {
        "instrument": "Nghị định 331/2026/NĐ-CP",
        "clause": "Điều 18",
        "confirmation": "primary",
        "from": "2026-08-19",
    },
    {"instrument": "Công văn thử", "clause": "mục 2", "confirmation": "instruction"},
]


def asked(name: str, layer: int = 1, **more: Any) -> Requirement:
    """A requirement on systems, mandatory unless said otherwise."""
    fields: dict[str, Any] = {
        "id": name,
        "status": "active",
        "title": {"vi": f"Yêu cầu {name}", "en": f"Requirement {name}"},
        "why": {"vi": "Người dân gửi hồ sơ qua hệ thống.", "en": "Citizens send their papers through the system."},
        "citation": CITED,
        "force": "mandatory",
        "effective_from": "2019-06-07",
        "subject": "security_plan",
        "layer": layer,
        "severity": "high",
        "requires": "security_plan.level > 0",
        "about": "both",
        "because": {"pass": {"vi": "Đạt.", "en": "Met."}, "fail": {"vi": "Không đạt.", "en": "Not met."}},
        "remedy": {"vi": "1. Ban hành quyết định.", "en": "1. Issue the decision."},
    }
    return Requirement.model_validate({**fields, **more}, strict=False)


ASKED: dict[str, Requirement] = {
    item.id: item
    for item in (
        asked("level.procedures", parameters={"level": 3}),
        asked("level.several", parameters={"level": 3}, force="recommended"),
        asked("level.information", parameters={"level": 2}, force="recommended"),
        asked("level.round_the_clock", parameters={"level": 4}),
        asked("plan.level_approved"),
        asked("plan.deployed"),
        asked("layers.local_force", 1),
        asked("layers.drill", 1, force="recommended"),
        asked("layers.monitoring", 2),
        asked("layers.monitoring_covers", 2),
        asked("layers.assessment", 3),
        asked("layers.national", 4),
        asked("deadline.ct09_approved", deadline="2024-09-30"),
        asked("deadline.transition_approved", deadline="2026-12-31"),
        asked("tcvn.scan", force="recommended"),
        asked("other.thing"),
        asked("contradiction.tls"),
        asked("contradiction.ipv6"),
    )
}


def verdicts(found: SystemResult | PortalResult, outcomes: Mapping[str, Outcome]) -> list[Verdict]:
    """Verdicts on those requirements, resting on what there is of the system or portal."""
    evidence = found.record.evidence()
    return [
        replace(
            verdict(evidence, ASKED[name], outcome),
            because={"vi": f"Vì sao {name}.", "en": f"Why {name}."},
        )
        for name, outcome in outcomes.items()
    ]


def with_verdicts(found: SystemResult, **outcomes: Outcome) -> SystemResult:
    """The system so judged; `layers__drill` stands for `layers.drill`."""
    return SystemResult(found.record, verdicts(found, {name.replace("__", "."): one for name, one in outcomes.items()}))


def systems() -> list[SystemResult]:
    """Four systems: one in order, one that fails, one of which nothing is known, one whose layers do not apply."""
    good = {name: PASS for name in ASKED if not name.startswith(("contradiction.", "level.round"))}
    return [
        with_verdicts(
            system("httt-dvc", "Hệ thống thủ tục hành chính", complete()),
            **{name.replace(".", "__"): outcome for name, outcome in good.items()},
            level__round_the_clock=NOT_APPLICABLE,
        ),
        with_verdicts(
            system("httt-cong", "Cổng thông tin điện tử", complete(level=2), owner="so-khcn"),
            level__procedures=FAIL,
            level__several=FAIL,
            level__information=PASS,
            level__round_the_clock=UNKNOWN,
            plan__level_approved=FAIL,
            plan__deployed=WAIVED,
            layers__local_force=PASS,
            layers__drill=FAIL,
            layers__monitoring=PASS,
            layers__monitoring_covers=FAIL,
            layers__assessment=UNKNOWN,
            layers__national=WAIVED,
            deadline__ct09_approved=FAIL,
            deadline__transition_approved=UNKNOWN,
            other__thing=FAIL,
        ),
        with_verdicts(
            system("httt-xa", "Trang của các xã", silent(), operator=None, unit=None),
            **dict.fromkeys(("layers__local_force", "layers__monitoring", "plan__deployed"), UNKNOWN),
        ),
        with_verdicts(
            system("httt-dat", "Đất đai", silent(), owner="ngoai-danh-muc", operator="ngoai-danh-muc"),
            layers__local_force=NOT_APPLICABLE,
        ),
    ]


def portals(count: int = 9) -> list[PortalResult]:
    """The first portals of the province: of those of `httt-cong` the first two contradict their papers, and all repeat
    the verdicts of their system."""
    (owner,) = [one for one in systems() if one.id == "httt-cong"]
    found = []
    for place, result in enumerate(results()[:count]):
        record = replace(
            result.record,
            observations={**result.record.observations, "security_plan": owner.record.observations["security_plan"]},
        )
        of_it = PortalResult(record, ())
        contradicted = {"contradiction.tls": FAIL if place < 2 else PASS, "contradiction.ipv6": NOT_APPLICABLE}
        own = [v for v in result.verdicts if REQUIREMENTS[v.requirement].subject != "security_plan"]
        repeated = verdicts(of_it, {v.requirement: v.verdict for v in owner.verdicts})
        found.append(PortalResult(record, [*own, *repeated, *verdicts(of_it, contradicted)]))
    return found


def audited(told: Sequence[SystemResult] | None = None, **changed: Any) -> AuditReport:
    """The province's audit with these systems (or all four) and the portals of one of them."""
    fields: dict[str, Any] = {
        "requirements": {**REQUIREMENTS, **ASKED},
        "systems": systems() if told is None else told,
        "portals": portals(),
        "changes": [],
    }
    return report(**fields | changed)

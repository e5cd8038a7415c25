"""Made-up information systems for the tests of reports: what their papers prove, admit, or only claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checks.facts import FACTS
from checks.observation import Json, Reason, Unseen, to_json
from checks.record import PortalRecord
from policies.verdict import Verdict
from reports.model import AgencyRow, AuditReport, SystemResult
from tests.reports.province import START, VANTAGE, agencies, report

NAMES = tuple(name.removeprefix("security_plan.") for name in FACTS if name.startswith("security_plan."))
PROVINCE = "UBND tỉnh Thí Điểm"
UNIT = "Sở Khoa học và Công nghệ"
OPERATOR = "Trung tâm Công nghệ thông tin và Truyền thông"
FULL, PARTLY, NOT = "Đã triển khai đầy đủ", "Đã triển khai một số hạng mục", "Chưa triển khai"
APPROVED, APPRAISED, SUBMITTED, DRAFTED = "Đã được phê duyệt", "Đã thẩm định", "Đã gửi thẩm định", "Đang dự thảo"
PARTS = ("design", "operation", "checks", "risk", "monitoring", "recovery", "end_of_life")
GROUPS = (
    "policy",
    "organisation",
    "people",
    "build",
    "operate",
    "risk_plan",
    "end_plan",
    "network",
    "server",
    "application",
    "data",
)


def unseen(detail: str = "the record does not say") -> Json:
    """What stands for a fact that only a document could show."""
    return to_json(Unseen(Reason.NEEDS_DOCUMENT, detail))


def paper(number: str, day: str, body: str = PROVINCE, **more: Any) -> dict[str, Any]:
    """A document that was proven."""
    return {"number": number, "date": day, "body": body, **more}


def silent(**said: Json) -> dict[str, Json]:
    """The facts of a record that says nothing but what is given here."""
    return dict.fromkeys(NAMES, unseen()) | said


def complete(**changed: Json) -> dict[str, Json]:
    """The facts of a system of level 3 whose papers prove all that is asked, but for what is given here."""
    facts: dict[str, Json] = {
        "level": 3,
        "purpose": {
            "functions": ["procedures"],
            "public_information_only": False,
            "personal_data": "basic",
            "basic_subjects": 120_000,
            "sensitive_subjects": 0,
            "users": 30_000,
            "serves": "several",
            "conditional_business": False,
            "round_the_clock": False,
            "national_security": False,
        },
        "bodies": {"owner": PROVINCE, "operator": OPERATOR, "unit": UNIT, "unit_operates": False},
        "operation": {
            "state": "operating",
            "begun": "2020-01-01",
            "since": "2021-05-01",
            "hosting": "own",
            "separated": True,
        },
        "claims": {"approval": APPROVED, "plan_status": FULL, "regulation": True, **dict.fromkeys("1234", FULL)},
        "approval": APPROVED,
        "dossier": {
            "overview": True,
            "design": True,
            "justification": True,
            "plan": True,
            "expert_opinion": unseen(),
        },
        "appraisal": paper("20/TĐ-SKHCN", "2026-02-10", UNIT, level=3, by="unit"),
        "decision": paper("12/QĐ-UBND", "2026-03-01", level=3, by="owner"),
        "regulation": paper("5/QĐ-UBND", "2026-01-15"),
        "plan_status": FULL,
        "plan": paper("13/PA-UBND", "2026-03-02"),
        "plan_parts": dict.fromkeys(PARTS, FULL),
        "plan_groups": dict.fromkeys(GROUPS, FULL),
        "promises": ["tls", "ipv6"],
        "expected": {"approval": unseen(), "plan": unseen()},
        "checked": ["Trước khi đưa vào sử dụng", "Định kỳ"],
        "last_assessment": {
            "date": "2026-05-01",
            "days_ago": 199,
            "assessor": "Công ty An ninh mạng Giả Định",
            "report": "03/BC",
        },
        "assessor": {
            "independent_of_operator": True,
            "independent_of_monitor": True,
            "names_system": True,
            "standing": "licensed",
            "licence": "01/GP",
            "kind": "Định kỳ",
            "open_findings": 0,
        },
        "layers": dict.fromkeys("1234", FULL),
        "force": {"people": 5, "trained": 4, "last_training_days": 260, "last_drill_days": 199},
        "monitoring": {
            "kind": "hired",
            "provider": "Công ty Giám sát Ví Dụ",
            "since": "2026-01-01",
            "until": "2026-12-31",
            "days_left": 45,
            "hosts": ["*.thidiem.gov.test"],
            "uncovered": [],
            "last_event": "2026-11-15",
            "last_event_days": 1,
        },
        "national": {"connected": "2025-01-01", "last_data": "2026-11-15", "last_data_days": 1},
        "incidents": [],
        "upkeep": {"log_months": 6, "last_scan": "2026-09-01", "last_scan_days": 76},
        "platform": {"name": None, "siblings": [], "foreign_agencies": []},
        "documents": [
            {
                "claim": "decision",
                "number": "12/QĐ-UBND",
                "date": "2026-03-01",
                "sha256": "ab" * 32,
                "state": "kept",
                "signature": "good",
                "signers": [PROVINCE],
                "added_by": "Lê Văn Mẫu",
                "added_at": "2026-03-05T09:00:00+07:00",
            }
        ],
    }
    return facts | changed


def system(
    key: str,
    name: str,
    facts: dict[str, Json],
    verdicts: Sequence[Verdict] = (),
    *,
    owner: str = "ubnd-tinh",
    operator: str | None = "tt-cntt",
    unit: str | None = UNIT,
    portals: Sequence[str] = (),
) -> SystemResult:
    """One system of an agency of `tests.reports.province`, by its id; an `owner` that is not there names itself."""
    by_id = {row.id: row for row in agencies()}
    owning = by_id.get(owner, AgencyRow(owner, owner, "unit"))
    portal = {
        "url": f"system:{key}",
        "host": "",
        "port": 0,
        "scheme": "",
        "path": "",
        "name": name,
        "kind": "system",
        "agency": owning.name,
        "agency_id": owning.id,
        "agency_kind": owning.kind,
        "system": key,
        "operator": by_id[operator].name if operator in by_id else operator,
        "operator_id": operator,
        "unit": unit,
        "portals": list(portals),
    }
    moment = START.isoformat()
    return SystemResult(PortalRecord(portal, dict(VANTAGE), moment, moment, {"security_plan": facts}), verdicts)


def systems() -> list[SystemResult]:
    """Eight systems of four owners: one complete, the others each short of something."""
    changed = "the file qd.pdf, named for the approval of the level, has changed since it was taken in"
    undecided = "no assessment with date, assessor and report number proves the checks"
    return [
        system(
            "httt-dvc",
            "Hệ thống thông tin giải quyết thủ tục hành chính",
            complete(),
            portals=["https://dichvucong.thidiem.gov.test/"],
        ),
        system(
            "httt-cong",
            "Cổng thông tin điện tử tỉnh",
            complete(level=2, approval=unseen(changed), decision=unseen(changed), checked=["Định kỳ"]),
            portals=["https://www.thidiem.gov.test/"],
        ),
        system(
            "httt-dulieu",
            "Kho dữ liệu dùng chung",
            complete(
                approval=APPRAISED,
                decision=None,
                regulation=None,
                plan_status=PARTLY,
                expected={"approval": "2026-12-15", "plan": "2027-03-31"},
                checked=unseen(undecided),
            ),
            portals=["https://dulieu.thidiem.gov.test/"],
        ),
        system(
            "httt-vanban",
            "Hệ thống quản lý văn bản",
            silent(
                level=2,
                claims={
                    "approval": SUBMITTED,
                    "plan_status": NOT,
                    "regulation": unseen(),
                    **dict.fromkeys("1234", NOT),
                },
                approval=SUBMITTED,
                decision=None,
                plan_status=NOT,
                expected={"approval": "2026-11-30", "plan": "2027-06-30"},
                checked=[],
                last_assessment=None,
            ),
            owner="so-nv",
            operator=None,
        ),
        system(
            "httt-yte",
            "Hồ sơ sức khỏe điện tử",
            complete(last_assessment={"date": "2025-06-01", "days_ago": 533, "assessor": "A", "report": "01/BC"}),
            owner="so-yt",
        ),
        system(
            "httt-truong",
            "Cơ sở dữ liệu trường học",
            silent(level=1, approval=DRAFTED, decision=None, plan_status=NOT, checked=[]),
            owner="so-gddt",
        ),
        system("httt-xa", "Trang của các xã", silent(), operator=None, unit=None),
        system("httt-dat", "=Đất đai", complete(claims=silent()["claims"], plan_status=unseen()), owner="so-nnmt"),
    ]


def register_report(told: Sequence[SystemResult] | None = None, **changed: Any) -> AuditReport:
    """The province's audit with these systems (or all), and no portals unless they are given."""
    fields: dict[str, Any] = {"portals": [], "changes": [], "systems": systems() if told is None else told}
    return report(**fields | changed)

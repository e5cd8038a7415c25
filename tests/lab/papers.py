"""The records of the province's systems and the papers behind them, as an operator would have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from . import province
from .authority import Authority
from .systems import (
    ABSENT,
    APPRAISED_ON,
    ASSESSED_BEFORE_USE_ON,
    ASSESSOR,
    ASSESSOR_TAX_CODE,
    BEFORE_USE,
    DECIDED_ON,
    FULL,
    GROUPS,
    MEASURES,
    OPERATION,
    PARTS,
    PERIODIC,
    PURPOSE,
    REGULATED_ON,
    WATCH,
    WATCH_TAX_CODE,
    Layer,
    System,
)

_Part = dict[str, Any]
_LAYER_PAPERS = {
    1: "Quyết định kiện toàn lực lượng bảo đảm an ninh mạng tại chỗ",
    2: "Hợp đồng thuê dịch vụ giám sát, bảo vệ chuyên nghiệp",
    3: "Hợp đồng kiểm tra, đánh giá an ninh mạng định kỳ với đơn vị độc lập",
    4: "Biên bản kết nối, chia sẻ thông tin với hệ thống giám sát quốc gia",
}


class Papers:
    """The papers of the province, written as small text files. `today` is the day of the lab's start, `authority`
    vouches for those who sign."""

    def __init__(self, directory: Path, today: date, authority: Authority) -> None:
        self._directory = directory
        self._today = today
        self._authority = authority
        (directory / "documents").mkdir(parents=True, exist_ok=True)

    def issue(self, subject: str, number: str, when: int | date, body: str) -> _Part:
        """A paper as an inventory names it: number, date (a day, or how many days ago), body, file."""
        day = when if isinstance(when, date) else self.days_ago(when)
        file = f"documents/{number.lower().replace('/', '-').replace('đ', 'd')}.txt"
        text = f"{body.upper()}\nSố: {number}\nNgày {day:%d/%m/%Y}\n\n{subject}\n\n(Văn bản giả định)\n"
        (self._directory / file).write_text(text, "utf-8")
        return {"number": number, "date": day, "body": body, "file": file}

    def days_ago(self, days: int) -> date:
        """A day counted back from that of the lab's start."""
        return self._today - timedelta(days=days)

    def sign(self, paper: _Part, signer: str, *, intact: bool) -> None:
        """Put a detached signature beside a paper; one that is not `intact` is over other words."""
        file = self._directory / paper["file"]
        data = file.read_bytes()
        signed = data if intact else data.replace("(Văn bản giả định)".encode(), b"")
        file.with_name(f"{file.name}.p7s").write_bytes(self._authority.signature(signed, signer, paper["body"]))


def system_record(system: System, number: int, papers: Papers) -> _Part:
    """The record of a system as an inventory writes it; its papers are issued."""
    owner, unit = (province.agency(id_).name for id_ in (system.owner, system.unit))
    approver = owner if system.level >= 3 else unit
    written: _Part = {
        "id": system.id,
        "name": system.name,
        "description": system.what,
        "owner": system.owner,
        "operator": system.operator,
        "unit": system.unit,
        "platform": system.id,
        "purpose": {**PURPOSE, "functions": list(system.functions)},
        "operation": dict(OPERATION),
        "level": system.level,
        "level_reason": "Theo tiêu chí tại Nghị định 331/2026/NĐ-CP",
        "approval": system.approval,
        "dossier": dict.fromkeys(("overview", "design", "justification", "plan"), True),
        "incidents": [],
        "upkeep": {"log_months": 6, "last_scan": papers.days_ago(20)},
    }
    if system.decision:
        subject = f"Kết quả thẩm định hồ sơ đề xuất cấp độ của {system.name}"
        written["appraisal"] = papers.issue(subject, f"{600 + number}/TĐ-SKHCN", APPRAISED_ON, unit)
        subject = f"Quyết định phê duyệt cấp độ {system.level} của {system.name}"
        decision = papers.issue(subject, f"{100 + number}/QĐ-UBND", DECIDED_ON, approver)
        if system.signature != "none":
            papers.sign(decision, "Nguyễn Thị Minh An", intact=system.signature == "intact")
        written["decision"] = {**decision, "level": system.level}
    written["regulation"] = None
    if system.regulation == "issued":
        subject = f"Quy chế bảo đảm an ninh mạng cho {system.name}"
        written["regulation"] = papers.issue(subject, f"{200 + number}/QC-UBND", REGULATED_ON, owner)
    words = {"parts": dict.fromkeys(PARTS, system.plan), "groups": dict.fromkeys(GROUPS, system.plan)}
    written["plan"] = {"status": system.plan, **words, "promises": [*MEASURES, *system.promises]}
    if system.plan_proof == "document":
        subject = f"Biên bản nghiệm thu phương án bảo đảm an ninh mạng của {system.name}"
        written["plan"] |= papers.issue(subject, f"{300 + number}/BB-TTCNTT", 50, owner)
    written["checked"] = list(system.checked)
    if system.assessed is not None:
        made = {BEFORE_USE: ASSESSED_BEFORE_USE_ON, PERIODIC: system.assessed}
        written["assessments"] = [_assessment(system, number, papers, kind, made[kind]) for kind in system.checked]
    written["layers"] = {layer: _layer(system, number, layer, said, papers) for layer, said in system.layers.items()}
    record: _Part = _merged(written, system.record(papers.days_ago))
    return record


def _merged(written: Any, other: Any) -> Any:
    """What is written, with what the record says otherwise; `ABSENT` takes a key away."""
    if not (isinstance(written, dict) and isinstance(other, Mapping)):
        return other
    keys = dict.fromkeys((*written, *other))
    merged = {key: _merged(written.get(key), other[key]) if key in other else written[key] for key in keys}
    return {key: value for key, value in merged.items() if value is not ABSENT}


def _assessment(system: System, number: int, papers: Papers, kind: str, when: int | date) -> _Part:
    first = 700 if kind == BEFORE_USE else 400
    subject = f"Báo cáo kết quả kiểm tra, đánh giá an ninh mạng của {system.name}"
    paper = papers.issue(subject, f"{first + number}/BC-KTDG", when, ASSESSOR)
    return {
        "date": paper["date"],
        "kind": kind,
        "assessor": ASSESSOR,
        "tax_code": ASSESSOR_TAX_CODE,
        "standing": "licensed",
        "licence": "07/GP-ANM",
        "report": paper["number"],
        "scope": system.name,
        "open_findings": 0,
        "file": paper["file"],
    }


def _layer(system: System, number: int, layer: int, said: Layer, papers: Papers) -> _Part:
    if said.proof == "claim":
        return {"status": said.status}
    subject = f"{_LAYER_PAPERS[layer]}, áp dụng cho {system.name}"
    number_of_paper = f"{500 + 10 * number + layer}/VB-LOP{layer}"
    document = papers.issue(subject, number_of_paper, 150, province.PROVINCE.name)
    return {"status": FULL, "document": document, **_facts_of_layer(layer, papers)}


def _facts_of_layer(layer: int, papers: Papers) -> _Part:
    """What the record says of a layer that is in place."""
    ago = papers.days_ago
    match layer:
        case 1:
            return {"people": 5, "trained": 5, "last_training": ago(90), "last_drill": ago(100)}
        case 2:
            hired = {"kind": "hired", "provider": WATCH, "tax_code": WATCH_TAX_CODE, "from": ago(150), "to": ago(-200)}
            return {
                **hired,
                "hosts": [f"*.{zone}" for zone in (province.ZONE, province.MEDIA_ZONE)],
                "last_event": ago(1),
            }
        case 4:
            return {"connected": ago(150), "last_data": ago(1)}
    return {}

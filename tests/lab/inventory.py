"""Writes what an operator would have: the inventory, the papers it names, the label directory."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from . import province
from .labels import registered_at
from .pages import incident_mailbox
from .places import Place
from .systems import FULL, SYSTEMS, Layer, System
from .traits import LOOKED, LOOKED_DAYS_AGO

ANCHORS_FILE = "anchors.zone"
CA_FILE = "ca.pem"
LABELS_FILE = "labels.csv"
TIMEOUT = 1.5
_ANOTHER_OWNER = "Công ty TNHH Truyền thông Mây Xa"
_LAYER_PAPERS = {
    1: "Quyết định kiện toàn lực lượng bảo đảm an ninh mạng tại chỗ",
    2: "Hợp đồng thuê dịch vụ giám sát, bảo vệ chuyên nghiệp",
    3: "Hợp đồng kiểm tra, đánh giá an ninh mạng định kỳ với đơn vị độc lập",
    4: "Biên bản kết nối, chia sẻ thông tin với hệ thống giám sát quốc gia",
}
_Part = dict[str, Any]


class Papers:
    """The papers of the province, written as small text files. `today` is the day of the lab's start."""

    def __init__(self, directory: Path, today: date) -> None:
        self._directory = directory
        self._today = today
        (directory / "documents").mkdir(parents=True, exist_ok=True)

    def issue(self, subject: str, number: str, days_ago: int, body: str) -> _Part:
        """A paper as an inventory names it: number, date, body, file."""
        day = self._today - timedelta(days=days_ago)
        file = f"documents/{number.lower().replace('/', '-').replace('đ', 'd')}.txt"
        text = f"{body.upper()}\nSố: {number}\nNgày {day:%d/%m/%Y}\n\n{subject}\n\n(Văn bản giả định)\n"
        (self._directory / file).write_text(text, "utf-8")
        return {"number": number, "date": day, "body": body, "file": file}


def write_inventory(directory: Path, places: Sequence[Place], anchors: Sequence[str], today: date) -> Path:
    """Write inventory and papers into the lab's folder. The first anchor is the resolver. Returns the inventory."""
    papers = Papers(directory, today)
    content = {
        "schema_version": 1,
        "province": {"name": province.NAME, "zone": province.ZONE},
        "vantage": {
            "name": "lab",
            "resolver": anchors[0],
            "anchors": list(anchors),
            "timeout": TIMEOUT,
            "ca_file": CA_FILE,
            "trust_anchors": ANCHORS_FILE,
        },
        "agencies": [_agencies(places)],
        "systems": [_system(system, number, papers) for number, system in enumerate(SYSTEMS, start=1)],
        "portals": [_portal(place, today) for place in places],
        "authorisations": [
            _authorisation("01/VB-CATTT", province.ZONE, _CHECKS, today),
            _authorisation("02/VB-CATTT", province.MEDIA_ZONE, [*_CHECKS, "weaknesses"], today),
        ],
        "label_directory": {"file": LABELS_FILE, "as_of": today},
        "waivers": [_waiver(place, today) for place in places if place.portal.waived],
    }
    path = directory / "inventory.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120), "utf-8")
    return path


def write_labels(path: Path, places: Sequence[Place]) -> None:
    """Write the directory of trust labels: who may carry one, and one of them in another owner's name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("domain", "owner", "level", "since", "slug"))
        for place in places:
            owner = listed_owner(place)
            if owner is not None:
                since = registered_at(place.number).date().isoformat()
                rows.writerow((place.portal.host, owner, label_level(place), since, place.slug))


def listed_owner(place: Place) -> str | None:
    """Who the label directory says owns the portal; None when it is not listed."""
    owners = {"owner": place.portal.agency.name, "another": _ANOTHER_OWNER, "nobody": None}
    return owners[place.portal.trait.behaviour.listed]


def label_level(place: Place) -> str:
    """The level of the portal's label in the directory."""
    return "nâng cao" if place.portal.agency.kind == "province" else "cơ bản"


def _agencies(places: Sequence[Place]) -> _Part:
    below = dict.fromkeys(place.portal.agency for place in places if place.portal.agency != province.PROVINCE)
    top = _agency(province.PROVINCE, 0)
    top["agencies"] = [_agency(agency, number) for number, agency in enumerate(below, start=1)]
    return top


def _agency(agency: province.Agency, number: int) -> _Part:
    contact = {
        "name": "Bộ phận Công nghệ thông tin",
        "phone": f"024 0000 {number:04d}",
        "email": f"cntt.{agency.id}@{province.ZONE}",
    }
    return {"id": agency.id, "name": agency.name, "kind": agency.kind, "contact": contact}


def _portal(place: Place, today: date) -> _Part:
    portal = place.portal
    written: _Part = {"url": place.url, "name": portal.name, "agency": portal.agency.id, "kind": portal.kind}
    if portal.system is not None:
        written["system"] = portal.system
    if portal.trait.behaviour.confirmed != "nobody":
        written["incident_contact"] = _confirmed(place, today)
    other_port = {"http_port": place.http_port} if place.has_https else {"https_port": place.https_port}
    return written | other_port


def _confirmed(place: Place, today: date) -> _Part:
    """What a person found who looked for the place where the portal takes reports of incidents."""
    written: _Part = {"contact": None, "by": LOOKED, "date": today - timedelta(days=LOOKED_DAYS_AGO)}
    if place.portal.trait.behaviour.confirmed == "mailbox":
        return written | {"contact": incident_mailbox(place)}
    return written | {"document": "21/BB-GSANM"}


def _system(system: System, number: int, papers: Papers) -> _Part:
    body = province.PROVINCE.name
    written: _Part = {
        "id": system.id,
        "name": system.name,
        "owner": system.owner,
        "operator": system.operator,
        "level": system.level,
        "approval": system.approval,
    }
    if system.decision:
        subject = f"Quyết định phê duyệt cấp độ {system.level} của {system.name}"
        written["decision"] = papers.issue(subject, f"{100 + number}/QĐ-UBND", 190, body)
    written["regulation"] = None
    if system.regulation == "issued":
        subject = f"Quy chế bảo đảm an ninh mạng cho {system.name}"
        written["regulation"] = papers.issue(subject, f"{200 + number}/QC-UBND", 200, body)
    written["plan"] = {"status": system.plan}
    if system.plan_proof == "document":
        subject = f"Biên bản nghiệm thu phương án bảo đảm an ninh mạng của {system.name}"
        written["plan"] |= papers.issue(subject, f"{300 + number}/BB-TTCNTT", 120, body)
    written["checked"] = list(system.checked)
    if system.assessed is not None:
        written["assessments"] = [_assessment(system, number, papers, system.assessed)]
    written["layers"] = {layer: _layer(system, number, layer, said, papers) for layer, said in system.layers.items()}
    return written


def _assessment(system: System, number: int, papers: Papers, days_ago: int) -> _Part:
    subject = f"Báo cáo kết quả kiểm tra, đánh giá an ninh mạng của {system.name}"
    paper = papers.issue(subject, f"{400 + number}/BC-KTDG", days_ago, "Trung tâm Kiểm định An toàn Biển Xanh")
    return {
        "date": paper["date"],
        "assessor": paper["body"],
        "report": paper["number"],
        "scope": system.name,
        "file": paper["file"],
    }


def _layer(system: System, number: int, layer: int, said: Layer, papers: Papers) -> _Part:
    if said.proof == "claim":
        return {"status": said.status}
    subject = f"{_LAYER_PAPERS[layer]}, áp dụng cho {system.name}"
    return {
        "status": FULL,
        "document": papers.issue(subject, f"{500 + 10 * number + layer}/VB-LOP{layer}", 150, province.PROVINCE.name),
    }


_CHECKS = ["ipv6", "dns", "tls", "web", "trust_label", "security_plan"]


def _authorisation(document: str, zone: str, checks: list[str], today: date) -> _Part:
    return {
        "document": document,
        "date": today - timedelta(days=40),
        "signer": "Chánh Văn phòng Ủy ban nhân dân tỉnh",
        "hosts": [f"*.{zone}", zone],
        "from": today - timedelta(days=30),
        "to": today + timedelta(days=365),
        "checks": checks,
        "networks": ["127.0.0.0/8", f"{province.IPV6}/128"],
        "hours": "00:00-24:00",
        "rate": {"connections": 64, "per_second": 1000},
    }


def _waiver(place: Place, today: date) -> _Part:
    return {
        "requirement": place.portal.waived,
        "portal": place.url,
        "reason": "Phần mềm tra cứu hồ sơ cũ chỉ kết nối được bằng TLS 1.0, đang thay thế",
        "approver": "Phó Chủ tịch Ủy ban nhân dân tỉnh",
        "document": "15/TB-UBND",
        "until": today + timedelta(days=90),
    }

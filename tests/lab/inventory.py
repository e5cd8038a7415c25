"""Writes what an operator would have: the inventory, the papers it names, the label directory."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from . import province
from .authority import Authority
from .labels import registered_at
from .pages import incident_mailbox
from .papers import Papers, system_record
from .places import Place
from .systems import SYSTEMS
from .traits import LOOKED, LOOKED_DAYS_AGO

ANCHORS_FILE = "anchors.zone"
CA_FILE = "ca.pem"
LABELS_FILE = "labels.csv"
TIMEOUT = 1.5
_ANOTHER_OWNER = "Công ty TNHH Truyền thông Mây Xa"
_Part = dict[str, Any]


class _InFull(yaml.SafeDumper):
    """Writes what occurs twice twice: an inventory has no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_inventory(
    directory: Path, places: Sequence[Place], anchors: Sequence[str], today: date, authority: Authority
) -> Path:
    """Write inventory and papers into the lab's folder. The first anchor is the resolver. Returns the inventory."""
    papers = Papers(directory, today, authority)
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
        "systems": [system_record(system, number, papers) for number, system in enumerate(SYSTEMS, start=1)],
        "portals": [_portal(place, today) for place in places],
        "authorisations": [
            _authorisation("01/VB-CATTT", province.ZONE, _CHECKS, today),
            _authorisation("02/VB-CATTT", province.MEDIA_ZONE, [*_CHECKS, "weaknesses"], today),
        ],
        "evidence": {"trusted": CA_FILE},
        "label_directory": {"file": LABELS_FILE, "as_of": today},
        "waivers": [_waiver(place, today) for place in places if place.portal.waived],
    }
    path = directory / "inventory.yaml"
    path.write_text(yaml.dump(content, Dumper=_InFull, allow_unicode=True, sort_keys=False, width=120), "utf-8")
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

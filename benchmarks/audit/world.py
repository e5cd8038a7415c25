"""The province of `benchmarks.province` with what the other checks ask for: TLS of several kinds, systems, a rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.province.portals import WITH_OWN_ADDRESS, Portal, inventory

CHECKS = ("ipv6", "dns", "tls", "web", "trust_label", "security_plan")
"""Every check but `exposure`: scanning ports needs a document of its own, and nmap's time would be measured."""
CONNECTIONS, PER_SECOND = 64, 10_000
"""What the authorisation allows at one address: as good as everything."""
BROAD = 40
"""Of a hundred addresses, those whose TLS is nginx's own choice; the others' is Mozilla's "intermediate"."""

_PLATFORM = "nen-tang-cong"


def modern(every: Sequence[Portal]) -> set[str]:
    """The addresses that speak TLS 1.2 and 1.3 with three suites each."""
    pairs = list(dict.fromkeys((portal.ipv4, portal.ipv6) for portal in every))
    return {address for place, pair in enumerate(pairs) if place % 5 >= BROAD // 20 for address in pair}


def whole_inventory(every: Sequence[Portal], folder: str) -> dict[str, Any]:
    """The inventory for all checks: departments' portals are systems of their own, communes' share a platform."""
    content = inventory(every, CHECKS, folder)
    content["authorisations"][0]["rate"] = {"connections": CONNECTIONS, "per_second": PER_SECOND}
    systems = [f"cong-{number}" for number in range(WITH_OWN_ADDRESS)] + [_PLATFORM]
    content["systems"] = [_system(name) for name in systems]
    for number, portal in enumerate(content["portals"]):
        portal["system"] = systems[number] if number < WITH_OWN_ADDRESS else _PLATFORM
    return content


def _system(name: str) -> dict[str, Any]:
    def document(number: str) -> dict[str, Any]:
        return {"number": number, "date": "2026-03-01", "body": "UBND tỉnh Thí Điểm"}

    return {
        "id": name,
        "name": f"Hệ thống {name}",
        "owner": "tinh",
        "operator": "tinh",
        "level": 2,
        "approval": "Đã được phê duyệt",
        "decision": document("12/QĐ-UBND"),
        "regulation": document("14/QĐ-UBND"),
        "plan": {"status": "Đã triển khai một số hạng mục", **document("3/PA")},
        "assessments": [],
        "layers": {"1": {"status": "Đã triển khai đầy đủ", "document": document("20/QĐ-SKHCN")}},
    }

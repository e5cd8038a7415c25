"""The portals of a province, where they live, and the inventory that says so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.netlab.homes import RESOLVER, ROOT, ipv4, ipv6
from tests.netlab.model import TINH, Zone
from tests.netlab.pages import office

PORTALS = 607
WITH_OWN_ADDRESS = 26
"""The province's portal and those of its departments; all others are communes'."""
SHARED = 20
"""Addresses of each family that the communes share."""
CONNECTIONS, PER_SECOND = 8, 50
"""What the authorisation allows at one address: connections at once, and begun in a second."""
_HEADLINES = 240


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal at one address of each family."""

    host: str
    name: str
    ipv4: str
    ipv6: str


def portals(count: int) -> list[Portal]:
    """So many portals: the first few at addresses of their own, the communes' spread over shared ones."""
    found = []
    for number in range(count):
        own = number < WITH_OWN_ADDRESS
        home = SHARED + number if own else (number - WITH_OWN_ADDRESS) % SHARED
        label, name = _called(number)
        found.append(Portal(f"{label}.{TINH}", name, ipv4(home), ipv6(home)))
    return found


def _called(number: int) -> tuple[str, str]:
    if number == 0:
        return "www", "Cổng thông tin điện tử tỉnh Thí Điểm"
    if number < WITH_OWN_ADDRESS:
        return f"so{number}", f"Trang thông tin điện tử Sở số {number}"
    return f"xa{number}", f"Trang thông tin điện tử xã số {number}"


def zone(every: Sequence[Portal]) -> Zone:
    """The province's zone, signed, with two name servers."""
    lines = ['@ TXT "v=spf1 mx -all"', "@ MX 10 thu", f"thu A {ipv4(200)}", f"thu AAAA {ipv6(200)}"]
    lines += ['_dmarc TXT "v=DMARC1; p=reject"', '@ CAA 0 issue "ca.goc.test"']
    for portal in every:
        lines += [f"{portal.host}. A {portal.ipv4}", f"{portal.host}. AAAA {portal.ipv6}"]
    return Zone(TINH, tuple(lines))


def page(portal: Portal) -> str:
    """A home page of some 50 KB, with links and pictures."""
    news = "".join(
        f'<li><a href="/tin-tuc/{number}"><img src="/anh/{number}.jpg" alt="Ảnh {number}">Thông báo số {number} của '
        f"{portal.name}: lịch tiếp công dân, kế hoạch và kết quả công tác</a></li>\n"
        for number in range(_HEADLINES)
    )
    return office(portal.name, news=news)


def inventory(every: Sequence[Portal], checks: Sequence[str], folder: str) -> dict[str, Any]:
    """The inventory in the form that `tuanthu` reads; `folder` holds the world's `root.pem` and `anchors`."""
    today = datetime.now(UTC).date()
    return {
        "schema_version": 1,
        "province": {"name": "Tỉnh Thí Điểm", "zone": TINH},
        "vantage": {
            "name": "bench",
            "resolver": f"{RESOLVER.ipv4}:53",
            "anchors": [f"{ROOT.ipv4}:53", f"[{ROOT.ipv6}]:53"],
            "ca_file": f"{folder}/root.pem",
            "trust_anchors": f"{folder}/anchors",
        },
        "agencies": [{"id": "tinh", "name": "UBND tỉnh Thí Điểm", "kind": "province"}],
        "portals": [
            {"url": f"https://{portal.host}/", "name": portal.name, "agency": "tinh", "kind": "information"}
            for portal in every
        ],
        "authorisations": [
            {
                "document": "01/VB-UBND",
                "date": str(today),
                "signer": "Chủ tịch UBND tỉnh",
                "hosts": [f"*.{TINH}"],
                "from": str(today - timedelta(days=1)),
                "to": str(today + timedelta(days=1)),
                "rate": {"connections": CONNECTIONS, "per_second": PER_SECOND},
                "checks": list(checks),
            }
        ],
    }


def as_yaml(content: dict[str, Any]) -> str:
    """YAML, of which JSON is a part."""
    return json.dumps(content, ensure_ascii=False, indent=1)

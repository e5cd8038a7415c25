"""Builds portal records out of facts by their flat names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.record import TOOL, PortalRecord

URL = "https://www.thidiem.gov.test/"


def record(
    facts: Mapping[str, Any], portal: Mapping[str, Any] | None = None, vantage: Mapping[str, Any] | None = None
) -> PortalRecord:
    """A record in which these facts were observed on 21/11/2026, 16:00 in Việt Nam, over IPv4 and IPv6."""
    observations: dict[str, dict[str, Any]] = {}
    for fact, value in facts.items():
        *folders, name = fact.split(".")
        place: dict[str, Any] = observations
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = value
    return PortalRecord(
        portal={
            "url": URL,
            "host": "www.thidiem.gov.test",
            "port": 443,
            "scheme": "https",
            "path": "/",
            "name": "Cổng thông tin điện tử tỉnh Thí Điểm",
            "kind": "information",
            "agency": "UBND tỉnh Thí Điểm",
            "agency_id": "ubnd-tinh",
            "agency_kind": "province",
            "system": "httt-cong",
            "weaknesses": True,
            "exposure": True,
            **(portal or {}),
        },
        vantage={"name": "lab", "ipv4": True, "ipv6": True, "tool": TOOL, "version": "0", **(vantage or {})},
        started="2026-11-21T15:59:58+07:00",
        finished="2026-11-21T16:00:00+07:00",
        observations=observations,
    )

"""An inventory of one system, with a folder for evidence, and whom it trusts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.signed import authority

INVENTORY = """\
schema_version: 1
province: {name: Tỉnh Thí Điểm}
agencies: [{id: ubnd-tinh, name: UBND tỉnh Thí Điểm, kind: province}]
systems:
  - id: httt-cong
    name: Hệ thống Cổng
    owner: ubnd-tinh
    level: 2
    decision: {number: 12/QĐ-UBND, date: 2026-03-01, body: UBND tỉnh Thí Điểm}
    assessments: [{date: 2026-05-01, assessor: Trung tâm CNTT, report: 03/BC-CNTT}]
portals:
  - {url: "https://thidiem.gov.test/", name: Cổng, agency: ubnd-tinh, system: httt-cong, kind: information}
evidence: {trusted: ca.pem}
"""


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    (tmp_path / "ca.pem").write_bytes(authority().holder.pem)
    path = tmp_path / "tinh.yaml"
    path.write_text(INVENTORY, "utf-8")
    return path

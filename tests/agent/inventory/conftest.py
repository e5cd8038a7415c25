"""A small, right inventory in a folder of its own, for tests to load or to spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.inventory import Inventory, InventoryError, Problem, load_inventory

RIGHT = """\
schema_version: 1
province: {name: Tỉnh Thí Điểm, zone: thidiem.gov.test}
vantage:
  name: lab
  resolver: "127.0.0.53:5300"
  anchors: ["127.0.0.53:5300", "[::1]:5300"]
  timeout: 2
  ca_file: ca.pem
agencies:
  - id: ubnd-tinh
    name: UBND tỉnh Thí Điểm
    kind: province
    contact: {name: Nguyễn Văn A, phone: 0237123456, email: a@thidiem.gov.test}
    agencies:
      - id: so-khcn
        name: Sở Khoa học và Công nghệ
        kind: department
        agencies:
          - {id: ttcntt, name: Trung tâm Công nghệ thông tin, kind: unit}
  - {id: xa-mot, name: UBND xã Một, kind: commune}
systems:
  - id: httt-cong
    name: Hệ thống Cổng thông tin điện tử
    owner: ubnd-tinh
    operator: ttcntt
    level: 2
    approval: Đã được phê duyệt
    decision: {number: 12/QĐ-UBND, date: 2026-03-01, body: UBND tỉnh Thí Điểm, file: documents/qd-12.txt}
    regulation: {number: 14/QĐ-UBND, date: 2026-03-03, body: UBND tỉnh Thí Điểm}
    plan: {status: Đã triển khai đầy đủ, number: 13/PA-UBND, date: 2026-03-02, body: UBND tỉnh Thí Điểm}
    checked: [Trước khi đưa vào sử dụng, Định kỳ]
    assessments: [{date: 2026-05-01, assessor: Trung tâm CNTT, report: 03/BC-CNTT, scope: toàn hệ thống}]
    layers:
      1: {status: Đã triển khai đầy đủ, document: {number: 15/QĐ-UBND, date: 2026-03-04, body: UBND tỉnh}}
      2: {status: Chưa triển khai}
portals:
  - url: https://WWW.thidiem.gov.test:8443
    name: Cổng thông tin điện tử tỉnh
    agency: ubnd-tinh
    system: httt-cong
    kind: information
    http_port: 8080
  - {url: "http://xamot.thidiem.gov.test/", name: Xã Một, agency: xa-mot, kind: information}
authorisations:
  - document: 01/VB-LAB
    date: 2026-01-02
    signer: Nguyễn Văn B
    hosts: ["*.thidiem.gov.test", thidiem.gov.test]
    from: 2026-01-01
    to: 2027-12-31
    networks: [127.0.0.0/8, "::1/128"]
    hours: "00:00-24:00"
    rate: {connections: 16, per_second: 200}
label_directory: {file: labels.csv, as_of: 2026-11-01}
waivers:
  - requirement: tls.version.legacy
    portal: https://www.thidiem.gov.test:8443/
    reason: Chờ thay thiết bị
    approver: Nguyễn Văn C
    document: 02/VB-LAB
    until: 2026-12-31
"""

LABELS = """\
domain,owner,level,since,slug
www.thidiem.gov.test,UBND tỉnh Thí Điểm,cơ bản,2023-03-14,wwwthidiemgovtest-1678759200
"""


class Desk:
    """An inventory on disk. `spoil` replaces a piece of its text; `load` and `problems` read it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "tinh.yaml"
        self.path.write_text(RIGHT, encoding="utf-8")
        (folder / "labels.csv").write_text(LABELS, encoding="utf-8")
        (folder / "ca.pem").write_text("-----BEGIN CERTIFICATE-----\n", encoding="ascii")
        (folder / "documents").mkdir()
        (folder / "documents" / "qd-12.txt").write_text("Quyết định 12", encoding="utf-8")

    def spoil(self, piece: str, other: str) -> Desk:
        text = self.path.read_text(encoding="utf-8")
        assert text.count(piece) == 1, f"{piece!r} must stand exactly once in the inventory"
        self.path.write_text(text.replace(piece, other), encoding="utf-8")
        return self

    def write(self, text: str) -> Desk:
        self.path.write_text(text, encoding="utf-8")
        return self

    def load(self) -> Inventory:
        return load_inventory(self.path)

    def problems(self) -> list[Problem]:
        with pytest.raises(InventoryError) as caught:
            self.load()
        return caught.value.problems

    def problem(self) -> Problem:
        problems = self.problems()
        assert len(problems) == 1, problems
        return problems[0]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "inventory"
    folder.mkdir()
    return Desk(folder)

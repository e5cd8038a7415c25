"""What is kept as evidence reaches the checks: a system's papers with their copies, read once an audit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agent.auditing.plan import Plan
from agent.errors import InputError
from agent.evidence import Evidence
from agent.inventory import load_inventory
from agent.papers import Papers
from agent.profiles import read_profile
from checks.observation import Reason, Seen, Unseen
from checks.security_plan import observe

TODAY = date(2026, 11, 22)
INVENTORY = """
schema_version: 1
province: {name: Tỉnh Thí Điểm}
agencies: [{id: ubnd, name: UBND tỉnh, kind: province}]
systems:
  - {id: cong, name: Cổng, owner: ubnd, level: 2, approval: Đã được phê duyệt,
     decision: {number: 12/QĐ-UBND, date: 2026-09-10, body: UBND tỉnh}}
portals:
  - {url: "https://www.tinh.test/", name: Cổng, agency: ubnd, system: cong, kind: information}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "tinh.yaml"
    file.write_text(INVENTORY, "utf-8")
    Evidence.open(tmp_path / "minh-chung").add(b"a scan", name="qd.pdf", system="cong", proves="decision", by="Lan")
    return file


def approval(file: Path) -> object:
    inventory = load_inventory(file)
    return observe(Papers(inventory).of(inventory.systems[0]), TODAY)["approval"]


def test_the_file_that_was_added_stands_behind_its_claim(file: Path) -> None:
    inventory = load_inventory(file)
    decision = Papers(inventory).of(inventory.systems[0]).decision
    copy = getattr(decision, "copy", None)
    assert copy is not None
    assert (copy.file, copy.added_by, copy.sha256 == copy.kept_sha256) == ("qd.pdf", "Lan", True)
    assert approval(file) == Seen("Đã được phê duyệt")


def test_a_kept_file_that_changed_proves_nothing(file: Path) -> None:
    (kept,) = (path for path in (file.parent / "minh-chung" / "objects").rglob("*") if path.is_file())
    kept.chmod(0o640)
    kept.write_bytes(b"another scan")
    found = approval(file)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.NEEDS_DOCUMENT


def test_a_system_is_read_once_an_audit(file: Path) -> None:
    inventory = load_inventory(file)
    plan = Plan(inventory, read_profile("vn-2026"), ["security_plan"], TODAY)
    assert plan.papers.of(inventory.systems[0]) is plan.papers.of(inventory.systems[0])


def test_evidence_that_cannot_be_read_is_told_before_anything_is_done(file: Path) -> None:
    (file.parent / "minh-chung" / "index.jsonl").unlink()
    (file.parent / "minh-chung" / "index.jsonl").mkdir()
    with pytest.raises(InputError, match=r"index\.jsonl"):
        Papers(load_inventory(file)).open()

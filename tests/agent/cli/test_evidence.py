"""`tuanthu evidence`: add, list, verify."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.agent.evidence.conftest import INVENTORY
from tests.commands import result_of, tuanthu
from tests.signed import authority, paper, sign_apart, sign_pdf


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    (tmp_path / "ca.pem").write_bytes(authority().holder.pem)
    (tmp_path / "qd.pdf").write_bytes(sign_pdf(paper(), authority().issue("Nguyễn Văn A")))
    path = tmp_path / "tinh.yaml"
    path.write_text(INVENTORY, "utf-8")
    return path


def decision(inventory: Path) -> tuple[object, ...]:
    return inventory, inventory.with_name("qd.pdf"), "--system", "httt-cong", "--proves", "decision"


def test_a_file_is_kept_once_with_the_signature_beside_it(inventory: Path) -> None:
    signed = inventory.with_name("qd.pdf")
    apart = sign_apart(signed.read_bytes(), authority().issue("Trần Thị B"))
    inventory.with_name("qd.pdf.p7s").write_bytes(apart)
    added = result_of("evidence", "add", *decision(inventory), "--by", "Văn thư")
    assert (added["file"], added["added_by"], added["intact"], added["new"]) == ("qd.pdf", "Văn thư", True, True)
    assert [(each["state"], each["signer"]) for each in added["signatures"]] == [
        ("good", "Nguyễn Văn A"),
        ("good", "Trần Thị B"),
    ]
    index = inventory.parent / "minh-chung" / "index.jsonl"
    before = index.read_bytes()
    assert result_of("evidence", "add", *decision(inventory))["new"] is False
    assert index.read_bytes() == before
    assert len(before.splitlines()) == 2


def test_people_are_told_in_vietnamese(inventory: Path) -> None:
    added = tuanthu("evidence", "add", *decision(inventory), lang="vi")
    assert added.returncode == 0, added.stderr
    assert "đã lưu qd.pdf làm minh chứng cho decision của httt-cong" in added.stdout
    assert "✓ hợp lệ: Nguyễn Văn A" in added.stdout
    again = tuanthu("evidence", "add", *decision(inventory), lang="vi")
    assert "không có gì thay đổi" in again.stdout


def test_the_list_tells_what_counts(inventory: Path) -> None:
    assert "there is no evidence" in tuanthu("evidence", "list", inventory).stdout
    tuanthu("evidence", "add", *decision(inventory), "--by", "Văn thư")
    (listed,) = result_of("evidence", "list", inventory)
    assert (listed["system"], listed["proves"], listed["file"]) == ("httt-cong", "decision", "qd.pdf")
    assert listed["added_at"].endswith("+07:00")
    shown = " ".join(tuanthu("evidence", "list", inventory).stdout.split())
    for word in ("httt-cong", "decision", "qd.pdf", "Văn thư", "✓ good", "Nguyễn Văn A"):
        assert word in shown


def test_what_was_changed_or_lost_ends_with_status_1(inventory: Path) -> None:
    tuanthu("evidence", "add", *decision(inventory))
    assert result_of("evidence", "verify", inventory) == {"files": 1, "problems": []}
    (kept,) = (path for path in (inventory.parent / "minh-chung" / "objects").rglob("*") if path.is_file())
    kept.write_bytes(kept.read_bytes() + b" ")
    changed = tuanthu("evidence", "verify", inventory, "--json")
    assert changed.returncode == 1
    (problem,) = json.loads(changed.stdout)["problems"]
    assert (problem["trouble"], problem["proves"]) == ("changed", "decision")
    assert "the file has changed" in " ".join(tuanthu("evidence", "list", inventory).stdout.split())
    kept.unlink()
    missing = tuanthu("evidence", "verify", inventory)
    assert missing.returncode == 1
    assert "qd.pdf (decision of httt-cong) is missing" in missing.stdout


def test_a_broken_signature_ends_with_status_1(inventory: Path) -> None:
    signed = inventory.with_name("qd.pdf")
    signed.write_bytes(signed.read_bytes().replace(b"phe duyet", b"tu choi!!"))
    assert tuanthu("evidence", "add", *decision(inventory)).returncode == 0
    verified = tuanthu("evidence", "verify", inventory)
    assert verified.returncode == 1
    assert "bears a broken signature" in verified.stdout


@pytest.mark.parametrize(
    ("system", "claim", "word"),
    [
        ("httt-khac", "decision", "httt-khac"),
        ("httt-cong", "everything", "everything"),
        ("httt-cong", "assessments.99/BC", "03/BC-CNTT"),
    ],
)
def test_what_the_inventory_does_not_know_is_refused(inventory: Path, system: str, claim: str, word: str) -> None:
    file = inventory.with_name("qd.pdf")
    refused = tuanthu("evidence", "add", inventory, file, "--system", system, "--proves", claim)
    assert refused.returncode == 2
    assert refused.stderr.startswith("tuanthu: ")
    assert word in refused.stderr
    assert not (inventory.parent / "minh-chung").exists()


def test_an_empty_file_proves_nothing(inventory: Path) -> None:
    inventory.with_name("qd.pdf").write_bytes(b"")
    refused = tuanthu("evidence", "add", *decision(inventory))
    assert refused.returncode == 2
    assert "is empty" in refused.stderr

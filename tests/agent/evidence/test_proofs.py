"""An inventory's systems get the files that were added as evidence, and the signatures on those that it names."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from agent.errors import InputError
from agent.evidence import Proofs
from agent.inventory import load_inventory
from agent.inventory.system_record import system_record
from checks.security_plan.record import Copy, Document, SignatureState, SystemRecord
from tests.signed import authority, paper, sign_apart, sign_pdf


def record_of(inventory: Path) -> SystemRecord:
    loaded = load_inventory(inventory)
    proofs = Proofs(loaded)
    return system_record(loaded, loaded.system("httt-cong"), proofs.copy, proofs.signatures)


def decision_copy(inventory: Path) -> Copy:
    decision = record_of(inventory).decision
    assert isinstance(decision, Document)
    assert decision.copy is not None
    return decision.copy


def test_a_system_without_files_has_no_copies(inventory: Path) -> None:
    decision = record_of(inventory).decision
    assert isinstance(decision, Document)
    assert decision.copy is None


def test_a_claim_gets_the_file_that_was_added_for_it(inventory: Path) -> None:
    signed = sign_pdf(paper(), authority().issue("Nguyễn Văn A"))
    evidence = Proofs(load_inventory(inventory)).evidence
    assert evidence.folder == inventory.parent / "minh-chung"
    evidence.add(signed, name="qd-12.pdf", system="httt-cong", proves="decision", by="A")
    evidence.add(b"a report", name="bc-03.pdf", system="httt-cong", proves="assessments.03/BC-CNTT", by="A")
    copy = decision_copy(inventory)
    assert (copy.file, copy.sha256) == ("qd-12.pdf", hashlib.sha256(signed).hexdigest())
    assert [each.state for each in copy.signatures] == [SignatureState.GOOD]
    (assessment,) = record_of(inventory).assessments or ()
    assert assessment.copy is not None
    assert assessment.copy.file == "bc-03.pdf"


def test_a_file_that_the_inventory_names_comes_first_and_its_signatures_are_read(inventory: Path) -> None:
    evidence = Proofs(load_inventory(inventory)).evidence
    evidence.add(b"a scan", name="scan.pdf", system="httt-cong", proves="decision", by="A")
    text = inventory.read_text("utf-8")
    inventory.write_text(text.replace("body: UBND tỉnh Thí Điểm}", "body: UBND tỉnh, file: qd.txt}"), "utf-8")
    (inventory.parent / "qd.txt").write_bytes(b"the decision")
    assert decision_copy(inventory).signatures == ()
    signature = sign_apart(b"the decision", authority("CA khác").issue("Trần Thị B"))
    (inventory.parent / "qd.txt.p7s").write_bytes(signature)
    copy = decision_copy(inventory)
    assert copy.file == "qd.txt"
    assert [(each.state, each.signer) for each in copy.signatures] == [(SignatureState.UNKNOWN_CA, "Trần Thị B")]


def test_the_inventory_may_name_another_folder(inventory: Path) -> None:
    text = inventory.read_text("utf-8")
    inventory.write_text(text.replace("{trusted: ca.pem}", "{folder: giay-to/2026}"), "utf-8")
    loaded = load_inventory(inventory)
    assert loaded.evidence_folder == inventory.parent / "giay-to" / "2026"
    assert Proofs(loaded).roots.certificates == ()


def test_where_evidence_is_kept_is_no_part_of_what_was_asked(inventory: Path) -> None:
    before = load_inventory(inventory).asked
    text = inventory.read_text("utf-8")
    inventory.write_text(text.replace("evidence: {trusted: ca.pem}\n", ""), "utf-8")
    assert load_inventory(inventory).asked == before


def test_certificates_that_are_none_are_told(inventory: Path) -> None:
    (inventory.parent / "ca.pem").write_text("-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n")
    with pytest.raises(InputError, match=r"ca\.pem"):
        _ = Proofs(load_inventory(inventory)).roots

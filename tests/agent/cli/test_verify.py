"""`tuanthu verify`: the signatures of one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import result_of, tuanthu
from tests.signed import authority, paper, sign_apart, sign_pdf


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    (tmp_path / "ca.pem").write_bytes(authority().holder.pem)
    path = tmp_path / "qd.pdf"
    path.write_bytes(sign_pdf(paper(), authority().issue("Nguyễn Văn A")))
    return path


def test_a_good_signature_names_its_holder(signed: Path) -> None:
    (signature,) = result_of("verify", signed, "--ca-file", signed.with_name("ca.pem"))["signatures"]
    assert (signature["state"], signature["signer"], signature["issuer"]) == ("good", "Nguyễn Văn A", "CA Thí Điểm")
    told = tuanthu("verify", signed, "--ca-file", signed.with_name("ca.pem"), lang="vi")
    assert told.returncode == 0
    assert "✓ hợp lệ: Nguyễn Văn A, UBND tỉnh Thí Điểm" in told.stdout


def test_without_authorities_nobody_is_trusted_which_is_no_failure(signed: Path) -> None:
    (signature,) = result_of("verify", signed)["signatures"]
    assert signature["state"] == "unknown_ca"


def test_a_changed_file_ends_with_status_1(signed: Path) -> None:
    signed.write_bytes(signed.read_bytes().replace(b"phe duyet", b"tu choi!!"))
    told = tuanthu("verify", signed)
    assert told.returncode == 1
    assert "✗ broken" in told.stdout


def test_an_unsigned_file_ends_with_status_1(tmp_path: Path) -> None:
    (tmp_path / "qd.pdf").write_bytes(paper())
    told = tuanthu("verify", tmp_path / "qd.pdf")
    assert told.returncode == 1
    assert "there is no digital signature on it" in told.stdout


def test_detached_signatures_lie_beside_it_or_are_named(tmp_path: Path) -> None:
    (tmp_path / "bb.docx").write_bytes(b"minutes")
    (tmp_path / "elsewhere.sig").write_bytes(sign_apart(b"minutes", authority().issue("Trần Thị B")))
    (tmp_path / "bb.docx.p7s").write_bytes(b"garbage")
    named = result_of("verify", tmp_path / "bb.docx", "--signature", tmp_path / "elsewhere.sig")
    assert [each["signer"] for each in named["signatures"]] == ["Trần Thị B"]
    beside = tuanthu("verify", tmp_path / "bb.docx", "--json")
    assert beside.returncode == 1
    assert [each["state"] for each in json.loads(beside.stdout)["signatures"]] == ["broken"]


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    missing = tuanthu("verify", tmp_path / "missing.pdf")
    assert missing.returncode == 2
    assert missing.stderr.startswith("tuanthu: there is no file")
    (tmp_path / "qd.pdf").write_bytes(paper())
    no_roots = tuanthu("verify", tmp_path / "qd.pdf", "--ca-file", tmp_path / "qd.pdf")
    assert no_roots.returncode == 2
    assert "holds no certificates" in no_roots.stderr

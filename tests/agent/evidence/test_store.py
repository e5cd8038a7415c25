"""The folder of evidence keeps files by their hash, adds to its index only, and sees what was changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.errors import InputError
from agent.evidence.store import MOST_INDEX_BYTES, Entry, Evidence, Problem, Trouble
from checks.security_plan.record import Copy, Signature, SignatureState
from checks.security_plan.trust import Roots
from reports.wording import ZONE
from tests.signed import authority, paper, sign_apart, sign_pdf

NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=ZONE)
NOBODY = Roots()


def add(evidence: Evidence, data: bytes = b"a scan", claim: str = "decision", **more: str) -> tuple[Entry, bool]:
    said = {"name": "qd-12.pdf", "system": "httt-cong", "by": "Nguyễn Văn A", **more}
    return evidence.add(data, proves=claim, now=NOW, **said)


def index(folder: Path) -> list[bytes]:
    return (folder / "index.jsonl").read_bytes().splitlines()


def test_a_folder_that_is_not_there_holds_nothing_and_is_not_made(tmp_path: Path) -> None:
    evidence = Evidence.open(tmp_path / "minh-chung")
    assert evidence.entries == ()
    assert evidence.copy_for("httt-cong", "decision", NOBODY) is None
    assert evidence.verify(NOBODY) == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_kept_under_its_hash_and_told_in_one_line(tmp_path: Path) -> None:
    entry, new = add(Evidence.open(tmp_path))
    assert new
    digest = hashlib.sha256(b"a scan").hexdigest()
    assert (tmp_path / "objects" / digest[:2] / digest).read_bytes() == b"a scan"
    assert [json.loads(line) for line in index(tmp_path)] == [
        {
            "sha256": digest,
            "name": "qd-12.pdf",
            "size": 6,
            "system": "httt-cong",
            "proves": "decision",
            "added_by": "Nguyễn Văn A",
            "added_at": "2026-11-22T09:30:00+07:00",
        }
    ]
    assert Evidence.open(tmp_path).entries == (entry,)


def test_the_copy_of_a_claim_tells_who_added_it_and_both_hashes(tmp_path: Path) -> None:
    entry, _new = add(Evidence.open(tmp_path))
    assert Evidence.open(tmp_path).copy_for("httt-cong", "decision", NOBODY) == Copy(
        "qd-12.pdf", entry.sha256, entry.sha256, "Nguyễn Văn A", NOW
    )
    assert Evidence.open(tmp_path).copy_for("httt-khac", "decision", NOBODY) is None
    assert Evidence.open(tmp_path).copy_for("httt-cong", "plan", NOBODY) is None


def test_the_same_file_for_the_same_claim_changes_nothing(tmp_path: Path) -> None:
    first, _new = add(Evidence.open(tmp_path))
    before = (tmp_path / "index.jsonl").stat()
    assert add(Evidence.open(tmp_path), by="Trần Thị B") == (first, False)
    after = (tmp_path / "index.jsonl").stat()
    assert (after.st_mtime_ns, after.st_size, after.st_ino) == (before.st_mtime_ns, before.st_size, before.st_ino)


def test_one_file_may_prove_two_claims(tmp_path: Path) -> None:
    evidence = Evidence.open(tmp_path)
    assert add(evidence)[1]
    assert add(evidence, claim="plan")[1]
    assert len(index(tmp_path)) == 2
    assert len([path for path in (tmp_path / "objects").rglob("*") if path.is_file()]) == 1


def test_the_newest_file_counts_even_when_it_is_an_old_one_again(tmp_path: Path) -> None:
    evidence = Evidence.open(tmp_path)
    contents = [b"first", b"second", b"first"]
    assert [add(evidence, data)[1] for data in contents] == [True, True, True]
    copy = evidence.copy_for("httt-cong", "decision", NOBODY)
    assert copy is not None
    assert copy.sha256 == hashlib.sha256(b"first").hexdigest()


def test_a_changed_file_is_seen(tmp_path: Path) -> None:
    entry, _new = add(Evidence.open(tmp_path))
    kept = tmp_path / "objects" / entry.sha256[:2] / entry.sha256
    kept.write_bytes(b"another")
    evidence = Evidence.open(tmp_path)
    copy = evidence.copy_for("httt-cong", "decision", NOBODY)
    assert copy is not None
    assert (copy.sha256, copy.kept_sha256) == (hashlib.sha256(b"another").hexdigest(), entry.sha256)
    assert evidence.verify(NOBODY) == [Problem(Trouble.CHANGED, entry)]


def test_a_missing_file_is_seen_and_comes_back_when_it_is_added_again(tmp_path: Path) -> None:
    entry, _new = add(Evidence.open(tmp_path))
    (tmp_path / "objects" / entry.sha256[:2] / entry.sha256).unlink()
    evidence = Evidence.open(tmp_path)
    copy = evidence.copy_for("httt-cong", "decision", NOBODY)
    assert copy == Copy("qd-12.pdf", None, entry.sha256, "Nguyễn Văn A", NOW)
    assert evidence.verify(NOBODY) == [Problem(Trouble.MISSING, entry)]
    assert add(evidence) == (entry, True)
    assert evidence.verify(NOBODY) == []
    assert len(index(tmp_path)) == 1


def test_signatures_inside_and_beside_are_read_and_judged(tmp_path: Path) -> None:
    signed = sign_pdf(paper(), authority().issue("Nguyễn Văn A"))
    apart = sign_apart(signed, authority().issue("Trần Thị B"))
    evidence = Evidence.open(tmp_path)
    entry, _new = add(evidence, signed)
    container, new = add(evidence, apart, name="qd-12.pdf.p7s", signs=entry.sha256)
    assert new
    assert add(evidence, apart, name="qd-12.pdf.p7s", signs=entry.sha256) == (container, False)
    again = Evidence.open(tmp_path)
    copy = again.copy_for("httt-cong", "decision", authority().roots)
    assert copy is not None
    assert copy.file == "qd-12.pdf"
    assert [(each.state, each.signer) for each in copy.signatures] == [
        (SignatureState.GOOD, "Nguyễn Văn A"),
        (SignatureState.GOOD, "Trần Thị B"),
    ]
    assert again.verify(authority().roots) == []
    (tmp_path / "objects" / container.sha256[:2] / container.sha256).unlink()
    lost = Evidence.open(tmp_path)
    assert lost.verify(authority().roots) == [Problem(Trouble.BROKEN, entry), Problem(Trouble.MISSING, container)]


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        (SignatureState.GOOD, []),
        (SignatureState.UNKNOWN_CA, []),
        (SignatureState.EXPIRED, [Trouble.EXPIRED]),
        (SignatureState.BROKEN, [Trouble.BROKEN]),
    ],
)
def test_only_a_signature_that_spoils_a_paper_is_a_problem(
    tmp_path: Path, state: SignatureState, trouble: list[Trouble]
) -> None:
    add(Evidence.open(tmp_path))
    read: list[bytes] = []

    def worth(data: bytes, _detached: Sequence[bytes], _roots: Roots) -> tuple[Signature, ...]:
        read.append(data)
        return (Signature(state),)

    evidence = Evidence.open(tmp_path, worth)
    assert [problem.trouble for problem in evidence.verify(NOBODY)] == trouble
    assert evidence.copy_for("httt-cong", "decision", NOBODY) is not None
    assert read == [b"a scan"]


def test_a_bad_paper_is_no_problem_once_a_better_one_is_there(tmp_path: Path) -> None:
    signed = sign_pdf(paper(), authority().issue("Nguyễn Văn A"))
    evidence = Evidence.open(tmp_path)
    bad, _new = add(evidence, signed.replace(b"phe duyet", b"tu choi!!"))
    assert evidence.verify(NOBODY) == [Problem(Trouble.BROKEN, bad)]
    add(evidence, signed)
    assert evidence.verify(NOBODY) == []
    (tmp_path / "objects" / bad.sha256[:2] / bad.sha256).unlink()
    assert evidence.verify(NOBODY) == [Problem(Trouble.MISSING, bad)]


def test_a_torn_last_line_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    first, _new = add(Evidence.open(tmp_path))
    with (tmp_path / "index.jsonl").open("ab") as file:
        file.write(b'{"sha256": "ab')
    torn = Evidence.open(tmp_path)
    assert torn.entries == (first,)
    assert torn.verify(NOBODY) == []
    second, _new = add(torn, b"more", "plan")
    assert Evidence.open(tmp_path).entries == (first, second)
    assert Evidence.open(tmp_path).verify(NOBODY) == []


def test_a_last_line_that_only_lacks_its_end_is_kept(tmp_path: Path) -> None:
    first, _new = add(Evidence.open(tmp_path))
    path = tmp_path / "index.jsonl"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    second, _new = add(Evidence.open(tmp_path), b"more", "plan")
    assert Evidence.open(tmp_path).entries == (first, second)


def test_another_line_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    first, _new = add(Evidence.open(tmp_path))
    path = tmp_path / "index.jsonl"
    path.write_bytes(b"not JSON\n" + path.read_bytes())
    evidence = Evidence.open(tmp_path)
    assert evidence.entries == (first,)
    assert evidence.verify(NOBODY) == [Problem(Trouble.UNREADABLE, line=1)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "../../../etc/passwd"},
        {"sha256": "A" * 64},
        {"size": "6"},
        {"proves": "everything"},
        {"added_at": "2026-11-22T09:30:00"},
        {"added_at": 5},
        {"signs": "x"},
        {"name": None},
        {"name": "x" * 256},
        {"more": 1},
    ],
)
def test_a_line_that_is_wrong_is_no_entry(tmp_path: Path, wrong: dict[str, object]) -> None:
    entry, _new = add(Evidence.open(tmp_path))
    assert Entry.read(entry.line()) == entry
    assert Entry.read(json.dumps({**json.loads(entry.line()), **wrong}).encode()) is None


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_line_is_too_wild_to_read(line: bytes) -> None:
    assert Entry.read(line) is None


def test_an_index_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "index.jsonl").open("wb") as file:
        file.truncate(MOST_INDEX_BYTES + 1)
    with pytest.raises(InputError, match="64 MiB"):
        Evidence.open(tmp_path)


def test_a_place_that_takes_no_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "minh-chung").write_text("in the way")
    with pytest.raises(InputError):
        add(Evidence.open(tmp_path / "minh-chung"))

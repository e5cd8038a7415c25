from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checks.observation import Seen
from checks.security_plan.papers import documents
from checks.security_plan.record import Assessment, Copy, Document, Signature, SignatureState
from tests.checks.security_plan.records import (
    ASSESSMENT,
    COMPLETE,
    COPY,
    DECISION,
    HANOI,
    HASH,
    SILENT,
    detail,
    seen,
    signed,
)


def test_every_paper_with_a_file_is_told_by_the_claim_that_it_proves() -> None:
    assert [paper["claim"] for paper in seen(documents(COMPLETE))] == [
        "decision",
        "appraisal",
        "regulation",
        "plan",
        "layers.1",
        "layers.2",
        "layers.3",
        "layers.4",
        "assessments.01/BC-VAN",
        "assessments.03/BC-KD",
    ]
    assert documents(SILENT) == documents(replace(SILENT, decision=DECISION, appraisal=None)) == Seen([])


def test_a_paper_is_told_with_its_file_and_signers() -> None:
    copy = Copy(
        "qd.pdf",
        HASH,
        HASH,
        "Nguyễn Văn A",
        dt.datetime(2026, 3, 2, 9, tzinfo=HANOI),
        (Signature(SignatureState.GOOD, "Trần B"), Signature(SignatureState.UNKNOWN_CA, None, PROVINCE_OFFICE)),
    )
    assert documents(replace(SILENT, decision=replace(DECISION, copy=copy))) == Seen(
        [
            {
                "claim": "decision",
                "number": Seen("12/QĐ-UBND"),
                "date": Seen("2026-03-01"),
                "sha256": Seen(HASH),
                "state": "kept",
                "signature": "unknown_ca",
                "signers": ["Trần B", PROVINCE_OFFICE],
                "added_by": Seen("Nguyễn Văn A"),
                "added_at": Seen("2026-03-02T09:00:00+07:00"),
            }
        ]
    )


PROVINCE_OFFICE = "Văn phòng UBND tỉnh"


def test_what_nobody_wrote_down_about_a_file_is_silence() -> None:
    (paper,) = seen(documents(replace(SILENT, plan=Document(copy=Copy("pa.pdf")))))
    assert (paper["state"], paper["signature"], paper["signers"]) == ("unread", "none", [])
    for name in ("number", "date", "sha256", "added_by", "added_at"):
        assert detail(paper[name])


@pytest.mark.parametrize(
    ("copy", "state", "signature"),
    [
        (COPY, "kept", "none"),
        (Copy("qd.pdf", HASH), "kept", "none"),
        (Copy("qd.pdf", HASH, "cd" * 32), "changed", "none"),
        (Copy("qd.pdf", None, HASH), "unread", "none"),
        (signed(SignatureState.GOOD), "kept", "good"),
        (signed(SignatureState.EXPIRED, SignatureState.GOOD), "kept", "expired"),
        (signed(SignatureState.BROKEN, SignatureState.GOOD), "kept", "broken"),
    ],
)
def test_a_file_is_told_whatever_it_is_worth(copy: Copy, state: str, signature: str) -> None:
    (paper,) = seen(documents(replace(SILENT, decision=replace(DECISION, copy=copy))))
    assert (paper["state"], paper["signature"]) == (state, signature)


def test_no_more_than_64_papers_are_told() -> None:
    made: tuple[Assessment, ...] = tuple(replace(ASSESSMENT, report=str(number), copy=COPY) for number in range(70))
    papers = seen(documents(replace(SILENT, assessments=made)))
    assert [paper["claim"] for paper in papers] == [f"assessments.{number}" for number in range(64)]

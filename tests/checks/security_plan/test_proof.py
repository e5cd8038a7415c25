from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checks.observation import Seen
from checks.security_plan.proof import changed, prove, proven, worst_signature
from checks.security_plan.record import ABSENT, Copy, Document, SignatureState
from tests.checks.security_plan.records import COPY, DECISION, DECISION_FACT, HASH, TODAY, detail, signed

GOOD, UNKNOWN_CA, EXPIRED, BROKEN = SignatureState


def test_a_paper_with_number_date_and_body_proves_from_its_own_day_on() -> None:
    assert prove(DECISION, "the plan", TODAY) == Seen(DECISION_FACT)
    assert proven(replace(DECISION, date=TODAY, copy=COPY), "the plan", TODAY)


@pytest.mark.parametrize("document", [None, ABSENT])
def test_without_a_document_nothing_is_proven(document: None) -> None:
    assert detail(prove(document, "the plan", TODAY)) == "no document is given for the plan"
    assert not proven(document, "the plan", TODAY)


@pytest.mark.parametrize(
    ("document", "missing"),
    [
        (replace(DECISION, number=None), "the document for the plan lacks its number"),
        (replace(DECISION, date=None, body=""), "the document for the plan lacks its date, issuing body"),
        (
            replace(DECISION, date=dt.date(2026, 11, 22)),
            "the document for the plan is dated 2026-11-22, after 2026-11-21",
        ),
    ],
)
def test_a_paper_that_is_not_complete_or_not_there_yet_says_what_is_missing(document: Document, missing: str) -> None:
    assert detail(prove(document, "the plan", TODAY)) == missing


@pytest.mark.parametrize(
    ("copy", "flaw"),
    [
        (Copy("qd.pdf", None, HASH), "the file qd.pdf, named for the plan, was not read"),
        (Copy("qd.pdf", ""), "the file qd.pdf, named for the plan, was not read"),
        (Copy("qd.pdf", "cd" * 32, HASH), "the file qd.pdf, named for the plan, has changed since it was taken in"),
        (signed(GOOD, BROKEN), "a signature on the file qd.pdf, named for the plan, is broken"),
        (
            signed(EXPIRED, GOOD),
            "a signature on the file qd.pdf, named for the plan, bears a certificate out of its time",
        ),
        (signed(EXPIRED, BROKEN), "a signature on the file qd.pdf, named for the plan, is broken"),
    ],
)
def test_a_copy_that_cannot_be_trusted_takes_the_proof_away(copy: Copy, flaw: str) -> None:
    assert detail(prove(replace(DECISION, copy=copy), "the plan", TODAY)) == flaw


@pytest.mark.parametrize(
    "copy", [COPY, Copy("qd.pdf", HASH), Copy("qd.pdf", HASH, HASH.upper()), signed(GOOD, UNKNOWN_CA)]
)
def test_a_copy_as_it_was_taken_in_proves_even_if_unsigned_or_signed_by_one_we_do_not_know(copy: Copy) -> None:
    assert prove(replace(DECISION, copy=copy), "the plan", TODAY) == Seen(DECISION_FACT)
    assert not changed(copy)


def test_the_worst_signature_counts() -> None:
    assert worst_signature(COPY) is None
    assert worst_signature(signed(GOOD)) is GOOD
    assert worst_signature(signed(GOOD, UNKNOWN_CA)) is UNKNOWN_CA
    assert worst_signature(signed(BROKEN, EXPIRED, UNKNOWN_CA)) is BROKEN

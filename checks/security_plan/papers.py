"""The papers with a file behind a system's claims, whatever they are worth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from checks.observation import Fact, Seen
from checks.security_plan.proof import changed, worst_signature
from checks.security_plan.record import Absence, Copy, Document, SystemRecord
from checks.security_plan.silence import told

_MOST = 64


def documents(record: SystemRecord) -> Fact[list[dict[str, Any]]]:
    """Each paper that was handed in as a file, the first 64 of them."""
    return Seen([_told(claim, document, copy) for claim, document, copy in islice(_copies(record), _MOST)])


def _copies(record: SystemRecord) -> Iterator[tuple[str, Document, Copy]]:
    for claim, document in _papers(record):
        if isinstance(document, Document) and document.copy:
            yield claim, document, document.copy


def _papers(record: SystemRecord) -> Iterator[tuple[str, Document | Absence | None]]:
    yield "decision", record.decision
    yield "appraisal", record.appraisal
    yield "regulation", record.regulation
    yield "plan", record.plan
    for number, layer in record.layers.items():
        yield f"layers.{number}", layer.document
    for assessment in record.assessments or ():
        yield f"assessments.{assessment.report or ''}", assessment.document()


def _told(claim: str, document: Document, copy: Copy) -> dict[str, Any]:
    worst = worst_signature(copy)
    signers = [signature.signer or signature.organisation for signature in copy.signatures]
    return {
        "claim": claim,
        "number": told(document.number, "the number of the document"),
        "date": told(document.date and document.date.isoformat(), "the date of the document"),
        "sha256": told(copy.sha256, "the hash of the file"),
        "state": "changed" if changed(copy) else "kept" if copy.sha256 else "unread",
        "signature": worst.value if worst else "none",
        "signers": [signer for signer in signers if signer],
        "added_by": told(copy.added_by, "who handed the file in"),
        "added_at": told(copy.added_at and copy.added_at.isoformat(), "when the file was handed in"),
    }

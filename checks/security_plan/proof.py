"""What a paper proves, and what it lacks when it proves nothing."""

from __future__ import annotations

from datetime import date

from checks.observation import Fact, Reason, Seen, Unseen
from checks.security_plan.record import Absence, Copy, Document, SignatureState


def needs(detail: str) -> Unseen:
    """A fact that only a document, or a word in the record, could show."""
    return Unseen(Reason.NEEDS_DOCUMENT, detail)


def prove(document: Document | Absence | None, what: str, today: date) -> Fact[dict[str, str]]:
    """What a document says (number, ISO date, body) when it proves `what`; else what it lacks.

    It proves from its own day on, with number, date and issuing body; a copy of it must be readable, the one that was
    taken in, and without a signature that is broken or was made with a certificate out of date.
    """
    if not isinstance(document, Document):
        return needs(f"no document is given for {what}")
    number, day, body = document.number, document.date, document.body
    if not (number and day and body):
        missing = [name for name, value in (("number", number), ("date", day), ("issuing body", body)) if not value]
        return needs(f"the document for {what} lacks its {', '.join(missing)}")
    if day > today:
        return needs(f"the document for {what} is dated {day.isoformat()}, after {today.isoformat()}")
    flaw = _flaw(document.copy, what) if document.copy else None
    return needs(flaw) if flaw else Seen({"number": number, "date": day.isoformat(), "body": body})


def proven(document: Document | Absence | None, what: str, today: date) -> bool:
    """Whether a document proves it."""
    return isinstance(prove(document, what, today), Seen)


def worst_signature(copy: Copy) -> SignatureState | None:
    """The state of its worst signature; None where it bears none."""
    order = list(SignatureState)
    return max((signature.state for signature in copy.signatures), key=order.index, default=None)


def changed(copy: Copy) -> bool:
    """Whether its bytes, as far as they could be read, are not those that were taken in."""
    read, kept = copy.sha256, copy.kept_sha256
    return bool(read and kept) and str(read).casefold() != str(kept).casefold()


def _flaw(copy: Copy, what: str) -> str | None:
    """Why a copy takes the proof from its document."""
    if not copy.sha256:
        return f"the file {copy.file}, named for {what}, was not read"
    if changed(copy):
        return f"the file {copy.file}, named for {what}, has changed since it was taken in"
    match worst_signature(copy):
        case SignatureState.BROKEN:
            return f"a signature on the file {copy.file}, named for {what}, is broken"
        case SignatureState.EXPIRED:
            return f"a signature on the file {copy.file}, named for {what}, bears a certificate out of its time"
    return None

"""Tells what digital signatures are worth, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.text import Text

from agent.cli.show import safe
from agent.texts import _
from checks.security_plan.record import Signature, SignatureState
from checks.security_plan.trust import Flaw
from reports.wording import ZONE

COLOURS = {
    SignatureState.GOOD: "green",
    SignatureState.UNKNOWN_CA: "yellow",
    SignatureState.EXPIRED: "bold red",
    SignatureState.BROKEN: "bold red",
}
SIGNS = {
    SignatureState.GOOD: "✓",
    SignatureState.UNKNOWN_CA: "?",
    SignatureState.EXPIRED: "✗",
    SignatureState.BROKEN: "✗",
}
BAD = frozenset({SignatureState.EXPIRED, SignatureState.BROKEN})


def signature_document(signature: Signature) -> dict[str, Any]:
    """A signature as JSON tells it: its members, the state and the time as texts."""
    return {
        "state": signature.state.value,
        "signer": signature.signer,
        "organisation": signature.organisation,
        "issuer": signature.issuer,
        "signed_at": signature.signed_at.isoformat() if signature.signed_at else None,
        "detail": signature.detail,
    }


def signature_lines(signatures: Iterable[Signature]) -> list[Text]:
    """A line for each signature: what it is worth, who signed when, and what is wrong."""
    return [_line(signature) for signature in signatures]


def _line(signature: Signature) -> Text:
    state = signature.state
    line = Text(f"{SIGNS[state]} {state_word(state)}", style=COLOURS[state])
    holder = ", ".join(filter(None, (signature.signer, signature.organisation)))
    parts = [safe(holder)] if holder else []
    if signature.issuer:
        parts.append(_("certified by {issuer}").format(issuer=safe(signature.issuer)))
    if signature.signed_at:
        parts.append(_("signed {moment}").format(moment=f"{signature.signed_at.astimezone(ZONE):%d/%m/%Y %H:%M}"))
    if signature.detail:
        parts.append(flaw_words(signature.detail))
    return line.append(f": {' · '.join(parts)}" if parts else "", style="default")


def state_word(state: SignatureState) -> str:
    """The word of a state in the language of the command."""
    return {
        SignatureState.GOOD: _("good"),
        SignatureState.UNKNOWN_CA: _("unknown authority"),
        SignatureState.EXPIRED: _("out of date"),
        SignatureState.BROKEN: _("broken"),
    }[state]


def flaw_words(detail: str) -> str:
    """The `detail` of a signature in the language of the command."""
    words = {
        Flaw.CHANGED: _("the bytes are not those that were signed"),
        Flaw.ADDED: _("the file was changed after it was signed, beyond further signatures"),
        Flaw.HIDDEN: _("the file holds a signature that its own list of signatures does not name"),
        Flaw.UNREADABLE: _("the signature cannot be read"),
        Flaw.FOREIGN: _("the signature is not in a form that can be checked"),
        Flaw.WEAK: _("the signature rests on an algorithm or key too weak to prove anything"),
        Flaw.FUTURE: _("the signature claims to be made in the future"),
        Flaw.MANY: _("there are too many signatures, or too large ones, to check"),
        Flaw.SLOW: _("the signature took too long or too much memory to check"),
        Flaw.NOT_VALID_THEN: _("the signer's certificate was not valid at the time of signing"),
        Flaw.NOT_TRUSTED: _("no trusted authority vouches for the signer's certificate"),
        Flaw.NOT_FOR_SIGNING: _("the signer's certificate is not meant for signing documents"),
        Flaw.OWN_TIME: _("the time of signing is the signer's own word"),
        Flaw.STAMP: _("this is a time stamp on the document, nobody's signature"),
    }
    return words[Flaw(detail)]

"""Digital signatures on a paper: those inside a PDF, and detached ones (CMS) over the bytes of any file.

Everything is checked here and now: nothing is fetched, so whether a certificate was revoked is not known. The time of
signing is that of a time stamp where one stands over the signature, else the signer's own word.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import logging
import re
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from asn1crypto import cms, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    async_validate_detached_cms,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext

from checks.security_plan.record import Signature, SignatureState
from checks.security_plan.trust import Flaw, Roots

MOST_SIGNATURES = 32
MOST_DETACHED_BYTES = 4 * 1024 * 1024
LONGEST_NAME = 200
SKEW = dt.timedelta(days=1)
"""How far a signer's clock may be ahead of ours."""
WEAK_HASHES = frozenset({"md2", "md5", "sha1"})
LEAST_RSA_BITS = 2048
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_END = b"%%EOF"
_WHITE = b"\0\t\n\f\r "
_SIGNED_PART = re.compile(rb"/ByteRange\s*\[")
_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


class _Look(Protocol):
    """Checks one signature as of a moment; only `fully` is it asked what was changed in the file since."""

    def __call__(self, trusted: ValidationContext, fully: bool) -> Awaitable[SignatureStatus]: ...


def read_signatures(
    data: bytes, detached: Sequence[bytes] = (), roots: Roots | None = None, now: dt.datetime | None = None
) -> tuple[Signature, ...]:
    """What every signature in a PDF's bytes is worth, then every detached one (DER or PEM) over the same bytes.

    `roots` are trusted to say who signed, nobody is without them; `now` (with time zone) is the present. Never raises:
    what can't be checked is BROKEN. A file that isn't signed gives an empty tuple. Must not be called from a running
    event loop.
    """
    return asyncio.run(_all(data, detached, roots or Roots(), now or dt.datetime.now(_ZONE)))


async def _all(data: bytes, detached: Sequence[bytes], roots: Roots, now: dt.datetime) -> tuple[Signature, ...]:
    trusted = [x509.Certificate.load(certificate) for certificate in roots.certificates]
    found = await _embedded(data, trusted, now) if b"%PDF-" in data[:1024] else []
    for container in detached[:MOST_SIGNATURES]:
        found += await _detached(data, container, trusted, now)
    if len(detached) > MOST_SIGNATURES or len(found) > MOST_SIGNATURES:
        found = [*found[:MOST_SIGNATURES], _broken(Flaw.MANY)]
    return tuple(found)


async def _embedded(data: bytes, trusted: list[x509.Certificate], now: dt.datetime) -> list[Signature]:
    written = len(_SIGNED_PART.findall(data))
    if not written:
        return []
    if written > MOST_SIGNATURES:
        return [_broken(Flaw.MANY)]
    try:
        reader = PdfFileReader(io.BytesIO(data))
        if reader.encrypted:
            reader.decrypt("")
        signatures = list(reader.embedded_signatures)
        fields = {name for name, _value, _field in enumerate_sig_fields(reader)}
    except Exception:
        return [_broken(Flaw.UNREADABLE)]
    found = [await _worth(_pdf_look(each), trusted, now, partial(_whole, data, each, fields)) for each in signatures]
    return found if written <= len(signatures) else [*found, _broken(Flaw.HIDDEN)]


def _pdf_look(embedded: EmbeddedPdfSignature) -> _Look:
    async def look(trusted: ValidationContext, fully: bool) -> SignatureStatus:
        if embedded.sig_object_type == "/DocTimeStamp":
            return await async_validate_pdf_timestamp(embedded, trusted, skip_diff=not fully)
        return await async_validate_pdf_signature(embedded, trusted, key_usage_settings=_USAGE, skip_diff=not fully)

    return look


async def _detached(
    data: bytes, container: bytes, trusted: list[x509.Certificate], now: dt.datetime
) -> list[Signature]:
    if len(container) > MOST_DETACHED_BYTES:
        return [_broken(Flaw.MANY)]
    try:
        parts = _single(container)
    except Exception:
        return [_broken(Flaw.UNREADABLE)]
    if len(parts) > MOST_SIGNATURES:
        return [_broken(Flaw.MANY)]
    return [await _worth(_cms_look(data, part), trusted, now, lambda _status: True) for part in parts]


def _single(container: bytes) -> list[cms.SignedData]:
    """The signed data of a container, once for each who signed, and for one more than are checked at most; raises
    `ValueError` and others where there is none."""
    der = pem.unarmor(container)[2] if pem.detect(container) else container
    count = len(cms.ContentInfo.load(der, strict=True)["content"]["signer_infos"])
    if not count:
        raise ValueError("nobody signed")
    parts = []
    for number in range(min(count, MOST_SIGNATURES + 1)):
        part = cms.ContentInfo.load(der)["content"]
        part["signer_infos"] = [part["signer_infos"][number]]
        parts.append(part)
    return parts


def _cms_look(data: bytes, part: cms.SignedData) -> _Look:
    async def look(trusted: ValidationContext, fully: bool) -> SignatureStatus:
        return await async_validate_detached_cms(data, part, trusted, key_usage_settings=_USAGE)

    return look


async def _worth(
    look: _Look, trusted: list[x509.Certificate], now: dt.datetime, whole: Callable[[Any], bool]
) -> Signature:
    """A signature as it was at its own time; `whole` says of its status whether it is over all that counts."""
    try:
        claimed, _stamped = _time(await look(_context(trusted, now), False))
        moment = min(claimed or now, now)
        status = await look(_context(trusted, moment), True)
        signed_at, stamped = _time(status)
        state, flaw = _state(status, whole(status), signed_at, moment, now)
        if state is SignatureState.GOOD:
            flaw = Flaw.STAMP if hasattr(status, "timestamp") else None if stamped else Flaw.OWN_TIME
        subject, issuer = status.signing_cert.subject, status.signing_cert.issuer
        return Signature(
            state=state,
            signer=_name(subject, "common_name"),
            organisation=_name(subject, "organization_name"),
            issuer=_name(issuer, "common_name") or _name(issuer, "organization_name"),
            signed_at=signed_at,
            detail=flaw or "",
        )
    except Exception:
        return _broken(Flaw.FOREIGN)


def _context(trusted: list[x509.Certificate], moment: dt.datetime) -> ValidationContext:
    return ValidationContext(trust_roots=trusted, moment=moment, allow_fetching=False)


def _time(status: Any) -> tuple[dt.datetime | None, bool]:
    """When the signature says it was made, and whether a trusted time stamp bears it out."""
    own = getattr(status, "timestamp", None)
    if own is not None:
        return own, bool(status.trusted)
    stamp = status.timestamp_validity
    if stamp is not None and stamp.intact and stamp.valid:
        return stamp.timestamp, bool(stamp.trusted)
    said: dt.datetime | None = status.signer_reported_dt
    return (said.replace(tzinfo=_ZONE) if said is not None and said.tzinfo is None else said), False


def _whole(data: bytes, embedded: EmbeddedPdfSignature, fields: set[str], status: Any) -> bool:
    """Whether all of a PDF is signed, or what was added later are signatures and what serves to check them.

    `fields` are the names of its signature fields; what no reader of PDF is told of may only be white space.
    """
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    newest = embedded.signed_revision == embedded.reader.xrefs.total_revisions - 1
    end = int(embedded.byte_range[2]) + int(embedded.byte_range[3]) if newest else data.rfind(_END) + len(_END)
    difference = status.diff_result
    return (
        not data[end:].strip(_WHITE)
        and status.coverage is SignatureCoverageLevel.ENTIRE_REVISION
        and isinstance(difference, DiffResult)
        and difference.modification_level <= ModificationLevel.FORM_FILLING
        and difference.changed_form_fields <= fields
        and getattr(status, "docmdp_ok", True) is not False
    )


def _state(
    status: SignatureStatus, whole: bool, signed_at: dt.datetime | None, moment: dt.datetime, now: dt.datetime
) -> tuple[SignatureState, Flaw | None]:
    certificate = status.signing_cert
    key = certificate.public_key
    if not (status.intact and status.valid):
        return SignatureState.BROKEN, Flaw.CHANGED
    if not whole:
        return SignatureState.BROKEN, Flaw.ADDED
    if status.md_algorithm in WEAK_HASHES or (key.algorithm == "rsa" and key.bit_size < LEAST_RSA_BITS):
        return SignatureState.BROKEN, Flaw.WEAK
    if signed_at is not None and signed_at > now + SKEW:
        return SignatureState.BROKEN, Flaw.FUTURE
    if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        return SignatureState.EXPIRED, Flaw.NOT_VALID_THEN
    if status.trusted:
        return SignatureState.GOOD, None
    return SignatureState.UNKNOWN_CA, Flaw.NOT_TRUSTED if _may_sign(certificate) else Flaw.NOT_FOR_SIGNING


def _may_sign(certificate: x509.Certificate) -> bool:
    usage = certificate.key_usage_value
    return usage is not None and bool({"non_repudiation", "digital_signature"} & set(usage.native))


def _name(name: x509.Name, part: str) -> str | None:
    """One part of a holder's name, fit to print: no control characters, bounded; None where the name lacks it."""
    value = name.native.get(part)
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    kept = "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")
    return " ".join(kept.split())[:LONGEST_NAME] or None


def _broken(flaw: Flaw) -> Signature:
    return Signature(SignatureState.BROKEN, detail=flaw)

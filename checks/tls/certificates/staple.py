"""The OCSP answer that a server staples to its certificate (RFC 6960, RFC 6066 §8)."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509 import ocsp

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.certificates.certificate import Certificate, attempt, extended_key_usage, serial_number, signed_by
from checks.tls.certificates.signature import is_signed_with

_MOST_RESPONDERS = 4
_ISSUER_UNKNOWN = Unseen(Reason.NEEDS_LOOKUP, "the issuer's certificate was not sent and is in no store")


def staple_facts(staple: bytes | None, leaf: Certificate, issuer: Certificate | None, now: datetime) -> Fact[Json]:
    """The fact `staple` of an OCSP answer in DER; None when none was stapled.

    `status`: good, revoked or unknown. `this_update`, `next_update`: when that was so, and until when at the latest
    something newer is told (None: always, RFC 6960 §4.2.2.1). `current`: now is between them. `matches`: it speaks
    about this certificate, else its status is unseen. `verified`: signed by the certificate's issuer, or by whom
    the issuer delegated it to (§4.2.2.2); unseen when the issuer isn't known. `now` is aware.
    """
    if staple is None:
        return Seen(None)
    answer = attempt(lambda: ocsp.load_der_ocsp_response(staple), "OCSP answer")
    if isinstance(answer, Unseen):
        return answer
    if answer.value.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        word = answer.value.response_status.name.lower()
        return Unseen(Reason.PROTOCOL_ERROR, f"the stapled OCSP answer says only: {word}")
    return attempt(lambda: _facts(answer.value, leaf.value, issuer, now), "OCSP answer")


def _facts(answer: ocsp.OCSPResponse, leaf: x509.Certificate, issuer: Certificate | None, now: datetime) -> Json:
    answers = list(answer.responses)
    if not answers:
        raise ValueError("it is about no certificate at all")
    about_leaf = [one for one in answers if _is_about(one, leaf, issuer)]
    one = (about_leaf or answers)[0]
    until = one.next_update_utc
    return {
        "status": Seen(one.certificate_status.name.lower())
        if about_leaf
        else Unseen(Reason.PROTOCOL_ERROR, "the stapled OCSP answer is about another certificate"),
        "this_update": one.this_update_utc.isoformat(),
        "next_update": until and until.isoformat(),
        "current": one.this_update_utc <= now and (until is None or now < until),
        "matches": bool(about_leaf),
        "verified": _ISSUER_UNKNOWN
        if issuer is None
        else attempt(lambda: _verified(answer, issuer.value, now), "OCSP answer"),
    }


def _is_about(one: ocsp.OCSPSingleResponse, leaf: x509.Certificate, issuer: Certificate | None) -> bool:
    """Whether the CertID (RFC 6960 §4.1.1) is that of the leaf; of an unknown issuer its number must do."""
    if one.serial_number != serial_number(leaf):
        return False
    if issuer is None:
        return True
    question = ocsp.OCSPRequestBuilder().add_certificate(leaf, issuer.value, one.hash_algorithm).build()
    return (one.issuer_name_hash, one.issuer_key_hash) == (question.issuer_name_hash, question.issuer_key_hash)


def _verified(answer: ocsp.OCSPResponse, issuer: x509.Certificate, now: datetime) -> bool:
    delegates = answer.certificates[:_MOST_RESPONDERS]
    able = [issuer, *(delegate for delegate in delegates if _is_delegate(delegate, issuer, now))]
    return any(_is_signed_with(answer, signer) for signer in able)


def _is_delegate(responder: x509.Certificate, issuer: x509.Certificate, now: datetime) -> bool:
    return (
        responder.issuer == issuer.subject
        and responder.not_valid_before_utc <= now <= responder.not_valid_after_utc
        and "OCSPSigning" in extended_key_usage(responder)
        and signed_by(responder, issuer)
    )


def _is_signed_with(answer: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    if answer.signature_algorithm_oid == x509.SignatureAlgorithmOID.RSASSA_PSS:
        raise UnsupportedAlgorithm("an OCSP answer with an RSASSA-PSS signature")
    content, algorithm = answer.tbs_response_bytes, answer.signature_hash_algorithm
    return is_signed_with(signer.public_key(), answer.signature, content, algorithm, PKCS1v15())

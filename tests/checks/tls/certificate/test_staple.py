from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from checks.observation import Fact, Json, Reason, Seen, Unseen, to_json
from checks.tls.certificates.staple import staple_facts
from tests.checks.tls.certificate.making import read
from tests.checks.tls.certificates import DAY, NOW, Holder, authority, issue

GOOD = {
    "status": "good",
    "this_update": "2026-10-31T12:00:00+00:00",
    "next_update": "2026-11-06T12:00:00+00:00",
    "current": True,
    "matches": True,
    "verified": True,
}


def answer(
    leaf: Holder,
    issuer: Holder,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    *,
    signer: Holder | None = None,
    sends: list[Holder] | None = None,
    until: datetime | None = NOW + 5 * DAY,
    algorithm: hashes.HashAlgorithm | None = None,
) -> bytes:
    """An OCSP answer of a day ago; `signer` signs in the issuer's place."""
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    signing = signer or issuer
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=leaf.certificate,
        issuer=issuer.certificate,
        algorithm=algorithm or hashes.SHA1(),  # noqa: S303 (what RFC 5019 asks for)
        cert_status=status,
        this_update=NOW - DAY,
        next_update=until,
        revocation_time=NOW - 2 * DAY if revoked else None,
        revocation_reason=x509.ReasonFlags.key_compromise if revoked else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signing.certificate)
    if sends:
        builder = builder.certificates([holder.certificate for holder in sends])
    edwards = isinstance(signing.key, ed25519.Ed25519PrivateKey)
    built = builder.sign(signing.key, None if edwards else hashes.SHA256())
    return built.public_bytes(serialization.Encoding.DER)


def facts(staple: bytes | None, leaf: Holder, issuer: Holder | None, now: datetime = NOW) -> Json:
    return to_json(staple_facts(staple, read(leaf), read(issuer) if issuer else None, now))


def responder(issuer: Holder, *purposes: x509.ObjectIdentifier, days: tuple[float, float] = (-30, 60)) -> Holder:
    return issue("Responder", issuer, x509.ExtendedKeyUsage(purposes or [ExtendedKeyUsageOID.OCSP_SIGNING]), days=days)


def test_no_staple_is_none(leaf: Holder, intermediate: Holder) -> None:
    assert staple_facts(None, read(leaf), read(intermediate), NOW) == Seen(None)


@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256()], ids=["SHA-1", "SHA-256"])  # noqa: S303
def test_a_good_answer_of_the_issuer_is_verified(
    leaf: Holder, intermediate: Holder, algorithm: hashes.HashAlgorithm
) -> None:
    assert facts(answer(leaf, intermediate, algorithm=algorithm), leaf, intermediate) == GOOD


@pytest.mark.parametrize("make", [lambda: rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate])
def test_issuers_with_other_keys_are_verified_too(
    make: Callable[[], CertificateIssuerPrivateKeyTypes], root: Holder
) -> None:
    issuer = issue("Issuer", root, key=make(), authority=True)
    leaf = issue("a.test", issuer)
    assert facts(answer(leaf, issuer), leaf, issuer) == GOOD


def test_revoked_and_unknown_are_told(leaf: Holder, intermediate: Holder) -> None:
    revoked = answer(leaf, intermediate, ocsp.OCSPCertStatus.REVOKED)
    assert facts(revoked, leaf, intermediate) == GOOD | {"status": "revoked"}
    unknown = answer(leaf, intermediate, ocsp.OCSPCertStatus.UNKNOWN)
    assert facts(unknown, leaf, intermediate) == GOOD | {"status": "unknown"}


@pytest.mark.parametrize(("days", "is_current"), [(-2, False), (-1, True), (4.9, True), (5, False), (50, False)])
def test_an_answer_is_current_until_the_next(leaf: Holder, intermediate: Holder, days: float, is_current: bool) -> None:
    found = facts(answer(leaf, intermediate), leaf, intermediate, NOW + days * DAY)
    assert found == GOOD | {"current": is_current}


def test_an_answer_that_names_no_next_one_stays_current(leaf: Holder, intermediate: Holder) -> None:
    found = facts(answer(leaf, intermediate, until=None), leaf, intermediate, NOW + 900 * DAY)
    assert found == GOOD | {"next_update": None}


def test_a_delegate_of_the_issuer_may_sign(leaf: Holder, intermediate: Holder) -> None:
    delegate = responder(intermediate)
    assert facts(answer(leaf, intermediate, signer=delegate, sends=[delegate]), leaf, intermediate) == GOOD


def test_no_other_may_sign(leaf: Holder, intermediate: Holder, root: Holder) -> None:
    others = {
        "for servers": responder(intermediate, ExtendedKeyUsageOID.SERVER_AUTH),
        "of another issuer": responder(root),
        "past its day": responder(intermediate, days=(-30, -1)),
        "forged": issue("Responder", intermediate, signer=authority("Intermediate")),
    }
    for what, other in others.items():
        found = facts(answer(leaf, intermediate, signer=other, sends=[other]), leaf, intermediate)
        assert found == GOOD | {"verified": False}, what
    unsent = answer(leaf, intermediate, signer=responder(intermediate))
    assert facts(unsent, leaf, intermediate) == GOOD | {"verified": False}


def test_an_answer_about_another_certificate_says_nothing_about_this_one(leaf: Holder, intermediate: Holder) -> None:
    found = facts(answer(issue("b.test", intermediate), intermediate), leaf, intermediate)
    assert found["matches"] is False
    assert found["status"] == {
        "unseen": "protocol_error",
        "detail": "the stapled OCSP answer is about another certificate",
    }


def test_the_same_number_of_another_issuer_is_another_certificate(leaf: Holder, intermediate: Holder) -> None:
    namesake = issue("b.test", authority("Other"), serial=leaf.certificate.serial_number)
    found = facts(answer(namesake, authority("Other")), leaf, intermediate)
    assert (found["matches"], found["verified"]) == (False, False)


def test_without_the_issuer_the_signature_is_unseen(leaf: Holder, intermediate: Holder) -> None:
    found = facts(answer(leaf, intermediate), leaf, None)
    assert found["verified"]["unseen"] == Reason.NEEDS_LOOKUP
    assert found | {"verified": True} == GOOD


@pytest.mark.parametrize("algorithm", ["01010a3000", "0101550500"], ids=["RSASSA-PSS", "of nobody"])
def test_a_signature_of_another_kind_is_unseen(algorithm: str) -> None:
    issuer = issue("Issuer", key=rsa.generate_private_key(65537, 2048), authority=True)
    leaf = issue("a.test", issuer)
    usual, other = bytes.fromhex("06092a864886f70d01010b0500"), bytes.fromhex(f"06092a864886f70d{algorithm}")
    found = facts(answer(leaf, issuer).replace(usual, other), leaf, issuer)
    assert found["verified"]["unseen"] == Reason.TOOL_MISSING
    assert found | {"verified": True} == GOOD


def reason(fact: Fact[Json]) -> tuple[Reason, str]:
    assert isinstance(fact, Unseen)
    return fact.reason, fact.detail


def test_an_answer_that_is_a_refusal_is_no_status(leaf: Holder, intermediate: Holder) -> None:
    later = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    staple = later.public_bytes(serialization.Encoding.DER)
    found = staple_facts(staple, read(leaf), read(intermediate), NOW)
    assert reason(found) == (Reason.PROTOCOL_ERROR, "the stapled OCSP answer says only: try_later")


@pytest.mark.parametrize("staple", [b"", b"garbage", bytes(100_000)], ids=["empty", "garbage", "long"])
def test_garbage_is_malformed(leaf: Holder, intermediate: Holder, staple: bytes) -> None:
    why, detail = reason(staple_facts(staple, read(leaf), read(intermediate), NOW))
    assert why is Reason.PROTOCOL_ERROR
    assert detail.startswith("malformed OCSP answer")


def test_an_answer_cut_or_altered_anywhere_is_no_crash(leaf: Holder, intermediate: Holder) -> None:
    whole = answer(leaf, intermediate)
    for place in range(len(whole)):
        cut = staple_facts(whole[:place], read(leaf), read(intermediate), NOW)
        assert isinstance(cut, Unseen)
        altered = whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :]
        found = facts(altered, leaf, intermediate)
        assert "unseen" in found or found["verified"] is not True or found == GOOD


def test_an_answer_about_nothing_is_malformed(leaf: Holder, intermediate: Holder) -> None:
    empty = emptied(ocsp.load_der_ocsp_response(answer(leaf, intermediate)))
    why, detail = reason(staple_facts(empty, read(leaf), read(intermediate), NOW))
    assert why is Reason.PROTOCOL_ERROR
    assert detail == "malformed OCSP answer: it is about no certificate at all"


def emptied(whole: ocsp.OCSPResponse) -> bytes:
    """An answer without its list of answers, written by hand (RFC 6960 §4.2.1)."""
    assert whole.responder_key_hash is not None
    responder = _element(0xA2, _element(0x04, whole.responder_key_hash))
    data = _element(0x30, responder, _element(0x18, b"20261031120000Z"), _element(0x30))
    algorithm = bytes.fromhex("300a06082a8648ce3d040302")
    basic = _element(0x30, data, algorithm, _element(0x03, b"\0", whole.signature))
    kind = bytes.fromhex("06092b0601050507300101")
    return _element(0x30, _element(0x0A, b"\0"), _element(0xA0, _element(0x30, kind, _element(0x04, basic))))


def _element(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = bytes([len(content)]) if len(content) < 0x80 else b"\x81" + bytes([len(content)])
    return bytes([tag]) + size + content

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from checks.observation import Fact, Json, Reason, Seen, Unseen, to_json
from checks.tls.certificates.certificate import LONGEST_NAME, MOST_NAMES, Certificate, UnseenError, canonical
from checks.tls.certificates.certificate import names as list_of_names
from checks.tls.certificates.names import name_matches
from tests.checks.tls.certificate.making import ders, raw, read, replaced, signed_anew, usages
from tests.checks.tls.certificates import DAY, NOW, Holder, authority, issue, names

SCT_LIST = "1.3.6.1.4.1.11129.2.4.2"
SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"
SECOND = timedelta(seconds=1) / DAY


def reason(fact: Fact[Json]) -> Reason:
    assert isinstance(fact, Unseen)
    return fact.reason


def test_a_certificate_describes_itself(leaf: Holder) -> None:
    assert to_json(read(leaf).description) == {
        "subject": "CN=binhminh.gov.test",
        "issuer": "CN=Intermediate",
        "not_before": "2026-10-02T12:00:00+00:00",
        "not_after": "2026-12-31T12:00:00+00:00",
        "key": {"type": "EC", "bits": 256},
        "signature": "ecdsa-with-SHA256",
        "sha256": leaf.openssl.digest("sha256").decode().replace(":", "").lower(),
        "is_ca": False,
        "self_signed": False,
    }


def test_a_leaf_says_more(root: Holder) -> None:
    holder = issue(
        "a.test",
        root,
        names("a.test", "*.a.test"),
        usages("digital_signature", "key_agreement", "encipher_only"),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ObjectIdentifier("1.2.3.4")]),
        x509.TLSFeature([x509.TLSFeatureType.status_request]),
        serial=0x0ABC,
    )
    assert to_json(read(holder).leaf_description) == {
        "names": ["a.test", "*.a.test"],
        "serial": "0abc",
        "validity_days": 91,
        "must_staple": True,
        "key_usage": ["digitalSignature", "keyAgreement", "encipherOnly"],
        "extended_key_usage": ["serverAuth", "1.2.3.4"],
        "scts": 0,
    }


def test_without_extensions_there_is_nothing_in_them() -> None:
    found = to_json(read(issue("a.test")).leaf_description)
    silent = {"names": [], "must_staple": False, "key_usage": [], "extended_key_usage": [], "scts": 0}
    assert {name: found[name] for name in silent} == silent


@pytest.mark.parametrize(("last", "expected"), [(90 - SECOND, 90), (90, 91), (1, 2), (SECOND, 1), (0, 1)])
def test_a_day_of_validity_that_was_begun_counts(last: float, expected: int) -> None:
    assert read(issue("a.test", days=(0, last))).leaf_description["validity_days"] == Seen(expected)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (lambda: rsa.generate_private_key(65537, 2048), {"type": "RSA", "bits": 2048}),
        (lambda: ec.generate_private_key(ec.SECP384R1()), {"type": "EC", "bits": 384}),
        (lambda: ed25519.Ed25519PrivateKey.generate(), {"type": "Ed25519", "bits": 256}),
        (lambda: ed448.Ed448PrivateKey.generate(), {"type": "Ed448", "bits": 456}),
        (lambda: dsa.generate_private_key(1024), {"type": "DSA", "bits": 1024}),  # noqa: S505 (longer ones take long)
    ],
    ids=["RSA", "EC", "Ed25519", "Ed448", "DSA"],
)
def test_the_kind_and_the_length_of_the_key_are_told_and_that_it_signed_itself(
    key: Callable[[], CertificateIssuerPrivateKeyTypes], expected: Json
) -> None:
    certificate = read(issue("a.test", key=key()))
    assert certificate.description["key"] == Seen(expected)
    assert certificate.self_signed == Seen(True)


def test_a_key_of_a_kind_that_is_not_for_signing_is_not_understood() -> None:
    odd = issue("a.test", authority("Odd"), key=x25519.X25519PrivateKey.generate())  # type: ignore[arg-type]
    assert reason(read(odd).description["key"]) is Reason.TOOL_MISSING


@pytest.mark.parametrize(("hash_name", "name"), [("sha1", "sha1WithRSAEncryption"), ("md5", "md5WithRSAEncryption")])
def test_a_signature_of_old_is_still_understood(hash_name: str, name: str) -> None:
    holder = issue("a.test", key=rsa.generate_private_key(65537, 2048))
    certificate = Certificate(signed_anew(hash_name, holder, holder))
    assert certificate.self_signed == Seen(True)
    assert certificate.description["signature"] == Seen(name)


def test_a_signature_with_rsas_newer_padding_is_understood() -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.test")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + DAY)
        .sign(key, hashes.SHA256(), rsa_padding=padding.PSS(padding.MGF1(hashes.SHA256()), 32))
    )
    certificate = read(Holder(key, built))
    assert certificate.description["signature"] == Seen("rsassaPss")
    assert certificate.self_signed == Seen(True)


def test_a_signature_algorithm_that_nobody_knows_is_told_by_its_number(leaf: Holder) -> None:
    der = ders(leaf)[0].replace(
        b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02", b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x55"
    )
    certificate = Certificate(der)
    assert certificate.description["signature"] == Seen("1.2.840.10045.4.3.85")


def test_a_certificate_whose_issuer_only_bears_its_name_is_not_self_signed() -> None:
    assert read(issue("a.test", signer=authority("a.test"))).self_signed == Seen(False)


def test_embedded_timestamps_are_counted() -> None:
    stamp = b"\0" + bytes(32) + bytes(8) + b"\0\0" + b"\4\3" + b"\0\x08" + bytes(8)
    stamps = (len(stamp).to_bytes(2) + stamp) * 2
    payload = len(stamps).to_bytes(2) + stamps
    extension = raw(SCT_LIST, b"\4" + len(payload).to_bytes() + payload)
    assert read(issue("a.test", None, extension)).leaf_description["scts"] == Seen(2)


def test_an_extension_that_makes_no_sense_hides_only_what_stands_in_extensions(intermediate: Holder) -> None:
    certificate = read(issue("a.test", intermediate, raw(SUBJECT_ALTERNATIVE_NAME, b"\x30\x03nonsense")))
    said = certificate.description | certificate.leaf_description
    unseen = {name for name, fact in said.items() if isinstance(fact, Unseen)}
    assert unseen == {"names", "scts", "is_ca", "key_usage", "extended_key_usage", "must_staple"}
    assert {reason(said[name]) for name in unseen} == {Reason.PROTOCOL_ERROR}


def test_a_tls_feature_that_nobody_knows_is_no_crash() -> None:
    certificate = read(issue("a.test", None, raw("1.3.6.1.5.5.7.1.24", b"\x30\x03\x02\x01\x63")))
    assert reason(certificate.leaf_description["must_staple"]) is Reason.PROTOCOL_ERROR


def test_a_name_in_letters_beyond_ascii_is_told_as_it_stands_and_covers_nothing() -> None:
    certificate = read(issue("a.test", None, raw(SUBJECT_ALTERNATIVE_NAME, b"\x30\x07\x82\x05\xc3\xa9.vn")))
    assert certificate.leaf_description["names"] == Seen(["é.vn"])
    assert not name_matches("xn--9ca.vn", list_of_names(certificate.value))


@pytest.mark.parametrize(("serial", "written"), [(0x80, "-80"), (0xFF, "-01"), (0x00, "00")])
def test_a_serial_number_that_must_not_be_hides_nothing(serial: int, written: str) -> None:
    der = replaced(issue("a.test", None, names("a.test"), serial=0x55), b"\2\1\x55", bytes([2, 1, serial]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        certificate = Certificate(der)
        said = certificate.description | certificate.leaf_description
    assert not [name for name, fact in said.items() if isinstance(fact, Unseen)]
    assert said["serial"] == Seen(written)


@pytest.mark.parametrize("der", [b"", b"0", b"garbage", bytes(1000), b"0\x84\xff\xff\xff\xff" + bytes(100)])
def test_what_is_no_certificate_has_but_a_fingerprint(der: bytes) -> None:
    certificate = Certificate(der)
    said = certificate.description | certificate.leaf_description
    assert {name for name, fact in said.items() if isinstance(fact, Seen)} == {"sha256"}
    assert {reason(fact) for name, fact in said.items() if name != "sha256"} == {Reason.PROTOCOL_ERROR}
    with pytest.raises(UnseenError, match="malformed certificate"):
        _ = certificate.value


def test_what_only_openssl_can_read_has_its_signature_told(leaf: Holder) -> None:
    said = Certificate(replaced(leaf, b"\xa0\3\2\1\2", b"\xa0\3\2\1\x55")).description
    assert {name for name, fact in said.items() if isinstance(fact, Seen)} == {"sha256", "signature"}


def test_more_names_than_are_listed_are_too_large() -> None:
    few, many = (names(*(f"a{n}.test" for n in range(count))) for count in (MOST_NAMES, MOST_NAMES + 1))
    listed = read(issue("a.test", None, few)).leaf_description["names"]
    assert isinstance(listed, Seen)
    assert len(listed.value) == MOST_NAMES
    too_many = read(issue("a.test", None, many)).leaf_description["names"]
    assert too_many == Unseen(Reason.TOO_LARGE, f"{MOST_NAMES + 1} names")


def test_more_usages_than_are_listed_are_too_large() -> None:
    usage = x509.ExtendedKeyUsage([ObjectIdentifier(f"1.2.3.{n}") for n in range(MOST_NAMES + 1)])
    assert reason(read(issue("a.test", None, usage)).leaf_description["extended_key_usage"]) is Reason.TOO_LARGE


def test_a_subject_without_end_is_too_large() -> None:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "x" * 64)] * (LONGEST_NAME // 64)
    key = ec.generate_private_key(ec.SECP256R1())
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(parts))
        .issuer_name(x509.Name(parts[:1]))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + DAY)
        .sign(key, hashes.SHA256())
    )
    said = read(Holder(key, built)).description
    assert reason(said["subject"]) is Reason.TOO_LARGE
    assert said["issuer"] == Seen("O=" + "x" * 64)


def test_a_certificate_of_100_kb_is_read() -> None:
    holder = issue("a.test", None, names("a.test"), raw("1.2.3.4", bytes(100_000)))
    certificate = read(holder)
    assert len(certificate.der) > 100_000
    assert certificate.leaf_description["names"] == Seen(["a.test"])


def test_names_are_compared_without_regard_to_case_and_blanks() -> None:
    def name(value: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, value)])

    assert canonical(name("Bình Minh  CA ")) == canonical(name("bình minh ca"))
    assert canonical(name("Bình Minh")) != canonical(name("BìnhMinh"))


@pytest.mark.parametrize(
    ("kind", "name", "size"),
    [
        (mldsa.MLDSA44PrivateKey, "ML-DSA-44", 1312),
        (mldsa.MLDSA65PrivateKey, "ML-DSA-65", 1952),
        (mldsa.MLDSA87PrivateKey, "ML-DSA-87", 2592),
    ],
)
def test_a_post_quantum_key_is_told_by_its_parameter_set(intermediate: Holder, kind: Any, name: str, size: int) -> None:
    """FIPS 204, table 2."""
    described = read(issue("a.test", intermediate, names("a.test"), key=kind.generate())).description
    assert described["key"] == Seen({"type": name, "bits": 8 * size})

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier
from OpenSSL import crypto

from checks.observation import Fact, Json, Reason, Seen, Unseen, to_json
from checks.tls.certificate import certificate_facts, fingerprint, name_matches
from checks.tls.trust import TrustStore
from tests.checks.tls.certificates import DAY, NOW, Holder, altered, authority, chain, general, issue, names

SCT_LIST = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
ALL = {
    *("subject", "issuer", "names", "not_before", "not_after", "days_left", "key", "signature", "sha256"),
    *("name_matches", "chain_trusted", "chain_problem", "self_signed", "scts"),
}


@pytest.fixture
def trust(ca_file: Path) -> TrustStore:
    return TrustStore(ca_file)


def facts(
    trust: TrustStore, *sent: Holder, host: str = "binhminh.gov.test", now: datetime = NOW
) -> dict[str, Fact[Json]]:
    return certificate_facts(chain(*sent), host, trust, now)


def reason(fact: Fact[Json]) -> Reason:
    assert isinstance(fact, Unseen)
    return fact.reason


def test_all_facts_of_a_good_certificate_are_told(trust: TrustStore, leaf: Holder, intermediate: Holder) -> None:
    assert to_json(facts(trust, leaf, intermediate)) == {
        "subject": "CN=binhminh.gov.test",
        "issuer": "CN=Intermediate",
        "names": ["binhminh.gov.test", "*.binhminh.gov.test"],
        "not_before": "2026-10-02T12:00:00+00:00",
        "not_after": "2026-12-31T12:00:00+00:00",
        "days_left": 60,
        "key": {"type": "EC", "bits": 256},
        "signature": "ecdsa-with-SHA256",
        "sha256": leaf.openssl.digest("sha256").decode().replace(":", "").lower(),
        "name_matches": True,
        "chain_trusted": True,
        "chain_problem": None,
        "self_signed": False,
        "scts": 0,
    }


def test_the_fingerprint_is_that_of_the_der_form(leaf: Holder) -> None:
    assert fingerprint(leaf.openssl) == leaf.openssl.digest("sha256").decode().replace(":", "").lower()


@pytest.mark.parametrize(("later", "left"), [(0, 60), (59.5, 0), (60, 0), (60.01, -1), (90, -30)])
def test_days_left_are_whole_days_and_negative_once_expired(
    trust: TrustStore, leaf: Holder, later: float, left: int
) -> None:
    assert facts(trust, leaf, now=NOW + later * DAY)["days_left"] == Seen(left)


@pytest.mark.parametrize("days", [-100, -30, 0, 60, 900])
def test_the_leafs_own_dates_do_not_make_its_chain_untrusted(
    trust: TrustStore, leaf: Holder, intermediate: Holder, days: int
) -> None:
    assert facts(trust, leaf, intermediate, now=NOW + days * DAY)["chain_trusted"] == Seen(True)


def test_an_issuer_that_expired_does_not_help_a_leaf_that_is_valid(trust: TrustStore, root: Holder) -> None:
    old = authority("Old", root, days=(-900, -10))
    found = facts(trust, issue("a.test", old), old)
    assert (found["chain_trusted"], found["chain_problem"]) == (Seen(False), Seen("expired_issuer"))


def test_a_leaf_that_was_never_valid_has_a_problem_in_words(trust: TrustStore, root: Holder) -> None:
    future = facts(trust, issue("a.test", root, days=(2000, 2001)))
    assert future["chain_trusted"] == Seen(False)


def test_a_self_signed_certificate_is_told(trust: TrustStore) -> None:
    found = facts(trust, issue("a.test", None, names("a.test")))
    assert (found["self_signed"], found["chain_problem"]) == (Seen(True), Seen("self_signed"))


def test_a_certificate_whose_issuer_only_bears_its_name_is_not_self_signed(trust: TrustStore) -> None:
    assert facts(trust, issue("a.test", signer=authority("a.test")))["self_signed"] == Seen(False)


def test_a_certificate_that_is_not_for_servers_is_not_trusted(trust: TrustStore, intermediate: Holder) -> None:
    for usage, expected in [
        (ExtendedKeyUsageOID.CLIENT_AUTH, "other: the certificate is not meant for servers"),
        (ExtendedKeyUsageOID.SERVER_AUTH, None),
        (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, None),
    ]:
        found = facts(trust, issue("a.test", intermediate, x509.ExtendedKeyUsage([usage])), intermediate)
        assert found["chain_problem"] == Seen(expected)


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
def test_the_kind_and_the_length_of_the_key_are_told(
    trust: TrustStore, key: Callable[[], CertificateIssuerPrivateKeyTypes], expected: Json
) -> None:
    assert facts(trust, issue("a.test", key=key()))["key"] == Seen(expected)


def test_a_key_of_a_kind_that_is_not_for_signing_is_not_understood(trust: TrustStore) -> None:
    odd = issue("a.test", authority("Odd"), key=x25519.X25519PrivateKey.generate())  # type: ignore[arg-type]
    assert reason(facts(trust, odd)["key"]) is Reason.TOOL_MISSING


def test_the_signature_has_openssls_name(trust: TrustStore) -> None:
    old = issue("a.test", key=rsa.generate_private_key(65537, 2048))
    assert facts(trust, old)["signature"] == Seen("sha256WithRSAEncryption")


def test_a_certificate_without_names_matches_nothing_whatever_its_subject(trust: TrustStore) -> None:
    found = facts(trust, issue("binhminh.gov.test"))
    assert (found["names"], found["name_matches"]) == (Seen([]), Seen(False))


def test_addresses_among_the_names_are_told(trust: TrustStore) -> None:
    found = facts(trust, issue("x", None, names("127.0.0.1", "2001:db8::1", "a.test")), host="[2001:DB8::1]")
    assert found["names"] == Seen(["127.0.0.1", "2001:db8::1", "a.test"])
    assert found["name_matches"] == Seen(True)


def test_embedded_timestamps_are_counted(trust: TrustStore) -> None:
    stamp = b"\0" + bytes(32) + bytes(8) + b"\0\0" + b"\4\3" + b"\0\x08" + bytes(8)
    stamps = (len(stamp).to_bytes(2) + stamp) * 2
    payload = len(stamps).to_bytes(2) + stamps
    assert len(payload) < 128
    extension = x509.UnrecognizedExtension(SCT_LIST, b"\4" + len(payload).to_bytes() + payload)
    assert facts(trust, issue("a.test", None, extension))["scts"] == Seen(2)


def test_an_extension_that_makes_no_sense_hides_only_what_stands_in_extensions(
    trust: TrustStore, intermediate: Holder
) -> None:
    broken = x509.UnrecognizedExtension(ObjectIdentifier("2.5.29.17"), b"\x30\x03nonsense")
    found = facts(trust, issue("a.test", intermediate, broken), intermediate)
    unseen = {name for name, fact in found.items() if isinstance(fact, Unseen)}
    assert unseen == {"names", "name_matches", "scts"}
    assert {reason(found[name]) for name in unseen} == {Reason.PROTOCOL_ERROR}
    assert found["days_left"] == Seen(60)


@pytest.mark.parametrize("serial", [0x80, 0xFF, 0x00], ids=["negative", "minus one", "zero"])
def test_a_serial_number_that_must_not_be_hides_nothing(trust: TrustStore, serial: int) -> None:
    holder = issue("a.test", None, names("a.test"), serial=0x55)
    certificate = altered(holder, b"\2\1\x55", bytes([2, 1, serial]))
    assert certificate.get_serial_number() <= 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = certificate_facts([certificate], "a.test", trust, NOW)
    assert not [name for name, fact in found.items() if isinstance(fact, Unseen)]
    assert found["name_matches"] == Seen(True)


def test_a_certificate_that_cannot_be_read_at_all_is_unseen_but_for_its_bytes(trust: TrustStore, leaf: Holder) -> None:
    certificate = altered(leaf, b"\xa0\3\2\1\2", b"\xa0\3\2\1\x55")
    found = certificate_facts([certificate], "a.test", trust, NOW)
    seen = {name for name, fact in found.items() if isinstance(fact, Seen)}
    assert set(found) == ALL
    assert seen == {"sha256", "signature"}
    assert reason(found["chain_trusted"]) is Reason.PROTOCOL_ERROR


@pytest.mark.parametrize(
    ("host", "sent", "expected"),
    [
        ("a.gov.test", ["a.gov.test"], True),
        ("A.GOV.TEST.", ["a.Gov.test"], True),
        ("a.gov.test", ["b.gov.test", "a.gov.test"], True),
        ("a.gov.test", ["*.gov.test"], True),
        ("gov.test", ["*.gov.test"], False),
        ("a.b.gov.test", ["*.gov.test"], False),
        ("a.gov.test", ["a*.gov.test"], False),
        ("a.gov.test", ["*"], False),
        ("gov.test", ["*.test"], False),
        ("a.gov.test", ["a.*.test"], False),
        ("a.gov.test", ["a.gov.test.vn"], False),
        ("a.gov.test", [], False),
        ("xn--ting-vit-6ya.test", ["xn--ting-vit-6ya.test"], True),
        ("127.0.0.1", ["127.0.0.1"], True),
        ("127.0.0.1", ["*.0.0.1"], False),
        ("::1", ["::1"], True),
        ("[0:0::1]", ["::1"], True),
    ],
)
def test_names_are_compared_label_by_label(host: str, sent: list[str], expected: bool) -> None:
    assert name_matches(host, [general(name) for name in sent]) is expected


def test_an_address_written_as_a_host_name_counts_for_nothing() -> None:
    assert not name_matches("127.0.0.1", [x509.DNSName("127.0.0.1")])


def test_a_store_of_nothing_leaves_only_the_chain_unseen(
    monkeypatch: pytest.MonkeyPatch, trust: TrustStore, leaf: Holder
) -> None:
    why = Unseen(Reason.TOOL_MISSING, "no store")
    monkeypatch.setattr(TrustStore, "chain_problem", lambda *_: why)
    found = facts(trust, leaf)
    assert {name for name, fact in found.items() if isinstance(fact, Unseen)} == {"chain_trusted", "chain_problem"}


def test_the_chain_may_be_any_certificates_of_openssl(trust: TrustStore, leaf: Holder, intermediate: Holder) -> None:
    der = crypto.dump_certificate(crypto.FILETYPE_ASN1, leaf.openssl)
    again = crypto.load_certificate(crypto.FILETYPE_ASN1, der)
    assert certificate_facts([again, intermediate.openssl], "x.test", trust, NOW)["chain_trusted"] == Seen(True)

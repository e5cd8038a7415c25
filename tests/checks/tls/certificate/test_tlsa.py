from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256, sha512
from pathlib import Path

import dns.rdata
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.certificates.chain import Chain
from checks.tls.certificates.tlsa import tlsa_matches
from checks.tls.certificates.trust import TrustStore
from tests.checks.tls.certificate.making import ders, sent, version_1
from tests.checks.tls.certificates import NOW, Holder, authority, issue

MATCHINGS: dict[int, Callable[[bytes], bytes]] = {
    0: lambda data: data,
    1: lambda data: sha256(data).digest(),
    2: lambda data: sha512(data).digest(),
}
TRUSTED: Fact[bool] = Seen(True)


def record(usage: int, selector: int, matching: int, holder: Holder) -> str:
    (selected,) = ders(holder)
    if selector:
        selected = holder.certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    return f"{usage} {selector} {matching} {MATCHINGS[matching](selected).hex()}"


@pytest.fixture
def trust(ca_file: Path) -> TrustStore:
    return TrustStore(ca_file)


def matches(
    trust: TrustStore, records: list[str], *holders: Holder, trusted: Fact[bool] = TRUSTED
) -> Fact[bool | None]:
    return tlsa_matches(records, sent(*holders), trusted, trust, NOW)


def test_without_records_there_is_no_answer(trust: TrustStore, leaf: Holder) -> None:
    assert matches(trust, [], leaf) == Seen(None)


@pytest.mark.parametrize("matching", [0, 1, 2])
@pytest.mark.parametrize("selector", [0, 1])
def test_every_usage_finds_its_certificate(
    trust: TrustStore, leaf: Holder, intermediate: Holder, root: Holder, selector: int, matching: int
) -> None:
    fits = {(0, "intermediate"), (0, "root"), (1, "leaf"), (2, "intermediate"), (3, "leaf")}
    for usage in range(4):
        for name, holder in {"leaf": leaf, "intermediate": intermediate, "root": root}.items():
            wanted = record(usage, selector, matching, holder)
            assert matches(trust, [wanted], leaf, intermediate) == Seen((usage, name) in fits), wanted


def test_the_root_of_a_domains_own_may_be_sent(trust: TrustStore) -> None:
    own = authority("Own")
    leaf = issue("a.test", own)
    assert matches(trust, [record(2, 1, 1, own)], leaf, own, trusted=Seen(False)) == Seen(True)


def test_an_anchor_that_is_not_on_the_path_does_not_count(
    trust: TrustStore, leaf: Holder, intermediate: Holder
) -> None:
    stranger = authority("Stranger")
    for usage in (0, 2):
        assert matches(trust, [record(usage, 1, 1, stranger)], leaf, intermediate, stranger) == Seen(False)


@pytest.mark.parametrize(("usage", "name"), [(0, "intermediate"), (1, "leaf")])
def test_what_the_web_must_trust_is_as_trusted_as_the_chain(
    trust: TrustStore, leaf: Holder, intermediate: Holder, usage: int, name: str
) -> None:
    wanted = [record(usage, 1, 1, {"leaf": leaf, "intermediate": intermediate}[name])]
    unseen = Unseen(Reason.TOOL_MISSING, "no store")
    assert matches(trust, wanted, leaf, intermediate, trusted=Seen(False)) == Seen(False)
    assert matches(trust, wanted, leaf, intermediate, trusted=unseen) == unseen
    both = [*wanted, record(3, 1, 1, leaf)]
    assert matches(trust, both, leaf, intermediate, trusted=unseen) == Seen(True)


def test_one_record_that_agrees_is_enough(trust: TrustStore, leaf: Holder, intermediate: Holder) -> None:
    next_key = record(3, 1, 1, issue("a.test"))
    assert matches(trust, [next_key, record(3, 1, 1, leaf)], leaf, intermediate) == Seen(True)
    assert matches(trust, [next_key], leaf, intermediate) == Seen(False)


def test_records_of_unknown_kinds_count_for_nothing(trust: TrustStore, leaf: Holder) -> None:
    for unknown in ("255 0 1 ab", "3 2 1 ab", "3 1 9 ab"):
        found = matches(trust, [unknown], leaf)
        assert isinstance(found, Unseen)
        assert found.reason is Reason.TOOL_MISSING
        assert matches(trust, [unknown, "3 1 1 ab"], leaf) == Seen(False)


@pytest.mark.parametrize("wrong", ["", "3 1", "3 1 1 xyz", "a b c d", "3 1 1 abc"])
def test_what_is_no_record_is_malformed(trust: TrustStore, leaf: Holder, wrong: str) -> None:
    assert matches(trust, [wrong], leaf) == Unseen(Reason.PROTOCOL_ERROR, "malformed TLSA record")


def test_every_record_that_dnspython_writes_is_read(trust: TrustStore, leaf: Holder) -> None:
    whole = dns.rdata.from_text("IN", "TLSA", record(3, 0, 0, leaf)).to_text()
    assert matches(trust, [whole], leaf) == Seen(True)


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP521R1()),
        dsa.generate_private_key(1024),  # noqa: S505 (longer ones take long)
        ed25519.Ed25519PrivateKey.generate(),
        ed448.Ed448PrivateKey.generate(),
    ],
    ids=["RSA", "EC", "DSA", "Ed25519", "Ed448"],
)
def test_keys_of_every_kind_are_found(trust: TrustStore, key: CertificateIssuerPrivateKeyTypes) -> None:
    leaf = issue("a" * 50 + ".test", key=key)
    assert matches(trust, [record(3, 1, 1, leaf)], leaf) == Seen(True)


def test_the_key_of_a_certificate_of_version_1_is_found(trust: TrustStore, tmp_path: Path) -> None:
    holder = issue("a.test")
    chain = Chain([version_1(tmp_path, holder)])
    assert tlsa_matches([record(3, 1, 1, holder)], chain, Seen(True), trust, NOW) == Seen(True)


def test_a_malformed_leaf_leaves_its_key_unseen_and_not_its_bytes(trust: TrustStore) -> None:
    chain = Chain([b"garbage"])
    found = tlsa_matches(["3 1 1 ab"], chain, Seen(True), trust, NOW)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.PROTOCOL_ERROR
    assert tlsa_matches([f"3 0 0 {b'garbage'.hex()}"], chain, Seen(True), trust, NOW) == Seen(True)


def test_a_malformed_link_leaves_its_anchor_unseen(trust: TrustStore, leaf: Holder) -> None:
    chain = Chain([*ders(leaf), b"garbage"])
    found = tlsa_matches([f"2 0 0 {b'garbage'.hex()}"], chain, Seen(True), trust, NOW)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.PROTOCOL_ERROR


def test_a_chain_that_is_too_long_has_no_anchor_to_be_seen(trust: TrustStore, leaf: Holder, root: Holder) -> None:
    found = matches(trust, [record(2, 1, 1, root)], leaf, *[root] * 40)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOO_LARGE

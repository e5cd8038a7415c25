from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.certificates.certificate import Certificate
from checks.tls.certificates.chain import MOST_CERTIFICATES, Chain, could_issue
from tests.checks.tls.certificate.making import asks_for, bears, ders, read, sent, signed_anew, usages, version_1
from tests.checks.tls.certificates import DAY, NOW, Holder, authority, issue


def faults(
    *holders: Holder, now: datetime = NOW, has_issuer: Callable[[Certificate], bool] = lambda _: True
) -> Fact[list[str]]:
    return sent(*holders).faults(now, has_issuer)


def test_a_chain_in_order_has_no_faults(leaf: Holder, intermediate: Holder) -> None:
    assert faults(leaf, intermediate) == Seen([])


def test_a_root_that_was_sent_is_told_and_no_more(leaf: Holder, intermediate: Holder, root: Holder) -> None:
    chain = sent(leaf, intermediate, root)
    assert chain.path == Seen([0, 1, 2])
    assert chain.faults(NOW, lambda _: False) == Seen(["root_sent"])


def test_a_lone_certificate_that_signed_itself_has_no_faults() -> None:
    assert faults(issue("a.test"), has_issuer=lambda _: False) == Seen([])


def test_issuers_in_the_wrong_order_are_told(leaf: Holder, intermediate: Holder, root: Holder) -> None:
    chain = sent(leaf, root, intermediate)
    assert chain.path == Seen([0, 2, 1])
    assert chain.faults(NOW, lambda _: False) == Seen(["wrong_order", "root_sent"])


def test_a_link_is_missing_where_no_store_goes_on(leaf: Holder, intermediate: Holder, root: Holder) -> None:
    asked: list[Certificate] = []

    def has_issuer(certificate: Certificate) -> bool:
        asked.append(certificate)
        return False

    assert faults(leaf, has_issuer=has_issuer) == Seen(["missing_link"])
    assert faults(leaf, intermediate, has_issuer=has_issuer) == Seen(["missing_link"])
    assert [certificate.sha256 for certificate in asked] == [read(leaf).sha256, read(intermediate).sha256]


def test_what_the_path_cannot_reach_is_superfluous(leaf: Holder, intermediate: Holder, root: Holder) -> None:
    stranger = authority("Stranger")
    assert faults(leaf, stranger, intermediate) == Seen(["superfluous"])
    assert faults(leaf, root, has_issuer=lambda _: False) == Seen(["missing_link", "superfluous"])


def test_what_was_sent_twice_is_told(leaf: Holder, intermediate: Holder) -> None:
    assert faults(leaf, leaf, intermediate) == Seen(["duplicate"])
    assert faults(leaf, intermediate, intermediate) == Seen(["duplicate"])


def test_an_authority_of_the_same_name_does_not_lead_astray(root: Holder) -> None:
    old, new = authority("Renewed", root), authority("Renewed", root)
    chain = sent(issue("a.test", new), old, new)
    assert chain.path == Seen([0, 2])
    assert chain.faults(NOW, lambda _: True) == Seen(["superfluous"])


def test_a_key_identifier_that_differs_is_another_issuer(root: Holder) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    other = issue("Renewed", root, bears(key), key=key, authority=True)
    wanted = authority("Renewed", root)
    assert sent(issue("a.test", wanted, asks_for(wanted)), other).path == Seen([0])
    assert sent(issue("a.test", other, asks_for(other)), other).path == Seen([0, 1])


def test_authorities_that_vouch_for_each_other_are_no_endless_path() -> None:
    first = authority("First")
    second = authority("Second", first)
    crossed = issue("First", second, key=first.key, authority=True)
    assert sent(issue("a.test", first), crossed, second, crossed).path == Seen([0, 1, 2])


@pytest.mark.parametrize("hash_name", ["sha1", "md5"])
def test_signatures_of_old_are_told_but_of_roots(hash_name: str) -> None:
    root = issue("Root", key=rsa.generate_private_key(65537, 2048), authority=True)
    middle = issue("Middle", root, authority=True)
    leaf = issue("a.test", middle)
    old_root, old_middle = signed_anew(hash_name, root, root), signed_anew(hash_name, middle, root)
    old = [f"{hash_name}_signature"]
    assert Chain([*ders(leaf, middle), old_root]).faults(NOW, lambda _: False) == Seen(["root_sent"])
    assert Chain([*ders(leaf), old_middle]).faults(NOW, lambda _: True) == Seen(old)
    assert Chain([old_root]).faults(NOW, lambda _: True) == Seen(old)


@pytest.mark.parametrize(
    ("key", "is_weak"),
    [
        (lambda: rsa.generate_private_key(65537, 1024), True),  # noqa: S505 (it is the point)
        (lambda: rsa.generate_private_key(65537, 2048), False),
        (lambda: ec.generate_private_key(ec.SECP192R1()), True),
        (lambda: ec.generate_private_key(ec.SECP224R1()), False),
        (lambda: dsa.generate_private_key(1024), True),  # noqa: S505
    ],
    ids=["RSA 1024", "RSA 2048", "P-192", "P-224", "DSA 1024"],
)
def test_weak_keys_are_told_wherever_they_stand(
    key: Callable[[], CertificateIssuerPrivateKeyTypes], is_weak: bool
) -> None:
    weak = Seen(["weak_key"]) if is_weak else Seen([])
    held = issue("Authority", authority("Root"), key=key(), authority=True)
    assert faults(issue("a.test", authority("Root"), key=held.key)) == weak
    assert faults(issue("a.test", held), held) == weak


def test_an_issuer_that_is_no_authority_is_told(root: Holder) -> None:
    plain = issue("Plain", root)
    barred = issue("Barred", root, usages("digital_signature"), authority=True)
    allowed = issue("Allowed", root, usages("key_cert_sign"), authority=True)
    assert faults(issue("a.test", plain), plain) == Seen(["not_a_ca"])
    assert faults(issue("a.test", barred), barred) == Seen(["not_a_ca"])
    assert faults(issue("a.test", allowed), allowed) == Seen([])


def test_an_issuer_past_its_last_day_is_told_and_a_leaf_is_not(root: Holder) -> None:
    old = authority("Old", root, days=(-900, -10))
    assert faults(issue("a.test", old), old) == Seen(["expired_link"])
    assert faults(issue("a.test", old), old, now=NOW - 20 * DAY) == Seen([])
    assert faults(issue("a.test", root, days=(-90, -10))) == Seen([])


def test_each_certificate_is_described_in_the_order_as_sent(leaf: Holder, intermediate: Holder) -> None:
    found = sent(intermediate, leaf).facts()
    assert isinstance(found, Seen)
    assert [link["subject"] for link in found.value] == [Seen("CN=Intermediate"), Seen("CN=binhminh.gov.test")]


def test_a_malformed_link_leaves_the_faults_unseen_and_the_others_described(leaf: Holder) -> None:
    chain = Chain([*ders(leaf), b"garbage"])
    found = chain.facts()
    assert isinstance(found, Seen)
    assert found.value[0]["subject"] == Seen("CN=binhminh.gov.test")
    assert isinstance(found.value[1]["subject"], Unseen)
    path = chain.faults(NOW, lambda _: True)
    assert isinstance(path, Unseen)
    assert path.reason is Reason.PROTOCOL_ERROR


def test_of_a_chain_without_end_only_the_leaf_is_looked_at(leaf: Holder, intermediate: Holder) -> None:
    allowed = Chain(ders(leaf, *[intermediate] * (MOST_CERTIFICATES - 1)))
    assert allowed.faults(NOW, lambda _: True) == Seen(["duplicate"])
    endless = Chain(ders(leaf, *[intermediate] * MOST_CERTIFICATES))
    assert endless.leaf.subject == read(leaf).subject
    assert {endless.facts(), endless.path, endless.faults(NOW, lambda _: True)} == {
        Unseen(Reason.TOO_LARGE, f"{MOST_CERTIFICATES + 1} certificates were sent")
    }
    assert endless.issuer is None


def test_no_certificate_is_no_chain() -> None:
    with pytest.raises(ValueError, match="sent no certificate"):
        Chain([])


def test_the_issuer_is_the_next_on_the_path(leaf: Holder, intermediate: Holder, root: Holder) -> None:
    found = sent(leaf, root, intermediate).issuer
    assert found is not None
    assert found.sha256 == read(intermediate).sha256
    assert sent(leaf, root).issuer is None


def test_issuers_are_known_by_name_and_key_identifier(leaf: Holder, intermediate: Holder, root: Holder) -> None:
    assert could_issue(read(intermediate), read(leaf))
    assert not could_issue(read(root), read(leaf))
    assert not could_issue(Certificate(b"garbage"), Certificate(b"garbage"))


def test_only_a_root_may_be_of_version_1(tmp_path: Path) -> None:
    root = issue("Version 1")
    below = issue("a.test", root)
    old = version_1(tmp_path, root)
    assert Certificate(old).value.version is x509.Version.v1
    assert Chain([*ders(below), old]).faults(NOW, lambda _: True) == Seen(["root_sent"])

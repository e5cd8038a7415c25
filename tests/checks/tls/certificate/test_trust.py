from __future__ import annotations

import random
import ssl
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID
from OpenSSL import crypto

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.certificates import trust
from checks.tls.certificates.certificate import Certificate, UnseenError
from checks.tls.certificates.chain import MOST_CERTIFICATES, Chain
from checks.tls.certificates.trust import Authorities, TrustStore, TrustStoreError, leads_to, nearest_moment
from tests.checks.tls.certificate.making import ders, read, replaced, sent, usages
from tests.checks.tls.certificates import DAY, NOW, Holder, authority, issue, names, write
from tests.checks.tls.peers import program


def problem(ca_file: Path, *holders: Holder, when: datetime = NOW) -> Fact[str | None]:
    return TrustStore(ca_file).deciding.problem(sent(*holders), when)


def test_a_chain_that_reaches_the_root_has_no_problem(
    ca_file: Path, root: Holder, intermediate: Holder, leaf: Holder
) -> None:
    assert problem(ca_file, leaf, intermediate) == Seen(None)
    assert problem(ca_file, leaf, intermediate, root) == Seen(None)
    assert problem(ca_file, leaf, root, intermediate) == Seen(None)


def test_authorities_are_told_in_der_for_clients_that_verify_by_themselves(ca_file: Path, root: Holder) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=TrustStore(ca_file).deciding.der)
    assert context.get_ca_certs(binary_form=True) == ders(root)
    assert Authorities().der == b""


def test_a_missing_intermediate_leaves_the_chain_incomplete(ca_file: Path, root: Holder, leaf: Holder) -> None:
    assert problem(ca_file, leaf) == Seen("incomplete_chain")
    assert problem(ca_file, leaf, root) == Seen("incomplete_chain")


def test_an_intermediate_in_the_file_is_trusted_as_it_stands(
    tmp_path: Path, intermediate: Holder, leaf: Holder
) -> None:
    assert problem(write(tmp_path / "ca.pem", intermediate), leaf) == Seen(None)


def test_an_intermediate_in_the_file_may_lead_on_to_a_root(
    tmp_path: Path, root: Holder, intermediate: Holder, leaf: Holder
) -> None:
    assert problem(write(tmp_path / "ca.pem", root, intermediate), leaf) == Seen(None)


def test_a_leaf_that_vouches_for_itself_is_self_signed(tmp_path: Path, ca_file: Path) -> None:
    alone = issue("a.test", None, names("a.test"))
    assert problem(ca_file, alone) == Seen("self_signed")
    assert problem(write(tmp_path / "ca.pem", alone), alone) == Seen(None)


def test_a_chain_to_a_root_that_is_not_trusted_has_an_unknown_issuer(ca_file: Path) -> None:
    stranger = authority("Stranger")
    assert problem(ca_file, issue("a.test", stranger), stranger) == Seen("unknown_issuer")


def test_an_authority_of_the_same_name_is_not_the_same(ca_file: Path) -> None:
    forged = authority("Root")
    found = problem(ca_file, issue("a.test", forged), forged)
    assert isinstance(found, Seen)
    assert found.value is not None


def test_a_name_in_other_letters_is_the_same(tmp_path: Path, root: Holder) -> None:
    other = authority("ROOT", days=(-900, 900))
    written = issue("root ", None, key=other.key, authority=True)
    assert problem(write(tmp_path / "ca.pem", written), issue("a.test", other)) == Seen(None)


def test_a_forged_signature_is_bad(ca_file: Path, root: Holder) -> None:
    assert problem(ca_file, issue("a.test", root, signer=authority("Forger"))) == Seen("bad_signature")


def test_an_issuer_past_its_day_is_expired(ca_file: Path, root: Holder) -> None:
    old = authority("Old", root, days=(-900, -10))
    assert problem(ca_file, issue("a.test", old), old) == Seen("expired_issuer")
    assert problem(ca_file, issue("a.test", old), old, when=NOW - 20 * DAY) == Seen(None)


def test_the_time_of_the_leaf_itself_is_another_matter(ca_file: Path, intermediate: Holder, leaf: Holder) -> None:
    expired = problem(ca_file, leaf, intermediate, when=NOW + 100 * DAY)
    assert expired == Seen("other: certificate has expired")


@pytest.mark.parametrize(("days", "expected"), [(-100, -30), (-30, -30), (0, 0), (59, 59)])
def test_the_moment_to_look_at_is_within_the_leafs_own_dates(days: float, expected: float) -> None:
    leaf = issue("a.test").certificate
    assert nearest_moment(leaf, NOW + days * DAY) == NOW + expected * DAY
    assert leaf.not_valid_after_utc > nearest_moment(leaf, NOW + 900 * DAY) > NOW + 59 * DAY


def test_a_leaf_that_acts_as_an_authority_is_caught(ca_file: Path, intermediate: Holder, leaf: Holder) -> None:
    below = problem(ca_file, issue("b.test", leaf), leaf, intermediate)
    assert isinstance(below, Seen)
    assert str(below.value).startswith("other: ")


def test_a_certificate_that_is_not_for_servers_is_not_trusted(ca_file: Path, intermediate: Holder) -> None:
    for usage, expected in [
        (ExtendedKeyUsageOID.CLIENT_AUTH, "other: the certificate is not meant for servers"),
        (ExtendedKeyUsageOID.SERVER_AUTH, None),
        (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, None),
    ]:
        leaf = issue("a.test", intermediate, x509.ExtendedKeyUsage([usage]))
        assert problem(ca_file, leaf, intermediate) == Seen(expected)


def test_a_key_that_is_not_for_handshakes_is_not_trusted(ca_file: Path, intermediate: Holder) -> None:
    signing = issue("a.test", intermediate, usages("key_cert_sign", "crl_sign"))
    assert problem(ca_file, signing, intermediate) == Seen("other: the certificate is not meant for servers")
    usual = issue("a.test", intermediate, usages("digital_signature"))
    assert problem(ca_file, usual, intermediate) == Seen(None)


def test_an_issuer_that_is_not_for_servers_is_not_trusted(ca_file: Path, root: Holder) -> None:
    for_mail = issue("Mail", root, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), authority=True)
    found = problem(ca_file, issue("a.test", for_mail), for_mail)
    assert found == Seen("other: an issuer is not meant for servers")


def test_one_store_serves_many_threads_each_at_its_own_time(ca_file: Path, root: Holder) -> None:
    store = TrustStore(ca_file)
    old = authority("Old", root, days=(-900, -10))
    asked = tuple(ders(issue("a.test", old), old))
    moments = [NOW, NOW - 20 * DAY] * 200
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda moment: store.deciding.problem(store.chain(asked), moment), moments))
    assert answers == [Seen("expired_issuer"), Seen(None)] * 200


def test_a_chain_is_verified_once_between_two_dates(
    monkeypatch: pytest.MonkeyPatch, ca_file: Path, root: Holder
) -> None:
    asked: list[datetime] = []
    verify = trust._verify

    def counted(
        certificates: list[crypto.X509], authorities: Sequence[Certificate], moment: datetime
    ) -> Fact[str | None]:
        asked.append(moment)
        return verify(certificates, authorities, moment)

    monkeypatch.setattr(trust, "_verify", counted)
    old = authority("Old", root, days=(-900, -10))
    chain = sent(issue("a.test", old), old)
    authorities = TrustStore(ca_file).deciding
    moments = [NOW, NOW + DAY, NOW - 10 * DAY, NOW - 11 * DAY, NOW - 12 * DAY, NOW + 2 * DAY]
    verdicts = [authorities.problem(chain, moment) for moment in moments]
    assert verdicts[:2] + verdicts[3:] == [*[Seen("expired_issuer")] * 2, *[Seen(None)] * 2, Seen("expired_issuer")]
    assert asked == [NOW, NOW - 10 * DAY, NOW - 11 * DAY]


def test_chains_and_certificates_that_were_met_are_not_read_again(
    ca_file: Path, leaf: Holder, intermediate: Holder
) -> None:
    store = TrustStore(ca_file)
    first, again = store.chain(tuple(ders(leaf, intermediate))), store.chain(tuple(ders(leaf, intermediate)))
    other = store.chain(tuple(ders(issue("b.test", intermediate), intermediate)))
    assert first is again
    assert first.certificates[1] is other.certificates[1]


def test_a_malformed_link_leaves_the_chain_unseen(ca_file: Path, leaf: Holder) -> None:
    found = TrustStore(ca_file).deciding.problem(Chain([*ders(leaf), b"garbage"]), NOW)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.PROTOCOL_ERROR


def test_a_link_that_only_openssl_can_read_is_verified(ca_file: Path, leaf: Holder, intermediate: Holder) -> None:
    unread = replaced(issue("b.test"), b"\xa0\3\2\1\2", b"\xa0\3\2\1\x55")
    assert isinstance(Certificate(unread).parsed, Unseen)
    found = TrustStore(ca_file).deciding.problem(Chain([*ders(leaf, intermediate), unread]), NOW)
    assert found == Seen(None)


def test_only_authorities_that_a_path_can_touch_are_asked(root: Holder, leaf: Holder, intermediate: Holder) -> None:
    unread = Certificate(replaced(authority("Unread"), b"\xa0\3\2\1\2", b"\xa0\3\2\1\x55"))
    crossed = issue("Root", authority("Above"), key=root.key, authority=True)
    above, stranger = authority("Above"), authority("Stranger")
    authorities = Authorities([*map(read, (root, crossed, above, stranger)), unread])
    found = {authority.sha256 for authority in authorities.involved(sent(leaf, intermediate))}
    assert found == {*(read(holder).sha256 for holder in (root, crossed, above)), unread.sha256}
    assert len(authorities.involved(Chain([*ders(leaf), b"garbage"]))) == 5


def test_the_issuer_of_a_certificate_is_found_by_its_signature(root: Holder, intermediate: Holder) -> None:
    namesake, one = authority("Root"), read(intermediate)
    found = Authorities(map(read, (namesake, root))).issuer_of(one)
    assert found is not None
    assert found.sha256 == read(root).sha256
    assert Authorities([read(namesake)]).issuer_of(one) is None
    assert Authorities().issuer_of(Certificate(b"garbage")) is None


def test_any_store_may_lead_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, root: Holder, leaf: Holder) -> None:
    default_paths(monkeypatch, write(tmp_path / "system.pem", root))
    store = TrustStore(write(tmp_path / "ca.pem", authority("Mine")))
    assert store.leads_on(read(root))
    assert store.leads_on(read(issue("a.test", root)))
    assert not store.leads_on(read(leaf))
    assert not store.leads_on(read(authority("Stranger")))


def test_a_chain_leads_to_what_is_on_its_path(leaf: Holder, intermediate: Holder, root: Holder) -> None:
    chain = sent(leaf, intermediate)
    assert leads_to(chain, read(intermediate), NOW)
    assert leads_to(chain, read(root), NOW)
    assert not leads_to(chain, read(authority("Root")), NOW)
    with pytest.raises(UnseenError):
        leads_to(Chain([*ders(leaf), b"garbage"]), read(root), NOW)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no certificate in PEM form"),
        (b"garbage", "no certificate in PEM form"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "a broken certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAAAAA\n-----END CERTIFICATE-----\n", "a broken certificate"),
    ],
)
def test_a_file_without_certificates_is_refused_in_one_sentence(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes(content)
    with pytest.raises(TrustStoreError, match=rf"ca\.pem holds {what}\.$"):
        TrustStore(path)


def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrustStoreError, match=r"none\.pem can't be read: No such file or directory\.$"):
        TrustStore(tmp_path / "none.pem")
    with pytest.raises(TrustStoreError, match=r"can't be read: Is a directory\.$"):
        TrustStore(tmp_path)


def test_a_file_may_hold_words_between_its_certificates(tmp_path: Path, root: Holder, leaf: Holder) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes("# Gốc thử nghiệm\n".encode() + root.pem + b"\xff\r\n" + leaf.pem)
    assert problem(path, issue("a.test", root)) == Seen(None)


def default_paths(monkeypatch: pytest.MonkeyPatch, cafile: Path | None, capath: Path | None = None) -> None:
    paths = SimpleNamespace(cafile=cafile and str(cafile), capath=capath and str(capath))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    monkeypatch.setattr(trust, "_USUAL_BUNDLES", [])


def test_without_a_file_the_store_of_the_system_decides(
    monkeypatch: pytest.MonkeyPatch, ca_file: Path, leaf: Holder, intermediate: Holder
) -> None:
    default_paths(monkeypatch, ca_file)
    store = TrustStore()
    assert set(store.stores) == {"system"}
    assert store.deciding.problem(sent(leaf, intermediate), NOW) == Seen(None)


def test_a_file_decides_in_place_of_the_system_which_answers_for_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ca_file: Path, leaf: Holder, intermediate: Holder
) -> None:
    default_paths(monkeypatch, ca_file)
    store = TrustStore(write(tmp_path / "ca.pem", authority("Mine")))
    chain = sent(leaf, intermediate)
    assert store.deciding.problem(chain, NOW) == store.stores["ca_file"].problem(chain, NOW) == Seen("incomplete_chain")
    assert store.stores["system"].problem(chain, NOW) == Seen(None)


def test_the_store_of_the_system_may_be_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, root: Holder, leaf: Holder, intermediate: Holder
) -> None:
    write(tmp_path / f"{root.openssl.subject_name_hash():08x}.0", root)
    (tmp_path / "12345678.1").write_text("broken")
    write(tmp_path / "unhashed.pem", authority("Unhashed"))
    default_paths(monkeypatch, None, tmp_path)
    assert TrustStore().deciding.problem(sent(leaf, intermediate), NOW) == Seen(None)


def test_a_bundle_at_a_usual_place_is_found(
    monkeypatch: pytest.MonkeyPatch, ca_file: Path, leaf: Holder, intermediate: Holder, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    default_paths(monkeypatch, empty)
    monkeypatch.setattr(trust, "_USUAL_BUNDLES", [str(tmp_path / "none"), str(ca_file)])
    assert TrustStore().deciding.problem(sent(leaf, intermediate), NOW) == Seen(None)


def test_a_system_without_a_store_leaves_the_chain_unseen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, leaf: Holder
) -> None:
    default_paths(monkeypatch, None, tmp_path)
    unseen = TrustStore().deciding.problem(sent(leaf), NOW)
    assert isinstance(unseen, Unseen)
    assert unseen.reason is Reason.TOOL_MISSING


def test_a_chain_that_is_too_long_is_unseen(ca_file: Path, leaf: Holder, intermediate: Holder) -> None:
    found = problem(ca_file, leaf, *[intermediate] * 40)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOO_LARGE


class Province:
    """Chains of every kind, drawn at random from one small public key infrastructure."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 (the same each time)
        keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(4)]
        self.keys: list[CertificateIssuerPrivateKeyTypes] = [
            *keys,
            ed25519.Ed25519PrivateKey.generate(),
            rsa.generate_private_key(65537, 2048),
        ]
        self.roots = [self.authority(f"Root {n}", None) for n in range(3)]
        self.middles = [self.authority(f"Middle {n % 4}", self.rng.choice(self.roots)) for n in range(8)]
        self.lower = [self.authority(f"Lower {n % 3}", self.rng.choice(self.middles)) for n in range(5)]

    def authority(self, name: str, issuer: Holder | None) -> Holder:
        rng = self.rng
        extensions: list[x509.ExtensionType] = []
        if rng.random() < 0.3:
            extensions.append(usages(rng.choice(["key_cert_sign", "key_cert_sign", "digital_signature"])))
        if issuer is not None and rng.random() < 0.2:
            purpose = rng.choice([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION])
            extensions.append(x509.ExtendedKeyUsage([purpose]))
        return issue(
            name,
            issuer,
            *extensions,
            key=rng.choice(self.keys),
            days=(-900, rng.choice([900, 900, 900, -5])),
            signer=self.rng.choice(self.roots) if issuer is not None and rng.random() < 0.1 else None,
            authority=rng.random() < 0.9,
        )

    def chain(self) -> list[Holder]:
        rng = self.rng
        authorities = [*self.roots, *self.middles, *self.lower]
        extensions: list[x509.ExtensionType] = []
        if rng.random() < 0.4:
            purpose = rng.choice([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
            extensions.append(x509.ExtendedKeyUsage([purpose]))
        if rng.random() < 0.4:
            extensions.append(usages(rng.choice(["digital_signature", "key_encipherment", "crl_sign"])))
        issuer = rng.choice([*authorities, None])
        leaf = issue("a.test", issuer, *extensions, key=self.keys[0], authority=rng.random() < 0.1)
        return [leaf, *rng.sample(authorities, rng.randrange(MOST_CERTIFICATES))]


def test_openssl_gives_the_same_verdicts(tmp_path: Path) -> None:
    """`openssl verify` for servers, with partial chains, at the same moment, over many chains of every kind."""
    openssl = program("openssl")
    verdicts = []
    for seed in range(6):
        province = Province(seed)
        ca_file = write(tmp_path / "ca.pem", *province.rng.sample([*province.roots, *province.middles], 3))
        authorities = TrustStore(ca_file).deciding
        for number in range(25):
            holders = province.chain()
            leaf = write(tmp_path / "leaf.pem", holders[0])
            others = write(tmp_path / "others.pem", *holders[1:])
            command = [
                openssl,
                "verify",
                "-partial_chain",
                "-purpose",
                "sslserver",
                "-attime",
                f"{NOW.timestamp():.0f}",
            ]
            command += ["-no-CApath", "-no-CAstore", "-CAfile", str(ca_file)]
            command += ["-untrusted", str(others)] if holders[1:] else []
            said = subprocess.run([*command, str(leaf)], capture_output=True, text=True, timeout=30)
            found = authorities.problem(sent(*holders), NOW)
            assert isinstance(found, Seen)
            assert (found.value is None) == (said.returncode == 0), (seed, number, found, said.stderr)
            verdicts.append(found.value)
    assert len({verdict for verdict in verdicts if verdict and not verdict.startswith("other")}) >= 4
    assert verdicts.count(None) > 10

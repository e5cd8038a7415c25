"""The lab's own certification authority: root, intermediate, a stranger, and leaves good and bad."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_HALF_A_DAY = timedelta(hours=12)
_LEGACY = {"TLSv1.0", "TLSv1.1"}
_NOTICE = (
    "Chứng thư số giả định của tỉnh Thí Điểm, chỉ dùng để thử nghiệm trên máy này và không có giá trị nào khác. " * 2
)
_POLICY = x509.CertificatePolicies(
    [x509.PolicyInformation(x509.ObjectIdentifier("2.23.140.1.2.2"), [x509.UserNotice(None, _NOTICE[:200])])]
)
"""It makes certificates as large as those of real authorities: their handshake fills more than one packet."""
ORGANISATION, CAA_DOMAIN = "Let's Encrypt", "letsencrypt.org"
"""Whose the issuing authority says it is, and that one's name in CAA records: nobody knows one of an invented owner."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is particular about a server's certificate; as it stands here, nothing.

    `days` tells from when to when it is valid, in days from now. Half a day is added to both ends, so that
    "days left" is the same number at any hour of the lab's life. `name` replaces the portal's host; `www`: it is good
    for that name with `www.` before it, too.
    """

    days: tuple[int, int] = (-30, 335)
    issuer: Literal["intermediate", "stranger", "itself"] = "intermediate"
    sends_chain: bool = True
    name: str | None = None
    www: bool = False


@dataclass(frozen=True, slots=True)
class _Holder:
    """A key and the certificate over it."""

    key: _Key
    certificate: x509.Certificate


class Authority:
    """Issues the lab's certificates into a folder. `now` is the moment the lab starts."""

    def __init__(self, folder: Path, now: datetime) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._now = now
        self._rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._root = self._authority("Thí Điểm Root CA", None)
        self._intermediate = self._authority("Thí Điểm Issuing CA", self._root, ORGANISATION)
        self._stranger = self._authority("Không Ai Biết CA", None)

    def write_root(self, path: Path) -> None:
        """Write the root certificate, in which the lab's audits trust, as PEM."""
        path.write_bytes(_pem(self._root.certificate))

    def context(self, host: str, leaf: Leaf, versions: Sequence[str]) -> ssl.SSLContext:
        """A server's TLS context with a fresh certificate. Old versions come with an RSA key, as old servers do."""
        key: _Key = self._rsa if _LEGACY & set(versions) else ec.generate_private_key(ec.SECP256R1())
        file = self._folder / f"{host}-{x509.random_serial_number():x}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + b"".join(map(_pem, self._chain(host, leaf, key)))
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = _version(versions[0])
            context.maximum_version = _version(versions[-1])
        if _LEGACY & set(versions):
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.set_alpn_protocols(["http/1.1"])
        context.load_cert_chain(file)
        return context

    def signature(self, data: bytes, signer: str, organisation: str) -> bytes:
        """A detached CMS signature (DER) over `data` by a person of an organisation, who is vouched for here."""
        key, issuer = ec.generate_private_key(ec.SECP256R1()), self._intermediate
        certificate = (
            self._builder(signer, key, issuer, (-200, 500), organisation)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage("digital_signature", "content_commitment"), critical=True)
            .sign(issuer.key, hashes.SHA256())
        )
        builder = pkcs7.PKCS7SignatureBuilder().set_data(data).add_signer(certificate, key, hashes.SHA256())
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
        return builder.add_certificate(issuer.certificate).sign(serialization.Encoding.DER, options)

    def _chain(self, host: str, leaf: Leaf, key: _Key) -> list[x509.Certificate]:
        name = leaf.name or host
        issuer = {"intermediate": self._intermediate, "stranger": self._stranger, "itself": None}[leaf.issuer]
        names = [name, f"www.{name}"] if leaf.www else [name]
        builder = (
            self._builder(name, key, issuer, leaf.days)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_POLICY, critical=False)
        )
        certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
        return [certificate, issuer.certificate] if issuer and leaf.sends_chain else [certificate]

    def _authority(self, name: str, issuer: _Holder | None, organisation: str | None = None) -> _Holder:
        key = ec.generate_private_key(ec.SECP256R1())
        usage = _usage("digital_signature", "key_cert_sign", "crl_sign")
        builder = (
            self._builder(name, key, issuer, (-1000, 2650), organisation)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0 if issuer else 1), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(_POLICY, critical=False)
        )
        return _Holder(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))

    def _builder(
        self, name: str, key: _Key, issuer: _Holder | None, days: tuple[int, int], organisation: str | None = None
    ) -> x509.CertificateBuilder:
        told = {NameOID.ORGANIZATION_NAME: organisation, NameOID.COMMON_NAME: name}
        subject = x509.Name([x509.NameAttribute(kind, value) for kind, value in told.items() if value is not None])
        signer = issuer.key if issuer else key
        begin, end = (self._now + timedelta(days=day) + _HALF_A_DAY for day in days)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(end)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )


def now() -> datetime:
    """The present moment to the second, in UTC, as certificates write it."""
    return datetime.now(UTC).replace(microsecond=0)


_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in allowed for usage in _USAGES})


def _version(name: str) -> ssl.TLSVersion:
    return {
        "TLSv1.0": ssl.TLSVersion.TLSv1,
        "TLSv1.1": ssl.TLSVersion.TLSv1_1,
        "TLSv1.2": ssl.TLSVersion.TLSv1_2,
        "TLSv1.3": ssl.TLSVersion.TLSv1_3,
    }[name]


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)

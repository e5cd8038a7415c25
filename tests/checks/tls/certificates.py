"""Makes certificates of every kind for the tests of this folder, with keys that take no time."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import NameOID
from OpenSSL import crypto

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """A key and the certificate over it."""

    key: CertificateIssuerPrivateKeyTypes
    certificate: x509.Certificate

    @property
    def openssl(self) -> crypto.X509:
        return crypto.X509.from_cryptography(self.certificate)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def names(*hosts: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([general(host) for host in hosts])


def issue(
    subject: str,
    issuer: Holder | None = None,
    *extensions: x509.ExtensionType,
    key: CertificateIssuerPrivateKeyTypes | None = None,
    days: tuple[float, float] = (-30, 60),
    around: datetime = NOW,
    signer: Holder | None = None,
    authority: bool = False,
    serial: int | None = None,
) -> Holder:
    """A certificate signed by `issuer`, or by itself; `signer` signs in the issuer's place, which is a forgery."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    name = _name(subject)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(own.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(around + days[0] * DAY)
        .not_valid_after(around + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    vouching = signer or issuer
    signing = vouching.key if vouching else own
    edwards = isinstance(signing, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    return Holder(own, builder.sign(signing, None if edwards else hashes.SHA256()))


def authority(subject: str, issuer: Holder | None = None, days: tuple[float, float] = (-900, 900)) -> Holder:
    return issue(subject, issuer, days=days, authority=True)


def chain(*holders: Holder) -> list[crypto.X509]:
    return [holder.openssl for holder in holders]


def write(path: Path, *holders: Holder, key: bool = False) -> Path:
    """The certificates in PEM, after the first one's key if asked for."""
    secret = b""
    if key:
        secret = holders[0].key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    path.write_bytes(secret + b"".join(holder.pem for holder in holders))
    return path


def server_context(folder: Path, *holders: Holder) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(write(folder / f"{x509.random_serial_number():x}.pem", *holders, key=True))
    return context


def altered(holder: Holder, old: bytes, new: bytes) -> crypto.X509:
    """The certificate with the first `old` bytes of its DER form replaced; its signature is void then."""
    der = holder.certificate.public_bytes(serialization.Encoding.DER)
    assert old in der
    return crypto.load_certificate(crypto.FILETYPE_ASN1, der.replace(old, new, 1))


def _name(subject: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])


def general(host: str) -> x509.DNSName | x509.IPAddress:
    """A name as the kind that it looks like."""
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)

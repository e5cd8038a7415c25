"""More certificates for the tests of this folder: in DER, of openssl's making where `cryptography` refuses."""

from __future__ import annotations

import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

from checks.tls.certificates.certificate import Certificate
from checks.tls.certificates.chain import Chain
from tests.checks.tls.certificates import Holder, write
from tests.checks.tls.peers import program


def ders(*holders: Holder) -> list[bytes]:
    return [holder.certificate.public_bytes(serialization.Encoding.DER) for holder in holders]


def read(holder: Holder) -> Certificate:
    return Certificate(*ders(holder))


def sent(*holders: Holder) -> Chain:
    return Chain(ders(*holders))


def replaced(holder: Holder, old: bytes, new: bytes) -> bytes:
    """The DER form with the first `old` bytes replaced; its signature is void then."""
    (der,) = ders(holder)
    assert old in der
    return der.replace(old, new, 1)


def raw(oid: str, payload: bytes) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), payload)


def usages(*words: str) -> x509.KeyUsage:
    """A key usage extension by the attributes that are set."""
    every = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    assert set(words) <= set(every)
    return x509.KeyUsage(**{word: word in words for word in every})


def asks_for(issuer: Holder) -> x509.AuthorityKeyIdentifier:
    """What a certificate says of its issuer's key."""
    return x509.AuthorityKeyIdentifier(digest(issuer), None, None)


def bears(subject: CertificateIssuerPrivateKeyTypes) -> x509.SubjectKeyIdentifier:
    """What a certificate says of its own key."""
    return x509.SubjectKeyIdentifier.from_public_key(subject.public_key())


def digest(holder: Holder) -> bytes:
    return bears(holder.key).digest


def signed_anew(hash_name: str, subject: Holder, signer: Holder) -> bytes:
    """The certificate with a signature of old, "sha1" or "md5", in DER; its signer had signed it by RSA before."""
    number, algorithm = {"md5": (4, hashes.MD5()), "sha1": (5, hashes.SHA1())}[hash_name]  # noqa: S303 (they are old)
    now, old = (b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01" + bytes([last]) for last in (11, number))
    before = subject.certificate
    assert isinstance(signer.key, rsa.RSAPrivateKey)
    signature = signer.key.sign(before.tbs_certificate_bytes.replace(now, old), padding.PKCS1v15(), algorithm)
    return ders(subject)[0].replace(now, old).replace(before.signature, signature)


def version_1(folder: Path, subject: Holder) -> bytes:
    """The certificate of old that has no extensions, signed by itself, in DER."""
    signing = write(folder / "signing.pem", subject, key=True)
    request = folder / "request.pem"
    request.write_bytes(_openssl("x509", "-x509toreq", "-in", signing, "-signkey", signing))
    return _openssl("x509", "-req", "-in", request, "-signkey", signing, "-outform", "DER")


def _openssl(*arguments: str | Path) -> bytes:
    return subprocess.run(
        [program("openssl"), *map(str, arguments)], check=True, capture_output=True, timeout=30
    ).stdout

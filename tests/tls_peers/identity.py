"""Who a peer says it is: a key and a certificate over it that names `a.test`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

from tests.checks.tls.certificates import Holder, issue, names

HOST = "a.test"


@dataclass(frozen=True, slots=True)
class Identity:
    """A P-256 key and a self-signed certificate over it, as bytes that another process can be handed."""

    key: bytes
    """The private key: DER, PKCS#8, not encrypted."""
    certificate: bytes
    """DER."""

    @classmethod
    def make(cls) -> Identity:
        holder = make_holder(ec.generate_private_key(ec.SECP256R1()))
        secret = holder.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return cls(secret, holder.certificate.public_bytes(serialization.Encoding.DER))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.certificate).hexdigest()

    def sign(self, data: bytes) -> bytes:
        """A signature of the scheme ecdsa_secp256r1_sha256 (RFC 8446 §4.2.3)."""
        key = serialization.load_der_private_key(self.key, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key.sign(data, ec.ECDSA(hashes.SHA256()))


def make_holder(key: CertificateIssuerPrivateKeyTypes) -> Holder:
    """A self-signed certificate for `a.test`, valid now."""
    return issue(HOST, None, names(HOST), key=key, around=datetime.now(UTC))


def make_rsa_holder() -> Holder:
    return make_holder(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def sha256_of(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()

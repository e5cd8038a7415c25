from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

from checks.tls.certificates.signature import is_signed_with
from tests.checks.tls.certificates import issue

KEYS: dict[str, Callable[[], CertificateIssuerPrivateKeyTypes]] = {
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
    "EC": lambda: ec.generate_private_key(ec.SECP256R1()),
    "DSA": lambda: dsa.generate_private_key(1024),  # noqa: S505 (longer ones take long)
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "Ed448": ed448.Ed448PrivateKey.generate,
}


@pytest.mark.parametrize("kind", KEYS)
def test_only_the_key_that_signed_fits(kind: str) -> None:
    holder = issue("a.test", key=KEYS[kind]())
    certificate = holder.certificate
    algorithm = certificate.signature_hash_algorithm
    for other, make in KEYS.items():
        for public in (make().public_key(), holder.key.public_key()):
            expected = public == holder.key.public_key()
            found = is_signed_with(
                public, certificate.signature, certificate.tbs_certificate_bytes, algorithm, padding.PKCS1v15()
            )
            assert found is expected, other


def test_a_key_that_needs_a_hash_signs_nothing_without_one() -> None:
    key = KEYS["RSA"]().public_key()
    assert not is_signed_with(key, bytes(256), b"", None, padding.PKCS1v15())
    assert not is_signed_with(key, bytes(256), b"", hashes.SHA256(), padding.PKCS1v15())

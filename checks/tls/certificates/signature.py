"""Whether a key made a signature, whatever its hash: old certificates are signed with MD5 and SHA-1."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import HashAlgorithm


def is_signed_with(
    public: CertificatePublicKeyTypes,
    signature: bytes,
    content: bytes,
    algorithm: HashAlgorithm | None,
    padding: AsymmetricPadding,
) -> bool:
    """Whether the private half of a key signed a content. `padding` is RSA's; Edwards curves have no `algorithm`.

    Raises `UnsupportedAlgorithm` for a hash that OpenSSL lacks.
    """
    try:
        match public:
            case rsa.RSAPublicKey() if algorithm:
                public.verify(signature, content, padding, algorithm)
            case ec.EllipticCurvePublicKey() if algorithm:
                public.verify(signature, content, ec.ECDSA(algorithm))
            case dsa.DSAPublicKey() if algorithm:
                public.verify(signature, content, algorithm)
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                public.verify(signature, content)
            case _:
                return False
    except InvalidSignature:
        return False
    return True

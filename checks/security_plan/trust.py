"""Whom digital signatures are trusted to come from, and what may be wrong with one: words without the machinery."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


class Flaw(StrEnum):
    """What the `detail` of a signature says."""

    CHANGED = "the bytes are not those that were signed"
    ADDED = "the file was changed after it was signed, beyond further signatures"
    HIDDEN = "the file holds a signature that its own list of signatures does not name"
    UNREADABLE = "the signature cannot be read"
    FOREIGN = "the signature is not in a form that can be checked"
    WEAK = "the signature rests on an algorithm or key too weak to prove anything"
    FUTURE = "the signature claims to be made in the future"
    MANY = "there are too many signatures, or too large ones, to check"
    SLOW = "the signature took too long or too much memory to check"
    NOT_VALID_THEN = "the signer's certificate was not valid at the time of signing"
    NOT_TRUSTED = "no trusted authority vouches for the signer's certificate"
    NOT_FOR_SIGNING = "the signer's certificate is not meant for signing documents"
    OWN_TIME = "the time of signing is the signer's own word"
    STAMP = "this is a time stamp on the document, nobody's signature"


class RootsError(ValueError):
    """The bytes hold no certificates."""


@dataclass(frozen=True, slots=True)
class Roots:
    """The certificates (DER) of authorities that are trusted to say who signed; none trusts nobody."""

    certificates: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, data: bytes) -> Roots:
        """The certificates in a PEM file, or the one in a DER file; raises `RootsError` where there is none."""
        try:
            if b"-----BEGIN" in data:
                read = x509.load_pem_x509_certificates(data)
            else:
                read = [x509.load_der_x509_certificate(data)]
        except ValueError as error:
            raise RootsError(str(error)) from None
        return cls(tuple(certificate.public_bytes(Encoding.DER) for certificate in read))

"""One certificate as a server sent it, and what it says about itself (RFC 5280 §4)."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import TypeAlias, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, rsa
from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding, PKCS1v15
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID
from OpenSSL import crypto

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.certificates.signature import is_signed_with

T = TypeVar("T")
E = TypeVar("E", bound=x509.ExtensionType)
Name: TypeAlias = x509.DNSName | x509.IPAddress
CanonicalName: TypeAlias = tuple[frozenset[tuple[str, str | bytes]], ...]

MOST_NAMES = 1000
"""Names of a certificate that are listed; a longer list is `too_large`, yet every name of it is compared."""
LONGEST_NAME = 4096
"""Characters of a distinguished name; a longer one is `too_large`."""

# What `cryptography` raises for certificates that break the rules of X.509.
_MALFORMED = (
    ValueError,
    TypeError,
    OverflowError,
    KeyError,  # a TLS feature (RFC 7633) that it does not know
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
_warnings_lock = threading.Lock()

# RFC 5280 §4.2.1.3, in the order of the bits; and what `cryptography` calls them
_KEY_USAGES = {
    "digitalSignature": "digital_signature",
    "nonRepudiation": "content_commitment",
    "keyEncipherment": "key_encipherment",
    "dataEncipherment": "data_encipherment",
    "keyAgreement": "key_agreement",
    "keyCertSign": "key_cert_sign",
    "cRLSign": "crl_sign",
}
# Bits that mean something only beside keyAgreement
_AGREEMENT_USAGES = {"encipherOnly": "encipher_only", "decipherOnly": "decipher_only"}

# RFC 5280 §4.2.1.12
_EXTENDED_KEY_USAGES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
    ExtendedKeyUsageOID.CLIENT_AUTH: "clientAuth",
    ExtendedKeyUsageOID.CODE_SIGNING: "codeSigning",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "emailProtection",
    ExtendedKeyUsageOID.TIME_STAMPING: "timeStamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSPSigning",
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE: "anyExtendedKeyUsage",
}


class UnseenError(Exception):
    """A certificate doesn't say what was asked; `why` tells the reason."""

    def __init__(self, why: Unseen) -> None:
        super().__init__(why.detail)
        self.why = why


def attempt(read: Callable[[], T], what: str = "certificate") -> Fact[T]:
    """What `read` finds, or why that which it reads doesn't say."""
    try:
        return Seen(read())
    except UnsupportedAlgorithm as error:
        return Unseen(Reason.TOOL_MISSING, f"not understood by this tool: {error}"[:200])
    except UnseenError as error:
        return error.why
    except _MALFORMED as error:
        return Unseen(Reason.PROTOCOL_ERROR, f"malformed {what}: {error}"[:200])


class Certificate:
    """One certificate in its DER form.

    `parsed` is what `cryptography` reads in it, `openssl` what OpenSSL does; `subject` and `issuer` are names that
    may be compared, None where they can't be read; `dates` are the first and the last moment of validity.
    """

    def __init__(self, der: bytes) -> None:
        self.der = der
        self.sha256 = sha256(der).hexdigest()
        self.parsed = attempt(lambda: parse(der))
        self.openssl = attempt(lambda: _load(der))
        self.subject = _known(self.fact(lambda cert: canonical(cert.subject)))
        self.issuer = _known(self.fact(lambda cert: canonical(cert.issuer)))
        self.dates = _known(self.fact(lambda cert: (cert.not_valid_before_utc, cert.not_valid_after_utc)))

    @property
    def value(self) -> x509.Certificate:
        """The parsed certificate. Raises `UnseenError` when it is malformed."""
        if isinstance(self.parsed, Unseen):
            raise UnseenError(self.parsed)
        return self.parsed.value

    def fact(self, read: Callable[[x509.Certificate], T]) -> Fact[T]:
        """What `read` finds in the parsed certificate, or why it doesn't."""
        parsed = self.parsed
        return parsed if isinstance(parsed, Unseen) else attempt(lambda: read(parsed.value))

    @cached_property
    def self_signed(self) -> Fact[bool]:
        """Whether its own key made its signature."""
        return self.fact(lambda cert: cert.issuer == cert.subject and signed_by(cert, cert))

    @cached_property
    def description(self) -> dict[str, Fact[Json]]:
        """The facts of a link of `tls.certificate.chain`; what is malformed is unseen, each fact for itself."""
        return {
            "subject": self.fact(lambda cert: _written(cert.subject)),
            "issuer": self.fact(lambda cert: _written(cert.issuer)),
            "not_before": self.fact(lambda cert: cert.not_valid_before_utc.isoformat()),
            "not_after": self.fact(lambda cert: cert.not_valid_after_utc.isoformat()),
            "key": self.fact(key),
            "signature": self._signature(),
            "sha256": Seen(self.sha256),
            "is_ca": self.fact(is_ca),
            "self_signed": self.self_signed,
        }

    @cached_property
    def leaf_description(self) -> dict[str, Fact[Json]]:
        """What only a server's own certificate is asked for.

        `serial` is hexadecimal, `validity_days` counts every day that was begun (CA/Browser Forum's Baseline
        Requirements §6.3.2), `scts` the timestamps embedded (RFC 6962 §3.3), usages are [] without the extension.
        """
        return {
            "names": self.fact(lambda cert: _limited([str(name.value) for name in names(cert)], "names")),
            "serial": self.fact(lambda cert: _hexadecimal(serial_number(cert))),
            "validity_days": self.fact(lambda cert: _days(cert.not_valid_before_utc, cert.not_valid_after_utc)),
            "must_staple": self.fact(must_staple),
            "key_usage": self.fact(key_usage),
            "extended_key_usage": self.fact(lambda cert: _limited(extended_key_usage(cert), "key usages")),
            "scts": self.fact(_scts),
        }

    def _signature(self) -> Fact[str]:
        """The signature algorithm by OpenSSL's name, or its object identifier where OpenSSL has none."""
        openssl = self.openssl
        if isinstance(openssl, Seen):
            try:
                return Seen(openssl.value.get_signature_algorithm().decode("ascii"))
            except ValueError:  # pyOpenSSL's word for an algorithm without a name
                return self.fact(lambda cert: cert.signature_algorithm_oid.dotted_string)
        return openssl


def parse(der: bytes) -> x509.Certificate:
    """What `cryptography` reads in a certificate, without its warnings. Raises `ValueError` and more of its errors."""
    with _quiet():
        return x509.load_der_x509_certificate(der)


def serial_number(certificate: x509.Certificate) -> int:
    """The serial number, which may be negative."""
    with _quiet():
        return certificate.serial_number


def extension(certificate: x509.Certificate, kind: type[E]) -> E | None:
    """The extension of a kind; None without it. Raises what `cryptography` does when any of them is malformed."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def names(certificate: x509.Certificate) -> list[Name]:
    """DNS names and IP addresses of the subject alternative name (RFC 5280 §4.2.1.6), in their order."""
    found = extension(certificate, x509.SubjectAlternativeName)
    return [name for name in found or [] if isinstance(name, x509.DNSName | x509.IPAddress)]


def key(certificate: x509.Certificate) -> Json:
    """The public key: `{type, bits}`."""
    match certificate.public_key():
        case rsa.RSAPublicKey() as public:
            return {"type": "RSA", "bits": public.key_size}
        case ec.EllipticCurvePublicKey() as public:
            return {"type": "EC", "bits": public.key_size}
        case dsa.DSAPublicKey() as public:
            return {"type": "DSA", "bits": public.key_size}
        case ed25519.Ed25519PublicKey():
            return {"type": "Ed25519", "bits": 256}
        case mldsa.MLDSA44PublicKey() | mldsa.MLDSA65PublicKey() | mldsa.MLDSA87PublicKey() as public:  # FIPS 204
            return {
                "type": type(public).__name__[:7].replace("MLDSA", "ML-DSA-"),
                "bits": 8 * len(public.public_bytes_raw()),
            }
        case ed448.Ed448PublicKey():
            return {"type": "Ed448", "bits": 456}
        case other:
            raise UnsupportedAlgorithm(f"a key of the kind {type(other).__name__}")


def is_ca(certificate: x509.Certificate) -> bool:
    """Whether the basic constraints say that it is an authority's (RFC 5280 §4.2.1.9)."""
    constraints = extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's key made the signature, whatever the names. Raises what an unknown algorithm brings."""
    parameters = certificate.signature_algorithm_parameters
    return is_signed_with(
        issuer.public_key(),
        certificate.signature,
        certificate.tbs_certificate_bytes,
        certificate.signature_hash_algorithm,
        parameters if isinstance(parameters, AsymmetricPadding) else PKCS1v15(),
    )


def key_usage(certificate: x509.Certificate) -> list[str]:
    """Names of RFC 5280 §4.2.1.3; [] without the extension, which then restricts nothing."""
    usage = extension(certificate, x509.KeyUsage)
    if usage is None:
        return []
    words = _KEY_USAGES | (_AGREEMENT_USAGES if usage.key_agreement else {})
    return [word for word, attribute in words.items() if getattr(usage, attribute)]


def extended_key_usage(certificate: x509.Certificate) -> list[str]:
    """Names of RFC 5280 §4.2.1.12 or object identifiers; [] without the extension, which then restricts nothing."""
    usage = extension(certificate, x509.ExtendedKeyUsage)
    return [_EXTENDED_KEY_USAGES.get(oid, oid.dotted_string) for oid in usage or []]


def must_staple(certificate: x509.Certificate) -> bool:
    """Whether the server must staple an OCSP answer (RFC 7633)."""
    return x509.TLSFeatureType.status_request in (extension(certificate, x509.TLSFeature) or [])


def canonical(name: x509.Name) -> CanonicalName:
    """A distinguished name for comparing: without regard to case and repeated blanks (RFC 5280 §7.1)."""
    return tuple(frozenset((part.oid.dotted_string, _folded(part.value)) for part in rdn) for rdn in name.rdns)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warnings of `cryptography`: RFC 5280 §4.1.2.2 forbids serial numbers below 1, portals have them."""
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        yield


def _folded(value: str | bytes) -> str | bytes:
    return " ".join(value.lower().split()) if isinstance(value, str) else value


def _known(fact: Fact[T]) -> T | None:
    return fact.value if isinstance(fact, Seen) else None


def _load(der: bytes) -> crypto.X509:
    try:
        return crypto.load_certificate(crypto.FILETYPE_ASN1, der)
    except crypto.Error as error:
        raise ValueError("OpenSSL cannot read it") from error


def _written(name: x509.Name) -> str:
    text = name.rfc4514_string()
    if len(text) > LONGEST_NAME:
        raise UnseenError(Unseen(Reason.TOO_LARGE, f"a distinguished name of {len(text)} characters"))
    return text


def _limited(found: Sequence[str], what: str) -> Sequence[str]:
    if len(found) > MOST_NAMES:
        raise UnseenError(Unseen(Reason.TOO_LARGE, f"{len(found)} {what}"))
    return found


def _hexadecimal(number: int) -> str:
    digits = f"{abs(number):x}"
    return ("-" if number < 0 else "") + digits.zfill(len(digits) + len(digits) % 2)


def _days(first: datetime, last: datetime) -> int:
    return -((first - last - timedelta(seconds=1)) // timedelta(days=1))


def _scts(certificate: x509.Certificate) -> int:
    return len(extension(certificate, x509.PrecertificateSignedCertificateTimestamps) or [])

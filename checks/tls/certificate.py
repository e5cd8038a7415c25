"""The facts of a certificate: whose it is, until when, for which names, vouched for by whom."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import ip_address
from typing import TypeAlias, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID
from OpenSSL import crypto

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.trust import TrustStore

T = TypeVar("T")
Name: TypeAlias = x509.DNSName | x509.IPAddress

# What `cryptography` raises for certificates that break the rules of X.509.
_MALFORMED = (
    ValueError,
    TypeError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
_warnings_lock = threading.Lock()


def certificate_facts(
    chain: Sequence[crypto.X509], host: str, trust: TrustStore, now: datetime
) -> dict[str, Fact[Json]]:
    """The facts `tls.certificate.*` of a chain as sent, leaf first, for a host name (ASCII) or IP address.

    `now` is aware of its zone. What a malformed certificate doesn't say is unseen, each fact for itself.
    """
    leaf = _fact(lambda: _load(chain[0]))

    def of_leaf(read: Callable[[x509.Certificate], Json]) -> Fact[Json]:
        return leaf if isinstance(leaf, Unseen) else _fact(lambda: read(leaf.value))

    problem = leaf if isinstance(leaf, Unseen) else _chain_problem(leaf.value, chain, trust, now)
    return {
        "subject": of_leaf(lambda cert: cert.subject.rfc4514_string()),
        "issuer": of_leaf(lambda cert: cert.issuer.rfc4514_string()),
        "names": of_leaf(lambda cert: [str(name.value) for name in _names(cert)]),
        "not_before": of_leaf(lambda cert: cert.not_valid_before_utc.isoformat()),
        "not_after": of_leaf(lambda cert: cert.not_valid_after_utc.isoformat()),
        "days_left": of_leaf(lambda cert: (cert.not_valid_after_utc - now).days),
        "key": of_leaf(_key),
        "signature": _fact(lambda: chain[0].get_signature_algorithm().decode("ascii")),
        "sha256": Seen(fingerprint(chain[0])),
        "name_matches": of_leaf(lambda cert: name_matches(host, _names(cert))),
        "chain_trusted": problem if isinstance(problem, Unseen) else Seen(problem.value is None),
        "chain_problem": problem,
        "self_signed": of_leaf(_self_signed),
        "scts": of_leaf(_scts),
    }


def fingerprint(certificate: crypto.X509) -> str:
    """SHA-256 (hex) of the certificate's DER form."""
    return sha256(_der(certificate)).hexdigest()


def name_matches(host: str, names: Sequence[Name]) -> bool:
    """Whether a certificate's names cover a host, by RFC 9525 §6: the subject's common name counts for nothing.

    A wildcard stands for exactly one label, the left-most, as a whole, above at least two others.
    An IP address matches a name of that kind only.
    """
    wanted = host.strip("[]").rstrip(".").lower()
    try:
        address = ip_address(wanted)
    except ValueError:
        pass
    else:
        return x509.IPAddress(address) in names
    parent = wanted.partition(".")[2]
    wildcard = f"*.{parent}" if "." in parent else None
    hosts = (name.value.rstrip(".").lower() for name in names if isinstance(name, x509.DNSName))
    return any(name in (wanted, wildcard) for name in hosts)


def _fact(read: Callable[[], T]) -> Fact[T]:
    try:
        return Seen(read())
    except UnsupportedAlgorithm as error:
        return Unseen(Reason.TOOL_MISSING, f"not understood by this tool: {error}"[:200])
    except _MALFORMED as error:
        return Unseen(Reason.PROTOCOL_ERROR, f"malformed certificate: {error}"[:200])


def _der(certificate: crypto.X509) -> bytes:
    return crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)


def _load(certificate: crypto.X509) -> x509.Certificate:
    if certificate.get_serial_number() > 0:
        return x509.load_der_x509_certificate(_der(certificate))
    with _warnings_lock, warnings.catch_warnings():  # RFC 5280 §4.1.2.2 forbids such numbers, portals have them
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return x509.load_der_x509_certificate(_der(certificate))


def _names(certificate: x509.Certificate) -> list[Name]:
    """DNS names and IP addresses of the subject alternative name (RFC 5280 §4.2.1.6), in their order."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return [name for name in extension.value if isinstance(name, x509.DNSName | x509.IPAddress)]


def _key(certificate: x509.Certificate) -> Json:
    match certificate.public_key():
        case rsa.RSAPublicKey() as key:
            return {"type": "RSA", "bits": key.key_size}
        case ec.EllipticCurvePublicKey() as key:
            return {"type": "EC", "bits": key.key_size}
        case dsa.DSAPublicKey() as key:
            return {"type": "DSA", "bits": key.key_size}
        case ed25519.Ed25519PublicKey():
            return {"type": "Ed25519", "bits": 256}
        case ed448.Ed448PublicKey():
            return {"type": "Ed448", "bits": 456}
        case other:
            raise UnsupportedAlgorithm(f"a key of the kind {type(other).__name__}")


def _self_signed(certificate: x509.Certificate) -> bool:
    if certificate.issuer != certificate.subject:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except InvalidSignature:
        return False
    return True


def _scts(certificate: x509.Certificate) -> int:
    """How many timestamps of certificate transparency are embedded (RFC 6962 §3.3)."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.PrecertificateSignedCertificateTimestamps)
    except x509.ExtensionNotFound:
        return 0
    return len(extension.value)


def _chain_problem(
    leaf: x509.Certificate, chain: Sequence[crypto.X509], trust: TrustStore, now: datetime
) -> Fact[str | None]:
    """`TrustStore.chain_problem` at the moment of the leaf's validity that is nearest to now."""
    moment = max(leaf.not_valid_before_utc, min(now, leaf.not_valid_after_utc)).astimezone(UTC)
    problem = trust.chain_problem(chain, moment)
    if problem == Seen(None) and _fact(lambda: _serves(leaf)) == Seen(False):
        return Seen("other: the certificate is not meant for servers")
    return problem


def _serves(leaf: x509.Certificate) -> bool:
    """Whether the leaf may stand for a server (RFC 5280 §4.2.1.12)."""
    try:
        usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return ExtendedKeyUsageOID.SERVER_AUTH in usage or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usage

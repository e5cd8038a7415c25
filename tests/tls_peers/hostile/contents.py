"""Peers whose certificates can be read, and hold what no authority should have signed (RFC 5280)."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.hostile import tls12
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import Shows, hostile
from tests.tls_peers.truth import ANYTHING

WRONG = (Reason.PROTOCOL_ERROR, Reason.TLS_HANDSHAKE)
_SHOWN = dict.fromkeys(("certificate_sha256", "certificates"), ANYTHING)
_UNKNOWN_EXTENSION = ObjectIdentifier("1.3.6.1.4.1.99999.1")
_EMBEDDED_SCTS = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")


def show(client: Client, certificate: bytes) -> None:
    """A whole flight with this certificate alone."""
    if hello := tls12.choose(client):
        client.send(tls12.flight(client, hello, chain=m.certificate([certificate])))


def signed(
    client: Client,
    *extensions: x509.ExtensionType,
    subject: str = "a.test",
    dates: tuple[datetime, datetime] = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
) -> bytes:
    """DER of a self-signed certificate over the peer's own key."""
    key = serialization.load_der_private_key(client.identity.key, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, *dates)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def unknown_extension(body: bytes, oid: ObjectIdentifier = _UNKNOWN_EXTENSION) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(oid, body)


@hostile(*WRONG, shows=Shows.FLIGHT12, **_SHOWN)
def name_with_a_zero_byte(client: Client) -> None:
    """Shows a certificate for a.test, a zero byte and the name of somebody else's."""
    names = x509.SubjectAlternativeName([x509.DNSName("a.test\0.evil.test")])
    show(client, signed(client, names, subject="evil.test"))


@hostile(*WRONG, shows=Shows.FLIGHT12, **_SHOWN)
def thousands_of_names(client: Client) -> None:
    """Shows a certificate for 5,000 names."""
    show(client, signed(client, x509.SubjectAlternativeName([x509.DNSName(f"a{n}.test") for n in range(5000)])))


@hostile(*WRONG, shows=Shows.FLIGHT12, **_SHOWN)
def subject_that_moves_the_cursor(client: Client) -> None:
    """Shows a certificate whose subject has control characters of a terminal and marks that turn text around."""
    show(client, signed(client, subject="\x1b[2J\x1b]0;pwned\x07\u202e\n\r<b>tset.a</b>"))


@hostile(*WRONG, shows=Shows.FLIGHT12, **_SHOWN)
def dates_at_the_ends_of_time(client: Client) -> None:
    """Shows a certificate that is valid from 1950 to 9999."""
    show(
        client, signed(client, dates=(datetime(1950, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)))
    )


@hostile(*WRONG, shows=Shows.FLIGHT12, **_SHOWN)
def dates_that_are_none(client: Client) -> None:
    """Shows a certificate whose notAfter is the 99th of the 99th month."""
    show(client, signed(client).replace(b"270101000000Z", b"279999999999Z"))


@hostile(*WRONG, shows=Shows.FLIGHT12, **_SHOWN)
def names_that_are_noise(client: Client) -> None:
    """Shows a certificate whose subjectAltName is not DER."""
    show(client, signed(client, unknown_extension(b"\x30\x82\xff\xff\x82\x7f", ObjectIdentifier("2.5.29.17"))))


@hostile(*WRONG, shows=Shows.FLIGHT12, **_SHOWN)
def timestamps_that_are_noise(client: Client) -> None:
    """Shows a certificate whose embedded SCT list is not one (RFC 6962 §3.3)."""
    show(client, signed(client, unknown_extension(b"\x04\x03\xff\xff\x01", _EMBEDDED_SCTS)))


@hostile(*WRONG, shows=Shows.FLIGHT12, **_SHOWN)
def huge_extension(client: Client) -> None:
    """Shows a certificate with an extension of 100 kB that nobody knows."""
    show(client, signed(client, unknown_extension(bytes(100_000))))


@hostile(*WRONG, shows=Shows.FLIGHT12, **_SHOWN)
def key_that_is_no_point(client: Client) -> None:
    """Shows a certificate whose public key is not on its curve."""
    der = client.identity.certificate
    key = serialization.load_der_private_key(client.identity.key, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    spki = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    show(client, der.replace(spki, b"\4" + b"\1" * 64))

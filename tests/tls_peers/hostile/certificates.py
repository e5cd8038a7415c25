"""Peers that choose version and suite well, and whose certificates are a trap (RFC 5246 §7.4.2)."""

from __future__ import annotations

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.hostile import tls12
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import Shows, hostile
from tests.tls_peers.truth import ANYTHING

WRONG = (Reason.PROTOCOL_ERROR, Reason.TLS_HANDSHAKE)
HUGE = (*WRONG, Reason.TOO_LARGE)
_100_MB = 100_000_000
_SEQUENCE = 0x30
# Bytes were shown as a certificate, and have a hash, though nothing can be read in them.
_UNREADABLE = dict.fromkeys(("certificate_sha256", "certificates", "signature_used"), ANYTHING)


def show(client: Client, chain: bytes) -> None:
    """A whole flight with this Certificate message."""
    if hello := tls12.choose(client):
        client.send(tls12.flight(client, hello, chain=chain))


@hostile(*WRONG, shows=Shows.HELLO12)
def certificate_list_that_lies(client: Client) -> None:
    """Claims a certificate list longer than its message."""
    right = m.certificate([client.identity.certificate])
    show(client, right[:4] + b"\x7f\xff\xff" + right[7:])


@hostile(*WRONG, shows=Shows.HELLO12)
def certificate_length_that_lies(client: Client) -> None:
    """Claims a certificate longer than the list that holds it."""
    right = m.certificate([client.identity.certificate])
    show(client, right[:7] + b"\x7f\xff\xff" + right[10:])


@hostile(*WRONG, shows=Shows.HELLO12)
def bytes_after_the_certificates(client: Client) -> None:
    """Sends bytes after the certificate list, inside the message."""
    shown = m.certificate([client.identity.certificate])[4:]
    show(client, m.message(m.CERTIFICATE, shown + b"more"))


@hostile(*WRONG, shows=Shows.HELLO12, certificates=[], signature_used=ANYTHING)
def no_certificates(client: Client) -> None:
    """Sends an empty list of certificates."""
    show(client, m.certificate([]))


@hostile(*WRONG, shows=Shows.HELLO12, **_UNREADABLE)
def certificate_of_no_bytes(client: Client) -> None:
    """Sends a list of one certificate of no bytes."""
    show(client, m.certificate([b""]))


@hostile(*HUGE, shows=Shows.HELLO12)
def ten_thousand_certificates(client: Client) -> None:
    """Sends its certificate 10,000 times."""
    show(client, m.certificate([client.identity.certificate] * 10_000))


@hostile(*HUGE, shows=Shows.HELLO12)
def tiny_certificates(client: Client) -> None:
    """Sends 40,000 certificates of one byte."""
    show(client, m.certificate([b"0"] * 40_000))


@hostile(*WRONG, shows=Shows.HELLO12, **_UNREADABLE)
def nested_certificate(client: Client) -> None:
    """Sends a certificate that is a SEQUENCE in a SEQUENCE in a SEQUENCE, 5,000 deep."""
    show(client, m.certificate([nested(5000)]))


@hostile(*WRONG, shows=Shows.HELLO12, **_UNREADABLE)
def certificate_of_noise(client: Client) -> None:
    """Sends a certificate that is no DER at all."""
    show(client, m.certificate([b"\x30\x82\x01\x00" + bytes(range(256))]))


@hostile(*WRONG, shows=Shows.HELLO12, **_UNREADABLE)
def certificate_cut_short(client: Client) -> None:
    """Sends the first half of its certificate as if it were the whole."""
    der = client.identity.certificate
    show(client, m.certificate([der[: len(der) // 2]]))


@hostile(*HUGE, shows=Shows.HELLO12)
def certificate_of_100_mb_sent(client: Client) -> None:
    """Sends Certificate messages of the greatest length, 100 MB in all."""
    if hello := tls12.choose(client):
        client.send(m.record(m.HANDSHAKE, tls12.server_hello(hello)))
        client.send(m.record(m.HANDSHAKE, bytes([m.CERTIFICATE]) + b"\xff\xff\xff" + b"\xff\xff\xfc" + b"\xff\xff\xf9"))
        piece = m.record(m.HANDSHAKE, bytes(m.PLAIN))
        for _ in range(_100_MB // m.PLAIN):
            client.send(piece)


@hostile(*HUGE, Reason.TIMEOUT, shows=Shows.HELLO12)
def certificate_of_16_mb_claimed(client: Client) -> None:
    """Claims a Certificate of the greatest length, 16 MB, sends little of it and waits."""
    if hello := tls12.choose(client):
        client.send(m.record(m.HANDSHAKE, tls12.server_hello(hello)))
        client.send(m.record(m.HANDSHAKE, bytes([m.CERTIFICATE]) + b"\xff\xff\xff" + bytes(1000)))
        client.hold()


@hostile(*WRONG, shows=Shows.HELLO12)
def certificate_twice(client: Client) -> None:
    """Sends two Certificate messages, of which the second is not a certificate."""
    show(client, m.certificate([client.identity.certificate]) + m.certificate([b"other"]))


def nested(depth: int) -> bytes:
    """DER of a SEQUENCE within a SEQUENCE, so many deep."""
    inner = b""
    for _ in range(depth):
        length = bytes([len(inner)]) if len(inner) < 128 else b"\x82" + len(inner).to_bytes(2)
        inner = bytes([_SEQUENCE]) + length + inner
    return inner

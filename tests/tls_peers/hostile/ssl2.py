"""Peers that answer in SSLv2 and lie (draft-hickman-netscape-ssl-00 §C.6)."""

from __future__ import annotations

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import hostile

WRONG = Reason.PROTOCOL_ERROR
RC4_128_WITH_MD5 = b"\x01\0\x80"


def ssl2_hello(certificate: bytes, ciphers: bytes, *, claimed: int | None = None, version: int = 2) -> bytes:
    """A SERVER-HELLO in its record; `claimed` bytes of ciphers if not as many as there are."""
    lengths = [len(certificate), len(ciphers) if claimed is None else claimed, 16]
    body = b"\4\0\1" + version.to_bytes(2) + b"".join(length.to_bytes(2) for length in lengths)
    body += certificate + ciphers + bytes(16)
    return (0x8000 | len(body)).to_bytes(2) + body


def only_ssl2(client: Client, answer: bytes) -> None:
    """Answer hellos of SSLv2, and turn the others down."""
    hello, _ = client.read_hello()
    client.send(answer if hello.version == 2 else m.alert(m.PROTOCOL_VERSION))


@hostile(WRONG, Reason.TLS_HANDSHAKE)
def ssl2_lengths_that_lie(client: Client) -> None:
    """Claims 60,000 bytes of ciphers in an SSLv2 answer of a few hundred."""
    only_ssl2(client, ssl2_hello(client.identity.certificate, RC4_128_WITH_MD5, claimed=60_000))


@hostile(WRONG, Reason.TLS_HANDSHAKE)
def ssl2_half_a_cipher(client: Client) -> None:
    """Lists five bytes of ciphers in SSLv2, where each has three."""
    only_ssl2(client, ssl2_hello(client.identity.certificate, RC4_128_WITH_MD5 + b"\x01\0"))


@hostile(WRONG, Reason.TLS_HANDSHAKE)
def ssl2_ciphers_that_do_not_exist(client: Client) -> None:
    """Lists 5,000 ciphers in SSLv2 that nobody assigned."""
    only_ssl2(client, ssl2_hello(b"", b"".join((0x990000 + code).to_bytes(3) for code in range(5000))))


@hostile(WRONG, Reason.TLS_HANDSHAKE)
def ssl2_of_another_version(client: Client) -> None:
    """Answers SSLv2 with a SERVER-HELLO of a version 0x0303."""
    only_ssl2(client, ssl2_hello(client.identity.certificate, RC4_128_WITH_MD5, version=0x0303))


@hostile(WRONG, Reason.TLS_HANDSHAKE)
def ssl2_for_everybody(client: Client) -> None:
    """Answers every hello of TLS with an SSLv2 SERVER-HELLO, and hellos of SSLv2 with an alert of TLS."""
    hello, _ = client.read_hello()
    answer = ssl2_hello(client.identity.certificate, RC4_128_WITH_MD5)
    client.send(m.alert(m.PROTOCOL_VERSION) if hello.version == 2 else answer)

"""A TLS 1.3 server (RFC 8446) with one suite and one group, whose keys are at hand to write what no server should."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.tls_peers import messages as m
from tests.tls_peers.client_hello import KEY_SHARE, SUPPORTED_VERSIONS, TLS13, ClientHello
from tests.tls_peers.hostile.client import Client

SUITE = 0x1301
SUITE_NAME = "TLS_AES_128_GCM_SHA256"
_HASH_LENGTH = 32
_MESSAGE_HASH = 254


def refusal_of(hello: ClientHello) -> int | None:
    """The alert for a hello that offers nothing that this server has."""
    if TLS13 not in hello.versions:
        return m.PROTOCOL_VERSION
    if SUITE not in hello.suites or m.SECP256R1 not in (hello.groups or []):
        return m.HANDSHAKE_FAILURE
    return None


def choose(client: Client) -> tuple[ClientHello, bytes] | None:
    """The hello and its message if this server has an answer to it; else the right alert is sent."""
    hello, said = client.read_hello()
    refusal = refusal_of(hello)
    if refusal is None:
        return hello, said
    client.send(m.alert(refusal))
    return None


def hello_retry(hello: ClientHello, group: int = m.SECP256R1) -> bytes:
    """A HelloRetryRequest for a group (RFC 8446 §4.1.4)."""
    return _hello(hello, group.to_bytes(2), m.RETRY_RANDOM)


def server_hello(hello: ClientHello, public: bytes, group: int = m.SECP256R1) -> bytes:
    return _hello(hello, group.to_bytes(2) + m.vector(public, 2), m.RANDOM)


def _hello(hello: ClientHello, share: bytes, random: bytes) -> bytes:
    extensions = [(SUPPORTED_VERSIONS, TLS13.to_bytes(2)), (KEY_SHARE, share)]
    return m.server_hello(SUITE, random=random, session_id=hello.session_id, extensions=extensions)


class Session:
    """One handshake after its hellos: `transcript` grows with each message, `seal` encrypts with the present keys."""

    def __init__(self, client: Client, secret: bytes, transcript: bytes) -> None:
        self.client = client
        self.transcript = transcript
        early = _extract(b"", bytes(_HASH_LENGTH))
        self._handshake = _extract(self._derive(early, b"derived", b""), secret)
        self._server = self._derive(self._handshake, b"s hs traffic", transcript)
        self._use(self._server)

    @classmethod
    def begin(cls, client: Client) -> Session | None:
        """Answer hellos up to the ServerHello, by way of a HelloRetryRequest if need be; None after an alert."""
        chosen = choose(client)
        if chosen is None:
            return None
        hello, transcript = chosen
        if m.SECP256R1 not in hello.key_shares:
            retry = hello_retry(hello)
            client.send(m.record(m.HANDSHAKE, retry))
            hello, again = client.read_hello()
            transcript = m.message(_MESSAGE_HASH, hashlib.sha256(transcript).digest()) + retry + again
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), hello.key_shares[m.SECP256R1])
        own = ec.generate_private_key(ec.SECP256R1())
        public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        answer = server_hello(hello, public)
        client.send(m.record(m.HANDSHAKE, answer))
        return cls(client, own.exchange(ec.ECDH(), theirs), transcript + answer)

    def seal(self, data: bytes, kind: int = m.HANDSHAKE, padding: int = 0) -> bytes:
        """One encrypted record (RFC 8446 §5.2)."""
        plain = data + bytes([kind]) + bytes(padding)
        header = bytes([m.APPLICATION_DATA, 3, 3]) + (len(plain) + 16).to_bytes(2)
        nonce = (int.from_bytes(self._iv) ^ self._sequence).to_bytes(12)
        self._sequence += 1
        return header + self._cipher.encrypt(nonce, plain, header)

    def sealed(self, data: bytes) -> bytes:
        """Handshake data in as many encrypted records as it takes."""
        return b"".join(self.seal(data[at : at + m.PLAIN]) for at in range(0, len(data), m.PLAIN))

    def flight(
        self, *, chain: bytes | None = None, verify: bytes | None = None, finished: bytes | None = None
    ) -> bytes:
        """EncryptedExtensions, Certificate, CertificateVerify and Finished, encrypted; each can be replaced."""
        said = self._add(m.message(m.ENCRYPTED_EXTENSIONS, m.extension_block([])))
        said += self._add(m.certificate13([self.client.identity.certificate]) if chain is None else chain)
        said += self._add(self._verify() if verify is None else verify)
        said += self._add(self._finished() if finished is None else finished)
        return self.sealed(said)

    def complete(self) -> None:
        """Send the flight, wait for what the client says to it, and go on with the keys for application data."""
        self.client.send(self.flight())
        master = _extract(self._derive(self._handshake, b"derived", b""), bytes(_HASH_LENGTH))
        self._use(self._derive(master, b"s ap traffic", self.transcript))
        self.client.sock.recv(65536)

    def _add(self, message: bytes) -> bytes:
        self.transcript += message
        return message

    def _verify(self) -> bytes:
        """CertificateVerify (RFC 8446 §4.4.3)."""
        context = b" " * 64 + b"TLS 1.3, server CertificateVerify\0" + hashlib.sha256(self.transcript).digest()
        signature = m.vector(self.client.identity.sign(context), 2)
        return m.message(m.CERTIFICATE_VERIFY, m.ECDSA_SECP256R1_SHA256.to_bytes(2) + signature)

    def _finished(self) -> bytes:
        """Finished (RFC 8446 §4.4.4)."""
        key = _expand(self._server, b"finished", b"", _HASH_LENGTH)
        return m.message(m.FINISHED, hmac.digest(key, hashlib.sha256(self.transcript).digest(), "sha256"))

    def _derive(self, secret: bytes, label: bytes, transcript: bytes) -> bytes:
        return _expand(secret, label, hashlib.sha256(transcript).digest(), _HASH_LENGTH)

    def _use(self, secret: bytes) -> None:
        self._cipher = AESGCM(_expand(secret, b"key", b"", 16))
        self._iv = _expand(secret, b"iv", b"", 12)
        self._sequence = 0


def _extract(salt: bytes, material: bytes) -> bytes:
    """HKDF-Extract (RFC 5869 §2.2)."""
    return hmac.digest(salt or bytes(_HASH_LENGTH), material, "sha256")


def _expand(secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
    """HKDF-Expand-Label (RFC 8446 §7.1) of at most one block."""
    info = length.to_bytes(2) + m.vector(b"tls13 " + label, 1) + m.vector(context, 1)
    return hmac.digest(secret, info + b"\1", "sha256")[:length]

"""A server of TLS 1.2 with one suite and the flaws that it is given, for weaknesses that no software at hand has.

It speaks TLS_RSA_WITH_AES_128_CBC_SHA as RFC 5246 wants it. The flaws are made after their published descriptions:
ROBOT (Böck, Somorovsky, Young 2018, §3), POODLE in TLS (CVE-2014-8730), Ticketbleed (CVE-2016-9244).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding

from checks.tls.registry import suite_named
from checks.tls.weakness.channel import HEARTBEAT
from checks.tls.weakness.protection import TLS12, derive_keys, prf, right_padding, verify_data
from checks.tls.wire.encoding import WireError
from tests.checks.tls.peers import reset
from tests.tls_peers.client_hello import ClientHello, parse
from tests.tls_peers.messages import (
    ALERT,
    CHANGE_CIPHER_SPEC,
    FINISHED,
    HANDSHAKE,
    NEW_SESSION_TICKET,
    SERVER_HELLO_DONE,
    alert,
    certificate,
    message,
    record,
    server_hello,
    vector,
)

SUITE = suite_named("TLS_RSA_WITH_AES_128_CBC_SHA")
UNEXPECTED_MESSAGE, BAD_RECORD_MAC, HANDSHAKE_FAILURE = 10, 20, 40

Farewell = int | Literal["closed", "reset", "silent"]
"""How the server leaves: with a fatal alert of this code, with FIN, with RST; or it stays and says nothing."""

_HEARTBEAT, _SESSION_TICKET, _RENEGOTIATION_INFO = 15, 35, 0xFF01
_AES_KEY = slice(40, 56)  # of the key block, after two MAC keys of SHA-1 (RFC 5246 §6.3)


@dataclass(frozen=True, slots=True)
class FakeServer:
    """Serves one connection; without flaws unless told.

    `at_secret` is told whether the secret was well formed, when it comes, and says how to leave, if at all;
    `at_finished` the same when a Finished comes that can't be deciphered. `at_early_change` is how to leave at a
    ChangeCipherSpec before the secret. `takes_padding` is shown the padding of the Finished, but for the length.
    `finished` makes the server's own out of the right one. `at_ticket` is how to leave at a hello with a ticket,
    `echo` makes the session id in answer to it. `heartbeat` answers one; without it the extension is not taken up.
    """

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    at_secret: Callable[[bool], Farewell | None] = lambda right: None
    at_finished: Callable[[bool], Farewell] = lambda right: BAD_RECORD_MAC
    at_early_change: Farewell = UNEXPECTED_MESSAGE
    takes_padding: Callable[[bytes], bool] = lambda padding: padding == right_padding(len(padding))
    finished: Callable[[bytes], bytes] = bytes
    at_ticket: Farewell | None = None
    echo: Callable[[bytes], bytes] = bytes
    gives_tickets: bool = True
    heartbeat: Callable[[bytes], bytes | Literal["leave"] | None] | None = None

    def __call__(self, connection: socket.socket) -> None:
        incoming = Incoming(connection)
        farewell = self._serve(connection, incoming)
        if farewell == "reset":
            reset(connection)
            return
        if isinstance(farewell, int):
            connection.sendall(alert(farewell))
        if farewell != "silent":
            connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):  # what is left unread would turn FIN into RST
            pass

    def _serve(self, connection: socket.socket, incoming: Incoming) -> Farewell:
        opening = incoming.message()
        hello, random = parse(opening[4:]), os.urandom(32)
        if SUITE.code not in hello.suites:
            return HANDSHAKE_FAILURE
        ticket = hello.extension(_SESSION_TICKET) if self.gives_tickets else None
        if ticket and self.at_ticket is not None:
            return self.at_ticket
        if ticket:
            connection.sendall(record(HANDSHAKE, self._hello(hello, random, self.echo(hello.session_id))))
            return "closed"
        chain = [self.certificate.public_bytes(Encoding.DER)]
        flight = self._hello(hello, random, b"") + certificate(chain) + message(SERVER_HELLO_DONE, b"")
        connection.sendall(record(HANDSHAKE, flight))
        if incoming.next_kind() == CHANGE_CIPHER_SPEC:
            return self.at_early_change
        exchange = incoming.message()
        secret = self._opened(exchange[6:])
        if (farewell := self.at_secret(secret is not None)) is not None:
            return farewell
        kind, _ = incoming.record()
        if kind != CHANGE_CIPHER_SPEC:
            return UNEXPECTED_MESSAGE if kind != ALERT else "closed"
        randoms = hello.random, random
        master = prf(TLS12, SUITE, secret or os.urandom(48), b"master secret", b"".join(randoms), 48)
        keys = derive_keys(TLS12, SUITE, master, *randoms, right_padding)
        kind, fragment = incoming.record()
        try:
            finished = keys.client.open(kind, TLS12, fragment)
        except WireError:
            return self.at_finished(secret is not None)
        block = prf(TLS12, SUITE, master, b"key expansion", random + hello.random, 104)
        if not self.takes_padding(_padding(block[_AES_KEY], fragment)):
            return BAD_RECORD_MAC
        transcript = opening + flight + exchange
        assert finished[4:] == verify_data(TLS12, SUITE, master, b"client finished", transcript)
        transcript += finished
        said = b""
        if ticket is not None:
            said = message(NEW_SESSION_TICKET, bytes(4) + vector(b"a ticket", 2))
        right = verify_data(TLS12, SUITE, master, b"server finished", transcript + said)
        said = record(HANDSHAKE, said) if said else b""
        sealed = keys.server.seal(HANDSHAKE, TLS12, message(FINISHED, self.finished(right)))
        connection.sendall(said + record(CHANGE_CIPHER_SPEC, b"\1") + record(HANDSHAKE, sealed))
        while self.heartbeat is not None:
            kind, fragment = incoming.record()
            answer = self.heartbeat(keys.client.open(kind, TLS12, fragment))
            if answer == "leave":
                break
            if answer is not None:
                connection.sendall(record(HEARTBEAT, keys.server.seal(HEARTBEAT, TLS12, answer)))
        return "closed"

    def _hello(self, hello: ClientHello, random: bytes, session_id: bytes) -> bytes:
        extensions = [(_RENEGOTIATION_INFO, b"\0")]
        if self.gives_tickets and hello.extension(_SESSION_TICKET) == b"":
            extensions.append((_SESSION_TICKET, b""))
        if self.heartbeat is not None and hello.extension(_HEARTBEAT):
            extensions.append((_HEARTBEAT, b"\1"))
        return server_hello(SUITE.code, random=random, session_id=session_id, extensions=extensions)

    def _opened(self, sealed: bytes) -> bytes | None:
        """The secret, if it is as PKCS #1 and the offered version want it (RFC 5246 §7.4.7.1)."""
        numbers = self.key.private_numbers()
        size = self.key.key_size // 8
        plain = pow(int.from_bytes(sealed), numbers.d, numbers.public_numbers.n).to_bytes(size)
        padding, secret = plain[2 : size - 49], plain[size - 48 :]
        right = plain[:2] == b"\0\2" and 0 not in padding and plain[size - 49] == 0 and secret[:2] == b"\3\3"
        return secret if right else None


class Incoming:
    """What a client says, in records and messages."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._received = b""

    def next_kind(self) -> int:
        """The type of the next record."""
        while not self._received:
            self._receive()
        return self._received[0]

    def record(self) -> tuple[int, bytes]:
        """Type and content. Raises ConnectionError when the client has gone."""
        while len(self._received) < 5 + int.from_bytes(self._received[3:5] or b"\xff"):
            self._receive()
        end = 5 + int.from_bytes(self._received[3:5])
        kind, content = self._received[0], self._received[5:end]
        self._received = self._received[end:]
        return kind, content

    def _receive(self) -> None:
        chunk = self._connection.recv(4096)
        if not chunk:
            raise ConnectionError("the client has gone")
        self._received += chunk

    def message(self) -> bytes:
        """A handshake message, however many records it takes."""
        message = b""
        while len(message) < 4 or len(message) < 4 + int.from_bytes(message[1:4]):
            kind, content = self.record()
            if kind != HANDSHAKE:
                raise ConnectionError("not a handshake")
            message += content
        return message


def _padding(key: bytes, fragment: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(fragment[:16])).decryptor()
    plain = decryptor.update(fragment[16:])
    return plain[-1 - plain[-1] : -1]

"""A server of TLS 1.3 that says what it is told to, well encrypted, to a client in this process."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from checks.tls.wire.encoding import vector
from checks.tls.wire.hello import Hello
from checks.tls.wire.keys import PROTECTIONS, Schedule
from checks.tls.wire.tls13 import READABLE_SUITES, X25519, Flight13, Handshake13, PrivateKey, key_shares
from tests.checks.tls.wire.bytes_of_servers import TLS13, key_share, message, record, server_hello

HOST = "www.binhminh.gov.test"


def hello(key: PrivateKey, **changes: object) -> Hello:
    """Offers the key's group alone, as OpenSSL 3.5 rather asks for one that it likes better by a retry."""
    shares = key_shares(key)
    offered = {
        "suites": READABLE_SUITES,
        "server_name": HOST,
        "alpn": ["h2", "http/1.1"],
        "groups": [*shares],
    } | changes
    return Hello(version="TLSv1.3", key_shares=shares, **offered)  # type: ignore[arg-type]


class Server:
    """`say` has the client read messages under the keys of the moment."""

    def __init__(self) -> None:
        self.client = Handshake13(_ASKED, _SENT, _CLIENT)
        self.schedule = Schedule(PROTECTIONS[0x1301], _SENT[5:] + _FIRST, _SHARED)
        self.traffic = self.schedule.server
        self.client.feed(record(22, _FIRST))

    def say(self, *messages: bytes, kind: int = 22) -> Flight13:
        for each in messages:
            sealed = self.traffic.seal(kind, each)
            self.schedule.update(each)
            self.client.feed(sealed)
        return self.client.flight

    def finish(self) -> Flight13:
        """Say the whole flight."""
        verified = message(15, b"\x08\x04" + vector(b"signature", 2))
        self.say(message(8, vector(b"", 2)), message(11, b"\0" + vector(vector(b"der", 3) + b"\0\0", 3)), verified)
        self.say(message(20, self.schedule.verify_data(self.traffic)))
        self.traffic = self.schedule.application()[1]
        return self.client.flight


_CLIENT, _SERVER = X25519PrivateKey.generate(), X25519PrivateKey.generate()
_SHARED = _SERVER.exchange(_CLIENT.public_key())
_ASKED = hello(_CLIENT)
_SENT = bytes(_ASKED)
_FIRST = server_hello(0x1301, TLS13 + key_share(X25519, key_shares(_SERVER)[X25519]))

"""Any bytes, read by every reader of the wire format: what a fuzzer runs."""

from __future__ import annotations

from collections.abc import Callable

from checks.tls.registry import suites_for
from checks.tls.wire.encoding import WireError
from checks.tls.wire.flight import FlightReader
from checks.tls.wire.hello import Hello
from checks.tls.wire.keys import PROTECTIONS, Schedule, Traffic
from checks.tls.wire.messages import CERTIFICATE, ENCRYPTED_EXTENSIONS, KEY_UPDATE, NEW_SESSION_TICKET
from checks.tls.wire.records import APPLICATION_DATA, MAX_FLIGHT, MAX_RECORD
from checks.tls.wire.ssl2 import Ssl2Reader
from checks.tls.wire.tls13 import X25519, Handshake13, key_shares, new_key
from tests.checks.tls.wire.bytes_of_servers import record, server_hello

KEY = new_key(X25519)
OLD = Hello(version="TLSv1.2", suites=suites_for("TLSv1.2"), compression=(1, 0), alpn=["h2"])
NEW = Hello(version="TLSv1.3", suites=suites_for("TLSv1.3"), key_shares=key_shares(KEY), alpn=["h2"])
NEW_SENT = bytes(NEW)
SCHEDULE = Schedule(PROTECTIONS[0x1301], NEW_SENT, b"a shared secret")
SSL2 = Hello(version="SSLv2", suites=suites_for("SSLv2"))

Feed = Callable[[bytes], None]


def read(data: bytes) -> None:
    """Feed data to a reader. The first byte chooses the reader, the second the size of the pieces (0: all at once).

    Raises nothing; what a reader may not do fails an assertion or is raised.
    """
    if len(data) < 2:
        return
    reader = READERS[data[0] % len(READERS)]
    step = data[1] or max(1, len(data))
    feed = reader()
    said = ""
    try:
        for at in range(2, len(data), step):
            feed(data[at : at + step])
    except WireError as error:
        said = str(error)
    assert said.isprintable()
    assert len(said) < 200


def _flight(hello: Hello) -> Callable[[], Feed]:
    return lambda: _bounded(FlightReader(hello))


def _messages_of(suite: int) -> Callable[[], Feed]:
    """After a good ServerHello, so that what follows is read."""

    def begin() -> Feed:
        reader = FlightReader(OLD)
        reader.feed(record(22, server_hello(suite)))
        return _bounded(reader)

    return begin


def _bounded(reader: FlightReader | Ssl2Reader | Handshake13) -> Feed:
    def feed(piece: bytes) -> None:
        assert reader.received <= MAX_FLIGHT + MAX_RECORD
        reader.feed(piece)

    return feed


class _InClear(Traffic):
    """Keys that change nothing: what a record says ends with its content type, as it does under real ones."""

    def __init__(self) -> None: ...

    def open(self, header: bytes, fragment: bytes) -> tuple[int, bytes]:
        return (fragment[-1], fragment[:-1]) if fragment else (0, b"")


def _decrypted(*expected: int) -> Callable[[], Feed]:
    """The pieces as records that were encrypted, when these messages are expected next."""

    def begin() -> Feed:
        client = Handshake13(NEW, NEW_SENT, KEY)
        client._schedule, client._incoming, client._expected = SCHEDULE, _InClear(), expected
        client.flight.finished = NEW_SESSION_TICKET in expected
        return lambda piece: client.feed(record(APPLICATION_DATA, piece))

    return begin


READERS: list[Callable[[], Feed]] = [
    _flight(OLD),
    _messages_of(0xC02F),
    _messages_of(0x0039),
    _messages_of(0x0003),
    _flight(NEW),
    lambda: _bounded(Ssl2Reader(SSL2)),
    lambda: _bounded(Handshake13(NEW, NEW_SENT, KEY)),
    _decrypted(ENCRYPTED_EXTENSIONS),
    _decrypted(CERTIFICATE),
    _decrypted(NEW_SESSION_TICKET, KEY_UPDATE),
]
"""Each begins to read, and gives what is to be fed."""

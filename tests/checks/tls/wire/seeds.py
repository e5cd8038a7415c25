"""What real servers said, for fuzzers to begin with, as `reading.read` takes it."""

from __future__ import annotations

from functools import cache

from OpenSSL import SSL

from checks.tls.wire.encoding import extension, numbers, vector
from tests.checks.tls.wire import reading
from tests.checks.tls.wire.bytes_of_servers import DONE, RETRY, TLS13, alert, certificates, key_share, message, record
from tests.checks.tls.wire.bytes_of_servers import server_hello as hello
from tests.checks.tls.wire.memory import context, peer


@cache
def seeds() -> tuple[bytes, ...]:
    """One flight at least for each of `reading.READERS`, whole and in small pieces."""
    made = context()
    made.set_max_proto_version(SSL.TLS1_2_VERSION)
    curve = message(12, b"\3\0\x1d" + vector(b"k" * 32, 1) + b"\x08\x04" + vector(b"s" * 16, 2))
    prime = message(12, vector(b"p" * 8, 2) + vector(b"\2", 2) + vector(b"y" * 8, 2) + b"\4\1" + vector(b"s" * 16, 2))
    short = message(12, vector(b"n" * 8, 2) + vector(b"\1\0\1", 2) + b"\4\1" + vector(b"s" * 16, 2))
    status = message(22, b"\1" + vector(b"ocsp", 3))
    kinds = b"\4\0\1" + numbers([2, 3, 6, 16]) + b"der" + b"\1\0\x80\7\0\xc0" + bytes(16)
    encrypted = message(8, vector(extension(16, b"\0\3\2h2") + extension(10, b"\0\2\0\x1d"), 2))
    entry = vector(b"der", 3) + vector(extension(5, b"\1" + vector(b"ocsp", 3)), 2)
    ticket = message(4, bytes(8) + vector(b"n", 1) + vector(b"t", 2) + vector(extension(42, bytes(4)), 2))
    retry = hello(0x1302, TLS13 + extension(51, b"\0\x18"), random=RETRY)
    said = [
        [peer(made)(bytes(reading.OLD)), record(22, hello(0x2F) + certificates(b"der") + DONE), alert(70)],
        [record(22, certificates(b"der", b"der") + status + curve + message(13, b"") + DONE)],
        [record(22, certificates(b"der")) + record(22, prime) + record(22, DONE)],
        [alert(112, level=1) + record(22, certificates(b"der") + short + DONE)],
        [peer(context())(reading.NEW_SENT), record(22, retry)],
        [(0x8000 | len(kinds)).to_bytes(2) + kinds, b"\x80\3\0\0\1", alert(70)],
        [peer(context())(reading.NEW_SENT), record(22, hello(0x1301, TLS13 + key_share(29, b"k" * 32)))],
        [encrypted + message(13, b"\0\0\0") + b"\x16", encrypted + b"\x16"],
        [message(11, b"\0" + vector(entry, 3)) + message(15, b"\4\3\0\1s") + b"\x16"],
        [ticket * 2 + b"\x16", message(24, b"\0") + b"\x16"],
    ]
    return tuple(bytes([at, size]) + flight for at, flights in enumerate(said) for flight in flights for size in (0, 7))

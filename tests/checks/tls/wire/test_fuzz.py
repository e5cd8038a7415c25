"""A short run of what `tests.checks.tls.wire.fuzz` does for hours."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.tls.wire.encoding import TooLarge
from checks.tls.wire.flight import FlightReader
from checks.tls.wire.records import MAX_FLIGHT
from tests.checks.tls.wire import reading
from tests.checks.tls.wire.bytes_of_servers import record, server_hello
from tests.checks.tls.wire.seeds import seeds

modest = settings(max_examples=300, deadline=None)


def test_every_reader_has_seeds() -> None:
    assert {seed[0] for seed in seeds()} == set(range(len(reading.READERS)))
    for seed in seeds():
        reading.read(seed)


@given(st.binary(max_size=600))
@modest
def test_any_bytes_are_an_answer_or_a_wire_error(data: bytes) -> None:
    reading.read(data)


@given(
    st.integers(0, 255),
    st.integers(0, 255),
    st.lists(st.tuples(st.integers(20, 23), st.binary(max_size=60)), max_size=6),
)
@modest
def test_any_records_are_an_answer_or_a_wire_error(reader: int, step: int, records: list[tuple[int, bytes]]) -> None:
    reading.read(bytes([reader, step]) + b"".join(record(kind, fragment) for kind, fragment in records))


@given(st.data())
@modest
def test_real_flights_may_be_cut_and_changed_anywhere(data: st.DataObject) -> None:
    seed = bytearray(data.draw(st.sampled_from(seeds())))
    seed[1] = data.draw(st.integers(0, 255))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(2, len(seed)))
        seed[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    reading.read(bytes(seed[: data.draw(st.integers(2, len(seed)))]))


def feed_all(reader: FlightReader, pieces: Iterator[bytes]) -> None:
    for piece in pieces:
        reader.feed(piece)


def endless(what: str) -> Iterator[bytes]:
    """A flight without an end, in pieces of a network's size."""
    started = record(22, server_hello(0x2F))
    certificate = record(22, b"\x0b" + (MAX_FLIGHT - 4).to_bytes(3) + bytes(1000))
    first, rest = {
        "one certificate": (started + certificate, record(22, bytes(1400))),
        "bytes in tiny records": (started + certificate, record(22, b"x") * 200),
        "warnings": (b"", b"\x15\3\3\0\2\1\x70" * 200),
        "fragments of a hello": (record(22, b"\2\2\0\0"), record(22, b"x" * 100)),
    }[what]
    yield first
    yield from repeat(rest)


@pytest.mark.parametrize("what", ["one certificate", "bytes in tiny records", "warnings", "fragments of a hello"])
def test_what_never_ends_is_given_up_in_bounded_memory(what: str) -> None:
    reader = FlightReader(reading.OLD)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            feed_all(reader, endless(what))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reader.received <= MAX_FLIGHT + len(record(22, bytes(1400)))
    assert peak < 6 * MAX_FLIGHT

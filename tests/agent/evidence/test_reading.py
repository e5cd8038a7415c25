"""Signatures are read in another process, which may be lost without harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.evidence.reading import Reader
from checks.security_plan.record import Signature, SignatureState
from checks.security_plan.signatures import read_signatures
from checks.security_plan.trust import Flaw, Roots
from tests.signed import NOW, authority, paper, sign_apart, sign_pdf

TOO_SLOW = (Signature(SignatureState.BROKEN, detail=Flaw.SLOW),)


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def test_it_says_what_reading_here_would(reader: Reader) -> None:
    signed = sign_pdf(paper(), authority().issue("Nguyễn Văn A"))
    apart = sign_apart(signed, authority("CA khác").issue("Trần Thị B"))
    for detached in ([], [apart], [b"garbage"]):
        here = read_signatures(signed, detached, authority().roots, NOW)
        assert reader.read(signed, detached, authority().roots, NOW) == here
    assert [each.state for each in here] == [SignatureState.GOOD, SignatureState.BROKEN]


def test_what_bears_no_signature_needs_no_process(reader: Reader) -> None:
    assert reader.read(paper(), [], Roots()) == ()
    assert reader._process is None


def test_a_file_that_takes_too_long_is_broken_and_the_next_is_read() -> None:
    reader = Reader(seconds=0)
    signed = sign_pdf(paper(), authority().issue("Nguyễn Văn A"))
    try:
        assert reader.read(signed, [], authority().roots) == TOO_SLOW
        reader._seconds = 60
        assert [each.state for each in reader.read(signed, [], authority().roots)] == [SignatureState.GOOD]
    finally:
        reader.close()


def test_a_process_that_was_lost_is_started_again(reader: Reader) -> None:
    signed = sign_pdf(paper(), authority().issue("Nguyễn Văn A"))
    assert len(reader.read(signed, [], Roots())) == 1
    lost = reader._process
    assert lost is not None
    lost.kill()
    lost.wait()
    assert reader.read(signed, [], Roots()) == TOO_SLOW
    assert [each.state for each in reader.read(signed, [], Roots())] == [SignatureState.UNKNOWN_CA]

"""The record of a look names each of its facts."""

from dataclasses import replace

from checks.record import PortalRecord

RECORD = PortalRecord(
    portal={"url": "https://a.test/"},
    vantage={"name": "lab"},
    started="2026-11-21T10:00:00+00:00",
    finished="2026-11-21T10:00:05+00:00",
    observations={"ipv6": {"a": ["127.0.0.1"], "aaaa": []}, "web": {"https": True}},
)


def test_there_is_one_piece_of_evidence_a_fact() -> None:
    assert [piece.fact for piece in RECORD.evidence()] == ["ipv6.a", "ipv6.aaaa", "web.https"]


def test_ids_are_unique_and_the_same_each_time() -> None:
    ids = [piece.id for piece in RECORD.evidence()]
    assert len(set(ids)) == len(ids)
    assert ids == [piece.id for piece in RECORD.evidence()]


def test_evidence_is_worked_out_once_for_each_record() -> None:
    assert RECORD.evidence() is RECORD.evidence()
    later = replace(RECORD, finished="2026-11-21T10:00:06+00:00")
    assert later.evidence()[0].id != RECORD.evidence()[0].id

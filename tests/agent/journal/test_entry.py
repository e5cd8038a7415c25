from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest

from agent.journal.entry import FIRST, Entry, Head, bounded, hash_of

AT = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def test_the_hash_of_an_entry_stays_what_it_is() -> None:
    """A journal that was written once must verify for ever: this hash may never change."""
    text = (
        '{"act":"stop.ask","actor":"binh","at":"2026-11-22T18:00:00.000000+00:00",'
        f'"details":{{"why":"bảo trì"}},"number":1,"previous":"{FIRST}"}}'
    )
    digest = hashlib.sha256(text.encode()).hexdigest()

    assert digest == "8e1e277431eabe1c6762c65d91c5fd8c573b993832e274e2156d6ce5a61a171a"
    assert hash_of(1, AT, "binh", "stop.ask", {"why": "bảo trì"}, FIRST) == digest


def test_the_hash_covers_every_part() -> None:
    parts = (1, AT, "binh", "stop.ask", {"why": "bảo trì"}, FIRST)
    others = (2, AT + dt.timedelta(microseconds=1), "an", "stop.lift", {"why": ""}, "1" * 64)
    names = ("number", "at", "actor", "act", "details", "previous")
    given: dict[str, Any] = dict(zip(names, parts, strict=True))
    changed = [hash_of(**given | {name: other}) for name, other in zip(names, others, strict=True)]

    assert len({hash_of(*parts), *changed}) == len(parts) + 1


def test_a_head_reads_back() -> None:
    head = Head(12, "ab" * 32)

    assert Head.read(str(head)) == head


@pytest.mark.parametrize("text", ["", "12", ":", "12:ab", f"-1:{'ab' * 32}", f"²:{'ab' * 32}"])
def test_what_is_no_head_is_none(text: str) -> None:
    assert Head.read(text) is None


def test_details_are_cut_to_plain_json() -> None:
    told = bounded({"text": "x" * 9999, "many": range(3), "list": list(range(999)), "deep": [[[[[1]]]]], "float": 0.1})

    assert len(told["text"]) == 500
    assert told["text"].endswith("…")
    assert (told["many"], told["float"], told["deep"]) == ("range(0, 3)", "0.1", [[["…"]]])
    assert len(told["list"]) == 50


def test_an_entry_tells_itself_as_json_that_hashes_the_same() -> None:
    digest = hash_of(1, AT, "binh", "stop.ask", {}, FIRST)
    told = Entry(1, AT, "binh", "stop.ask", {}, FIRST, digest).as_json()

    assert told["at"] == "2026-11-22T18:00:00.000000+00:00"
    assert hash_of(1, dt.datetime.fromisoformat(told["at"]), "binh", "stop.ask", {}, FIRST) == told["hash"]

"""How a value of the TLS check is told."""

from __future__ import annotations

import pytest

from policies.bearings import Bearing, Bearings
from policies.strength import Flaw
from reports.telling import Piece, Tone
from reports.tls.manner import MOST_VALUES, Manner
from reports.wording import Wording
from tests.policies.records import record

EN = Manner(Wording("en"), Bearings(record({}), [], {}))


@pytest.mark.parametrize(
    ("bearing", "flaws", "tone"),
    [
        (None, None, "plain"),
        (Bearing.FOR, None, "good"),
        (Bearing.AGAINST, None, "bad"),
        (None, (), "good"),
        (None, (Flaw.CBC,), "weak"),
        (None, (Flaw.RC4,), "bad"),
        (Bearing.FOR, (Flaw.CBC,), "weak"),
        (Bearing.AGAINST, (), "bad"),
    ],
)
def test_a_verdict_goes_before_the_strength(
    bearing: Bearing | None, flaws: tuple[Flaw, ...] | None, tone: Tone
) -> None:
    assert EN.tone(bearing, flaws) == tone


def test_flags_are_told_in_words() -> None:
    assert [EN.flag(value, None).text for value in (True, False, None)] == ["yes", "no", "not applicable"]
    assert EN.flag(None, None, "no record") == Piece("no record", "dim")
    assert EN.flag({"unseen": "refused", "detail": ""}, None).tone == "unseen"


def test_words_of_the_contract_are_translated_and_others_are_shown() -> None:
    assert EN.text("server", "tls.endpoints.order") == "in the server's order"
    assert EN.text("sideways", "tls.endpoints.order") == "sideways"
    assert EN.piece(None) == Piece("none", "dim")
    assert EN.flaws((Flaw.NULL, Flaw.CBC)) == "no encryption, CBC"


def test_lists_are_bounded_and_never_empty() -> None:
    assert EN.pieces([]) == (Piece("none", "dim"),)
    long = EN.pieces(Piece("x") for _ in range(MOST_VALUES + 5))
    assert long[-1].text == " … +5"

"""What a signature is worth, in words and as JSON."""

from __future__ import annotations

import datetime as dt

import pytest

from agent.cli.signatures import BAD, COLOURS, SIGNS, flaw_words, signature_document, signature_lines, state_word
from checks.security_plan.record import Signature, SignatureState
from checks.security_plan.trust import Flaw

WHEN = dt.datetime(2026, 3, 1, 20, 5, tzinfo=dt.UTC)
GOOD = Signature(SignatureState.GOOD, "Nguyễn Văn A", "UBND tỉnh", "CA Thí Điểm", WHEN, Flaw.OWN_TIME)


def test_a_line_tells_holder_authority_time_and_flaw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    (line,) = signature_lines([GOOD])
    assert line.plain == (
        "✓ good: Nguyễn Văn A, UBND tỉnh · certified by CA Thí Điểm · signed 02/03/2026 03:05 · "
        "the time of signing is the signer's own word"
    )
    (bare,) = signature_lines([Signature(SignatureState.BROKEN)])
    assert bare.plain == "✗ broken"


def test_names_cannot_command_the_terminal() -> None:
    (line,) = signature_lines([Signature(SignatureState.UNKNOWN_CA, "A\x1b[2J", None, "B\u202e")])
    assert "\x1b" not in line.plain
    assert "\u202e" not in line.plain


def test_every_state_and_flaw_has_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    assert set(COLOURS) == set(SIGNS) == set(SignatureState)
    assert len({state_word(state) for state in SignatureState}) == len(SignatureState)
    assert [flaw_words(flaw) for flaw in Flaw] == [flaw.value for flaw in Flaw]
    assert {SignatureState.EXPIRED, SignatureState.BROKEN} == BAD


def test_json_has_all_members() -> None:
    assert signature_document(GOOD) == {
        "state": "good",
        "signer": "Nguyễn Văn A",
        "organisation": "UBND tỉnh",
        "issuer": "CA Thí Điểm",
        "signed_at": "2026-03-01T20:05:00+00:00",
        "detail": "the time of signing is the signer's own word",
    }

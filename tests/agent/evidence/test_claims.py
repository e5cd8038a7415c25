"""What a file may prove."""

from __future__ import annotations

import pytest

from agent.evidence.claims import LONGEST, is_claim


@pytest.mark.parametrize("key", ["decision", "appraisal", "regulation", "plan", "layers.4", "assessments.03/BC-CNTT"])
def test_these_are_claims(key: str) -> None:
    assert is_claim(key)


@pytest.mark.parametrize("key", ["", "Decision", "layers", "layers.5", "assessments.", "assessments. ", "incidents"])
def test_these_are_none(key: str) -> None:
    assert not is_claim(key)


def test_a_key_has_an_end() -> None:
    assert not is_claim("assessments." + "1" * LONGEST)

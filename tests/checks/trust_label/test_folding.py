from __future__ import annotations

import unicodedata

import pytest

from checks.trust_label.folding import folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sở TT&TT", "so tt va tt"),
        ("  ỦY BAN – nhân_dân,\u00a0Đắk Lắk. ", "uy ban nhan dan dak lak"),
        (unicodedata.normalize("NFD", "Mức độ"), "muc do"),
        ("ＵＢＮＤ", "ubnd"),
        ("...", ""),
        ("", ""),
    ],
)
def test_words_are_what_is_left(text: str, words: str) -> None:
    assert folded(text) == words


def test_more_than_a_thousand_characters_are_not_read() -> None:
    assert folded("a" * 1000 + "b") == "a" * 1000

"""Phrases are found with their own diacritics or with none, and quoted as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.web.phrases import _FOLDS, Phrases, fold


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Chơi CÁ CƯỢC ngay", "CÁ CƯỢC"),
        ("choi ca cuoc ngay", "ca cuoc"),
        ("cả cuộc đời", None),
        ("cá cượcx", None),
        ("cá  cược", None),
        ("đá cá cược", "cá cược"),
        ("nha cai uy tin", "nha cai"),
        ("nhà cái", "nhà cái"),
        ("nhả cải", None),
        ("it\u2019s here", "it\u2019s here"),
        ("", None),
    ],
)
def test_a_phrase_is_found_as_whole_words_with_its_own_marks_or_none(text: str, found: str | None) -> None:
    span = Phrases(["cá cược", "nhà cái", "it's here"]).first(text)
    assert (None if span is None else text[span[0] : span[1]]) == found


def test_a_tone_may_stand_on_either_vowel() -> None:
    assert Phrases(["bị khóa"]).within("đã bị khoá")


def test_the_longest_phrase_is_told_and_those_that_fold_alike_are_kept_apart() -> None:
    phrases = Phrases(["lô", "lô đề", "lộ"])
    assert [*phrases.spans("lô đề lộ lỗ")] == [(0, 5), (6, 8)]


def test_no_phrases_are_never_found() -> None:
    assert not Phrases([]).within("x")


@given(st.text(max_size=200))
def test_a_folded_text_is_as_long_as_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_leaves_plain_letters() -> None:
    assert fold("Đường dây NÓNG – ưu tiên") == "duong day nong - uu tien"


def test_each_letter_folds_alike_alone_and_among_rare_ones() -> None:
    letters = [chr(code) for code in range(0x3000)]
    assert [fold(letter) for letter in letters] == [letter.translate(_FOLDS) for letter in letters]


@given(st.text(alphabet="aăâeêđĐƯợ’– \u0301İΣ©\ufffe", max_size=30))
def test_folding_goes_letter_by_letter(text: str) -> None:
    assert fold(text) == "".join(map(fold, text))


@given(st.text(alphabet="báo ảo sự cố cốx", max_size=30))
def test_where_a_phrase_stands_it_may_be(text: str) -> None:
    phrases = Phrases(["báo", "sự cố", "báo sự cố"])
    assert phrases.may_be_in(fold(text)) or not phrases.within(text)

from __future__ import annotations

import unicodedata

import pytest

from agent.workbook.words import APPROVAL, FUNCTION, LISTS, Words, yaml_word
from checks.security_plan.record import MEASURES, Approval, Function
from checks.trust_label.folding import folded


def test_the_lists_have_every_word_of_the_record() -> None:
    assert set(FUNCTION) == set(Function)
    assert set(APPROVAL) == set(Approval)
    assert set(LISTS["Biện pháp"]) == set(MEASURES)


@pytest.mark.parametrize("words", LISTS.values(), ids=LISTS)
def test_every_word_leads_back_and_no_two_are_alike(words: Words) -> None:
    assert {yaml_word(words, shown): word for word, shown in words.items()} == {word: word for word in words}
    assert len({folded(shown) for shown in words.values()}) == len(words)


def test_case_diacritics_and_the_yaml_word_itself_do_not_matter() -> None:
    wanted = "procedures"
    for text in ("GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH", "giai quyet thu tuc hanh chinh", "procedures"):
        assert yaml_word(FUNCTION, text) == wanted
    assert yaml_word(FUNCTION, unicodedata.normalize("NFD", "Giải quyết thủ tục hành chính")) == wanted
    assert yaml_word(FUNCTION, "…") is None

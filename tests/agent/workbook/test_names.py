from __future__ import annotations

import unicodedata

import pytest

from agent.workbook import names
from agent.workbook.names import NameLookupError, Names, said

KNOWN = Names([("a", "Sở Hòa"), ("b", "Sở Hoa"), ("c", "UBND xã Một"), ("d", "Trùng"), ("e", "Trùng"), ("f", "a")])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a", "a"),
        ("sở  hòa", "a"),
        (unicodedata.normalize("NFD", "SỞ HOA"), "b"),
        ("ubnd xa mot", "c"),
    ],
)
def test_an_id_comes_first_then_the_name_then_the_name_without_diacritics(text: str, wanted: str) -> None:
    assert KNOWN.id_of(text) == wanted


def test_a_name_of_several_is_told_with_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    with pytest.raises(NameLookupError, match="d, e; write the id"):
        KNOWN.id_of("Trùng")
    with pytest.raises(NameLookupError, match="a, b; write the id"):
        KNOWN.id_of("so hoa.")


def test_an_unknown_name_is_told_with_the_nearest_as_long_as_that_is_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    monkeypatch.setattr(names, "MOST_GUESSED", 1)
    few = Names([("c", "UBND xã Một")])
    with pytest.raises(NameLookupError, match="did you mean UBND xã Một"):
        few.id_of("UBND xã Mốt x")
    with pytest.raises(NameLookupError, match=r"add a row for it$"):
        few.id_of("UBND xã Mốt x")
    with pytest.raises(NameLookupError):
        few.id_of("???")


def test_a_name_is_shown_where_it_leads_back() -> None:
    assert [KNOWN.shown(known) for known in "abcdef"] == ["Sở Hòa", "Sở Hoa", "UBND xã Một", "d", "e", "f"]
    assert said(" Sở\u00a0Hòa ") == "sở hòa"

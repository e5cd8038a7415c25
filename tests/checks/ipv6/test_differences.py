"""Every difference has its words in both languages, and hostile text stays text."""

from typing import get_args

import pytest

from checks.ipv6.differences import Code, Difference, Language, in_words
from checks.web.page_kind import KINDS


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("code", get_args(Code))
def test_every_difference_has_words_that_name_the_other_place(code: Code, language: Language) -> None:
    difference = Difference(code, "site" if code == "kind" else "", "default", 3, 7, ("", "x"))
    told = in_words(difference, language, "IPv4", "IPv6 2001:db8::1")
    assert "IPv6 2001:db8::1" in told
    assert "{" not in told


@pytest.mark.parametrize("language", get_args(Language))
def test_every_kind_of_page_has_words(language: Language) -> None:
    told = {in_words(Difference("kind", "site", kind, examples=("", "")), language) for kind in KINDS if kind != "site"}
    assert len(told) == len(KINDS) - 1
    assert not any(f"là {kind}" in words for kind in KINDS for words in told)


def test_the_page_over_ipv4_may_be_the_odd_one() -> None:
    told = in_words(Difference("kind", "parked", "site", examples=("Tên miền", "")))
    assert told == "Qua IPv4 là trang giữ chỗ của tên miền («Tên miền»)"
    assert in_words(Difference("password", "yes", "")) == "Chỉ qua IPv4 trang mới hỏi mật khẩu"
    assert in_words(Difference("password", "", "yes"), "en") == "Only over IPv6 the page asks for a password"


def test_braces_from_a_page_are_told_as_they_are() -> None:
    told = in_words(Difference("title", "{of.__class__}", "{0}"))
    assert told == "Tiêu đề khác: «{of.__class__}» qua IPv4, «{0}» qua IPv6"


def test_examples_are_quoted() -> None:
    told = in_words(Difference("links_missing", count=12, of=40, examples=("Giới thiệu", "/x")))
    assert told == "Trang qua IPv6 thiếu 12 trong 40 liên kết của trang qua IPv4, ví dụ «Giới thiệu»; «/x»"

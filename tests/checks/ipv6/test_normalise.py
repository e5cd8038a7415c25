"""What changes by itself is taken out; what names a page or an agency stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.ipv6 import normalise

BASE = "https://www.province.test/web/"


def test_words_are_letters_without_times_numbers_and_mail() -> None:
    text = "Thứ Hai, ngày 20/11/2026: Lượt truy cập 1.234 lienhe@province.test ab12cd Công khai"
    assert normalise.words(text) == ["lượt", "truy", "cập", "công", "khai"]
    assert normalise.words("Thư: [email\xa0protected]") == normalise.words("Thư: a@b.test") == ["thư"]


def test_a_title_keeps_the_number_of_a_ward_and_not_what_counts() -> None:
    assert normalise.title("(3) Phường 12 - 20/11/2026 10:30") == ["phường", "12"]
    assert normalise.title("Sở Y tế") == ["sở", "y", "tế"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/tin?id=5&PHPSESSID=abc", "/tin?id=5"),
        ("/tin;jsessionid=0A1B2C?id=5", "https://www.province.test/tin/?id=5"),
        ("/(S(qwertyuiopasdfghjklzxcvb))/tin.aspx", "/(S(mnbvcxzlkjhgfdsapoiuytre))/tin.aspx"),
        ("http://WWW.province.test./tin#a", "/tin#b"),
        ("/tin?b=2&a=1", "/tin?a=1&b=2"),
        ("/tin?p_auth=Xy12&utm_source=a&_=1700000000000", "/tin"),
        ("/tep/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "/tep/00000000-4f89-11d3-9a0c-0305e82c3399"),
        ("/x?k=0123456789abcdef0123", "/x?k=fedcba98765432100123"),
        ("../tin", "/tin"),
    ],
)
def test_addresses_of_one_page_are_the_same(one: str, other: str) -> None:
    assert normalise.link(one, BASE) == normalise.link(other, BASE) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/tin?id=5", "/tin?id=6"),
        ("/tin", "/en"),
        ("/tin/ke-hoach-phat-trien-2026-12345", "/tin/ke-hoach-phat-trien-2026-12346"),
        ("/tin", "https://another.test/tin"),
        ("/Home?lang=vi", "/Home?lang=en"),
    ],
)
def test_addresses_of_two_pages_are_not(one: str, other: str) -> None:
    assert normalise.link(one, BASE) != normalise.link(other, BASE)


@given(st.text(alphabet="/?#;&=aB1-_()%:@[] \u00a0ư\\", max_size=30).filter(lambda rest: not rest.startswith("/")))
def test_a_path_of_the_site_means_what_the_whole_address_does(rest: str) -> None:
    assert normalise.link(f"/{rest}", BASE) == normalise.link(f"https://www.province.test/{rest}", BASE)


@pytest.mark.parametrize(
    "href", ["", "#top", "javascript:void(0)", "mailto:a@b.test", "https://[x/", "/cdn-cgi/l/email-protection#ab"]
)
def test_what_leads_to_no_page_is_no_link(href: str) -> None:
    assert normalise.link(href, BASE) is None


def test_a_resource_is_known_again_after_the_next_build() -> None:
    assert normalise.resource("/js/app.3f2a9c1b.js?v=1", BASE) == normalise.resource("/js/app.77aa0e12.js?v=2", BASE)
    assert normalise.resource("/js/app.js", BASE) != normalise.resource("/js/admin.js", BASE)


def test_a_place_keeps_scheme_host_and_unusual_port() -> None:
    assert normalise.place("https://a.test:443/") == normalise.place("https://A.test./") == "https://a.test/"
    assert normalise.place("http://a.test:8080/x?t=1") == "http://a.test:8080/x"
    assert normalise.place("http://a.test/") != normalise.place("https://a.test/")
    for odd in ("", "https://[x/", "http://h:99999/", "javascript:x"):
        assert normalise.place(odd) == odd


def test_the_names_of_fields_lose_what_is_drawn_anew() -> None:
    assert normalise.field_name("ctl17$txtTuKhoa") == normalise.field_name("ctl5$txtTuKhoa") == "ctl#$txtTuKhoa"


def test_no_base_and_no_address_is_survived() -> None:
    assert normalise.joined("https://a.test/", "https://[x/") == "https://a.test/"
    assert normalise.host_of("https://[x/") == ""
    assert normalise.link("/x", "https://[x/") is None

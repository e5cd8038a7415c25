from __future__ import annotations

from datetime import date

import pytest

from checks.trust_label.directory import Entry
from checks.trust_label.entry_page import read_entry, read_fields, says_there_is_none

SLUG = "binhminhgovtest-1637050850"
ENTRY = Entry("binhminh.gov.test", "UBND huyện Bình Minh", "nâng cao", date(2021, 11, 16), SLUG)


def frame(content: str) -> str:
    """A page around an entry, with a menu and a foot in the same words."""
    return (
        "<!doctype html><head><title>Tên miền: tieude.test</title></head><body>"
        "<nav><a href=/>Website</a> <a href=/>Tổ chức</a> Tên miền: thucdon.test</nav>"
        f"<main><h1>Chứng nhận Tín nhiệm mạng</h1>{content}<p>Chứng nhận này có hiệu lực.</p></main>"
        "<footer>Đơn vị chủ quản: Trung tâm Xa. Website: https://tinnhiemmang.vn</footer></body>"
    )


SHAPES = {
    "a table": (
        "<table><tr><th>Tên miền</th><td><a href='https://binhminh.gov.test'>binhminh.gov.test</a></td></tr>"
        "<tr><th>Đơn vị sở hữu</th><td>UBND huyện Bình Minh</td></tr><tr><th>Mức độ</th><td>Nâng cao</td></tr>"
        "<tr><th>Ngày cấp</th><td>16/11/2021</td></tr></table>"
    ),
    "lines": (
        "<p>Tên miền: https://www.binhminh.gov.test/</p><p>Tổ chức: UBND huyện Bình Minh</p>"
        "<p>Cấp độ: NÂNG CAO</p><p>Ngày đăng ký: 2021-11-16 15:20</p>"
    ),
    "marked words": (
        "<ul><li><b>Tên miền:</b> binhminh.gov.test</li><li><b>Chủ quản</b>: UBND <i>huyện</i> Bình Minh</li>"
        "<li><strong>Mức độ tín nhiệm</strong><span>Mức nâng cao</span></li><li>Ngày cấp: 16-11-2021</li></ul>"
    ),
    "blocks and references": (
        "<div>T&ecirc;n mi&#7873;n</div><div>binhminh.gov.test</div><div>Tên tổ chức</div><div>UBND huyện Bình Minh"
        "</div><div>MỨC ĐỘ</div><div>nâng cao</div><div>Ngày cấp nhãn</div><div>16.11.2021</div>"
    ),
    "the same twice": (
        "<p>Website: www.binhminh.gov.test</p><p>Tên miền: binhminh.gov.test</p><p>Đơn vị: UBND huyện Bình Minh</p>"
        "<p>Tổ chức: Ubnd Huyện Bình Minh</p><p>Mức độ: nâng cao</p><p>Ngày cấp: 16/11/2021</p>"
    ),
}


@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_an_entry_is_read_in_whatever_markup(content: str) -> None:
    assert read_entry(read_fields(frame(content)), SLUG) == ENTRY


def test_what_an_entry_does_not_tell_is_none() -> None:
    assert read_entry(read_fields("<p>Tên miền: a.test/xa"), SLUG) == Entry("a.test/xa", slug=SLUG)
    assert read_entry(read_fields("<p>Tên miền: a.test<p>Mức độ: cao<p>Ngày cấp: 31/02/2021<p>Đơn vị:"), SLUG) == Entry(
        "a.test", slug=SLUG
    )


def test_two_owners_are_none_and_two_domains_no_entry() -> None:
    two = read_fields("<p>Tên miền: a.test<p>Chủ quản: Sở A<p>Đơn vị: Sở B")
    assert read_entry(two, SLUG) == Entry("a.test", slug=SLUG)
    assert read_entry(read_fields("<p>Tên miền: a.test<p>Website: b.test"), SLUG) is None


@pytest.mark.parametrize(
    "value", ["", "a", "a test", "<b>a.test</b> b.test", "javascript:alert(1)", "x" * 400 + ".test"]
)
def test_without_a_domain_there_is_no_entry(value: str) -> None:
    fields = read_fields(f"<p>Tên miền: {value}</p><p>Đơn vị: Sở A</p>")
    assert fields["owner"] == "Sở A"
    assert read_entry(fields, SLUG) is None


@pytest.mark.parametrize(
    "html",
    ["", "<p>Xin chào", "<script>var a = 'Tên miền: a.test'</script>", "<!-- Tên miền: a.test -->", frame("")],
)
def test_a_page_without_the_words_has_no_fields(html: str) -> None:
    assert read_fields(html) == {}


def test_long_pages_and_values_are_cut() -> None:
    assert read_fields("<p>x</p>" * 6000 + "<p>Tên miền: a.test") == {}
    assert len(read_fields("<p>Đơn vị: " + "Sở A " * 1000)["owner"]) <= 300


def test_a_page_may_say_that_there_is_none() -> None:
    assert says_there_is_none(frame("<p>KHÔNG TÌM THẤY chứng nhận</p>"))
    assert says_there_is_none("<p>Nhãn này không tồn tại hoặc đã bị thu hồi.")
    assert not says_there_is_none(frame("<p>Vui lòng chờ"))

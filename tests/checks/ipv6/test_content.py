"""Two pages are compared by what a citizen reads, not by what changes at each request."""

from collections.abc import Callable

import pytest

from checks.ipv6.content import ANOTHER_SITE, compare
from checks.ipv6.impression import Readings
from checks.network.http import Page
from tests.checks.ipv6.pages import OTHERS, PORTAL, SYSTEMS, Draw, moved_news, news, page, shell, site

NEWS = " ".join(f"Tin số {n}: Ủy ban nhân dân tỉnh họp phiên thường kỳ về chuyển đổi số" for n in range(20))


def plain(text: str, title: str = "Cổng thông tin", status: int = 200, hidden: str = "") -> Page:
    return page(f"<html><head><title>{title}</title>{hidden}</head><body><p>{text}</p></body></html>", status)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.__name__)
@pytest.mark.parametrize("seed", [0, 7])
def test_two_renderings_of_one_page_are_the_same(system: Callable[[Draw], str], seed: int) -> None:
    one, other = page(system(Draw(seed))), page(system(Draw(seed + 1)))
    comparison = compare(one, other)
    assert one.body != other.body
    assert comparison.same, comparison.differences
    assert comparison.telling


@pytest.mark.parametrize("name", OTHERS)
def test_another_service_is_told_apart_and_why_is_told(name: str) -> None:
    comparison = compare(page(PORTAL), page(OTHERS[name]))
    assert not comparison.same
    assert comparison.telling
    assert comparison.differences


@pytest.mark.parametrize("name", OTHERS)
def test_it_does_not_matter_which_of_the_families_shows_the_other_page(name: str) -> None:
    one, other = page(PORTAL), page(OTHERS[name])
    assert compare(one, other).distance == compare(other, one).distance


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nginx", "Qua IPv6 là trang mặc định của máy chủ («Welcome to nginx"),
        ("parked", "Qua IPv6 là trang giữ chỗ của tên miền («Tên miền này đã được đăng ký»)"),
        ("listing", "Qua IPv6 là danh sách tệp của thư mục"),
        ("suspended", "Qua IPv6 là trang báo dịch vụ đã tạm ngưng"),
        ("error_with_200", "Qua IPv6 là trang báo lỗi"),
        ("blank", "Qua IPv6 là trang trắng"),
        (
            "another_agency",
            "Tiêu đề khác: «Cổng thông tin điện tử tỉnh Mẫu» qua IPv4, «Trang thông tin điện tử Sở Y tế» qua IPv6",
        ),
        ("another_commune_of_the_same_title", "Cơ quan chủ quản ghi trên trang khác: «Ủy ban nhân dân tỉnh Mẫu"),
        (
            "another_host_in_canonical",
            "Trang tự khai thuộc tên miền khác: www.province.test qua IPv4, cu.other.test qua IPv6",
        ),
        ("login", "Chỉ qua IPv6 trang mới hỏi mật khẩu"),
        ("old_copy", "Ngày mới nhất ghi trên trang: 20/11/2026 qua IPv4, 12/03/2021 qua IPv6"),
        ("old_copy", "Trang qua IPv6 thiếu 8 trong 17 liên kết của trang qua IPv4, ví dụ «Khai mạc"),
        ("old_copy", "Trang qua IPv6 thiếu 8 trong 9 đề mục của trang qua IPv4"),
        ("english", "Ngôn ngữ khác: «vi» qua IPv4, «en» qua IPv6"),
    ],
)
def test_what_differs_is_said_so_that_a_person_understands(name: str, words: str) -> None:
    differences = compare(page(PORTAL), page(OTHERS[name])).differences
    assert any(difference.startswith(words) for difference in differences), differences


def test_the_same_page_has_no_distance() -> None:
    assert compare(plain(NEWS), plain(NEWS)).distance == 0
    assert compare(plain(NEWS), plain(NEWS)).differences == []


def test_pages_of_the_same_bytes_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Readings, "impression", None)
    assert compare(plain(NEWS), plain(NEWS)).same


def test_counters_tokens_and_scripts_do_not_count() -> None:
    one = plain(NEWS + " Lượt truy cập: 12345 ab12cd", hidden="<script>var nonce='x'</script>")
    other = plain(NEWS + " Lượt truy cập: 99999 ff77ee", hidden="<script>completely different</script>")
    assert compare(one, other).distance == 0


def test_another_page_is_far_away_and_the_titles_tell() -> None:
    default = plain("Welcome to nginx! The server is installed and working.", "Welcome to nginx!")
    comparison = compare(plain(NEWS), default)
    assert comparison.distance == 100
    assert "Welcome to nginx!" in comparison.differences[0]


def test_an_error_over_one_family_is_as_far_as_can_be() -> None:
    comparison = compare(plain(NEWS), plain(NEWS, status=503))
    assert comparison.distance == 100
    assert "Mã trả lời khác: HTTP 200 qua IPv4, HTTP 503 qua IPv6" in comparison.differences


def test_another_title_alone_makes_another_site() -> None:
    one, other = site(news(), title="Cổng xã Hòa Bình"), site(news(), title="Cổng xã Hòa Minh")
    assert compare(page(one), page(other)).distance == ANOTHER_SITE


def test_news_that_all_changed_are_an_old_copy_and_news_that_moved_are_not() -> None:
    assert compare(page(site(news(0))), page(site(news(1)))).same
    assert not compare(page(site(news(0))), page(site(news(8)))).same


def test_shells_of_two_applications_are_not_called_the_same() -> None:
    one = page(shell(Draw(1)))
    other = page(shell(Draw(1)).replace("/static/js/main.js", "/portal/bundle.js"))
    assert not compare(one, other).telling
    assert not compare(other, one).telling


def test_a_shell_beside_a_site_tells_nothing() -> None:
    challenge = page("<script>document.cookie='visited=1';location.reload()</script>")
    assert not compare(page(PORTAL), challenge).telling
    assert not compare(challenge, page(PORTAL)).telling


def test_pages_without_words_tell_only_when_they_are_identical() -> None:
    assert compare(plain("", ""), plain("", "")).telling
    assert not compare(plain("", ""), plain("12 34", "")).telling


def test_broken_and_binary_bodies_are_survived() -> None:
    broken = Page("http://a.test/", 200, {}, 1, b"<ti\xfftle><<<<body \x00><p>")
    assert 0 <= compare(broken, plain(NEWS)).distance <= 100


def test_the_title_counts_where_there_is_little_else() -> None:
    assert compare(plain("", "Cổng thông tin"), plain("", "Welcome to nginx!")).distance == 100


def test_a_page_moved_by_one_piece_of_news_says_little() -> None:
    comparison = compare(page(moved_news(Draw(0))), page(moved_news(Draw(1))))
    assert 0 < comparison.distance < 30


@pytest.mark.parametrize(
    "body",
    [
        "<div" * 500_000,
        "<b>" * 200_000,
        "<div>" * 100_000 + "tin" + "</div>" * 100_000,
        "<title>" * 300_000,
        "<!--" * 500_000,
        "<noscript>" * 50_000,
        "<" * 2_000_000,
        "a" * 2_000_000 + "1",
        "a1 " * 700_000,
        "tin " * 500_000,
        "&#" + "9" * 5000 + ";",
        "&" * 2_000_000,
        "a@" * 1_000_000,
        "<a href=//[x>" * 50_000,
        "<a href=/" + "a" * 100_000 + ">x",
        "<base href='//['><a href=x>" * 1_000,
        "<h1>tin" * 50_000,
        "1/1/2020 99/99/2020 " * 50_000,
        "a" + "\u0301\u0316" * 300_000,
        "Cơ quan chủ quản " * 50_000,
        "Cơ quan chủ quản" + "<b> " * 200_000,
        "<form action='//['><input name=a>" * 20_000,
    ],
    ids=lambda body: f"{body[:10]}×{len(body)}",
)
def test_hostile_pages_are_compared_to_the_end(body: str) -> None:
    hostile = Page("http://a.test/", 200, {}, 1, body.encode())
    assert compare(hostile, hostile).distance == 0
    assert 0 <= compare(hostile, plain(NEWS)).distance <= 100

"""Two pages are compared by what a citizen reads, not by what changes at each request."""

import pytest

from checks.ipv6.content import compare
from checks.network.http import Page

NEWS = " ".join(f"Tin số {n}: Ủy ban nhân dân tỉnh họp phiên thường kỳ về chuyển đổi số" for n in range(20))


def page(text: str, title: str = "Cổng thông tin", status: int = 200, hidden: str = "") -> Page:
    html = f"<html><head><title>{title}</title>{hidden}</head><body><p>{text}</p></body></html>"
    return Page("http://a.test/", status, {"content-type": "text/html; charset=utf-8"}, 1, html.encode())


def test_the_same_page_has_no_distance() -> None:
    assert compare(page(NEWS), page(NEWS)).distance == 0
    assert compare(page(NEWS), page(NEWS)).differences == []


def test_counters_tokens_and_scripts_do_not_count() -> None:
    one = page(NEWS + " Lượt truy cập: 12345 ab12cd", hidden="<script>var nonce='x'</script>")
    other = page(NEWS + " Lượt truy cập: 99999 ff77ee", hidden="<script>completely different</script>")
    assert compare(one, other).distance == 0


def test_another_page_is_far_away_and_the_titles_tell() -> None:
    default = page("Welcome to nginx! The server is installed and working.", "Welcome to nginx!")
    comparison = compare(page(NEWS), default)
    assert comparison.distance > 90
    assert "Welcome to nginx!" in comparison.differences[0]


def test_an_error_over_one_family_is_as_far_as_can_be() -> None:
    comparison = compare(page(NEWS), page(NEWS, status=503))
    assert comparison.distance == 100
    assert comparison.differences[0] == "HTTP 200 (IPv4) ≠ HTTP 503 (IPv6)"


def test_pages_without_words_are_the_same() -> None:
    assert compare(page(""), page("")).distance == 0


def test_broken_and_binary_bodies_are_survived() -> None:
    broken = Page("http://a.test/", 200, {}, 1, b"<ti\xfftle><<<<body \x00><p>")
    assert 0 <= compare(broken, page(NEWS)).distance <= 100


def test_the_title_counts_where_there_is_little_else() -> None:
    assert compare(page("", "Cổng thông tin"), page("", "Welcome to nginx!")).distance == 100


def test_pages_without_any_word_say_so() -> None:
    assert compare(page("", ""), page("12 34", "")).words == 0


@pytest.mark.parametrize(
    "body",
    [
        "<div" * 500_000,
        "<b>" * 700_000,
        "<div>" * 100_000 + "tin" + "</div>" * 100_000,
        "<title>" * 300_000,
        "<!--" * 500_000,
        "<noscript>" * 200_000,
        "<" * 2_000_000,
        "a" * 2_000_000 + "1",
        "a1 " * 700_000,
        "tin " * 500_000,
        "&#" + "9" * 5000 + ";",
        "&" * 2_000_000,
    ],
    ids=lambda body: f"{body[:10]}×{len(body)}",
)
def test_hostile_pages_are_compared_to_the_end(body: str) -> None:
    hostile = Page("http://a.test/", 200, {}, 1, body.encode())
    assert compare(hostile, hostile).distance == 0
    assert 0 <= compare(hostile, page(NEWS)).distance <= 100

"""An address for reports of incidents is told by the words around it; the office's own address is none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.observation import Fact, Reason, Seen, Unseen
from checks.web.contact import Contact, contact_on, incident_contact, speaks_of_reports
from checks.web.reading import MOST_LINES, read
from tests.checks.looks import look_at
from tests.checks.web.pages import Answer, page, serving
from tests.servers import closed_port, talking

URL = "https://binhminh.gov.test/"
NONE: Seen[dict[str, Any] | None] = Seen(None)


def told(html: str) -> Contact | None:
    return contact_on(read(html), URL)


@pytest.mark.parametrize(
    ("html", "kind", "value"),
    [
        ("<p>Báo cáo sự cố an toàn thông tin: csirt@binhminh.gov.test", "email", "csirt@binhminh.gov.test"),
        ("<p>Tiếp nhận báo cáo sự cố ATTT, điện thoại: 0234 3822 123", "phone", "0234 3822 123"),
        ("<p>Đường dây nóng an toàn thông tin: (0234) 3.822.123", "phone", "(0234) 3.822.123"),
        ("<p>Hotline an ninh mạng: 1900 1234", "phone", "1900 1234"),
        ("<p>Phản ánh sự cố website: 1022", "phone", "1022"),
        ("<p>Đầu mối ứng cứu sự cố: +84 234 3822123", "phone", "+84 234 3822123"),
        ("<p>BAO CAO SU CO: attt@binhminh.gov.test", "email", "attt@binhminh.gov.test"),
        ("<p>attt@binhminh.gov.test (tiếp nhận phản ánh sự cố)", "email", "attt@binhminh.gov.test"),
        ("<p>Report an incident: soc(at)binhminh.gov.test", "email", "soc@binhminh.gov.test"),
        ("<p>Báo cáo sự cố: <a href='mailto:a@b.test?subject=x'>gửi thư</a>", "email", "a@b.test"),
        ("<p>Báo cáo sự cố: <a href='tel:0912345678'>gọi ngay</a>", "phone", "0912345678"),
        ("<p>Liên hệ: csirt@binhminh.gov.test", "email", "csirt@binhminh.gov.test"),
        ("<p>Email: ung-cuu.su-co@b.test; suco@b.test", "email", "suco@b.test"),
        ("<h3>Báo cáo sự cố ATTT</h3><p>Điện thoại: 0234 3822 123</p>", "phone", "0234 3822 123"),
        ("<h3>Báo cáo sự cố ATTT</h3><p>Ông Nguyễn Văn A<p>Liên hệ: a@b.test", "email", "a@b.test"),
        ("<p>UBND xã, điện thoại 0234 111 2222; đường dây nóng ATTT: 0234 3333 444", "phone", "0234 3333 444"),
        ("<p>Báo cáo sự cố mạng lưới điện và an ninh mạng: 0234 3822 123", "phone", "0234 3822 123"),
    ],
)
def test_an_address_for_reports_is_found(html: str, kind: str, value: str) -> None:
    contact = told(html)
    assert contact is not None
    assert (contact.kind, contact.value, contact.where) == (kind, value, URL)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Liên hệ: ubnd@binhminh.gov.test, điện thoại 0234 3822 123",
        "<p>Đường dây nóng: 0234 3822 123",
        "<p>Đường dây nóng phản ánh tham nhũng: 0234 3822 123",
        "<p>Trung tâm CNTT và An toàn thông tin. Điện thoại: 0234 3822 123",
        "<p>Báo cáo sự cố điện: 1900 1234",
        "<p>Tiếp nhận phản ánh sự cố cấp nước: 0234 3822 123",
        "<p>Báo cáo sự cố môi trường, điện thoại 0234 3822 123",
        "<p>Diễn tập ứng cứu sự cố an toàn thông tin, điện thoại 0234 3822 123",
        "<p>Báo cáo sự cố an toàn thông tin",
        "<p>Báo cáo sự cố ATTT ngày 01.02.2026 10:30",
        "<p>Báo cáo sự cố ATTT số 123/BC-UBND",
        "<p>Báo cáo sự cố mã hồ sơ 000.00.12.H57-260101-0001",
        "<p hidden>Báo cáo sự cố: csirt@binhminh.gov.test",
        "<!-- Báo cáo sự cố: csirt@binhminh.gov.test -->",
        "<h3>Báo cáo sự cố ATTT</h3><p>Trụ sở: số 1<p>Điện thoại: 0234 3822 123",
        "<h3>Báo cáo sự cố ATTT</h3><h3>Liên hệ</h3><p>Điện thoại: 0234 3822 123",
        "<h3>Báo cáo sự cố ATTT</h3><p>1<p>2<p>3<p>Điện thoại: 0234 3822 123",
        "<h3>Báo cáo sự cố ATTT</h3><p><a href=/1>Tin một</a><p>Điện thoại: 0234 3822 123",
        "<li><a href=/1>Hướng dẫn báo cáo sự cố ATTT</a></li><p>Điện thoại: 0234 3822 123",
        "<p>certificate@binhminh.gov.test, security.example",
        f"<p>Báo cáo sự cố {'chữ ' * 100} 0234 3822 123",
    ],
)
def test_other_addresses_are_none(html: str) -> None:
    assert told(html) is None


def test_the_words_are_quoted() -> None:
    contact = told("<p>Mời báo cáo sự cố ATTT tới: a@b.test hoặc c@d.test")
    assert contact == Contact("email", "a@b.test", URL, "Mời báo cáo sự cố ATTT tới: a@b.test")
    below = told("<h3>Báo cáo sự cố</h3><p>ĐT: 0234 3822 123")
    assert below is not None
    assert below.words == "Báo cáo sự cố / ĐT: 0234 3822 123"


@pytest.mark.parametrize(
    ("words", "says", "plainly"),
    [
        ("Báo cáo sự cố an toàn thông tin", True, True),
        ("Tiếp nhận thông tin về an ninh mạng", True, False),
        ("Tin an ninh mạng", False, False),
        ("Hội nghị báo cáo sự cố ATTT", False, False),
    ],
)
def test_words_say_more_or_less_plainly_that_reports_are_taken(words: str, says: bool, plainly: bool) -> None:
    assert (speaks_of_reports(words), speaks_of_reports(words, alone=True)) == (says, plainly)


@given(st.text(alphabet="báo cáo sự cố attt:0123 -.()@[]<p>\n", max_size=300))
def test_whatever_a_page_holds_it_is_looked_through(html: str) -> None:
    contact = told(html)
    assert contact is None or contact.kind in ("email", "phone")


def observed(
    answers: dict[str, Answer], file: Fact[dict[str, Any] | None] = NONE, asked: list[str] | None = None
) -> Fact[dict[str, Any] | None]:
    with talking(serving(answers, asked)) as (host, port):
        return incident_contact(look_at(host, closed_port(), port, scheme="http"), file)


def test_an_address_on_the_home_page() -> None:
    found = observed({"/": page("<p>Báo cáo sự cố: csirt@b.test")})
    assert isinstance(found, Seen)
    assert found.value is not None
    assert set(found.value) == {"kind", "value", "where", "words"}
    assert found.value["value"] == "csirt@b.test"


LINK = "<a href='/bao-cao?x=1#y'>Báo cáo sự cố ATTT</a>"
FORM = "<title>Báo cáo sự cố</title><form><input name=ten><textarea name=nd></textarea></form>"


@pytest.mark.parametrize(
    ("further", "kind", "value"),
    [
        (page("<p>Báo cáo sự cố tới csirt@b.test"), "email", "csirt@b.test"),
        (page(FORM), "form", "/bao-cao?x=1"),
        (page(f"<h1>Báo cáo sự cố</h1>{FORM}"), "form", "/bao-cao?x=1"),
    ],
)
def test_a_link_to_a_page_for_reports_is_followed(further: Answer, kind: str, value: str) -> None:
    found = observed({"/": page(LINK), "/bao-cao?x=1": further})
    assert isinstance(found, Seen)
    assert found.value is not None
    assert found.value["kind"] == kind
    assert found.value["value"].endswith(value)


@pytest.mark.parametrize(
    "further",
    [
        page("<title>Báo cáo sự cố</title><p>Đang cập nhật"),
        page("<title>Báo cáo sự cố</title><form><input name=tim></form>"),
        page(FORM.replace("Báo cáo sự cố", "Tin tức") + LINK),
        Answer(404),
    ],
)
def test_a_page_that_takes_no_reports_is_none(further: Answer) -> None:
    assert observed({"/": page(LINK), "/bao-cao?x=1": further}) == NONE


@pytest.mark.parametrize(
    ("further", "reason"),
    [
        (Answer(403), Reason.BLOCKED),
        (Answer(500), Reason.PROTOCOL_ERROR),
        (page("<title>Just a moment...</title>"), Reason.BLOCKED),
        (page("<div id=app></div><script src=/a.js></script>"), Reason.TOOL_MISSING),
        (page("<p>x</p>" * MOST_LINES), Reason.TOO_LARGE),
        (Answer(302, "Location: https://elsewhere.test/\r\n"), Reason.NOT_AUTHORISED),
    ],
)
def test_a_page_that_could_not_be_read_leaves_it_open(further: Answer, reason: Reason) -> None:
    found = observed({"/": page(LINK), "/bao-cao?x=1": further})
    assert isinstance(found, Unseen)
    assert found.reason is reason


def test_a_form_counts_only_behind_a_link_that_says_so_plainly() -> None:
    home = page("<a href='/a'>Tiếp nhận thông tin về an ninh mạng</a>")
    assert observed({"/": home, "/a": page(FORM)}) == NONE


def test_what_the_links_promise_is_looked_at_within_bounds_the_plainest_first() -> None:
    asked: list[str] = []
    home = "".join(f"<a href=/{n}>Tiếp nhận tin an ninh mạng {n}</a><br>" for n in range(5)) + LINK
    assert observed({"/": page(home)}, asked=asked) == NONE
    assert asked == ["/", "/bao-cao?x=1", "/0"]


def test_a_link_that_leads_out_leaves_it_open() -> None:
    found = observed({"/": page("<a href='https://ncsc.test/bao-cao'>Báo cáo sự cố</a>")})
    assert isinstance(found, Unseen)
    assert found.reason is Reason.NOT_AUTHORISED
    assert observed({"/": page("<a href='https://bao.test/tin'>Đường dây nóng an ninh mạng</a>")}) == NONE


FILE: Seen[dict[str, Any] | None] = Seen({"contacts": ["mailto:csirt@b.test"], "url": "https://b.test/security.txt"})


@pytest.mark.parametrize("home", [page("<p>Tin"), Answer(403), page("<script>x</script>")])
def test_security_txt_counts_where_the_page_tells_none(home: Answer) -> None:
    assert observed({"/": home}, FILE) == Seen(
        {
            "kind": "security_txt",
            "value": "mailto:csirt@b.test",
            "where": "https://b.test/security.txt",
            "words": "Contact: mailto:csirt@b.test",
        }
    )


def test_a_file_without_contact_is_none() -> None:
    assert observed({"/": page("<p>Tin")}, Seen({"contacts": [], "url": ""})) == NONE


@pytest.mark.parametrize(
    ("home", "file", "reason"),
    [
        (Answer(403), NONE, Reason.BLOCKED),
        (page("<div id=app></div><script src=/a.js></script>"), NONE, Reason.TOOL_MISSING),
        (page("<p>Tin"), Unseen(Reason.TIMEOUT, "x"), Reason.TIMEOUT),
    ],
)
def test_what_was_not_read_leaves_it_open(home: Answer, file: Fact[Any], reason: Reason) -> None:
    found = observed({"/": home}, file)
    assert isinstance(found, Unseen)
    assert found.reason is reason

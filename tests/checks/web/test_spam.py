"""Spam in an agency's page is told by its links; what an agency writes about such things is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.observation import Reason, Seen, Unseen
from checks.web.reading import MOST_LINKS, read
from checks.web.rules import load
from checks.web.spam import MOST_FINDINGS, Spam, spam, spam_on
from tests.checks.looks import look_at
from tests.checks.web.pages import Answer, page, serving
from tests.servers import closed_port, talking

PORTAL = "https://xa.binhminh.gov.vn/"


def found(html: str, url: str = PORTAL) -> list[Spam]:
    return spam_on(read(html), url)


def links(*hosts: str) -> str:
    return "".join(f"<a href='https://{host}/'>Trang {number}</a> " for number, host in enumerate(hosts))


FOREIGN = [f"shop{number}.example{number}.com" for number in range(6)]


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<a href='https://abc.example/'>Nhà cái uy tín</a>", "spam.anchor"),
        ("<a href='//abc.example/'>NHA CAI UY TIN 2026</a>", "spam.anchor"),
        ("<a href='https://abc.example/'>tài xỉu online</a>", "spam.anchor"),
        ("<a href='https://abc.example/'>soi cầu lô đề</a>", "spam.anchor"),
        ("<a href='https://abc.example/'>Xổ số online</a>", "spam.anchor"),
        ("<a href='https://abc.example/'><img alt='Cá cược bóng đá'></a>", "spam.anchor"),
        ("<a href='https://abc.example/' title='rikvip'></a>", "spam.anchor"),
        ("<a href='https://abc.vn/'>Đá gà trực tiếp Thomo</a>", "spam.anchor"),
        ("<a href='https://abc.example/'>Casino trực tuyến</a>", "spam.anchor"),
        ("<a href='https://abc.example/'>slot gacor</a>", "spam.anchor"),
        ("<a href='https://abc.example/'>buy viagra</a>", "spam.anchor"),
        ("<div hidden>Công an xử phạt <a href='https://abc.example/'>kèo nhà cái</a></div>", "spam.anchor"),
        ("<a href='https://bet88.example/'>Xem thêm</a>", "spam.host"),
        ("<a href='https://www.188bet.example/'>Xem thêm</a>", "spam.host"),
        ("<a href='https://8xbet.example/'>x</a>", "spam.host"),
        ("<a href='https://nhacai-uytin.example/'>x</a>", "spam.host"),
        ("<a href='https://taixiu2026.example/'>x</a>", "spam.host"),
        ("<a href='https://rikvip.example/'>x</a>", "spam.host"),
        ("<a href='https://go88.example/'></a>", "spam.host"),
        ("<a href='https://789club.example/'>tin</a>", "spam.host"),
        ("<a href='https://cacuocbongda.example/'>tin</a>", "spam.host"),
        ("<a href='https://abc.casino/'>Công an bắt giữ</a>", "spam.host"),
        ("<a href='https:\\\\sunwin.example\\'>x</a>", "spam.host"),
        ("<div style='display:none'><a href='https://abc.example/'>casino</a></div>", "spam.weak"),
        ("<p>casino, poker: <a href='https://abc.example/'>jackpot</a>", "spam.weak"),
        ("<a href='https://poker-room.example/'>best casino</a>", "spam.weak"),
        (f"<div style='position:absolute;left:-9999px'>{links(*FOREIGN)}</div>", "spam.hidden"),
        (f"<style>.q{{display:none}}</style><div class=q>{links(*FOREIGN)}</div>", "spam.hidden"),
        (f"<marquee height=1 width=1>{links(*FOREIGN)}</marquee>", "spam.hidden"),
        (f"<p style='font-size:0'>{links(*FOREIGN)}</p>", "spam.hidden"),
    ],
)
def test_spam_is_told_by_its_rule(html: str, rule: str) -> None:
    assert {spam.rule for spam in found(html)} == {rule}


@pytest.mark.parametrize(
    "html",
    [
        "<p>Nhà cái, tài xỉu, cá cược, lô đề, casino online",
        "<a href='/tin/123'>Nhà cái uy tín</a>",
        "<a href='https://binhminh.gov.vn/tin'>Phòng chống cờ bạc, cá độ</a>",
        "<a href='https://congan.khac.gov.vn/tin'>Cá cược bóng đá</a>",
        "<a href='https://vnexpress.net/tin'>Nhà cái nghìn tỷ</a>",
        "<a href='https://baobinhminh.vn/tin'>Cá độ bóng đá mùa World Cup</a>",
        "<a href='https://tin.example/'>Triệt phá đường dây cá độ bóng đá</a>",
        "<a href='https://tin.example/'>Công an bắt 5 đối tượng đánh bạc online</a>",
        "<div hidden><a href='https://tin.example/'>Triệt phá nhà cái nghìn tỷ</a></div>",
        "<p>Cảnh báo: <a href='https://tin.example/'>game bài đổi thưởng</a>",
        "<a href='https://tin.example/'>Một thanh niên ở xã Bình Minh mất nhà vì thua cá độ bóng đá</a>",
        "<a href='https://tin.example/'>cả cuộc đời và sự nghiệp</a>",
        "<a href='https://xoso.example/'>Kết quả xổ số kiến thiết</a>",
        "<a href='https://tin.example/'>Casino Phú Quốc đón khách</a>",
        "<a href='https://tin.example/'>Vấn đề lô đất số 5</a>",
        "<a href='https://technohub.example/'>x</a>",
        "<a href='https://alphabet.example/'>x</a>",
        "<a href='https://tibet24.example/'>x</a>",
        "<a href='https://abet.example/'>x</a>",
        "<a href='https://caccuocthi.example/'>Các cuộc thi</a>",
        "<a href='https://vinamilk88years.example/'>x</a>",
        "<a href='https://abc.example/bet88'>x</a>",
        "<a href='mailto:a@bet88.example'>nhà cái</a>",
        "<a href='https://['>nhà cái</a>",
        "<a href='#'>nhà cái</a>",
        "<a>nhà cái</a>",
        f"<div>{links(*FOREIGN)}</div>",
        f"<div hidden>{links(*FOREIGN[:5])}</div>",
        f"<div hidden>{links(*FOREIGN[:3])}</div><div hidden>{links(*FOREIGN[3:])}</div>",
        f"<div hidden>{links(*[f'so{number}.gov.vn' for number in range(9)])}</div>",
        f"<div hidden>{links(*[f'bao{number}.vn' for number in range(9)])}</div>",
        f"<ul style='display:none'>{links(*FOREIGN[:4], 'facebook.com', 'www.youtube.com', 'zalo.me', 'x.com')}</ul>",
        f"<div hidden>{links(*[f's{number}.example.com' for number in range(9)])}</div>",
    ],
)
def test_what_is_no_spam(html: str) -> None:
    assert found(html) == []


def test_a_finding_quotes_the_line_and_tells_whether_readers_see_it() -> None:
    html = "<p>Liên kết: <a href='https://abc.example:443/x#y'>Nhà cái</a> hôm nay<div hidden><a href=//go88.test>a"
    assert found(html) == [
        Spam("spam.anchor", "https://abc.example/x", "Nhà cái", False, "Liên kết: Nhà cái hôm nay"),
        Spam("spam.host", "https://go88.test", "a", True, "a"),
    ]


def test_of_a_hidden_crowd_only_strangers_are_told() -> None:
    html = f"<div hidden>{links('www.facebook.com', 'so.gov.vn', *FOREIGN)}</div>"
    assert [spam.url for spam in found(html)] == [f"https://{host}/" for host in FOREIGN]


def test_a_link_is_told_once_and_not_without_end() -> None:
    assert len(found("<a href='https://go88.test/'>a</a>" * 9)) == 1
    assert len(found("".join(f"<a href='https://go88.test/{n}'>a</a>" for n in range(99)))) == MOST_FINDINGS


def test_a_base_elsewhere_makes_links_foreign() -> None:
    assert [spam.rule for spam in found("<base href='https://abc.example/'><a href=/x>Nhà cái</a>")] == ["spam.anchor"]


@given(st.text(alphabet="<>a href='/:.nhàcái88\x00&#[]", max_size=300))
def test_whatever_a_page_holds_it_is_looked_through(html: str) -> None:
    assert len(found(html)) <= MOST_FINDINGS


def test_the_rules_are_sound() -> None:
    rules = load("spam")
    assert all(re.compile(label) for label in rules["hosts"])
    for name in ("words", "weak_words", "news", "ours", "press", "well_known", "top_level"):
        assert len(set(rules[name])) == len(rules[name]), name
        assert all(entry == entry.lower().strip() for entry in rules[name])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (page("<p>Tin"), []),
        (page("<a href='https://go88.test/'>a</a>"), ["spam.host"]),
        (page("<a href='https://go88.test/'>a</a><script src=/a.js></script>"), ["spam.host"]),
        (page("<script src=/a.js></script>"), Reason.TOOL_MISSING),
        (page("<title>Just a moment...</title>"), Reason.BLOCKED),
        (page("<a href=/a>a</a>" * MOST_LINKS), Reason.TOO_LARGE),
        (Answer(403), Reason.BLOCKED),
        (Answer(500), Reason.PROTOCOL_ERROR),
    ],
)
def test_what_was_not_read_is_unseen(answer: Answer, expected: list[str] | Reason) -> None:
    with talking(serving({"/": answer})) as (host, port):
        fact = spam(look_at(host, closed_port(), port, scheme="http"))
    if isinstance(fact, Unseen):
        assert fact.reason is expected
    else:
        assert isinstance(fact, Seen)
        assert [item["rule"] for item in fact.value] == expected
        assert all(set(item) == {"rule", "url", "text", "hidden", "line"} for item in fact.value)

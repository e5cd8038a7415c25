"""A privacy policy is recognised by what a link says or where it leads, and news about such policies is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.network.http import Page
from checks.observation import Fact, Reason, Seen, Unseen
from checks.trust_label.privacy import links_privacy_policy
from tests.checks.sites import reason

HOST = "sotttt.binhminh.gov.test"
WORDS = "<h1>Cổng thông tin điện tử</h1><p>Tin tức, sự kiện, thông báo của tỉnh Bình Minh hôm nay.</p>"


def told(link: str, head: str = "") -> Fact[bool]:
    page = Page(f"https://{HOST}/", 200, {}, 1, body=f"{head}{WORDS}<footer>{link}</footer>".encode())
    return links_privacy_policy(page, HOST)


@pytest.mark.parametrize(
    "words",
    [
        "Chính sách bảo mật",
        "CHÍNH SÁCH BẢO MẬT",
        "Chinh sach bao mat",
        "» Chính sách bảo mật thông tin cá nhân",
        "Chính sách quyền riêng tư",
        "Chính sách bảo vệ dữ liệu cá nhân",
        "Bảo vệ dữ liệu cá nhân",
        "Quyền riêng tư",
        "Điều khoản sử dụng và chính sách bảo mật",
        "Điều khoản sử dụng &amp; Chính sách quyền riêng tư",
        "Chính sách bảo mật và điều khoản sử dụng",
        "Chính sách bảo mật của Cổng thông tin điện tử tỉnh",
        "Xem Chính sách bảo mật",
        "Privacy Policy",
        "Terms of Use and Privacy Policy",
        "<img src=/a.png alt='Chính sách bảo mật'>",
    ],
)
def test_a_link_that_names_the_policy(words: str) -> None:
    assert told(f'<a href="/trang/12">{words}</a>') == Seen(True)


@pytest.mark.parametrize(
    "words",
    [
        "Chính sách mới về bảo hiểm",
        "Bảo mật",
        "Chính sách bảo mật mới khiến người dùng mạng xã hội lo lắng",
        "Google ban hành chính sách quyền riêng tư mới",
        "Tập huấn Nghị định về bảo vệ dữ liệu cá nhân",
        "Luật Bảo vệ dữ liệu cá nhân",
        "Liên hệ",
        "",
    ],
)
def test_a_link_that_speaks_of_something_else(words: str) -> None:
    assert told(f'<a href="/tin/12">{words}</a>') == Seen(False)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/chinh-sach-bao-mat", True),
        ("/vi/Chinh-Sach-Quyen-Rieng-Tu.html", True),
        ("/trang-chinh-sach-bao-ve-du-lieu-ca-nhan-125.aspx", True),
        ("/privacy-policy/", True),
        ("/PrivacyPolicy.aspx", True),
        ("/chinh-sach-bao-mat-moi-cua-mang-xa-hoi-125.html", False),
        ("/chinh-sach-bao-mat/tin-tuc", False),
        ("/chinh-sach", False),
    ],
)
def test_a_link_whose_path_names_the_policy(path: str, expected: bool) -> None:
    assert told(f'<a href="{path}"><img src="/khoa.png"></a>') == Seen(expected)


@pytest.mark.parametrize(
    "host",
    [HOST, f"www.{HOST}", "binhminh.gov.test", "www.binhminh.gov.test", "sso.binhminh.gov.test", f"cms.{HOST}"],
)
def test_a_policy_at_a_host_of_the_same_owner(host: str) -> None:
    assert told(f'<a href="https://{host}/12">Chính sách bảo mật</a>') == Seen(True)


def test_hosts_that_share_but_a_suffix_have_no_common_owner() -> None:
    page = Page("https://bo.gov.vn/", 200, {}, 1, body=f'{WORDS}<a href="https://so.gov.vn/privacy">x</a>'.encode())
    assert links_privacy_policy(page, "bo.gov.vn") == Seen(False)


def test_the_policy_of_a_service_that_the_page_uses_tells_nothing() -> None:
    link = '<a href="https://policies.khac.test/privacy">Privacy Policy</a>'
    assert reason(told(link)) is Reason.NOT_AUTHORISED
    assert told(f'{link}<a href="/12">Chính sách bảo mật</a>') == Seen(True)


@pytest.mark.parametrize("href", ["#", "javascript:moChinhSach()", ""])
def test_a_policy_that_a_script_opens_takes_a_browser(href: str) -> None:
    assert reason(told(f'<a href="{href}">Chính sách bảo mật</a>')) is Reason.TOOL_MISSING


def test_a_link_that_nobody_sees_is_none() -> None:
    assert told('<div style="display:none"><a href="/12">Chính sách bảo mật</a></div>') == Seen(False)
    assert told('<!-- <a href="/12">Chính sách bảo mật</a> -->') == Seen(False)


def test_a_page_that_takes_a_browser_tells_nothing() -> None:
    page = Page(f"https://{HOST}/", 200, {}, 1, body=b"<div id=app></div><script src=/a.js></script>")
    assert reason(links_privacy_policy(page, HOST)) is Reason.TOOL_MISSING


def test_a_page_of_too_many_links_tells_nothing_where_none_was_found() -> None:
    assert reason(told('<a href="/a">x</a>' * 5000)) is Reason.TOO_LARGE


@given(st.text(max_size=200))
def test_nothing_that_a_page_says_raises(text: str) -> None:
    found = told(f'<base href="{text}"><a href="{text}">{text}</a><a href="http://[{text}">Privacy</a>')
    assert isinstance(found, Seen | Unseen)

"""What the pages, headers and files of a portal say about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.netlab import pages
from tests.netlab.expect import Both, Some, Without, unseen
from tests.netlab.model import Door, Situation

_YEAR = 31_536_000


def _hsts(value: str) -> Door:
    return Door(headers=(f'add_header Strict-Transport-Security "{value}"',))


def _both(name: str, told: str, door: Door, facts: Mapping[str, Any], scheme: str = "https") -> Situation:
    """A situation whose door is the same over both families."""
    return Situation(name, told, facts, (door,), (door,), scheme="http" if scheme == "http" else "https")


def _security_txt(days: int) -> str:
    expires = datetime.now(UTC) + timedelta(days=days)
    return f"Contact: mailto:ungcuu@tinh.gov.test\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: vi, en\n"


_SPAM = (
    '<div style="display:none"><a href="https://nha-cai-88.test/">nhà cái uy tín</a>'
    '<a href="https://tai-xiu.test/">tài xỉu online</a><a href="https://casino-vip.test/">casino trực tuyến</a>'
    '<a href="https://lo-de.test/">soi cầu lô đề</a><a href="https://cuoc.test/">cá cược bóng đá</a></div>'
)
_NEWS_OF_GAMBLING = pages.office(
    extra='<p><a href="/tin-tuc/77">Công an tỉnh triệt phá đường dây cá cược bóng đá, đánh bạc qua mạng</a></p>'
)

SITUATIONS = (
    _both(
        "hsts-tot",
        "HSTS for a year, with subdomains and preload",
        _hsts(f"max-age={_YEAR}; includeSubDomains; preload"),
        {"web.hsts": {"max_age": _YEAR, "include_subdomains": True, "preload": True}},
    ),
    _both("hsts-ngan", "HSTS for five minutes", _hsts("max-age=300"), {"web.hsts": {"max_age": 300}}),
    _both("hsts-khong", "no HSTS", Door(), {"web.hsts": None}),
    _both("hsts-sai", "HSTS without a max-age", _hsts("includeSubDomains"), {"web.hsts": None}),
    Situation(
        "hsts-lech",
        "HSTS over IPv4 only: the weakest address counts",
        {"web.hsts": None},
        ipv4=(_hsts(f"max-age={_YEAR}"),),
    ),
    _both(
        "http-noi-dung",
        "plain HTTP serves the page and leads nowhere",
        Door(http="served"),
        {"web.http": "content", "web.redirects_to_https": False, "web.https": True},
    ),
    _both(
        "http-dong",
        "port 80 is closed",
        Door(http="closed"),
        {"web.http": "closed", "web.redirects_to_https": False, "web.https": True},
    ),
    _both(
        "http-im",
        "port 80 is silent",
        Door(http="silent"),
        {"web.http": unseen("timeout"), "web.redirects_to_https": unseen("timeout"), "web.https": True},
    ),
    _both(
        "https-im",
        "port 443 is silent and port 80 serves",
        Door(https="silent", http="served"),
        {"web.https": unseen("timeout"), "web.http": "content"},
    ),
    _both(
        "loi-503",
        "the portal is overloaded",
        Door(status=503, page=pages.WALL),
        {"web.status": 503, "web.https": True, "ipv6.same_content": unseen("protocol_error")},
    ),
    _both(
        "dau-de-tot",
        "every protective header, HTTP/2, no version told",
        Door(
            headers=(
                "server_tokens off",
                "add_header Content-Security-Policy \"default-src 'self'; frame-ancestors 'none'\"",
                "add_header X-Content-Type-Options nosniff",
                "add_header Referrer-Policy strict-origin-when-cross-origin",
                'add_header Permissions-Policy "geolocation=()"',
                'add_header Set-Cookie "phien=1; Secure; HttpOnly; SameSite=Lax"',
                "add_header Alt-Svc 'h3=\":443\"'",
            ),
            http2=True,
        ),
        {
            "web.csp": {"enforced": True, "unsafe_inline": False, "any_source": False, "frame_ancestors": "'none'"},
            "web.nosniff": True,
            "web.framing": "deny",
            "web.referrer_policy": "strict-origin-when-cross-origin",
            "web.permissions_policy": "geolocation=()",
            "web.cookies": [{"name": "phien", "secure": True, "http_only": True, "same_site": "Lax"}],
            "web.mixed_content": [],
            "web.banners": Without({"version": True}),
            "web.charset": "utf-8",
            "web.language": "vi",
            "web.http2": True,
            "web.http3": True,
            "web.page_kind": "site",
            "web.spam": [],
        },
    ),
    _both(
        "dau-de-kem",
        "no protective header, versions told, a naked cookie",
        Door(
            page=pages.office(head='<meta name="generator" content="WordPress 5.1">'),
            headers=('add_header X-Powered-By "PHP/5.6.40"', 'add_header Set-Cookie "PHPSESSID=1; path=/"'),
        ),
        {
            "web.csp": None,
            "web.nosniff": False,
            "web.framing": "any",
            "web.referrer_policy": None,
            "web.permissions_policy": None,
            "web.cookies": [{"name": "PHPSESSID", "secure": False, "http_only": False, "same_site": None}],
            "web.banners": Both(
                (
                    Some({"where": "Server", "version": True}),
                    Some({"where": "X-Powered-By", "value": "PHP/5.6.40", "version": True}),
                    Some({"where": "meta generator", "version": True}),
                )
            ),
            "web.http2": False,
            "web.http3": False,
            "web.headers": {"x-powered-by": "PHP/5.6.40"},
        },
    ),
    _both(
        "csp-hong",
        "a policy that allows everything",
        Door(headers=("add_header Content-Security-Policy \"default-src * 'unsafe-inline' 'unsafe-eval'\"",)),
        {"web.csp": {"enforced": True, "unsafe_inline": True, "unsafe_eval": True, "any_source": True}},
    ),
    _both(
        "khung-cung-nguon",
        "framing by the same origin",
        Door(headers=("add_header X-Frame-Options SAMEORIGIN",)),
        {"web.framing": "sameorigin"},
    ),
    _both(
        "noi-dung-lan",
        "an image, a script and a form over plain HTTP in an encrypted page",
        Door(
            page=pages.office(
                extra='<img src="http://anh.test/a.png"><form action="http://tim.test/"><input></form>',
                head='<script src="http://ma.test/a.js"></script>',
            )
        ),
        {
            "web.mixed_content": Both(
                (
                    Some({"kind": "active", "tag": "script", "url": "http://ma.test/a.js"}),
                    Some({"kind": "passive", "tag": "img"}),
                    Some({"kind": "form"}),
                )
            )
        },
    ),
    _both(
        "security-txt",
        "a security.txt that is good for half a year",
        Door(
            files={"/.well-known/security.txt": _security_txt(180)},
        ),
        {
            "web.security_txt": {"contacts": ["mailto:ungcuu@tinh.gov.test"], "expired": False, "signed": False},
            "web.incident_contact": {"kind": "security_txt"},
        },
    ),
    _both(
        "security-txt-cu",
        "a security.txt that expired",
        Door(files={"/.well-known/security.txt": _security_txt(-10)}),
        {"web.security_txt": {"expired": True}},
    ),
    _both(
        "security-txt-khong",
        "no security.txt and no incident contact",
        Door(),
        {"web.security_txt": None, "web.incident_contact": None, "web.incident_confirmation": None},
    ),
    _both(
        "bao-su-co",
        "an address for incident reports on the home page",
        Door(page=pages.office(extra="<p>Báo cáo sự cố an toàn thông tin: ungcuu@tinh.gov.test</p>")),
        {"web.incident_contact": {"kind": "email", "value": "ungcuu@tinh.gov.test"}},
    ),
    _both(
        "mac-dinh",
        "a default page",
        Door(page=pages.NGINX_DEFAULT),
        {"web.page_kind": "default", "web.page_kind_words": "Welcome to nginx!"},
    ),
    _both("liet-ke", "a directory listing", Door(page=pages.LISTING), {"web.page_kind": "listing"}),
    _both("tam-ngung", "a suspended account", Door(page=pages.SUSPENDED), {"web.page_kind": "suspended"}),
    _both("trang", "a blank page", Door(page=pages.BLANK), {"web.page_kind": "blank"}),
    _both(
        "bi-chen",
        "gambling links hidden in the page",
        Door(page=pages.office(extra=_SPAM)),
        {"web.spam": Some({"hidden": True}), "web.page_kind": "site"},
    ),
    _both(
        "tin-bat-bac",
        "news about a gambling ring that was caught",
        Door(page=_NEWS_OF_GAMBLING),
        {"web.spam": [], "web.page_kind": "site"},
    ),
    _both(
        "latin",
        "the page names another charset in its header",
        Door(page=pages.office().replace('<meta charset="utf-8">', ""), content_type="text/html; charset=windows-1258"),
        {"web.charset": "windows-1258"},
    ),
)

"""Is it the same portal over both families: pages, ports, redirects, certificates."""

from __future__ import annotations

from tests.netlab import pages
from tests.netlab.expect import Above, Some, unseen
from tests.netlab.model import DOOR, TINH, Door, Situation

_DIFFERENT = {"ipv6.same_content": False, "ipv6.content_distance": Above(19), "ipv6.same_certificate": True}
_WALL = Door(status=403, page=pages.WALL)
_NEWS_MOVED = pages.office(
    news='<li><a href="/tin-tuc/9">Ra quân tổng vệ sinh môi trường</a></li>'
    '<li><a href="/tin-tuc/0">Khai mạc kỳ họp thường lệ cuối năm của Hội đồng nhân dân</a></li>'
    '<li><a href="/tin-tuc/1">Thông báo lịch tiếp công dân định kỳ tháng mười một</a></li>'
    '<li><a href="/tin-tuc/2">Tập huấn kỹ năng số cho tổ công nghệ số cộng đồng</a></li>'
    '<li><a href="/tin-tuc/3">Kế hoạch ứng phó mưa lớn, lũ quét và sạt lở đất</a></li>'
    '<li><a href="/tin-tuc/4">Kết quả chỉ số cải cách hành chính của các sở, ngành</a></li>'
)

SITUATIONS = (
    Situation(
        "ipv6-trang-mac-dinh",
        "over IPv6 nginx shows its default page",
        _DIFFERENT,
        ipv6=(Door(page=pages.NGINX_DEFAULT),),
    ),
    Situation("ipv6-trang-apache", "over IPv6 Apache does", _DIFFERENT, ipv6=(Door(page=pages.APACHE_DEBIAN_DEFAULT),)),
    Situation("ipv6-co-quan-khac", "over IPv6 lives another office", _DIFFERENT, ipv6=(Door(page=pages.OTHER_OFFICE),)),
    Situation("ipv6-tieng-anh", "over IPv6 it speaks English", _DIFFERENT, ipv6=(Door(page=pages.ENGLISH),)),
    Situation("ipv6-liet-ke", "over IPv6 there is a directory listing", _DIFFERENT, ipv6=(Door(page=pages.LISTING),)),
    Situation("ipv6-tam-ngung", "over IPv6 the account is suspended", _DIFFERENT, ipv6=(Door(page=pages.SUSPENDED),)),
    Situation(
        "ipv6-loi-404",
        "over IPv6 the page is not found",
        {"ipv6.same_content": False, "ipv6.same_status": False},
        ipv6=(Door(status=404, page=pages.WALL),),
    ),
    Situation(
        "ipv6-loi-500",
        "over IPv6 the application fails",
        {"ipv6.same_content": False, "ipv6.same_status": False},
        ipv6=(Door(status=500, page=pages.WALL),),
    ),
    Situation(
        "ipv6-tuong-403",
        "over IPv6 a wall stands before us: nothing is known",
        {
            "ipv6.same_content": unseen("blocked"),
            "ipv6.same_certificate": True,
            "ipv6.reach": Some({"address": "{ipv6}", "service": "https", "http_status": 403}),
        },
        ipv6=(_WALL,),
    ),
    Situation(
        "tuong-429",
        "both families tell us that we ask too much",
        {"ipv6.same_content": unseen("blocked"), "web.status": 429, "web.hsts": unseen("blocked")},
        ipv4=(Door(status=429, page=pages.WALL),),
        ipv6=(Door(status=429, page=pages.WALL),),
    ),
    Situation(
        "tuong-403",
        "both families show a wall",
        {"ipv6.same_content": unseen("blocked"), "web.status": 403, "web.https": True, "web.csp": unseen("blocked")},
        ipv4=(_WALL,),
        ipv6=(_WALL,),
    ),
    Situation(
        "chung-thu-khac",
        "another certificate over IPv6, the same page",
        {"ipv6.same_certificate": False, "ipv6.same_content": True},
        ipv6=(Door(certificate="second"),),
    ),
    Situation(
        "tin-moi",
        "one news item moved between the two requests",
        {"ipv6.same_content": True, "ipv6.same_status": True},
        ipv6=(Door(page=_NEWS_MOVED),),
    ),
    Situation(
        "bo-dem",
        "a visitor counter and a nonce differ",
        {"ipv6.same_content": True, "ipv6.content_distance": 0},
        ipv4=(Door(page=pages.office(extra="<p>Lượt truy cập: 1284377</p>", head='<meta name="n" content="a1">')),),
        ipv6=(Door(page=pages.office(extra="<p>Lượt truy cập: 1284391</p>", head='<meta name="n" content="b2">')),),
    ),
    Situation(
        "ipv6-2-khac",
        "the second IPv6 address shows the default page",
        {"ipv6.same_content": False},
        ipv6=(DOOR, Door(page=pages.NGINX_DEFAULT)),
    ),
    Situation(
        "chuyen-ipv4",
        "redirects to a host that has no AAAA record",
        {
            "ipv6.ipv4_only_redirects": [f"chi-ipv4.{TINH}"],
            "ipv6.only_blockers": Some({"kind": "redirect", "name": f"chi-ipv4.{TINH}"}),
            "ipv6.same_redirects": False,
            "web.status": 301,
        },
        ipv4=(Door(to=f"https://chi-ipv4.{TINH}/"),),
        ipv6=(Door(to=f"https://chi-ipv4.{TINH}/"),),
    ),
    Situation(
        "chuyen-tot",
        "redirects to a host that has both families",
        {"ipv6.ipv4_only_redirects": [], "ipv6.same_redirects": True, "ipv6.same_content": True},
        ipv4=(Door(to=f"https://tot.{TINH}/"),),
        ipv6=(Door(to=f"https://tot.{TINH}/"),),
    ),
    Situation(
        "chuyen-lech",
        "redirects elsewhere over IPv6 than over IPv4",
        {"ipv6.same_redirects": False},
        ipv4=(Door(to=f"https://tot.{TINH}/"),),
        ipv6=(Door(to=f"https://ipv6-co-quan-khac.{TINH}/"),),
    ),
    Situation(
        "chuyen-vong",
        "redirects to itself for ever",
        {"ipv6.same_content": unseen("protocol_error"), "web.status": 301},
        ipv4=(Door(to=f"https://chuyen-vong.{TINH}/"),),
        ipv6=(Door(to=f"https://chuyen-vong.{TINH}/"),),
    ),
    Situation(
        "tai-nguyen-ipv4",
        "the page takes a script from a host of the province without AAAA",
        {"ipv6.only_blockers": Some({"kind": "resource", "name": f"chi-ipv4.{TINH}"}), "ipv6.same_content": True},
        ipv4=(Door(page=pages.office(head=f'<script src="https://chi-ipv4.{TINH}/a.js"></script>')),),
        ipv6=(Door(page=pages.office(head=f'<script src="https://chi-ipv4.{TINH}/a.js"></script>')),),
    ),
)

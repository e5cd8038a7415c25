"""Is the portal there, and over which family: records, connections, one dead address among several."""

from __future__ import annotations

from dataclasses import replace

from tests.netlab import pages
from tests.netlab.expect import Above, Both, Every, OneOf, Some, Without, unseen
from tests.netlab.model import DOOR, Door, Situation

SILENT = Door(https="silent", http="silent")
CLOSED = Door(https="closed", http="closed")
_LARGE = Door(page=pages.office(extra="<p>Chương trình công tác tuần của Ủy ban nhân dân.</p>" * 200))
NOT_VANTAGE = unseen("no_ipv6_vantage")
_OVER_IPV6_UNKNOWN = {
    "ipv6.aaaa": ["{ipv6}"],
    "ipv6.reach": Both(
        (
            Some({"address": "{ipv4}", "service": "https", "tcp": True, "http_status": 200}),
            Some({"address": "{ipv6}", "service": "https", "tcp": NOT_VANTAGE, "http_status": NOT_VANTAGE}),
            Without({"family": 6, "tcp": True}),
            Without({"family": 6, "tcp": False}),
        )
    ),
    "ipv6.same_content": NOT_VANTAGE,
    "ipv6.same_certificate": NOT_VANTAGE,
    "ipv6.same_ports": NOT_VANTAGE,
    "ipv6.same_status": NOT_VANTAGE,
    "ipv6.same_redirects": NOT_VANTAGE,
    "ipv6.large_answers": NOT_VANTAGE,
    "ipv6.citizen": NOT_VANTAGE,
    "dns.servers": Both((Some({"family": 4, "udp": True, "tcp": True}), Some({"family": 6, "udp": NOT_VANTAGE}))),
    "dns.dnssec": {"status": "secure"},
    "ipv6.name_servers": Every({"answers_ipv4": True, "answers_ipv6": NOT_VANTAGE}),
    "web.https": True,
}


def _reach(*wanted: dict[str, object]) -> Both:
    return Both(tuple(Some(each) for each in wanted))


SITUATIONS = (
    Situation(
        "tot",
        "everything as it should be, over both families",
        {
            "dns.in_province_zone": True,
            "web.page_kind_words": None,
            "ipv6.a": ["{ipv4}"],
            "ipv6.aaaa": ["{ipv6}"],
            "ipv6.names": Some({"name": "{host}", "role": "host", "a": ["{ipv4}"], "aaaa": ["{ipv6}"]}),
            "ipv6.kinds": Every({"kind": "global"}),
            "ipv6.name_servers": Both(
                (
                    Every({"answers_ipv4": True, "answers_ipv6": True}),
                    _reach({"name": "ns1.tinh.gov.test"}, {"name": "ns2.tinh.gov.test"}),
                )
            ),
            "ipv6.reach": Both((Every({"tcp": True, "attempts": 1}), Some({"family": 6, "service": "https"}))),
            "ipv6.same_content": True,
            "ipv6.content_distance": 0,
            "ipv6.differences": [],
            "ipv6.same_certificate": True,
            "ipv6.same_ports": True,
            "ipv6.same_status": True,
            "ipv6.same_redirects": True,
            "ipv6.citizen": {"family": OneOf((4, 6)), "delay_ms": Above(-1)},
            "ipv6.ipv4_only_redirects": [],
            "ipv6.only_blockers": [],
            "web.https": True,
            "web.http": "redirect",
            "web.redirects_to_https": True,
        },
        without_ipv6=_OVER_IPV6_UNKNOWN,
    ),
    Situation(
        "chi-ipv4",
        "no AAAA record",
        {
            "ipv6.aaaa": [],
            "ipv6.reach": Every({"family": 4, "tcp": True}),
            "ipv6.same_content": None,
            "ipv6.content_distance": None,
            "ipv6.same_certificate": None,
            "ipv6.same_ports": None,
            "ipv6.large_answers": None,
            "ipv6.citizen": None,
            "ipv6.only_blockers": Some({"kind": "name", "name": "{host}"}),
            "web.https": True,
        },
        ipv6=(),
        without_ipv6={"ipv6.aaaa": [], "ipv6.reach": Every({"family": 4, "tcp": True}), "ipv6.same_content": None},
    ),
    Situation(
        "chi-ipv6",
        "no A record",
        {
            "ipv6.a": [],
            "ipv6.aaaa": ["{ipv6}"],
            "ipv6.reach": Every({"family": 6, "tcp": True}),
            "ipv6.same_content": None,
            "web.https": True,
        },
        ipv4=(),
        without_ipv6={
            "ipv6.aaaa": ["{ipv6}"],
            "ipv6.reach": Every({"tcp": NOT_VANTAGE}),
            "web.https": NOT_VANTAGE,
            "web.hsts": NOT_VANTAGE,
        },
    ),
    Situation(
        "khong-ten",
        "the name does not exist",
        {
            "dns.exists": False,
            "ipv6.a": [],
            "ipv6.aaaa": [],
            "ipv6.reach": [],
            "ipv6.name_servers": Every({"answers_ipv4": True}),
            "web.https": unseen("unreachable"),
        },
        ipv4=(),
        ipv6=(),
        without_ipv6={"ipv6.a": [], "ipv6.aaaa": [], "web.https": unseen("unreachable")},
    ),
    Situation(
        "ipv6-im-lang",
        "the AAAA record leads into a black hole",
        {
            "ipv6.reach": _reach(
                {"address": "{ipv6}", "service": "https", "tcp": unseen("timeout"), "attempts": 2},
                {"address": "{ipv4}", "service": "https", "tcp": True},
            ),
            "ipv6.same_content": unseen("timeout"),
            "ipv6.same_certificate": unseen("timeout"),
            "ipv6.citizen": unseen("timeout"),
            "web.https": True,
        },
        ipv6=(SILENT,),
    ),
    Situation(
        "ipv6-dong",
        "IPv6 refuses both ports while IPv4 serves",
        {
            "ipv6.reach": _reach(
                {"address": "{ipv6}", "service": "https", "tcp": False},
                {"address": "{ipv6}", "service": "http", "tcp": False},
                {"address": "{ipv4}", "service": "https", "tcp": True},
            ),
            "ipv6.citizen": {"family": 4, "delay_ms": Above(-1)},
            "ipv6.same_ports": False,
            "web.https": True,
        },
        ipv6=(CLOSED,),
    ),
    Situation(
        "ipv6-chi-http",
        "HTTPS is closed over IPv6, plain HTTP serves the page",
        {
            "ipv6.reach": _reach(
                {"address": "{ipv6}", "service": "https", "tcp": False},
                {"address": "{ipv6}", "service": "http", "tcp": True, "http_status": 200},
            ),
            "ipv6.same_ports": False,
            "web.https": True,
            "web.http": "content",
            "web.redirects_to_https": False,
        },
        ipv6=(Door(https="closed", http="served"),),
    ),
    Situation(
        "ipv4-dong",
        "IPv4 refuses both ports while IPv6 serves",
        {
            "ipv6.reach": _reach(
                {"address": "{ipv4}", "service": "https", "tcp": False},
                {"address": "{ipv6}", "service": "https", "tcp": True},
            ),
            "ipv6.same_ports": False,
            "web.https": True,
        },
        ipv4=(CLOSED,),
        without_ipv6={"web.https": OneOf((unseen("refused"), NOT_VANTAGE))},
    ),
    Situation(
        "dong-het",
        "both families refuse everything: the machine may just be down",
        {
            "ipv6.reach": Every({"tcp": unseen("refused")}),
            "web.https": unseen("refused"),
            "web.http": unseen("refused"),
        },
        ipv4=(CLOSED,),
        ipv6=(CLOSED,),
    ),
    Situation(
        "im-het",
        "both families drop everything",
        {
            "ipv6.reach": Every({"tcp": unseen("timeout")}),
            "web.https": unseen("timeout"),
            "web.http": unseen("timeout"),
        },
        ipv4=(SILENT,),
        ipv6=(SILENT,),
    ),
    Situation(
        "mot-ipv6-chet",
        "one of two IPv6 addresses is silent",
        {
            "ipv6.reach": _reach(
                {"address": "{ipv6}", "service": "https", "tcp": True},
                {"address": "{ipv6_2}", "service": "https", "tcp": unseen("timeout")},
            ),
            "web.https": True,
        },
        ipv6=(DOOR, SILENT),
    ),
    Situation(
        "mot-ipv6-dong",
        "one of two IPv6 addresses refuses",
        {
            "ipv6.reach": _reach(
                {"address": "{ipv6}", "service": "https", "tcp": True},
                {"address": "{ipv6_2}", "service": "https", "tcp": False},
            ),
            "web.https": True,
        },
        ipv6=(DOOR, CLOSED),
    ),
    Situation(
        "mot-ipv4-chet",
        "one of two IPv4 addresses is silent",
        {
            "ipv6.reach": _reach(
                {"address": "{ipv4}", "service": "https", "tcp": True},
                {"address": "{ipv4_2}", "service": "https", "tcp": unseen("timeout")},
                {"address": "{ipv6}", "service": "https", "tcp": True},
            ),
        },
        ipv4=(DOOR, SILENT),
    ),
    Situation(
        "nhieu-dia-chi",
        "four addresses of each family, all alike",
        {
            "ipv6.aaaa": ["{ipv6}", "{ipv6_2}", "{ipv6_3}", "{ipv6_4}"],
            "ipv6.reach": Every({"tcp": True}),
            "ipv6.same_content": True,
            "ipv6.same_certificate": True,
        },
        ipv4=(DOOR,) * 4,
        ipv6=(DOOR,) * 4,
    ),
    Situation(
        "ipv6-mat-giua-chung",
        "IPv6 goes away during the look: what had been seen proves nothing any more",
        {"ipv6.aaaa": unseen("unreachable"), "ipv6.reach": unseen("unreachable"), "web.https": unseen("unreachable")},
        ipv6=(Door(cut_after=2),),
    ),
    Situation(
        "https-chua-co",
        "plain HTTP only, over both families",
        {
            "ipv6.reach": _reach(
                {"address": "{ipv6}", "service": "https", "tcp": False},
                {"address": "{ipv6}", "service": "http", "http_status": 200},
            ),
            "ipv6.same_content": True,
            "ipv6.same_certificate": None,
            "web.https": False,
            "web.http": "content",
            "web.hsts": unseen("refused"),
        },
        ipv4=(Door(https="closed", http="served"),),
        ipv6=(Door(https="closed", http="served"),),
        scheme="http",
    ),
    Situation(
        "trang-rong",
        "the page is the same and large over both families",
        {"ipv6.same_content": True, "ipv6.large_answers": True},
        ipv4=(_LARGE,),
        ipv6=(_LARGE,),
    ),
    Situation(
        "goi-lon-mat",
        "over IPv6 connections open, but large packets vanish and nobody is told: the path MTU is not found",
        {
            "ipv6.large_answers": False,
            "ipv6.reach": _reach(
                {"address": "{ipv6}", "service": "https", "tcp": True, "http_status": unseen("timeout")},
                {"address": "{ipv4}", "service": "https", "tcp": True, "http_status": 200},
            ),
            "ipv6.same_content": unseen("timeout"),
            "web.https": True,
        },
        ipv4=(_LARGE,),
        ipv6=(replace(_LARGE, largest_packet=1280),),
    ),
    Situation(
        "trang-nho",
        "the page over plain HTTP is too small to tell whether large packets come through",
        {"ipv6.large_answers": None, "ipv6.same_content": True},
        ipv4=(Door(page="<title>Cổng</title><p>Đang bảo trì hệ thống.</p>", https="closed", http="served"),),
        ipv6=(Door(page="<title>Cổng</title><p>Đang bảo trì hệ thống.</p>", https="closed", http="served"),),
        scheme="http",
    ),
)

"""The name servers of a zone: how they behave, and whether parent and child agree about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.netlab.expect import Both, Every, OneOf, Some, unseen
from tests.netlab.homes import (
    CLOSED,
    EVERYBODY,
    FIRST,
    LAME,
    NO_IPV6,
    NO_TCP,
    NO_UDP,
    SECOND,
    SILENT,
    SLOW,
    STALE,
    THIRD,
    Home,
)
from tests.netlab.model import Server, Situation, Zone

NO_ANSWER = OneOf((unseen("dns_timeout"), unseen("dns_servfail")))
_NS1 = Server("ns1", FIRST)
_NS2 = Server("ns2", SECOND)


def _zone(name: str, told: str, second: Server, facts: Mapping[str, Any], **zone: Any) -> Situation:
    """A zone with one good server, ns1, and this one."""
    return Situation(name, told, facts, zone=Zone(f"{name}.gov.test", servers=(_NS1, second), **zone))


def _at(address: str, **members: Any) -> Some:
    return Some({"address": address, **members})


SITUATIONS = (
    Situation(
        "may-chu-tot",
        "two servers with both families, parent and child agree",
        {
            "dns.zone": "{zone}",
            "dns.in_gov_vn": False,
            "dns.delegation": {
                "parent": "gov.test",
                "agrees": True,
                "glue_agrees": True,
                "missing_glue": [],
                "child_servers": ["ns1.{zone}", "ns2.{zone}"],
            },
            "dns.servers": Every({"udp": True, "tcp": True, "authoritative": True, "transfers": False}),
            "dns.lame": [],
            "dns.unresolved_servers": [],
            "dns.same_answers": True,
        },
        zone=Zone("may-chu-tot.gov.test"),
        without_ipv6={"ipv6.name_servers": Every({"answers_ipv4": True, "answers_ipv6": unseen("no_ipv6_vantage")})},
    ),
    _zone(
        "khong-nhan",
        "one server knows nothing of the zone",
        Server("ns2", LAME),
        {
            "ipv6.name_servers": Both(
                (
                    Some({"name": "ns1.{zone}", "answers_ipv4": True, "answers_ipv6": True}),
                    Some({"name": "ns2.{zone}", "answers_ipv4": OneOf((False, unseen("refused")))}),
                )
            ),
            "dns.lame": ["ns2.{zone}"],
            "dns.servers": _at(str(LAME.ipv4), authoritative=False, udp=True),
        },
    ),
    _zone(
        "cham",
        "one server answers when nobody waits any longer",
        Server("ns2", SLOW),
        {
            "ipv6.name_servers": Some({"name": "ns2.{zone}", "answers_ipv4": unseen("dns_timeout")}),
            "dns.lame": unseen("dns_timeout"),
            "dns.servers": _at(str(SLOW.ipv4), udp=unseen("dns_timeout")),
        },
    ),
    _zone(
        "im-lang",
        "one server is silent",
        Server("ns2", SILENT),
        {
            "ipv6.name_servers": Some(
                {"name": "ns2.{zone}", "answers_ipv4": unseen("dns_timeout"), "answers_ipv6": unseen("dns_timeout")}
            ),
            "dns.servers": _at(str(SILENT.ipv6), udp=unseen("dns_timeout")),
        },
    ),
    _zone(
        "may-chu-tat",
        "nothing listens at one server",
        Server("ns2", CLOSED),
        {
            "ipv6.name_servers": Some(
                {"name": "ns2.{zone}", "answers_ipv4": unseen("refused"), "answers_ipv6": unseen("refused")}
            ),
            "dns.lame": ["ns2.{zone}"],
        },
    ),
    _zone(
        "khong-phan-giai",
        "one server's name does not exist",
        Server("ns2.khong-co.gov.test.", SECOND),
        {
            "ipv6.name_servers": Some({"name": "ns2.khong-co.gov.test", "ipv4": [], "ipv6": []}),
            "dns.unresolved_servers": ["ns2.khong-co.gov.test"],
            "dns.dangling": [],
        },
    ),
    _zone(
        "ipv6-bi-chan",
        "one server's IPv6 packets are dropped on the way",
        Server("ns2", NO_IPV6),
        {
            "ipv6.name_servers": Some(
                {"name": "ns2.{zone}", "answers_ipv4": True, "answers_ipv6": unseen("dns_timeout")}
            )
        },
    ),
    Situation(
        "may-chu-ipv4",
        "the zone's servers have IPv4 only",
        {
            "ipv6.name_servers": Every({"ipv6": [], "answers_ipv4": True, "answers_ipv6": False}),
            "ipv6.only_blockers": Some({"kind": "name_server"}),
            "dns.servers": Every({"family": 4}),
        },
        zone=Zone("may-chu-ipv4.gov.test", servers=(Server("ns1", FIRST.only_ipv4), Server("ns2", SECOND.only_ipv4))),
        without_ipv6={"ipv6.name_servers": Every({"ipv6": [], "answers_ipv4": True, "answers_ipv6": False})},
    ),
    _zone(
        "mot-may-chu-ipv6",
        "only one server has IPv6",
        Server("ns2", SECOND.only_ipv4),
        {
            "ipv6.name_servers": Both(
                (Some({"name": "ns1.{zone}", "answers_ipv6": True}), Some({"name": "ns2.{zone}", "ipv6": []}))
            ),
        },
    ),
    Situation(
        "may-chu-ipv6",
        "the zone's servers have IPv6 only",
        {"ipv6.name_servers": Every({"ipv4": [], "answers_ipv6": True}), "dns.servers": Every({"family": 6})},
        zone=Zone("may-chu-ipv6.gov.test", servers=(Server("ns1", FIRST.only_ipv6), Server("ns2", SECOND.only_ipv6))),
        without_ipv6={"ipv6.aaaa": NO_ANSWER, "ipv6.name_servers": NO_ANSWER},
    ),
    _zone(
        "khong-tcp",
        "one server refuses TCP",
        Server("ns2", NO_TCP),
        {"dns.servers": _at(str(NO_TCP.ipv4), udp=True, tcp=False), "dns.lame": []},
    ),
    _zone(
        "khong-udp",
        "one server refuses UDP",
        Server("ns2", NO_UDP),
        {"dns.servers": _at(str(NO_UDP.ipv4), udp=False, tcp=True)},
    ),
    _zone(
        "chuyen-vung",
        "everybody may have the whole zone",
        Server("ns2", THIRD),
        {"dns.servers": Every({"transfers": True})},
        transfers=True,
    ),
    _zone(
        "so-cu",
        "one server has an older copy with the same records",
        Server("ns2", STALE),
        {
            "dns.servers": Both((_at(str(FIRST.ipv4), serial=2026110101), _at(str(STALE.ipv4), serial=2026100101))),
            "dns.same_answers": True,
        },
        signing=None,
        stale=("www A {ipv4}", "www AAAA {ipv6}"),
    ),
    _zone(
        "tra-loi-lech",
        "one server has an older copy with another address of the portal",
        Server("ns2", STALE),
        {"dns.same_answers": False},
        signing=None,
        stale=("www A 203.1.255.9",),
    ),
    _zone(
        "phan-giai-cho-moi-nguoi",
        "one server recurses for everybody",
        Server("ns2", EVERYBODY),
        {"dns.servers": Both((_at(str(EVERYBODY.ipv4), recursive=True), _at(str(FIRST.ipv4), recursive=False)))},
        signing=None,
    ),
    Situation(
        "uy-quyen-lech",
        "the parent names a server that the child does not",
        {
            "dns.delegation": {
                "agrees": False,
                "parent_servers": ["ns1.{zone}", "ns3.{zone}"],
                "child_servers": ["ns1.{zone}", "ns2.{zone}"],
            }
        },
        zone=Zone("uy-quyen-lech.gov.test", delegated_to=(_NS1, Server("ns3", THIRD))),
    ),
    Situation(
        "glue-thieu",
        "the parent lacks the IPv6 glue of both servers",
        {"dns.delegation": {"agrees": True, "glue": Every({"ipv6": []}), "glue_agrees": False}},
        zone=Zone(
            "glue-thieu.gov.test",
            servers=(Server("ns1", FIRST, FIRST.only_ipv4), Server("ns2", SECOND, SECOND.only_ipv4)),
        ),
    ),
    Situation(
        "glue-khong",
        "the parent has no glue at all for the second server",
        {"dns.delegation": {"missing_glue": ["ns2.{zone}"]}},
        zone=Zone("glue-khong.gov.test", servers=(_NS1, Server("ns2", SECOND, Home(None, None)))),
    ),
    Situation(
        "glue-sai",
        "the parent's glue tells other addresses",
        {"dns.delegation": {"agrees": True, "glue_agrees": False}},
        zone=Zone("glue-sai.gov.test", servers=(_NS1, Server("ns2", SECOND, THIRD))),
    ),
    Situation(
        "mat-vung",
        "the servers have lost the zone's file",
        {
            "ipv6.aaaa": unseen("dns_servfail"),
            "ipv6.reach": unseen("dns_servfail"),
            "ipv6.same_content": unseen("dns_servfail"),
            "ipv6.name_servers": unseen("dns_servfail"),
            "web.https": unseen("dns_servfail"),
            "dns.dnssec": unseen("dns_servfail"),
        },
        zone=Zone("mat-vung.gov.test", loaded=False),
        without_ipv6={"ipv6.aaaa": unseen("dns_servfail"), "web.https": unseen("dns_servfail")},
    ),
    Situation(
        "im-ca-vung",
        "every server of the zone is silent",
        {"ipv6.aaaa": NO_ANSWER, "ipv6.reach": NO_ANSWER, "web.https": NO_ANSWER, "dns.dnssec": NO_ANSWER},
        zone=Zone("im-ca-vung.gov.test", servers=(Server("ns1", SILENT), Server("ns2", SILENT))),
    ),
    Situation(
        "cham-ca-vung",
        "every server of the zone is too slow",
        {"ipv6.aaaa": NO_ANSWER, "web.https": NO_ANSWER},
        zone=Zone("cham-ca-vung.gov.test", servers=(Server("ns1", SLOW), Server("ns2", SLOW))),
    ),
    Situation(
        "tu-choi-ca-vung",
        "no server of the zone knows it",
        {"ipv6.aaaa": unseen("dns_servfail"), "web.https": unseen("dns_servfail")},
        zone=Zone("tu-choi-ca-vung.gov.test", servers=(Server("ns1", LAME), Server("ns2", LAME))),
    ),
    Situation(
        "mot-minh",
        "a zone with a single server",
        {"dns.servers": Every({"name": "ns1.{zone}"}), "dns.same_answers": True},
        zone=Zone("mot-minh.gov.test", servers=(_NS1,)),
    ),
    Situation(
        "cung-may-chu",
        "the parent lies on the same servers as the child",
        {"dns.zone": "con.cha.gov.test", "dns.delegation": {"parent": "cha.gov.test", "agrees": True}},
        zone=Zone("con.cha.gov.test"),
    ),
)
MORE_ZONES = (Zone("cha.gov.test"),)

"""What kinds of addresses a portal publishes, and which of them a citizen could ever use."""

from __future__ import annotations

from tests.netlab.expect import Both, Some, unseen
from tests.netlab.model import Situation, Zone

NOT_OURS = unseen("not_authorised")


def _extra(name: str, told: str, kind: str, address: str) -> Situation:
    """A portal in order that publishes one more address, which nobody may contact."""
    family = "AAAA" if ":" in address else "A"
    return Situation(
        name,
        told,
        {
            f"ipv6.{family.lower()}": Some(address),
            "ipv6.kinds": Both(
                (Some({"address": address, "kind": kind}), Some({"address": "{ipv4}", "kind": "global"}))
            ),
            "ipv6.reach": Both(
                (
                    Some({"address": address, "service": "https", "tcp": NOT_OURS}),
                    Some({"address": "{ipv6}", "service": "https", "tcp": True}),
                )
            ),
            "web.https": True,
        },
        records=(f"{{host}} {family} {address}",),
    )


SITUATIONS = (
    _extra("ula", "a unique local address", "ula", "fd12:3456:789a::1"),
    _extra("lien-ket", "a link-local address", "link_local", "fe80::1"),
    _extra("tai-lieu", "a documentation address", "documentation", "2001:db8::1"),
    _extra("vong-lap", "the loopback address", "loopback", "::1"),
    _extra("anh-xa", "an IPv4-mapped address with a private one within", "ipv4_mapped", "::ffff:10.0.0.1"),
    _extra("6to4", "a 6to4 address of a private one", "6to4", "2002:a00:1::1"),
    _extra("teredo", "a Teredo address of a private client", "teredo", "2001:0:a00:1::f5ff:fffe"),
    _extra("da-huong", "a multicast address", "multicast", "ff0e::1"),
    _extra("rieng", "a private IPv4 address", "private", "10.1.2.3"),
    _extra("chia-se", "a shared IPv4 address", "shared", "100.64.0.1"),
    _extra("do-kiem", "a benchmarking IPv4 address", "benchmarking", "198.18.0.1"),
    Situation(
        "chi-ula",
        "its only AAAA is a unique local address",
        {
            "ipv6.aaaa": ["fd12:3456:789a::1"],
            "ipv6.kinds": Some({"family": 6, "kind": "ula"}),
            "ipv6.same_content": NOT_OURS,
            "web.https": True,
        },
        records=("{host} AAAA fd12:3456:789a::1",),
        ipv6=(),
    ),
    Situation(
        "dinh-vung",
        "the portal is the apex; www and MX have names of their own",
        {
            "ipv6.names": Both(
                (
                    Some({"name": "dinh-vung.gov.test", "role": "host"}),
                    Some({"name": "www.dinh-vung.gov.test", "role": "www", "aaaa": []}),
                )
            ),
            "ipv6.mail_servers": [{"name": "thu.dinh-vung.gov.test", "a": ["203.1.254.3"], "aaaa": []}],
            "dns.zone": "dinh-vung.gov.test",
        },
        zone=Zone("dinh-vung.gov.test", ("@ MX 10 thu", "thu A 203.1.254.3", "www A 203.1.254.4")),
        host="dinh-vung.gov.test",
    ),
)
MORE_ZONES: tuple[Zone, ...] = ()

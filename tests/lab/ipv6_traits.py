"""IPv6: addresses, name servers, the same service over both families."""

from __future__ import annotations

from .authority import Leaf
from .requirements import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, every, unseen
from .traits import ALIKE, LEADS, SAME, Trait

ULA = "fd12:3456:789a::80"
"""An address that no citizen can reach (RFC 4193)."""

NO_AAAA = Trait(
    "no AAAA record",
    {"dns": "ipv4"},
    {"ipv6.aaaa": [], **dict.fromkeys((*SAME, *ALIKE))}
    | {"ipv6.names": [{"aaaa": []}], "ipv6.kinds": [{"family": 4}], "ipv6.only_blockers": [{"kind": "name"}]},
    every(FAIL, "ipv6.aaaa", "ipv6.only_ready")
    | every(NOT_APPLICABLE, "ipv6.reachable", "ipv6.addresses_global", "ipv6.delay", *SAME, *ALIKE),
)
IPV6_CLOSED = Trait(
    "an AAAA record, but the ports refuse over IPv6",
    {"ipv6": "closed"},
    unseen("refused", *SAME, "ipv6.same_status", "ipv6.same_redirects")
    | {"ipv6.same_ports": False, "ipv6.large_answers": None},
    every(FAIL, "ipv6.reachable", "ipv6.same_ports")
    | every(UNKNOWN, *SAME, "ipv6.same_status", "ipv6.same_redirects")
    | {"ipv6.large_answers": NOT_APPLICABLE},
)
IPV6_UNANSWERED = Trait(
    "an AAAA record, but connections over IPv6 never come about",
    {"ipv6": "unanswered"},
    unseen("timeout", *SAME, *ALIKE, "web.http", "web.redirects_to_https", "web.hsts"),
    every(UNKNOWN, "ipv6.reachable", "ipv6.delay", *SAME, *ALIKE, "tls") | {"tls.https": PASS},
)
IPV6_OTHER_PAGE = Trait(
    "the hosting provider's default page over IPv6",
    {"ipv6": "other_page"},
    {"ipv6.same_content": False},
    {"ipv6.same_content": FAIL},
)
IPV6_OTHER_CERTIFICATE = Trait(
    "another certificate, good in itself, over IPv6",
    {"ipv6": "other_certificate"},
    {"ipv6.same_certificate": False},
    {"ipv6.same_certificate": FAIL},
)
NO_NAME_SERVERS = Trait(
    "name servers without IPv6",
    facts={"ipv6.only_blockers": [{"kind": "name_server"}]},
    verdicts=every(FAIL, "ipv6.name_servers", "ipv6.name_servers_two", "ipv6.only_ready")
    | {"ipv6.name_servers_reachable": NOT_APPLICABLE},
)

HTTP_TO_IPV4_ONLY = Trait(
    "plain HTTP redirects to a host without IPv6",
    {"http": "ipv4_only"},
    {"web.http": "redirect", "web.redirects_to_https": False, "ipv6.same_redirects": False}
    | {
        "ipv6.names": [{"role": "host"}, {"role": "redirect", "aaaa": []}],
        "ipv6.kinds": [{"family": 4}, {"family": 6}, {"family": 4}],
    }
    | {"ipv6.ipv4_only_redirects": ["sgddt.thidiem.gov.test"], "ipv6.only_blockers": [{"kind": "redirect"}]},
    every(FAIL, "tls.redirect", *LEADS, "ipv6.names_in_use", "ipv6.same_redirects"),
)
WWW_WITHOUT_IPV6 = Trait(
    "the name with www. before it has no IPv6",
    {"www": "ipv4", "certificate": Leaf(www=True)},
    {
        "ipv6.names": [{"role": "host"}, {"role": "www", "aaaa": []}],
        "ipv6.kinds": [{"family": 4}, {"family": 6}, {"family": 4}],
    },
    {"ipv6.names_in_use": FAIL},
)
IPV6_OTHER_REDIRECTS = Trait(
    "over IPv6 alone the home page lies behind a redirect",
    {"ipv6": "other_redirects"},
    {"ipv6.same_redirects": False, "ipv6.same_status": False},
    every(FAIL, "ipv6.same_redirects", "ipv6.same_status"),
)
PARTS_WITHOUT_IPV6 = Trait(
    "pictures from a host without IPv6",
    {"parts": "ipv4"},
    {"ipv6.only_blockers": [{"kind": "resource"}]},
    {"ipv6.only_ready": FAIL},
)
UNIQUE_LOCAL = Trait(
    "the name with www. before it has an address of the inner network",
    {"www": "ula", "certificate": Leaf(www=True)},
    {
        "ipv6.names": [{"role": "host"}, {"role": "www", "aaaa": [ULA]}],
        "ipv6.kinds": [{"kind": "loopback"}, {"kind": "loopback"}, {"kind": "loopback"}, {"kind": "ula"}],
    },
    {"ipv6.names_in_use": PASS},
)

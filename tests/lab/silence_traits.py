"""Silence: portals and name servers that do not answer, and one that nobody may ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .requirements import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, every, unseen
from .traits import ALIKE, HOME, LABEL, LEADS, LED, SAME, TOLD, Trait

_WEB = ("web.https", "web.status", "web.hsts")
_PLAIN = ("web.http", "web.redirects_to_https")
_OVER_TLS = ("web.http2", "web.http3")
_PAGE = (*_WEB, *_PLAIN, *LABEL, *HOME, *TOLD, *_OVER_TLS)
_SLOW = ("ipv6.large_answers", "ipv6.same_redirects")
_UNREAD = ("web", "trust_label", *LEADS)

HANGS = Trait(
    "accepts connections and says nothing",
    {"https": "silent", "http": "silent"},
    unseen("timeout", *_PAGE, *LED, *SAME, *ALIKE) | {"ipv6.same_ports": True},
    every(UNKNOWN, "ipv6.reachable", *SAME, *ALIKE, "tls", *_UNREAD) | {"ipv6.same_ports": PASS},
)
HANDSHAKE_HANGS = Trait(
    "plain HTTP redirects, the TLS handshake never comes about",
    {"https": "silent"},
    unseen("timeout", *_WEB, *LABEL, *HOME, *TOLD, *_OVER_TLS, *LED, *SAME, *_SLOW),
    every(UNKNOWN, "ipv6.reachable", *SAME, *_SLOW, "tls", *_UNREAD),
)
ANSWER_HANGS = Trait(
    "TLS comes about, the HTTP answer never does",
    {"page": "silent"},
    unseen("timeout", *_WEB, *LABEL, *HOME, *TOLD, "web.http3", *LED, "ipv6.same_content", "ipv6.same_redirects")
    | {"web.http2": False},
    every(UNKNOWN, "ipv6.reachable", "ipv6.same_content", "ipv6.same_redirects", "tls", *_UNREAD),
)
DOWN = Trait(
    "down: every port closed on every address",
    {"https": "closed", "http": "closed"},
    unseen("refused", *_PAGE, *LED, *SAME, *ALIKE),
    every(UNKNOWN, "ipv6.reachable", "ipv6.delay", *SAME, *ALIKE, "tls", *_UNREAD),
)
NO_SUCH_NAME = Trait(
    "the name does not exist (NXDOMAIN)",
    {"dns": "absent", "mail": "silent", "caa": False, "listed": "nobody"},
    {"ipv6.a": [], "ipv6.aaaa": [], **dict.fromkeys((*SAME, *ALIKE))}
    | {"ipv6.names": [{"a": [], "aaaa": []}], "ipv6.kinds": [], "ipv6.only_blockers": [{"kind": "name"}]}
    | {"dns.exists": False, "dns.caa": [], "dns.mail": {"mx": [], "null_mx": False, "spf": None, "dmarc": None}}
    | unseen("unreachable", *_PAGE, "ipv6.ipv4_only_redirects"),
    every(UNKNOWN, "tls", *_UNREAD)
    | every(FAIL, "ipv6.aaaa", "ipv6.dual_stack", "ipv6.only_ready")
    | every(NOT_APPLICABLE, "ipv6.reachable", "ipv6.addresses_global", "ipv6.delay", *SAME, *ALIKE)
    | every(NOT_APPLICABLE, "dns.addresses_public", "dns.caa", "dns.mail"),
)


_ADDRESSES = ("ipv6.a", "ipv6.aaaa", "ipv6.names", "ipv6.kinds", "ipv6.name_servers", *SAME, *ALIKE, *LED)
_ZONE = (
    *("dns.zone", "dns.delegation", "dns.unresolved_servers", "dns.lame", "dns.same_answers", "dns.dnssec"),
    *("dns.dangling", "dns.caa", "dns.exists"),
)


def _nothing_seen(
    what: str, changes: Mapping[str, Any], reason: str, facts: dict[str, Any], verdicts: dict[str, str]
) -> Trait:
    """Not even the addresses are known."""
    return Trait(
        what,
        changes,
        unseen(reason, *_ADDRESSES, *_ZONE, *_PAGE) | facts,
        every(UNKNOWN, "ipv6", "dns", "tls", "web", "trust_label") | verdicts,
    )


def _no_answer(what: str, trouble: Literal["servfail", "silent"], reason: str) -> Trait:
    """DNS tells nothing of the name; to whom a name belongs it tells by itself."""
    mail = {"dns.mail": unseen(reason, "mx", "spf", "dmarc")}
    return _nothing_seen(
        what, {"dns": trouble, "listed": "nobody"}, reason, mail, {"dns.gov_vn": FAIL, "dns.province_zone": PASS}
    )


DNS_SERVFAIL = _no_answer("DNS answers SERVFAIL", "servfail", "dns_servfail")
DNS_SILENT = _no_answer("DNS never answers", "silent", "dns_timeout")
UNAUTHORISED = _nothing_seen(
    "no authorisation covers it",
    {"listed": "nobody"},
    "not_authorised",
    unseen(
        "not_authorised",
        "web.incident_confirmation",
        "dns.in_gov_vn",
        "dns.in_province_zone",
        "dns.wildcard",
        "dns.mail",
    ),
    {},
)
"""Its trust label is not even looked up in the directory; the truth says nothing about that."""

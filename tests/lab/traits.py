"""The ways in which portals differ: what the servers do, and right beside it what is therefore true.

A `Trait` is one such way. Its `changes` alter the `Behaviour` of a portal that is all right, its `facts` and
`verdicts` alter what is true of that one; whatever a trait does not mention stays as it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .authority import Leaf
from .labels import Embed
from .requirements import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Facts, Verdicts, every, unseen

Page = Literal["home", "moved", "elsewhere", "error", "waf", "endless", "silent", "hostile"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a portal's servers really do; as it stands here, everything right."""

    dns: Literal["dual", "ipv4", "cname", "absent", "servfail", "silent"] = "dual"
    ipv6: Literal["same", "closed", "unanswered", "other_page", "other_certificate"] = "same"
    https: Literal["open", "closed", "silent"] = "open"
    http: Literal["redirect", "content", "elsewhere", "closed", "silent"] = "redirect"
    versions: tuple[str, ...] = ("TLSv1.2", "TLSv1.3")
    certificate: Leaf = field(default_factory=Leaf)
    hsts: int | None = 31_536_000
    page: Page = "home"
    label: Embed = "valid"
    listed: Literal["owner", "another", "nobody"] = "owner"


@dataclass(frozen=True, slots=True)
class Trait:
    """One way of being different. `what` says it in words; the rest as the module tells."""

    what: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=dict)

    @property
    def behaviour(self) -> Behaviour:
        """What the servers of a portal with this trait do."""
        return replace(Behaviour(), **self.changes)


ALL_RIGHT = Trait("everything right")
ALIAS = Trait("everything right, the name being an alias (CNAME)", {"dns": "cname"})

# ---------------------------------------------------------------------------------------------- IPv6

_SAME = ("ipv6.same_content", "ipv6.same_certificate")

NO_AAAA = Trait(
    "no AAAA record",
    {"dns": "ipv4"},
    {"ipv6.aaaa": [], "ipv6.same_content": None, "ipv6.same_certificate": None},
    {"ipv6.aaaa": FAIL} | every(NOT_APPLICABLE, "ipv6.reachable", *_SAME),
)
IPV6_CLOSED = Trait(
    "an AAAA record, but the ports refuse over IPv6",
    {"ipv6": "closed"},
    unseen("refused", *_SAME),
    {"ipv6.reachable": FAIL} | every(UNKNOWN, *_SAME),
)
IPV6_UNANSWERED = Trait(
    "an AAAA record, but connections over IPv6 never come about",
    {"ipv6": "unanswered"},
    unseen("timeout", *_SAME, "web.http", "web.redirects_to_https", "web.hsts"),
    every(UNKNOWN, "ipv6.reachable", *_SAME, "tls") | {"tls.https": PASS},
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
NAME_SERVERS_WITHOUT_IPV6 = Trait("name servers without IPv6", verdicts={"ipv6.name_servers": FAIL})

# ---------------------------------------------------------------------------------------------- TLS

LEGACY_TLS = Trait(
    "TLS 1.0 and 1.1 still on",
    {"versions": ("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")},
    {"tls.certificate.key": {"type": "RSA", "bits": 2048}},
    every(FAIL, "tls.version.legacy", "tls.cipher.forward_secrecy"),
)
ONLY_TLS_1_0 = Trait(
    "TLS 1.0 and nothing newer",
    {"versions": ("TLSv1.0",)},
    {"tls.certificate.key": {"type": "RSA", "bits": 2048}},
    every(FAIL, "tls.version", "tls.cipher.forward_secrecy"),
)
ONLY_TLS_1_2 = Trait("TLS 1.2 only, which is right", {"versions": ("TLSv1.2",)})
ONLY_TLS_1_3 = Trait("TLS 1.3 only, which is right", {"versions": ("TLSv1.3",)})
EXPIRED = Trait(
    "certificate expired five days ago",
    {"certificate": Leaf(days=(-370, -5))},
    verdicts=every(FAIL, "tls.certificate.validity", "tls.certificate.expiry"),
)
EXPIRING = Trait(
    "certificate ends in ten days",
    {"certificate": Leaf(days=(-80, 10))},
    verdicts={"tls.certificate.expiry": FAIL},
)
NOT_YET_VALID = Trait(
    "certificate valid only in a week",
    {"certificate": Leaf(days=(7, 372))},
    verdicts={"tls.certificate.validity": FAIL},
)
SELF_SIGNED = Trait(
    "self-signed certificate",
    {"certificate": Leaf(issuer="itself")},
    {"tls.certificate.chain_trusted": False, "tls.certificate.self_signed": True},
    {"tls.certificate.trusted": FAIL},
)
UNKNOWN_AUTHORITY = Trait(
    "certificate of an authority that nobody knows",
    {"certificate": Leaf(issuer="stranger")},
    {"tls.certificate.chain_trusted": False},
    {"tls.certificate.trusted": FAIL},
)
MISSING_INTERMEDIATE = Trait(
    "intermediate certificate not sent",
    {"certificate": Leaf(sends_chain=False)},
    {"tls.certificate.chain_trusted": False, "tls.certificate.chain_faults": ["missing_link"]},
    every(FAIL, "tls.certificate.trusted", "tls.certificate.chain"),
)
WRONG_NAME = Trait(
    "certificate for another name",
    {"certificate": Leaf(name="may-chu-01.hosting-thidiem.test")},
    {"tls.certificate.name_matches": False, "tls.certificate.names": ["may-chu-01.hosting-thidiem.test"]},
    every(FAIL, "tls.certificate.name", "tls.certificate.names_in_use"),
)
HTTP_CONTENT = Trait(
    "the pages over plain HTTP, without a redirect",
    {"http": "content"},
    {"web.http": "content", "web.redirects_to_https": False},
    {"tls.redirect": FAIL},
)
HTTP_CLOSED = Trait(
    "plain HTTP closed, which is right",
    {"http": "closed"},
    {"web.http": "closed", "web.redirects_to_https": False},
)
HTTP_ELSEWHERE = Trait(
    "plain HTTP redirects to another host",
    {"http": "elsewhere"},
    {"web.http": "redirect", "web.redirects_to_https": False},
    {"tls.redirect": FAIL},
)
NO_HTTPS = Trait(
    "no HTTPS at all",
    {"https": "closed", "http": "content"},
    {
        "web.https": False,
        "web.status": 200,
        "web.http": "content",
        "web.redirects_to_https": False,
        "ipv6.same_certificate": None,
    },
    every(NOT_APPLICABLE, "tls", "ipv6.same_certificate") | {"tls.https": FAIL},
)
NO_HSTS = Trait("no HSTS", {"hsts": None}, {"web.hsts": None}, {"tls.hsts": FAIL})
SHORT_HSTS = Trait("HSTS for five minutes", {"hsts": 300}, {"web.hsts": {"max_age": 300}}, {"tls.hsts": FAIL})

# ---------------------------------------------------------------------------------------------- pages

_LABEL = ("trust_label.embed", "trust_label.slug")


def _no_page(what: str, page: Page, reason: str, **facts: Any) -> Trait:
    """HTTPS works, but the home page is not shown, so nothing on it can be judged."""
    return Trait(
        what,
        {"page": page},
        {f"web.{name}": value for name, value in facts.items()} | unseen(reason, "ipv6.same_content", *_LABEL),
        every(UNKNOWN, "ipv6.same_content", "trust_label"),
    )


HOME_MOVED = Trait("home page behind a redirect on the same host", {"page": "moved"})
HOME_ELSEWHERE = _no_page("home page redirects out of the scope", "elsewhere", "not_authorised")
SERVER_ERROR = _no_page("HTTP 500 on the home page", "error", "protocol_error", status=500)
WALL = _no_page("HTTP 403 from a web application firewall", "waf", "blocked", status=403)
ENDLESS = _no_page("a home page without end", "endless", "too_large", status=200)
HOSTILE = Trait("hostile title, otherwise right", {"page": "hostile"})

# ---------------------------------------------------------------------------------------------- trust label


def _no_label(what: str, label: Embed, seen_as: str) -> Trait:
    """No valid label on the page, and none in the directory."""
    return Trait(
        what,
        {"label": label, "listed": "nobody"},
        {"trust_label.embed": seen_as},
        {"trust_label.embedded": FAIL, "trust_label.listed": NOT_APPLICABLE},
    )


LABEL_ABSENT = _no_label("no label", "absent", "absent")
LABEL_IN_COMMENT = _no_label("label inside an HTML comment", "comment", "absent")
LABEL_OF_ANOTHER = _no_label("somebody else's label", "of_another", "domain_mismatch")
LABEL_COPIED = _no_label("a copied local picture", "local_copy", "local_copy")
LABEL_IMAGE_ONLY = _no_label("the label's image without its link", "image_only", "image_only")
LABEL_LINK_ONLY = _no_label("the label's link around a local picture", "link_only", "link_only")
LABEL_FAKE_HOST = _no_label("label from a host that only looks right", "fake_host", "fake_host")
LABEL_MALFORMED = _no_label("label with a misspelt path", "malformed", "malformed")
LABEL_OF_OTHER_SERVICE = _no_label("the label's title on another service's link", "other_service", "not_a_label")
LABEL_TO_HOME_PAGE = _no_label("a link to the directory's home page only", "home_page", "not_a_label")
LABEL_BY_SCRIPT = Trait(
    "label put in by a script",
    {"label": "script"},
    {"trust_label.embed": "script_injected"},
    {"trust_label.embedded": UNKNOWN, "trust_label.listed": NOT_APPLICABLE},
)
LABEL_NOT_LISTED = Trait(
    "valid label that the directory does not list",
    {"listed": "nobody"},
    {"trust_label.registry": {"status": "not_listed"}},
    {"trust_label.listed": FAIL},
)
LABEL_LISTED_TO_ANOTHER = Trait("valid label, listed to another owner", {"listed": "another"})

# ---------------------------------------------------------------------------------------------- silence

_WEB = ("web.https", "web.status", "web.hsts")
_PLAIN = ("web.http", "web.redirects_to_https")
_PAGE = (*_WEB, *_PLAIN, *_LABEL)

HANGS = Trait(
    "accepts connections and says nothing",
    {"https": "silent", "http": "silent"},
    unseen("timeout", *_PAGE, *_SAME),
    every(UNKNOWN, "ipv6.reachable", *_SAME, "tls", "trust_label"),
)
HANDSHAKE_HANGS = Trait(
    "plain HTTP redirects, the TLS handshake never comes about",
    {"https": "silent"},
    unseen("timeout", *_WEB, *_LABEL, *_SAME),
    every(UNKNOWN, "ipv6.reachable", *_SAME, "tls", "trust_label"),
)
ANSWER_HANGS = Trait(
    "TLS comes about, the HTTP answer never does",
    {"page": "silent"},
    unseen("timeout", *_WEB, *_LABEL, "ipv6.same_content"),
    every(UNKNOWN, "ipv6.reachable", "ipv6.same_content", "tls", "trust_label"),
)
DOWN = Trait(
    "down: every port closed on every address",
    {"https": "closed", "http": "closed"},
    unseen("refused", *_PAGE, *_SAME),
    every(UNKNOWN, "ipv6.reachable", *_SAME, "tls", "trust_label"),
)
NO_SUCH_NAME = Trait(
    "the name does not exist (NXDOMAIN)",
    {"dns": "absent", "listed": "nobody"},
    {"ipv6.a": [], "ipv6.aaaa": [], "ipv6.same_content": None, "ipv6.same_certificate": None}
    | unseen("unreachable", *_PAGE),
    every(FAIL, "ipv6.aaaa", "ipv6.dual_stack")
    | every(NOT_APPLICABLE, "ipv6.reachable", *_SAME)
    | every(UNKNOWN, "tls", "trust_label"),
)


def _nothing_seen(what: str, changes: Mapping[str, Any], reason: str) -> Trait:
    """Not even the addresses are known."""
    facts = unseen(reason, "ipv6.a", "ipv6.aaaa", "ipv6.name_servers", *_SAME, *_PAGE)
    return Trait(what, changes, facts, every(UNKNOWN, "ipv6", "tls", "trust_label"))


DNS_SERVFAIL = _nothing_seen("DNS answers SERVFAIL", {"dns": "servfail", "listed": "nobody"}, "dns_servfail")
DNS_SILENT = _nothing_seen("DNS never answers", {"dns": "silent", "listed": "nobody"}, "dns_timeout")
UNAUTHORISED = _nothing_seen("no authorisation covers it", {"listed": "nobody"}, "not_authorised")
"""Its trust label is not even looked up in the directory; the truth says nothing about that."""

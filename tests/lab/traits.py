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
from .requirements import Facts, Verdicts

Page = Literal["home", "moved", "elsewhere", "error", "waf", "endless", "silent", "hostile", "default", "spam"]

Zone = Literal[
    "shared",
    "own",
    "unsigned",
    "wrong_ds",
    "expired",
    "expiring",
    "old_algorithm",
    "one_server",
    "lame",
    "without_tcp",
    "unresolvable",
    "stale",
    "other_delegation",
    "without_glue",
    "transfers",
    "resolves",
]
"""Whether the portal lies in its agency's zone with others, or is a zone of its own, and with what fault."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a portal's servers really do; as it stands here, everything right."""

    dns: Literal["dual", "ipv4", "cname", "absent", "servfail", "silent"] = "dual"
    zone: Zone = "shared"
    www: Literal["none", "ipv4", "ula", "dangling"] = "none"
    mail: Literal["none", "silent"] = "none"
    caa: bool = True
    ipv6: Literal["same", "closed", "unanswered", "other_page", "other_certificate", "other_redirects"] = "same"
    https: Literal["open", "closed", "silent"] = "open"
    http: Literal["redirect", "content", "elsewhere", "ipv4_only", "closed", "silent"] = "redirect"
    versions: tuple[str, ...] = ("TLSv1.2", "TLSv1.3")
    certificate: Leaf = field(default_factory=Leaf)
    hsts: int | None = 31_536_000
    page: Page = "home"
    parts: Literal["own", "ipv4", "unencrypted"] = "own"
    markup: Literal["whole", "bare"] = "whole"
    headers: Literal["safe", "none"] = "safe"
    cookie: Literal["safe", "bare"] = "safe"
    banner: Literal["name", "version"] = "name"
    incidents: Literal["told", "untold", "elsewhere"] = "told"
    confirmed: Literal["nobody", "none", "mailbox"] = "nobody"
    security_txt: Literal["valid", "expired", "none"] = "valid"
    label: Embed = "valid"
    privacy: Literal["linked", "none"] = "linked"
    listed: Literal["owner", "another", "nobody"] = "owner"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser makes true that can't be seen without one."""

    facts: Facts
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class Trait:
    """One way of being different. `what` says it in words; the rest as the module tells.

    `browser` is what is true besides where a browser looks too; None when it makes no difference.
    """

    what: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=dict)
    browser: Seen | None = None

    @property
    def behaviour(self) -> Behaviour:
        """What the servers of a portal with this trait do."""
        return replace(Behaviour(), **self.changes)


ALL_RIGHT = Trait("everything right")
ALIAS = Trait("everything right, the name being an alias (CNAME)", {"dns": "cname"})

HOME = (
    *("web.csp", "web.nosniff", "web.framing", "web.referrer_policy", "web.permissions_policy", "web.cookies"),
    *("web.mixed_content", "web.banners", "web.charset", "web.language", "web.page_kind", "web.spam"),
)
"""Facts that the home page shows."""
READ = tuple("web.page" if fact == "web.page_kind" else fact for fact in HOME)
"""Requirements that are judged by them."""
TOLD = ("web.security_txt", "web.incident_contact")
LABEL = ("trust_label.embed", "trust_label.slug")
SAME = ("ipv6.same_content", "ipv6.same_certificate")
ALIKE = ("ipv6.large_answers", "ipv6.same_ports", "ipv6.same_status", "ipv6.same_redirects")
LED = ("ipv6.ipv4_only_redirects", "ipv6.only_blockers")
"""Facts about where redirects and parts of pages lead."""
LEADS = ("ipv6.redirects", "ipv6.only_ready")
"""Requirements that are judged by them."""

LOOKED = "Tổ giám sát an ninh mạng"
"""Who looked at a portal's pages by hand."""
LOOKED_DAYS_AGO = 12

REDIRECTED: dict[str, Any] = {
    "ipv6.names": [{"role": "host"}, {"role": "redirect", "aaaa": ["::1"]}],
    "ipv6.kinds": [{"family": 4}, {"family": 6}, {"family": 4}, {"family": 6}],
}
"""Another host that redirects lead to is a name in use."""

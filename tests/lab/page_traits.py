"""Pages: what stands on the home page, in its headers and beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .requirements import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, every, unseen
from .traits import HOME, LABEL, LEADS, LED, LOOKED, LOOKED_DAYS_AGO, READ, REDIRECTED, TOLD, Page, Trait


def _no_page(what: str, page: Page, reason: str, **facts: Any) -> Trait:
    """HTTPS works, but the home page is not shown, so nothing on it can be judged."""
    return Trait(
        what,
        {"page": page},
        {f"web.{name}": value for name, value in facts.items()}
        | unseen(reason, "ipv6.same_content", "ipv6.only_blockers", *HOME, *LABEL),
        every(UNKNOWN, "ipv6.same_content", "ipv6.only_ready", *READ, "trust_label"),
    )


def _walled(trait: Trait, reason: str, facts: dict[str, Any], verdicts: dict[str, str]) -> Trait:
    """As `_no_page`, and nothing else of the portal is shown either."""
    return replace(
        trait,
        facts=dict(trait.facts) | unseen(reason, *TOLD, "web.http3") | facts,
        verdicts=dict(trait.verdicts) | every(UNKNOWN, *TOLD, "web.http3") | verdicts,
    )


MOVED = Trait("home page behind a redirect on the same host", {"page": "moved"})
_ELSEWHERE = _no_page("home page redirects out of the scope", "elsewhere", "not_authorised")
HOME_ELSEWHERE = replace(
    _ELSEWHERE,
    facts=dict(_ELSEWHERE.facts) | REDIRECTED | {"web.incident_contact": {"kind": "security_txt"}},
    verdicts=dict(_ELSEWHERE.verdicts) | {"ipv6.names_in_use": PASS},
)
SERVER_ERROR = _walled(
    _no_page("HTTP 500 on the home page", "error", "protocol_error", status=500),
    "protocol_error",
    {"web.page_kind": "error"},
    {"web.page": FAIL},
)
WALL = _walled(
    _no_page("HTTP 403 from a web application firewall", "waf", "blocked", status=403),
    "blocked",
    unseen("blocked", "ipv6.same_redirects", *LED),
    every(UNKNOWN, "ipv6.same_redirects", *LEADS),
)
_ENDLESS = _no_page("a home page without end", "endless", "too_large", status=200)
ENDLESS = replace(_ENDLESS, facts=dict(_ENDLESS.facts) | {"web.incident_contact": {"kind": "security_txt"}})
HOSTILE = Trait("hostile title, otherwise right", {"page": "hostile"})
NO_SECURITY_HEADERS = Trait(
    "no header that tells browsers to be careful",
    {"headers": "none"},
    {"web.csp": None, "web.nosniff": False, "web.framing": "any", "web.referrer_policy": None}
    | {"web.permissions_policy": None},
    every(FAIL, "web.csp", "web.nosniff", "web.framing", "web.referrer_policy", "web.permissions_policy"),
)
BARE_COOKIE = Trait(
    "a session cookie without any protection",
    {"cookie": "bare"},
    {"web.cookies": [{"secure": False, "http_only": False, "same_site": None}]},
    every(FAIL, "web.cookies"),
)
MIXED_CONTENT = Trait(
    "a picture over plain HTTP on an encrypted page",
    {"parts": "unencrypted"},
    {"web.mixed_content": [{"kind": "passive", "tag": "img"}]},
    {"web.mixed_content": FAIL},
)
VERSION_BANNER = Trait(
    "headers that tell the versions of the software",
    {"banner": "version"},
    {"web.banners": [{"where": "Server", "version": True}, {"where": "X-Powered-By", "version": True}]},
    {"web.banners": FAIL},
)
BARE_MARKUP = Trait(
    "neither character set nor language told",
    {"markup": "bare"},
    {"web.charset": None, "web.language": None},
    every(FAIL, "web.charset", "web.language"),
)
EXPIRED_SECURITY_TXT = Trait(
    "a security.txt past its time",
    {"security_txt": "expired"},
    {"web.security_txt": {"expired": True}},
    {"web.security_txt": FAIL},
)
NO_INCIDENT_CONTACT = Trait(
    "nowhere a word about where to report incidents",
    {"incidents": "untold", "security_txt": "none"},
    {"web.security_txt": None, "web.incident_contact": None},
    {"web.incident_contact": UNKNOWN, "web.security_txt": FAIL},
)
NO_INCIDENT_CONTACT_CONFIRMED = Trait(
    "nowhere a word about where to report incidents, as a person confirmed",
    {"incidents": "untold", "security_txt": "none", "confirmed": "none"},
    {"web.security_txt": None, "web.incident_contact": None}
    | {"web.incident_confirmation": {"contact": None, "by": LOOKED, "days_ago": LOOKED_DAYS_AGO}},
    every(FAIL, "web.incident_contact", "web.security_txt"),
)
INCIDENT_CONTACT_ELSEWHERE = Trait(
    "where to report incidents stands on a page that nothing leads to but the menu; a person found it",
    {"incidents": "elsewhere", "security_txt": "none", "confirmed": "mailbox"},
    {"web.security_txt": None, "web.incident_contact": None}
    | {"web.incident_confirmation": {"by": LOOKED, "document": None, "days_ago": LOOKED_DAYS_AGO}},
    {"web.security_txt": FAIL},
)
DEFAULT_PAGE = Trait(
    "the web server's default page in place of the portal",
    {"page": "default", "listed": "nobody"},
    {"web.page_kind": "default", "trust_label.embed": "absent", "web.language": None}
    | {"web.incident_contact": {"kind": "security_txt"}},
    every(FAIL, "web.page", "web.language", "trust_label.embedded") | {"trust_label.listed": NOT_APPLICABLE},
)
SPAM = Trait(
    "hidden links to gambling, put in by burglars",
    {"page": "spam"},
    {"web.spam": [{"hidden": True}, {"hidden": True}, {"hidden": True}]},
    {"web.spam": FAIL},
)

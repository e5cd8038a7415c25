"""The facts about HTTP: is there HTTPS, does plain HTTP lead to it, does HSTS keep it so?"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from checks.look import Look, Service
from checks.network.http import Exchange, Head
from checks.observation import Fact, Reason, Seen, Unseen

KEPT_HEADERS = (
    "content-security-policy",
    "content-type",
    "location",
    "permissions-policy",
    "referrer-policy",
    "server",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "x-powered-by",
)
_REDIRECTS = (301, 302, 303, 307, 308)


def observe(look: Look) -> dict[str, Fact[Any]]:
    """The `web` object of the portal's record (see `checks.facts`)."""
    failed = look.nothing_visible()
    if failed is not None:
        return dict.fromkeys(("https", "status", "http", "redirects_to_https", "hsts", "headers"), failed)
    first = _first_head(look)
    plain = _plain(look)
    return {
        "https": _https(look),
        "status": first if isinstance(first, Unseen) else Seen(first.value.status),
        "http": plain if isinstance(plain, Unseen) else Seen(plain.value[0]),
        "redirects_to_https": _redirects(plain),
        "hsts": _hsts(look),
        "headers": first if isinstance(first, Unseen) else Seen(_kept(first.value)),
    }


def _exchanges(look: Look, service: Service) -> list[Exchange]:
    return [look.exchange(address, service) for address in look.visible]


def _first_head(look: Look) -> Fact[Head]:
    heads = [exchange.head for exchange in _exchanges(look, look.main_service)]
    return next((head for head in heads if isinstance(head, Seen)), heads[0])


def _https(look: Look) -> Fact[bool]:
    """True where an address answers HTTP over TLS; false where the port is closed on a portal that lives."""
    exchanges = _exchanges(look, "https")
    if any(isinstance(exchange.head, Seen) for exchange in exchanges):
        return Seen(True)
    unseen = [exchange.head for exchange in exchanges if isinstance(exchange.head, Unseen)]
    undecided = [fact for fact in unseen if fact.reason is not Reason.REFUSED]
    if undecided:
        return undecided[0]
    if any(look.alive(address) for address in look.addresses):
        return Seen(False)
    return unseen[0]


def _plain(look: Look) -> Fact[tuple[str, bool]]:
    """What plain HTTP does (`redirect`, `content`, `closed`, `error`) and whether it leads to HTTPS.

    The weakest address counts: one that still serves content makes the answer `content`.
    """
    said: list[tuple[str, bool]] = []
    unseen: list[Unseen] = []
    for exchange in _exchanges(look, "http"):
        if isinstance(exchange.head, Seen):
            said.append(_kind(look, exchange.head.value))
        elif exchange.head.reason is Reason.REFUSED:
            said.append(("closed", False))
        else:
            unseen.append(exchange.head)
    for kind in ("content", "redirect", "error"):
        found = [answer for answer in said if answer[0] == kind]
        if found:
            worst = min(found, key=lambda answer: answer[1])
            if worst[1] and unseen:
                return unseen[0]
            return Seen(worst)
    if unseen:
        return unseen[0]
    if any(look.alive(address) for address in look.visible):
        return Seen(("closed", False))
    return Unseen(Reason.REFUSED, f"{look.target.host} port {look.target.http_port}")


def _kind(look: Look, head: Head) -> tuple[str, bool]:
    if head.status in _REDIRECTS:
        where = urlsplit(urljoin(head.url, head.headers.get("location", "")))
        return "redirect", where.scheme == "https" and (where.hostname or "").lower() == look.target.host
    return ("content", False) if head.status < 400 else ("error", False)


def _redirects(plain: Fact[tuple[str, bool]]) -> Fact[bool]:
    """An error page over HTTP leads nowhere and shows nothing: that decides neither way."""
    if isinstance(plain, Unseen):
        return plain
    kind, to_https = plain.value
    if kind == "error":
        return Unseen(Reason.PROTOCOL_ERROR, "plain HTTP answers with an error")
    return Seen(to_https)


_MAX_AGE = re.compile(r'max-age\s*=\s*"?(\d{1,18})"?', re.IGNORECASE)


def _hsts(look: Look) -> Fact[dict[str, Any] | None]:
    """The Strict-Transport-Security header over HTTPS (RFC 6797 §6.1); None when there is none."""
    heads = [exchange.head for exchange in _exchanges(look, "https")]
    head = next((head for head in heads if isinstance(head, Seen)), heads[0])
    if isinstance(head, Unseen):
        return head
    return Seen(parse_hsts(head.value.headers.get("strict-transport-security")))


def parse_hsts(header: str | None) -> dict[str, Any] | None:
    """`{max_age, include_subdomains, preload}` of the header; None without a valid max-age."""
    if header is None:
        return None
    age = _MAX_AGE.search(header)
    if age is None:
        return None
    directives = {part.strip().lower() for part in header.split(";")}
    return {
        "max_age": int(age.group(1)),
        "include_subdomains": "includesubdomains" in directives,
        "preload": "preload" in directives,
    }


def _kept(head: Head) -> dict[str, str]:
    return {name: head.headers[name][:500] for name in KEPT_HEADERS if name in head.headers}

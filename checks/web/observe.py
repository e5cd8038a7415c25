"""The facts about the portal as a web server: is there HTTPS, what do its headers ask for, what does its page show?"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from checks.look import Look, Service, readable
from checks.network.http import Exchange, Head
from checks.network.place import place_of
from checks.observation import Fact, Reason, Seen, Unseen
from checks.web.contents import observe_contents
from checks.web.page_facts import observe_page_facts

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


def observe(look: Look) -> dict[str, Fact[Any]]:
    """The `web` object of the portal's record (see `checks.facts`)."""
    return _observe_transport(look) | observe_page_facts(look) | observe_contents(look)


def _observe_transport(look: Look) -> dict[str, Fact[Any]]:
    """Is there HTTPS, does plain HTTP lead to it, does HSTS keep it so?"""
    failed = look.nothing_visible()
    if failed is not None:
        return dict.fromkeys(("https", "status", "http", "redirects_to_https", "hsts", "headers"), failed)
    first = _first_head(look)
    plain, to_https = _plain(look)
    return {
        "https": _https(look),
        "status": first if isinstance(first, Unseen) else Seen(first.value.status),
        "http": plain,
        "redirects_to_https": to_https,
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


_Plain: TypeAlias = tuple[Fact[str], Fact[bool]]
_CLOSED: _Plain = (Seen("closed"), Seen(False))


def _plain(look: Look) -> _Plain:
    """What plain HTTP does (`redirect`, `content`, `closed`, `error`) and whether it leads to HTTPS.

    The weakest address counts: one that still serves content makes the answer `content`.
    """
    weakest = min((_answer(look, address) for address in look.visible), key=_strength)
    if weakest == _CLOSED and not any(look.alive(address) for address in look.visible):
        down = Unseen(Reason.REFUSED, f"{look.target.host} port {look.target.http_port}")
        return down, down
    return weakest


def _strength(answer: _Plain) -> int:
    kind, to_https = answer
    if answer == _CLOSED:
        return 4
    if isinstance(to_https, Unseen):
        return 2
    return 3 if to_https.value else int(kind != Seen("content"))


def _answer(look: Look, address: str) -> _Plain:
    """What plain HTTP does at one address; `closed` even where nothing else answers.

    An error page leads nowhere and shows nothing: that decides neither way.
    """
    head = look.exchange(address, "http").head
    if isinstance(head, Unseen):
        return _CLOSED if head.reason is Reason.REFUSED else (head, head)
    if head.value.redirect is not None:
        return Seen("redirect"), _leads_to_https(look, address)
    if head.value.status < 300:
        return Seen("content"), Seen(False)
    return Seen("error"), Unseen(Reason.PROTOCOL_ERROR, f"plain HTTP answers with {head.value.status}")


def _leads_to_https(look: Look, address: str) -> Fact[bool]:
    """Whether the redirects of plain HTTP reach HTTPS on the portal's own host before they leave it."""
    for hop in look.trail(address, "http"):
        if isinstance(hop.head, Unseen):
            return hop.head
        if hop.head.value.redirect is None:
            break
        place = place_of(hop.head.value.redirect)
        if place is None or place.host != look.target.host:
            return Seen(False)
        if place.scheme == "https":
            return Seen(True)
    shown = readable(hop.head)
    return shown if isinstance(shown, Unseen) else Seen(False)


def _hsts(look: Look) -> Fact[dict[str, Any] | None]:
    """The Strict-Transport-Security header over HTTPS (RFC 6797 §6.1), the weakest of all addresses; None for none.

    An address that refuses HTTPS has no say; one that could not be seen leaves it open, unless another has none.
    """
    told = [_told(exchange.head) for exchange in _exchanges(look, "https")]
    weakest = min(
        (fact for fact in told if isinstance(fact, Seen)),
        key=lambda fact: fact.value["max_age"] if fact.value else -1,
        default=told[0],
    )
    if weakest == Seen(None):
        return weakest
    silent = (fact for fact in told if isinstance(fact, Unseen) and fact.reason is not Reason.REFUSED)
    return next(silent, weakest)


def _told(head: Fact[Head]) -> Fact[dict[str, Any] | None]:
    """The header of one answer. An error page or a wall without it says nothing: servers leave it out of those."""
    if isinstance(head, Unseen):
        return head
    hsts = parse_hsts(head.value.headers.get("strict-transport-security"))
    if hsts is None and head.value.status >= 400 and isinstance(failed := readable(head), Unseen):
        return failed
    return Seen(hsts)


_SECONDS = re.compile(r"[0-9]{1,18}")


def parse_hsts(header: str | None) -> dict[str, Any] | None:
    """`{max_age, include_subdomains, preload}` of the header; None without a valid max-age.

    Of several headers, which arrive joined by commas, the first one counts (RFC 6797 §8.1).
    """
    directives: dict[str, str] = {}
    for part in (header or "").partition(",")[0].split(";"):
        name, _, value = part.partition("=")
        directives.setdefault(name.strip().lower(), value.strip().strip('"'))
    if not _SECONDS.fullmatch(directives.get("max-age", "")):
        return None
    return {
        "max_age": int(directives["max-age"]),
        "include_subdomains": "includesubdomains" in directives,
        "preload": "preload" in directives,
    }


def _kept(head: Head) -> dict[str, str]:
    return {name: head.headers[name][:500] for name in KEPT_HEADERS if name in head.headers}

"""What a client without IPv4 stumbles over: names, name servers, redirects and parts of the page that only IPv4 has."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from checks.dns.belonging import is_within, registered_domain
from checks.look import Look
from checks.markup import Tag
from checks.network.http import Page
from checks.network.names import Names
from checks.network.place import place_of
from checks.observation import Fact, Reason, Seen, Unseen
from checks.urls import urljoin
from checks.web.document import page_tokens

MOST_HOSTS = 30
"""Hosts of a page's parts whose addresses are asked for."""
_MOST_URL = 2048
"""Characters of a URL that is looked at; no browser asks for longer ones everywhere."""
_WITHIN = re.compile(r"/(?![/\\\t\n\r])")
"""How what stays on the host of the page's base begins."""
_LOADING = {"script": "src", "img": "src", "iframe": "src", "link": "href"}
"""What may be fetched with a page, and the attribute that tells from where."""
_LOADED = frozenset({"stylesheet", "preload", "modulepreload", "icon"})
"""What a link may be to be fetched with the page (WHATWG HTML §4.6.7)."""

Blocker = dict[str, str]


def only_blockers(
    look: Look,
    name_servers: Fact[list[dict[str, Any]]],
    redirects: Fact[list[str]],
    province_zone: str | None = None,
) -> Fact[list[Blocker]]:
    """Each `{kind: "name"|"name_server"|"redirect"|"resource", name}`, in that order; a name server's is the zone.

    `name_servers` is the fact of that name, `redirects` the hosts of redirects that have no AAAA record. Parts of the
    page count on hosts of the portal's own registered domain, or below `province_zone`: what it, or its province, has
    in hand itself. Unseen where nothing was found and something could not be looked at; what was found stands without
    that.
    """
    parts = [_host(look), _servers(look, name_servers), _named("redirect", redirects), _resources(look, province_zone)]
    found = [blocker for part in parts if isinstance(part, Seen) for blocker in part.value]
    unseen = next((part for part in parts if isinstance(part, Unseen)), None)
    return Seen(found) if found or unseen is None else unseen


def _named(kind: str, names: Fact[list[str]]) -> Fact[list[Blocker]]:
    return names if isinstance(names, Unseen) else Seen([{"kind": kind, "name": name} for name in names.value])


def _host(look: Look) -> Fact[list[Blocker]]:
    if isinstance(look.ipv6, Unseen):
        return look.ipv6
    return _named("name", Seen([] if look.ipv6.value else [look.target.host]))


def _servers(look: Look, servers: Fact[list[dict[str, Any]]]) -> Fact[list[Blocker]]:
    """The zone, where every one of its name servers is seen not to answer over IPv6."""
    if isinstance(servers, Unseen):
        return servers
    answers: list[Fact[bool]] = [server["answers_ipv6"] for server in servers.value]
    if Seen(True) in answers or not answers:
        return Seen([])
    for answer in answers:
        if isinstance(answer, Unseen):
            return answer
    zone = look.network.names.zone(look.target.host)
    return zone if isinstance(zone, Unseen) else _named("name_server", Seen([zone.value.rstrip(".")]))


def _resources(look: Look, province_zone: str | None) -> Fact[list[Blocker]]:
    """Hosts of parts of the home page that have an IPv4 address and no IPv6 address."""
    page = look.page
    if isinstance(page, Unseen):
        return page
    own = [zone for zone in (registered_domain(look.target.host), province_zone) if zone]
    hosts = [
        host
        for host in resource_hosts(page.value)
        if host != look.target.host and any(is_within(host, zone) for zone in own)
    ]
    with ThreadPoolExecutor(MOST_HOSTS) as pool:
        only = list(pool.map(lambda host: _has_only_ipv4(look.network.names, host), hosts[:MOST_HOSTS]))
    found = [host for host, answer in zip(hosts, only, strict=False) if answer == Seen(True)]
    unseen = next((answer for answer in only if isinstance(answer, Unseen)), None)
    if not found and unseen is None and len(hosts) > MOST_HOSTS:
        unseen = Unseen(Reason.TOO_LARGE, f"{page.value.url}: parts from {len(hosts)} hosts of its own")
    return _named("resource", Seen(found)) if found or unseen is None else unseen


def resource_hosts(page: Page) -> list[str]:
    """Hosts that scripts, styles, icons, images and frames of a page come from, in the order of their first mention."""
    base, is_given, found = page.url, False, dict[str, None]()
    own = place_of(base)
    for token in page_tokens(page):
        if isinstance(token, str) or token.closing:
            continue
        if token.name == "base" and "href" in token.attributes and not is_given:
            base, is_given = _joined(page.url, token.attributes["href"]), True
            own = place_of(base)
        if token.name not in _LOADING or (url := _loaded(token)) is None:
            continue
        within = own is not None and _WITHIN.match(url) and len(url) <= _MOST_URL
        place = own if within else place_of(_joined(base, url))
        if place is not None:
            found.setdefault(place.host)
    return list(found)


def _loaded(tag: Tag) -> str | None:
    """What is fetched with the page for a tag of `_LOADING`, as written; None for nothing."""
    if tag.name == "link" and _LOADED.isdisjoint(tag.attributes.get("rel", "").lower().split()):
        return None
    return tag.attributes.get(_LOADING[tag.name])


def _joined(base: str, url: str) -> str:
    """The absolute URL; an empty one where nothing is to be fetched."""
    url = url.strip()
    try:
        return urljoin(base, url) if 0 < len(url) <= _MOST_URL else ""
    except ValueError:
        return ""


def _has_only_ipv4(names: Names, host: str) -> Fact[bool]:
    over6 = names.addresses(host, "AAAA")
    if isinstance(over6, Unseen) or over6.value:
        return over6 if isinstance(over6, Unseen) else Seen(False)
    over4 = names.addresses(host, "A")
    return over4 if isinstance(over4, Unseen) else Seen(bool(over4.value))

"""The code that embeds a portal's own label, built anew from its domain and its code in the directory.

Nothing of the portal's own HTML gets into it: a slug is letters, digits and ten digits, a domain is quoted as in a URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from checks.dns.belonging import is_address
from checks.observation import Json
from checks.trust_label.address import REGISTRY, normal_domain, own_domains, plain_domain

DIRECTORY: Final = f"https://{REGISTRY}/danh-ba-tin-nhiem"
_PICTURE: Final = f"https://{REGISTRY}/handle_cert?id="
_TITLE: Final = "Chứng nhận Tín nhiệm mạng"
_SLUG = re.compile(r"[a-z0-9]{1,300}-[0-9]{10}", re.ASCII)
_LONGEST_DOMAIN: Final = 300


def entry_url(slug: Json) -> str | None:
    """Where the directory's entry of a slug is; None for what is no slug."""
    return f"{DIRECTORY}/{slug}" if isinstance(slug, str) and _SLUG.fullmatch(slug) else None


def picture_url(domain: Json) -> str | None:
    """Where the label's picture for a domain is; None for what is no domain."""
    if not isinstance(domain, str) or not domain or len(domain) > _LONGEST_DOMAIN:
        return None
    return f"{_PICTURE}{quote(domain.encode('utf-8', 'replace'), safe='/.-_~%')}"


def embedding(domain: str, slug: str) -> str:
    """The HTML that embeds the label of a domain; `slug` may be a placeholder in capital letters."""
    return (
        f'<a href="{DIRECTORY}/{slug}" target="_blank" rel="noopener" title="{_TITLE}">\n'
        f'  <img src="{picture_url(domain)}" width="150" alt="{_TITLE}">\n'
        "</a>"
    )


def domains_of(portal: Mapping[str, Json]) -> list[str]:
    """The domains under which a portal may be registered, the likeliest first; none where its host is an address."""
    host, path = portal.get("host"), portal.get("path")
    if not isinstance(host, str) or not host or is_address(host):
        return []
    return [name for name in own_domains(host, path if isinstance(path, str) else "/") if picture_url(name)]


def first_own_domain(candidates: Iterable[Json], own: Iterable[str]) -> str | None:
    """The first of some domains that is one of the portal's own, as it was registered, with or without `www.`."""
    known = set(own)
    for name in candidates:
        if isinstance(name, str) and (plain := plain_domain(name)) in known:
            return f"www.{plain}" if f"www.{plain}" in name.lower() else plain
    return None


def first_own_slug(candidates: Iterable[Json], own: Iterable[str]) -> str | None:
    """The first of some slugs that is for one of the portal's own domains."""
    known = {f"{start}{normal_domain(name)}" for name in own for start in ("", "www")}
    for slug in candidates:
        if isinstance(slug, str) and _SLUG.fullmatch(slug) and slug.rpartition("-")[0] in known:
            return slug
    return None

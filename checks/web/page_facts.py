"""The facts that the home page shows by its headers, its cookies and its markup."""

from __future__ import annotations

from typing import Any, TypeVar

from checks.look import Look, readable
from checks.network.http import HEADER_LIMIT, Head, Page
from checks.observation import Fact, Reason, Seen, Unseen
from checks.web.cookies import cookies
from checks.web.csp import HEADER, REPORT_ONLY, csp
from checks.web.headers import BANNERS, banners, framing, nosniff, permissions_policy, referrer_policy
from checks.web.language import charset, language
from checks.web.mixed import mixed_content
from checks.web.versions import offers_http2, offers_http3

T = TypeVar("T")

OF_THE_PAGE = (
    "csp",
    "nosniff",
    "framing",
    "referrer_policy",
    "permissions_policy",
    "cookies",
    "mixed_content",
    "banners",
    "charset",
    "language",
)


def observe_page_facts(look: Look) -> dict[str, Fact[Any]]:
    """The facts of `OF_THE_PAGE`, and `http2` and `http3`, of the `web` object (see `checks.facts`).

    They are those of the first address that serves a readable page over the main service, IPv4 first, redirects
    followed; cookies are those of the redirects too. Where none does, a wall or an error hides them all.
    """
    failed = look.nothing_visible()
    if failed is not None:
        return dict.fromkeys((*OF_THE_PAGE, "http2", "http3"), failed)
    return _of_the_page(look) | {"http2": offers_http2(look), "http3": offers_http3(look)}


def _of_the_page(look: Look) -> dict[str, Fact[Any]]:
    failed: Unseen | None = None
    for address in look.visible:
        hops = list(look.trail(address, look.main_service))
        page = readable(hops[-1].page)
        if isinstance(page, Seen):
            return _read(look, [hop.head.value for hop in hops if isinstance(hop.head, Seen)], page.value)
        failed = failed or page
    return dict.fromkeys(OF_THE_PAGE, failed or Unseen(Reason.UNREACHABLE, look.target.host))


def _read(look: Look, heads: list[Head], page: Page) -> dict[str, Fact[Any]]:
    insecure = mixed_content(page)
    return {
        "csp": _whole([page], csp(page), HEADER, REPORT_ONLY),
        "nosniff": _whole([page], nosniff(page), "x-content-type-options"),
        "framing": _whole([page], framing(page), HEADER, "x-frame-options"),
        "referrer_policy": _whole([page], referrer_policy(page), "referrer-policy"),
        "permissions_policy": _whole([page], permissions_policy(page), "permissions-policy"),
        "cookies": _whole(heads, cookies(heads, look.now), "set-cookie"),
        "mixed_content": _whole([page], insecure, HEADER) if insecure else Seen([]),
        "banners": _whole([page], banners(page), *BANNERS),
        "charset": _whole([page], charset(page), "content-type"),
        "language": _whole([page], language(page), "content-language"),
    }


def _whole(heads: list[Head], value: T, *headers: str) -> Fact[T]:
    """A value read from headers, unless one of them was too long or too many to be read."""
    for head in heads:
        for name in headers:
            if name in head.left_out:
                return Unseen(Reason.TOO_LARGE, f"{head.url}: {name} of more than {HEADER_LIMIT} characters")
    return Seen(value)

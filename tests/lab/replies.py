"""What a portal replies to a request: a pure function of the portal, the request and the way it came."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from . import pages
from .places import Place
from .traits import Behaviour

MOVED_TO = "/trang-chu"
SESSION = "JSESSIONID"
VERSION_BANNERS = {"Server": "nginx/1.14.2", "X-Powered-By": "PHP/7.2.34"}


@dataclass(frozen=True, slots=True)
class Request:
    """The part of an HTTP request that matters here. `host` is lower-case, without its port."""

    method: str
    path: str
    host: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response. An `endless` one repeats its body for as long as somebody reads."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    endless: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where redirects lead: to another portal of the province, to one without IPv6, and out of the scope."""

    neighbour: str
    ipv4_only: str
    bystander: str


def reply(place: Place, request: Request, secure: bool, over_ipv6: bool, elsewhere: Elsewhere) -> Reply | None:
    """The reply over HTTPS (`secure`) or plain HTTP; None when the portal never replies."""
    behaviour = place.portal.trait.behaviour
    if request.host != place.portal.host:
        return Reply(404, pages.provider_default())
    if secure and over_ipv6 and behaviour.ipv6 == "other_page":
        return _dressed(Reply(200, pages.provider_default()), behaviour, secure)
    if secure and over_ipv6 and behaviour.ipv6 == "other_redirects" and request.path == "/":
        return _dressed(_redirect(302, MOVED_TO), behaviour, secure)
    if not secure and behaviour.http == "redirect":
        return _redirect(301, f"https://{place.portal.host}:{place.https_port}{request.path}")
    if not secure and behaviour.http in ("elsewhere", "ipv4_only"):
        return _redirect(301, elsewhere.neighbour if behaviour.http == "elsewhere" else elsewhere.ipv4_only)
    found = _content(place, behaviour, request.path, elsewhere)
    return found and _dressed(found, behaviour, secure)


def _content(place: Place, behaviour: Behaviour, path: str, elsewhere: Elsewhere) -> Reply | None:
    match behaviour.page:
        case "error":
            return Reply(500, pages.server_error())
        case "waf":
            return Reply(403, pages.wall(), {"Server": "TuongLua"})
        case "silent":
            return None
    if path == pages.SECURITY_TXT and behaviour.security_txt != "none":
        return Reply(200, pages.security_txt(place), {"Content-Type": "text/plain; charset=utf-8"})
    if path == pages.ABOUT and behaviour.incidents == "elsewhere":
        return Reply(200, pages.about(place))
    moved = behaviour.page == "moved" or behaviour.ipv6 == "other_redirects"
    if path != "/" and not (moved and path == MOVED_TO):
        return Reply(404, "<!DOCTYPE html><title>404</title><p>Không tìm thấy trang.</p>")
    match behaviour.page:
        case "moved" if path == "/":
            return _redirect(302, MOVED_TO)
        case "elsewhere":
            return _redirect(302, elsewhere.bystander)
        case "default":
            return Reply(200, pages.provider_default(), _policy(behaviour, secrets.token_urlsafe(16)))
        case page:
            return _home(place, behaviour, endless=page == "endless")


def _home(place: Place, behaviour: Behaviour, endless: bool) -> Reply:
    nonce = secrets.token_urlsafe(16)
    headers = _policy(behaviour, nonce)
    if behaviour.markup == "bare":
        headers["Content-Type"] = "text/html"
    return Reply(200, pages.home(place, nonce), headers, endless)


def _policy(behaviour: Behaviour, nonce: str) -> dict[str, str]:
    if behaviour.headers == "none":
        return {}
    return {
        "Content-Security-Policy": (
            f"default-src 'self'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self' data: https:; "
            "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        )
    }


_SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _dressed(found: Reply, behaviour: Behaviour, secure: bool) -> Reply:
    """The reply with the headers that the portal's server puts on all of them."""
    headers = dict(_SAFE_HEADERS) if behaviour.headers == "safe" else {}
    if secure and behaviour.hsts is not None:
        headers["Strict-Transport-Security"] = f"max-age={behaviour.hsts}; includeSubDomains"
    if found.status == HTTPStatus.OK:
        flags = f"; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}" if behaviour.cookie == "safe" else ""
        headers["Set-Cookie"] = f"{SESSION}={secrets.token_hex(16)}; Path=/{flags}"
    if behaviour.banner == "version":
        headers |= VERSION_BANNERS
    return replace(found, headers=headers | found.headers)


def _redirect(status: int, where: str) -> Reply:
    page = f'<!DOCTYPE html><title>{status}</title><a href="{where}">Chuyển hướng</a>'
    return Reply(status, page, {"Location": where})

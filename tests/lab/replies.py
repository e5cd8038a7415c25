"""What a portal replies to a request: a pure function of the portal, the request and the way it came."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from . import pages
from .places import Place
from .traits import Behaviour

MOVED_TO = "/trang-chu"


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
    """Where redirects lead: to another portal of the province, and out of the scope."""

    neighbour: str
    bystander: str


def reply(place: Place, request: Request, secure: bool, over_ipv6: bool, elsewhere: Elsewhere) -> Reply | None:
    """The reply over HTTPS (`secure`) or plain HTTP; None when the portal never replies."""
    behaviour = place.portal.trait.behaviour
    if request.host != place.portal.host:
        return Reply(404, pages.provider_default())
    if secure and over_ipv6 and behaviour.ipv6 == "other_page":
        return _with_hsts(Reply(200, pages.provider_default()), behaviour)
    if secure:
        found = _content(place, behaviour, request.path, elsewhere)
        return found and _with_hsts(found, behaviour)
    match behaviour.http:
        case "redirect":
            return _redirect(301, f"https://{place.portal.host}:{place.https_port}{request.path}")
        case "elsewhere":
            return _redirect(301, elsewhere.neighbour)
        case _:
            return _content(place, behaviour, request.path, elsewhere)


def _content(place: Place, behaviour: Behaviour, path: str, elsewhere: Elsewhere) -> Reply | None:
    home_path = MOVED_TO if behaviour.page == "moved" else "/"
    if path not in ("/", home_path):
        return Reply(404, "<!DOCTYPE html><title>404</title><p>Không tìm thấy trang.</p>")
    match behaviour.page:
        case "moved" if path == "/":
            return _redirect(302, MOVED_TO)
        case "elsewhere":
            return _redirect(302, elsewhere.bystander)
        case "error":
            return Reply(500, pages.server_error())
        case "waf":
            return Reply(403, pages.wall(), {"Server": "TuongLua"})
        case "endless":
            return Reply(200, pages.home(place), endless=True)
        case "silent":
            return None
        case _:
            return Reply(200, pages.home(place))


def _with_hsts(found: Reply, behaviour: Behaviour) -> Reply:
    """The reply with the portal's Strict-Transport-Security header (RFC 6797 §6.1), where it sends one."""
    if behaviour.hsts is None:
        return found
    header = {"Strict-Transport-Security": f"max-age={behaviour.hsts}; includeSubDomains"}
    return replace(found, headers=found.headers | header)


def _redirect(status: int, where: str) -> Reply:
    page = f'<!DOCTYPE html><title>{status}</title><a href="{where}">Chuyển hướng</a>'
    return Reply(status, page, {"Location": where})

"""Reads a URL on a page as the registry of labels would: its certificate, its picture, or something else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import SplitResult, parse_qs, unquote, urljoin, urlsplit

REGISTRY = "tinnhiemmang.vn"
_REGISTRY_HOSTS = {REGISTRY, f"www.{REGISTRY}"}
_NAME = "tinnhiemmang"
_CERTIFICATE = re.compile(r"/danh-ba-tin-nhiem/([a-z0-9]+-[0-9]{10})/?", re.ASCII)
_JOINTS = re.compile(r"[\s_.+-]|%20|[\u0300-\u036f]")
_MAX_URL = 4096
_MAX_STEPS = 16


class Kind(Enum):
    """What a URL leads to."""

    CERTIFICATE = auto()  # an entry of the directory; the value is its slug
    PICTURE = auto()  # the label's picture; the value is the domain that it is for
    MALFORMED = auto()  # the registry's host, and nearly one of the two above
    FAKE = auto()  # another host under the registry's name, or the registry without TLS
    REGISTRY = auto()  # some other page or picture of the registry
    ELSEWHERE = auto()  # another site
    HERE = auto()  # the portal itself, or nowhere


@dataclass(frozen=True, slots=True)
class Address:
    """A URL as the label's rules see it."""

    kind: Kind
    value: str = ""


def read_address(url: str, page_url: str, base_url: str = "") -> Address:
    """What a URL found on the page at `page_url` leads to in a browser; `base_url` is the page's `<base>`.

    Never raises for what a page may say.
    """
    page = urlsplit(page_url)
    try:
        parts = urlsplit(urljoin(urljoin(page_url, base_url), _as_browsers_do(url)))
        port = parts.port
    except ValueError:
        return Address(Kind.FAKE if mentions_label(url) else Kind.ELSEWHERE)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or host == (page.hostname or "").rstrip("."):
        return Address(Kind.HERE)
    if host in _REGISTRY_HOSTS:
        if parts.scheme == "http":
            return Address(Kind.FAKE)
        if port not in (None, 443) or "@" in parts.netloc:
            return Address(Kind.MALFORMED)
        return _at_the_registry(parts)
    if host.endswith(f".{REGISTRY}"):
        return Address(Kind.REGISTRY)
    return Address(Kind.FAKE if mentions_label(parts.netloc) else Kind.ELSEWHERE)


def plain_domain(domain: str) -> str:
    """A domain, maybe with a path, in lower case and without scheme, `www.` and closing slash."""
    return re.sub(r"^([a-z]+://)?(www\.)?", "", domain.strip().lower()).rstrip("/")


def normal_domain(domain: str) -> str:
    """The form in which a slug carries a domain: only a–z and 0–9 of its plain form."""
    return re.sub(r"[^a-z0-9]", "", plain_domain(domain))


def own_domains(host: str, path: str) -> list[str]:
    """The plain forms under which a portal may be registered, from its whole path up to its bare host."""
    steps = [step for step in path.split("/") if step][:_MAX_STEPS]
    return [plain_domain("/".join([host, *steps[:count]])) for count in range(len(steps), -1, -1)]


def mentions_label(text: str) -> bool:
    """Whether a URL or a text names the label, whatever the case, diacritics, spaces and dashes."""
    return _NAME in _fold(text)


def _fold(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text[:_MAX_URL]).casefold().replace("đ", "d")
    return _JOINTS.sub("", bare)


def _as_browsers_do(url: str) -> str:
    """WHATWG URL §4.4: white space around and within is dropped, a backslash is a slash."""
    return re.sub(r"[\t\n\r]", "", url[:_MAX_URL]).strip("".join(map(chr, range(33)))).replace("\\", "/")


def _at_the_registry(parts: SplitResult) -> Address:
    path = unquote(parts.path)
    if (entry := _CERTIFICATE.fullmatch(path)) is not None:
        return Address(Kind.CERTIFICATE, entry[1])
    if path == "/handle_cert":
        domains = parse_qs(parts.query).get("id", [])
        named = [domain for domain in domains if normal_domain(domain)]
        return Address(Kind.PICTURE, named[0]) if len(named) == len(domains) == 1 else Address(Kind.MALFORMED)
    folded = _fold(path)
    nearly = folded.startswith("/handlecert") or re.match("/danhbatinnhiem/?[^/]", folded)
    return Address(Kind.MALFORMED if nearly else Kind.REGISTRY)

"""Reads a URL on a page as the registry of labels would: its certificate, its picture, or something else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, unquote

from checks.urls import urljoin, urlsplit

REGISTRY = "tinnhiemmang.vn"
_REGISTRY_HOSTS = {REGISTRY, f"www.{REGISTRY}"}
_NAME = "tinnhiemmang"
_CERTIFICATE = re.compile(r"/danh-ba-tin-nhiem/([a-z0-9]+-[0-9]{10})/?", re.ASCII)
_ENTRY_WITHIN = re.compile(
    rf"https?:/{{1,2}}(?:www\.)?{re.escape(REGISTRY)}/danh-ba-tin-nhiem/([a-z0-9]+-[0-9]{{10}})(?![0-9])", re.ASCII
)
_HOST = re.compile(r"\s*+(?:https?:)?[/\\]{2,}+(?:[^/\\?#@]*+@)*+([^/\\?#:]{1,253})", re.IGNORECASE)
_JOINT = r"[\s_.+\-\u0300-\u036f]|%20"
_JOINTS = re.compile(_JOINT)
_VOWELS = {"a": "aàáảãạăằắẳẵặâầấẩẫậ", "e": "eèéẻẽẹêềếểễệ", "i": "iìíỉĩị"}
_MENTION = re.compile(rf"(?:{_JOINT})*+".join(f"[{_VOWELS.get(letter, letter)}]" for letter in _NAME), re.IGNORECASE)
# Letters and digits that pass for others; `l` and `I` are told as `i`, as is `1`.
_TWINS = str.maketrans("аеоіѕрсхуһԁмтпвΑαοιΙτνɑıǀ|1l0", "aeoispcxyhdmtnbaaoiitvaiiiiio")
_MAX_URL = 4096
_MAX_HOST = 253
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
    """A URL as the label's rules see it.

    `value` of a URL that is HERE or ELSEWHERE is the slug of the entry that it passes the reader on to, if it does.
    `host` is in lower case, as written; None for nowhere.
    """

    kind: Kind
    value: str = ""
    host: str | None = field(default=None, compare=False)


def read_address(url: str, page_url: str, base_url: str = "") -> Address:
    """What a URL found on the page at `page_url` leads to in a browser; `base_url` is the page's `<base>`.

    Never raises for what a page may say.
    """
    page = urlsplit(page_url)
    try:
        parts = urlsplit(urljoin(urljoin(page_url, base_url), _as_browsers_do(url)))
        port = parts.port
        written = (parts.hostname or "")[:_MAX_HOST]
    except ValueError:
        found = _HOST.match(url[:_MAX_URL])
        return Address(Kind.FAKE if names_registry(url) else Kind.ELSEWHERE, host=found[1] if found else None)
    if parts.scheme not in ("http", "https"):
        return Address(Kind.HERE)
    host = _host_as_browsers_do(written)
    if host == (page.hostname or "").rstrip("."):
        return Address(Kind.HERE, _passed_on(parts), host)
    if host in _REGISTRY_HOSTS:
        if parts.scheme == "http":
            return Address(Kind.FAKE, host=host)
        if port not in (None, 443) or "@" in parts.netloc:
            return Address(Kind.MALFORMED, host=host)
        kind, value = _at_the_registry(parts)
        return Address(kind, value, host)
    if host.endswith(f".{REGISTRY}"):
        return Address(Kind.REGISTRY, host=host)
    if mentions_label(parts.netloc) or looks_like_registry(written):
        return Address(Kind.FAKE, host=written)
    return Address(Kind.ELSEWHERE, _passed_on(parts), host)


def names_registry(url: str) -> bool:
    """Whether a URL is worth reading: it names the label, or its host does by letters that pass for others."""
    if mentions_label(url) or ("%" in url and mentions_label(unquote(url[:_MAX_URL]))):
        return True
    if "//" not in url and "\\" not in url:
        return False
    found = _HOST.match(url[:_MAX_URL])
    return found is not None and looks_like_registry(found[1])


@lru_cache(maxsize=4096)
def looks_like_registry(host: str) -> bool:
    """Whether a host could be taken for the registry's: by a twin of a letter, by `rn` for `m`, or by one letter
    left out, added, changed or swapped."""
    shown = ".".join(_shown(label) for label in host.lower().rstrip(".").split("."))
    folded = _fold(shown).translate(_TWINS)
    if _NAME in folded or _NAME in folded.replace("rn", "m"):
        return True
    return any(_is_one_off(_fold(label).translate(_TWINS)) for label in shown.split("."))


def _shown(label: str) -> str:
    """A label of a host as a browser may show it."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:67].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError):
        return label


def _is_one_off(word: str) -> bool:
    """Whether a word is the registry's name but for one letter, or for two neighbours that changed places."""
    if abs(len(word) - len(_NAME)) > 1 or word == _NAME:
        return False
    same = next((at for at, (one, other) in enumerate(zip(word, _NAME, strict=False)) if one != other), len(_NAME))
    rest, right = word[same:], _NAME[same:]
    return (
        rest[1:] == right[1:]
        or rest[1:] == right
        or rest == right[1:]
        or (rest[:2] == right[:2][::-1] and rest[2:] == right[2:])
    )


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
    return _MENTION.search(text, 0, _MAX_URL) is not None


def _fold(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text[:_MAX_URL]).casefold().replace("đ", "d")
    return _JOINTS.sub("", bare)


def _as_browsers_do(url: str) -> str:
    """WHATWG URL §4.4: white space around and within is dropped, a backslash is a slash."""
    return re.sub(r"[\t\n\r]", "", url[:_MAX_URL]).strip("".join(map(chr, range(33)))).replace("\\", "/")


def _host_as_browsers_do(host: str) -> str:
    """WHATWG URL §3.5: escapes are resolved, wide letters and dots are those that they stand for."""
    wide = unquote(host) if "%" in host else host
    if not wide.isascii():
        wide = unicodedata.normalize("NFKC", wide).replace("。", ".")
    return wide.lower().rstrip(".")


def _passed_on(parts: SplitResult) -> str:
    """The slug of the directory's entry that a redirector names in its path or query; empty for none."""
    rest = f"{parts.path}?{parts.query}"
    if "nhiem" not in rest:
        return ""
    found = _ENTRY_WITHIN.search(unquote(unquote(rest)))
    return found[1] if found else ""


def _at_the_registry(parts: SplitResult) -> tuple[Kind, str]:
    path = unquote(parts.path)
    if (entry := _CERTIFICATE.fullmatch(path)) is not None:
        return Kind.CERTIFICATE, entry[1]
    if path == "/handle_cert":
        domains = parse_qs(parts.query).get("id", [])
        named = [domain for domain in domains if normal_domain(domain)]
        return (Kind.PICTURE, named[0]) if len(named) == len(domains) == 1 else (Kind.MALFORMED, "")
    folded = _fold(path)
    nearly = folded.startswith("/handlecert") or re.match("/danhbatinnhiem/?[^/]", folded)
    return (Kind.MALFORMED if nearly else Kind.REGISTRY), ""

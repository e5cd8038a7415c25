"""Web addresses and host names in one normal form, so that equal portals are equal texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

import idna

from agent.inventory.problems import mistake, shown
from agent.inventory.texts import Text

DEFAULT_PORTS = {"https": 443, "http": 80}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_PATH_SAFE = "/%:@!$&'()*+,;=-._~?"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A URL taken apart. `host` is lower-case ASCII (IDNA 2008) or an IP address; `path` carries the query."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def host_name(text: str) -> str | None:
    """A host name in lower-case ASCII (IDNA 2008, RFC 5891), or an IP address; None when it is neither."""
    name = text.strip().rstrip(".").lower()
    try:
        return None if "%" in name else str(ip_address(name))
    except ValueError:
        pass
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError:
            return None
    labels = name.split(".")
    numeric = labels[-1].isdigit()
    return name if len(name) <= 253 and not numeric and all(map(_LABEL.fullmatch, labels)) else None


def web_address(text: str) -> WebAddress:
    """Read a URL; raises the `mistake` that tells what is wrong with it."""
    if any(character.isspace() or not character.isprintable() or character in '<>"\\^`{|}' for character in text):
        raise mistake(Text.URL_CHARACTERS, value=shown(text))
    try:
        parts = urlsplit(text)
        host = host_name(parts.hostname or "")
    except ValueError:
        raise mistake(Text.URL_HOST, value=shown(text)) from None
    if parts.scheme not in DEFAULT_PORTS:
        raise mistake(Text.URL_SCHEME, value=shown(text))
    if "@" in parts.netloc:
        raise mistake(Text.URL_CREDENTIALS, value=shown(text))
    if "#" in text:
        raise mistake(Text.URL_FRAGMENT, value=shown(text))
    if host is None or ("[" in parts.netloc and ":" not in host):
        raise mistake(Text.URL_HOST, value=shown(text))
    try:
        port = parts.port if parts.port is not None else DEFAULT_PORTS[parts.scheme]
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise mistake(Text.URL_PORT, value=shown(text))
    query = f"?{parts.query}" if parts.query else ""
    return WebAddress(parts.scheme, host, port, quote((parts.path or "/") + query, safe=_PATH_SAFE))

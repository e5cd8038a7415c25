"""What was seen, and what could not be seen: the two things a check may say about a fact.

A check never grades. It answers each question with `Seen(value)` or with `Unseen(reason, detail)`;
"no AAAA record", NXDOMAIN, a closed port and a TLS alert are *seen*, silence never is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeGuard, TypeVar

T = TypeVar("T")


class Reason(StrEnum):
    """Why a fact could not be observed. The list is closed: reports explain each word of it."""

    TIMEOUT = "timeout"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NO_IPV6_VANTAGE = "no_ipv6_vantage"
    DNS_TIMEOUT = "dns_timeout"
    DNS_SERVFAIL = "dns_servfail"
    TLS_HANDSHAKE = "tls_handshake"
    PROTOCOL_ERROR = "protocol_error"
    BLOCKED = "blocked"
    TOO_LARGE = "too_large"
    NOT_AUTHORISED = "not_authorised"
    NEEDS_DOCUMENT = "needs_document"
    NEEDS_LOOKUP = "needs_lookup"
    TOOL_MISSING = "tool_missing"
    OUR_ERROR = "our_error"


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """A fact that was observed. `value` is plain data: None, bool, int, str, list, dict."""

    value: T


@dataclass(frozen=True, slots=True)
class Unseen:
    """A fact that could not be observed; `detail` tells a person what was tried, in a few words."""

    reason: Reason
    detail: str = ""


Fact: TypeAlias = Seen[T] | Unseen
Json: TypeAlias = Any
"""Plain JSON data. Inside lists and objects an unseen part is `{"unseen": reason, "detail": …}`."""


def to_json(value: object) -> Json:
    """Plain JSON of a fact, a list of facts or an object of facts, `Unseen` at any depth."""
    match value:
        case Seen(inner):
            return to_json(inner)
        case Unseen(reason, detail):
            return {"unseen": reason.value, "detail": detail}
        case dict():
            return {str(key): to_json(item) for key, item in value.items()}
        case list() | tuple():
            return [to_json(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
    raise TypeError(f"a fact holds {type(value).__name__}, which is not plain data")


def is_unseen(value: Json) -> TypeGuard[dict[str, str]]:
    """Whether a JSON value is the mark of an unseen fact."""
    return isinstance(value, dict) and "unseen" in value


def content_hash(value: Json) -> str:
    """SHA-256 (hex) of the canonical JSON of a value: the same fact always has the same hash."""
    return hashlib.sha256(_CANONICAL.encode(value).encode("utf-8", "surrogatepass")).hexdigest()


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

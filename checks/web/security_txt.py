"""Reads the portal's security.txt (RFC 9116): where it says that holes and incidents are to be reported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from checks.look import Look
from checks.network.http import BARRED, Page
from checks.observation import Fact, Reason, Seen, Unseen

PLACES = ("/.well-known/security.txt", "/security.txt")
"""Where it lies (§3): the second one only where there is none at the first."""
MOST_BYTES = 32 * 1024
"""A longer file is not read (§5.5 lets a reader refuse it)."""
MOST_CONTACTS = 20
_MOST_LINES = 1_000
_LONGEST_VALUE = 500
_LONG_VALID_DAYS = 366
_ABSENT = (404, 410)

PROBLEMS = (
    "legacy_place",  # not below /.well-known/ (§3)
    "not_https",  # served over plain HTTP (§3)
    "not_text_plain",  # (§3)
    "not_utf8",  # (§3)
    "syntax",  # a line that is neither a field nor a comment nor empty (§4)
    "broken_signature",  # begins as a signed message and is none (§2.3)
    "no_contact",  # (§2.5.3)
    "contact_not_uri",  # an address without mailto:, tel: or https: (§2.5.3)
    "not_https_uri",  # a field leads to plain HTTP (§2.5)
    "no_expires",  # (§2.5.5)
    "several_expires",  # (§2.5.5)
    "bad_expires",  # not a date and time of RFC 3339 (§2.5.5)
    "expired",  # (§2.5.5)
    "far_expires",  # more than a year ahead (§2.5.5, recommended)
    "several_languages",  # Preferred-Languages more than once (§2.5.8)
    "other_canonical",  # Canonical does not name where it lies (§2.5.2)
)
"""What may be wrong with a file, in the order in which it is told."""

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]*(\S.*)")
_URI = re.compile(r"(?:mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9().-]+|https?://[^\s/]+\S*)", re.IGNORECASE)
_WEB_FIELDS = ("contact", "encryption", "acknowledgments", "canonical", "policy", "hiring")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,6}\d*)?(?:[Zz]|[+-]\d\d:\d\d)")
_HTML = re.compile(r"\s*(?:<!--|<!doctype|<html|<head|<body|<script|<meta|<\?xml)", re.IGNORECASE)
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = "-----END PGP SIGNATURE-----"


@dataclass(frozen=True, slots=True)
class SecurityTxt:
    """A file as it was read. `expires` is ISO 8601 with offset, `days_left` in whole days and negative once expired;
    both are null without exactly one sound date. `signed` says that a signature is there, not that it holds."""

    url: str
    contacts: list[str]
    expires: str | None
    expired: bool | None
    days_left: int | None
    signed: bool
    languages: list[str]
    canonical_matches: bool | None
    problems: list[str]


def security_txt(look: Look) -> Fact[dict[str, Any] | None]:
    """The fact `web.security_txt`; None where the server says that there is no such file.

    An answer that is plainly a page (many servers send one for whatever is asked) is no such file; a wall, an error
    of the server and silence tell nothing.
    """
    for place in PLACES:
        found = _at(look, place)
        if isinstance(found, Unseen):
            return found
        if found.value is not None:
            return Seen(asdict(found.value))
    return Seen(None)


def _at(look: Look, place: str) -> Fact[SecurityTxt | None]:
    page = look.get(place)
    if isinstance(page, Unseen):
        return page
    answer = page.value
    if answer.status in _ABSENT or (answer.status == 200 and not _is_file(answer)):
        return Seen(None)
    if answer.status != 200:
        wall = answer.status in BARRED
        return Unseen(Reason.BLOCKED if wall else Reason.PROTOCOL_ERROR, f"{answer.url}: HTTP {answer.status}")
    if len(answer.body) > MOST_BYTES:
        return Unseen(Reason.TOO_LARGE, f"{answer.url}: more than {MOST_BYTES // 1024} KiB")
    return Seen(read_security_txt(answer, look.now, legacy=place != PLACES[0]))


def _is_file(answer: Page) -> bool:
    """Whether an answer is meant as such a file: it holds a field of one, or is text that is no page."""
    text = answer.body[:MOST_BYTES].decode("utf-8", "replace").lstrip("\ufeff")
    if _HTML.match(text):
        return False
    if any(field in ("contact", "expires") for field, _ in _fields(text.splitlines()[:_MOST_LINES])):
        return True
    return bool(text.strip()) and _media_type(answer) == "text/plain"


def _media_type(answer: Page) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def read_security_txt(answer: Page, now: datetime, *, legacy: bool = False) -> SecurityTxt:
    """What a file says at a moment, and what is wrong with it; never raises. `legacy` when it lies at the old place."""
    problems = {"legacy_place": legacy, "not_https": not answer.url.startswith("https:")}
    problems["not_text_plain"] = _media_type(answer) != "text/plain"
    text = answer.body.decode("utf-8", "replace").lstrip("\ufeff")
    problems["not_utf8"] = "\ufffd" in text
    lines, signed = _unwrapped(text.splitlines()[:_MOST_LINES])
    problems["broken_signature"] = signed is None
    fields = _fields(lines)
    problems["syntax"] = len(fields) < sum(1 for line in lines if line.strip() and not line.startswith("#"))

    def told(name: str) -> list[str]:
        return [value for field, value in fields if field == name]

    contacts, languages, canonical = told("contact")[:MOST_CONTACTS], told("preferred-languages"), told("canonical")
    problems["no_contact"] = not contacts
    problems["contact_not_uri"] = any(_URI.fullmatch(contact) is None for contact in contacts)
    problems["not_https_uri"] = any(
        field in _WEB_FIELDS and value.lower().startswith("http:") for field, value in fields
    )
    problems["several_languages"] = len(languages) > 1
    matches = any(_normal(url) == _normal(answer.url) for url in canonical) if canonical else None
    problems["other_canonical"] = matches is False
    expires = _expiry(told("expires"), problems)
    days_left = (expires - now).days if expires else None
    problems["expired"] = expires is not None and expires <= now
    problems["far_expires"] = days_left is not None and days_left > _LONG_VALID_DAYS
    return SecurityTxt(
        answer.url,
        contacts,
        expires.isoformat() if expires else None,
        problems["expired"] if expires else None,
        days_left,
        bool(signed),
        [part.strip() for value in languages[:1] for part in value.split(",") if part.strip()][:MOST_CONTACTS],
        matches,
        [problem for problem in PROBLEMS if problems.get(problem)],
    )


def _unwrapped(lines: Sequence[str]) -> tuple[list[str], bool | None]:
    """The lines of the message within a cleartext signature (RFC 4880 §7); whether it is signed, None for an
    envelope that is not whole."""
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or lines[start].rstrip() != _SIGNED:
        return list(lines), False
    inner = [line.rstrip() for line in lines[start + 1 :]]
    head = inner.index("") if "" in inner else len(inner)  # after the armour headers comes an empty line
    end = inner.index(_SIGNATURE) if _SIGNATURE in inner else len(inner)
    message = [line.removeprefix("- ") for line in inner[head + 1 : end]]
    whole = head < end < len(inner) and _SIGNATURE_END in inner[end:]
    return message, True if whole else None


def _fields(lines: Sequence[str]) -> list[tuple[str, str]]:
    """The fields with their names in lower case (§2.5), values cut to a bound."""
    found = (_FIELD.fullmatch(line.rstrip()) for line in lines if not line.startswith("#"))
    return [(field[1].lower(), field[2][:_LONGEST_VALUE]) for field in found if field is not None]


def _expiry(values: Sequence[str], problems: dict[str, bool]) -> datetime | None:
    """The one date in the Expires fields; None, and the problem noted, when there is none or not exactly one."""
    problems["no_expires"] = not values
    problems["several_expires"] = len(values) > 1
    if len(values) != 1:
        return None
    moment = _moment(values[0])
    problems["bad_expires"] = moment is None
    return moment


def _moment(value: str) -> datetime | None:
    """A date and time of RFC 3339 §5.6 in UTC; a leap second counts as the second before."""
    if _MOMENT.fullmatch(value) is None:
        return None
    plain = value.upper().replace(":60", ":59") if value[17:19] == "60" else value.upper()
    try:
        return datetime.fromisoformat(plain).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _normal(url: str) -> tuple[str, str, int | None, str] | None:
    """A URL as it is compared: scheme and host in lower case, the scheme's own port left out."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    own = 443 if parts.scheme == "https" else 80
    return parts.scheme, (parts.hostname or "").rstrip("."), None if port == own else port, parts.path

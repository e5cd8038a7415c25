"""Reads a page of the registry's directory by the words before its values: nothing is known of its markup.

Two shapes count: "Tên miền: a.test" in one piece of text, and "Tên miền" with the value in what follows. What a page
says in two ways that differ is not told at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from checks.markup import Tag, resolved, tokens
from checks.trust_label.address import REGISTRY, plain_domain
from checks.trust_label.directory import Entry, level_named
from checks.trust_label.folding import folded

Field: TypeAlias = Literal["domain", "owner", "level", "since"]

_LABELS: dict[Field, tuple[str, ...]] = {
    "domain": ("Tên miền", "Tên miền website", "Địa chỉ website", "Website"),
    "owner": (
        "Đơn vị sở hữu",
        "Chủ sở hữu",
        "Cơ quan chủ quản",
        "Đơn vị chủ quản",
        "Chủ quản",
        "Tên tổ chức",
        "Tổ chức",
        "Tên đơn vị",
        "Đơn vị",
    ),
    "level": ("Mức độ", "Cấp độ", "Mức độ tín nhiệm", "Cấp độ tín nhiệm", "Mức tín nhiệm"),
    "since": ("Ngày cấp", "Ngày cấp nhãn", "Ngày chứng nhận", "Ngày đăng ký"),
}
"""The words before each field."""
_FIELDS: dict[str, Field] = {folded(label): field for field, labels in _LABELS.items() for label in labels}

_MOST_PIECES = 5000
_LONGEST = 300
_INLINE = frozenset({"a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "u", "wbr"})
_APART = frozenset({"head", "header", "nav", "footer", "button", "option", "template"})
"""What is no part of an entry: a menu has the same words, and the registry's own address stands below."""
_DOMAIN = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+(/[!-~]*)?", re.ASCII)
_DAY = re.compile(
    r"(?<![0-9])(?:([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})|([0-9]{4})-([0-9]{2})-([0-9]{2}))(?![0-9])"
)


@dataclass(slots=True)
class _Piece:
    """A stretch of text; `begins`: it is not in one line with what stands before; `linked`: it is that of a link."""

    text: str
    begins: bool
    linked: bool


@dataclass(slots=True)
class _Said:
    """What follows the words that announce a field."""

    field: Field
    value: str
    is_whole: bool = False


def read_fields(html: str) -> dict[Field, str]:
    """The fields that a page announces, each with its value; empty when it announces none.

    A value that is missing or ambiguous is "". Never raises.
    """
    said: list[_Said] = []
    for piece in _pieces(html):
        head, colon, rest = piece.text.partition(":")
        field = _FIELDS.get(folded(head)) if len(head) <= _LONGEST else None
        if field is not None and (colon or not piece.linked):
            said.append(_Said(field, rest.strip()[:_LONGEST]))
        elif said and not said[-1].is_whole:
            last = said[-1]
            last.is_whole = piece.begins and bool(last.value)
            if not last.is_whole:
                last.value = f"{last.value} {piece.text}".lstrip(": ")[:_LONGEST]
    values: defaultdict[Field, dict[str, str]] = defaultdict(dict)
    for one in said:
        key = plain_domain(one.value) if one.field == "domain" else folded(one.value)
        if key not in ("", REGISTRY):
            values[one.field].setdefault(key, one.value)
    return {one.field: next(iter(values[one.field].values())) if len(values[one.field]) == 1 else "" for one in said}


def read_entry(fields: Mapping[Field, str], slug: str) -> Entry | None:
    """The entry with this code that the fields of a page make; None where they tell no domain."""
    domain = plain_domain(fields.get("domain", ""))
    if not _DOMAIN.fullmatch(domain):
        return None
    return Entry(
        domain,
        owner=fields.get("owner") or None,
        level=level_named(fields.get("level", "")),
        since=_day(fields.get("since", "")),
        slug=slug,
    )


def says_there_is_none(html: str) -> bool:
    """Whether a page says in words that there is no such entry."""
    texts = (folded(piece.text) for piece in _pieces(html))
    return any("khong tim thay" in text or "khong ton tai" in text for text in texts)


def _pieces(html: str) -> Iterator[_Piece]:
    """The stretches of text that a reader sees, not too many."""
    inside = dict.fromkeys(_APART, 0)
    begins, linked, count = True, False, 0
    for token in tokens(html):
        if isinstance(token, Tag):
            if token.name in inside:
                inside[token.name] = max(0, inside[token.name] + (-1 if token.closing else 1))
            if token.name == "a":
                linked = not token.closing
            begins = begins or token.name not in _INLINE
            continue
        text = " ".join(resolved(token).split())
        if text and not any(inside.values()):
            yield _Piece(text, begins, linked)
            begins, count = False, count + 1
            if count == _MOST_PIECES:
                return


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    if found is None:
        return None
    day, month, year, *iso = found.groups()
    try:
        return date(*map(int, (year, month, day) if year else iso))
    except ValueError:
        return None

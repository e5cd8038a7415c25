"""Whether two names stand for one body, and whose name an issuing body bears.

Names are compared without case, diacritics, punctuation, short forms of agencies (as in `checks.trust_label.owner`)
and legal forms of companies. Tax codes (mã số thuế) decide where both are given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from checks.observation import Fact, Seen
from checks.security_plan.proof import needs
from checks.security_plan.record import Body, SystemRecord
from checks.trust_label.owner import in_full, owner_is_agency

Role: TypeAlias = Literal["owner", "unit", "operator"]
Issuer: TypeAlias = Literal["owner", "unit", "operator", "ministry", "other", "unclear"]

_LEGAL_FORMS = re.compile(
    r"\b(?:tong cong ty|tong cty|cong ty|cty|ctcp|tap doan|chi nhanh|trach nhiem huu han|tnhh|co phan|cp"
    r"|(?:mot|hai|1|2) thanh vien(?: tro len)?|[12]tv|mtv|joint stock|company|limited|jsc|ltd|corporation|corp|group)\b"
)
_TAX_CODE = re.compile(r"(\d{10})(?:-?\d{3})?")
_STATE_BODY = re.compile(r"(?:uy ban|hoi dong|so|phong|van phong|bo|cuc|cong an|ban) ")
_SYLLABLE = re.compile(r"\d+|[bcdghklmnpqrstvx]{0,3}[aeiouy]{1,3}[cghkmnpt]{0,2}")
_MINISTRY = re.compile(r"(?:bo cong an|cuc an ninh mang|a05)\b|(?:cuc|trung tam) .*\bbo cong an")


def same_body(one: Body, other: Body) -> Fact[bool]:
    """Whether two bodies are one legal entity; a branch is one with its company.

    Unseen when it can't be told: one name lies in the other, abbreviates it or shares a brand with it, or equal names
    bear different tax codes.
    """
    names = _bare(one.name), _bare(other.name)
    codes = _entity(one.tax_code), _entity(other.tax_code)
    alike = names[0] == names[1] != ""
    if None not in codes:
        if codes[0] == codes[1]:
            return Seen(True)
        return _unclear(one, other) if alike else Seen(False)
    if alike:
        return Seen(True)
    return _unclear(one, other) if _may_be_one(*names) else Seen(False)


def issuer(name: str, record: SystemRecord, order: Sequence[Role]) -> Issuer:
    """Which of the bodies behind the system issued a paper, by the name on it: the first in `order` that bears it.

    "ministry" is the Ministry of Public Security (Bộ Công an) with its bodies, "other" a body that the record shows to
    be none of these. "unclear" when a name may or may not be the same, or when the record does not name a body that
    comes before.
    """
    unsure = False
    for role in order:
        body: Body | None = getattr(record, role)
        if body is None:
            unsure = True
        elif _bears(name, body, record.owner):
            return "unclear" if unsure else role
    if _MINISTRY.match(in_full(name)):
        return "ministry"
    known = [body for role in order if (body := getattr(record, role)) is not None]
    if unsure or not all(same_body(Body(name), body) == Seen(False) for body in known):
        return "unclear"
    return "other"


def _bears(name: str, body: Body, owner: Body | None) -> bool:
    """Whether a name is that of a body, or its name with the owner's place behind it."""
    named = Body(name)
    if same_body(named, body) == Seen(True):
        return True
    if owner is None or same_body(named, owner) == Seen(True):
        return False
    return owner_is_agency(name, [body.name, owner.name]) is True


def _unclear(one: Body, other: Body) -> Fact[bool]:
    return needs(f"{one.name} and {other.name} may be the same body; give their tax codes")


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    """A name folded, written in full and without legal forms, if anything is left."""
    words = in_full(name)
    return " ".join(_LEGAL_FORMS.sub(" ", words).split()) or words


def _entity(tax_code: str | None) -> str | None:
    """The ten digits that a company and its branches share."""
    found = _TAX_CODE.fullmatch(tax_code.strip()) if tax_code else None
    return found[1] if found else None


def _may_be_one(one: str, other: str) -> bool:
    if not (one and other):
        return True
    contained = f" {one} " in f" {other} " or f" {other} " in f" {one} "
    return contained or one in _initials(other) or other in _initials(one) or _share_a_brand(one, other)


def _initials(words: str) -> tuple[str, str]:
    """The first letters of a name, with and without the word "and"."""
    letters = [word[0] for word in words.split()]
    return "".join(letters), "".join(word[0] for word in words.split() if word != "va")


def _share_a_brand(one: str, other: str) -> bool:
    """Whether two names that are not those of state bodies share a word that is no Vietnamese syllable."""
    if _STATE_BODY.match(one) or _STATE_BODY.match(other):
        return False
    return any(not _SYLLABLE.fullmatch(word) for word in {*one.split()} & {*other.split()})

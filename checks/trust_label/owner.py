"""Whether the owner that the directory names is the agency, whatever short forms either is written in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from checks.trust_label.folding import folded

_MOST_PLACES = 4
_COMMITTEE, _COUNCIL = "uy ban nhan dan", "hoi dong nhan dan"

_SHORT_FORMS = {
    "ubnd": _COMMITTEE,
    "hdnd": _COUNCIL,
    "vp": "van phong",
    "bql": "ban quan ly",
    "ttpvhcc": "trung tam phuc vu hanh chinh cong",
    "cntt": "cong nghe thong tin",
    "tp": "thanh pho",
    "tx": "thi xa",
}
_FIELDS = {
    "(tt va tt|tttt)": "thong tin va truyen thong",
    "(kh va cn|khcn)": "khoa hoc va cong nghe",
    "(kh va dt|khdt)": "ke hoach va dau tu",
    "(gd va dt|gddt)": "giao duc va dao tao",
    "(tn va mt|tnmt)": "tai nguyen va moi truong",
    "(nn va mt|nnmt)": "nong nghiep va moi truong",
    "(nn va ptnt|nnptnt)": "nong nghiep va phat trien nong thon",
    "(vh ?tt va dl|vhttdl)": "van hoa the thao va du lich",
    "(ld ?tb va xh|ldtbxh)": "lao dong thuong binh va xa hoi",
    "(dt va tg|dttg)": "dan toc va ton giao",
    "gtvt": "giao thong van tai",
}
_UNITS = {"p": "phuong", "x": "xa", "h": "huyen", "q": "quan", "t": "tinh", "tt": "thi tran"}
"""What the short form of a unit means behind the committee or council that governs it."""

_EXPANSIONS = [
    *((re.compile(rf"\b{short}\b"), long) for short, long in (_FIELDS | _SHORT_FORMS).items()),
    *((re.compile(rf"(?<=nhan dan ){short} "), f"{long} ") for short, long in _UNITS.items()),
    (re.compile(r"^tt "), "trung tam "),
]


def owner_is_agency(owner: str | None, agencies: Sequence[str]) -> bool | None:
    """Whether an owner is one of these: the names of an agency, then of those above it, the nearest first.

    Written alike after folding, where the agency may carry the places of those above it ("Sở Xây dựng tỉnh Thí Điểm"
    below "UBND tỉnh Thí Điểm"). None when there is no owner, or no agency to compare him with.
    """
    names = [name for name in map(in_full, agencies) if name]
    if owner is None or not in_full(owner) or not names:
        return None
    places = [name.removeprefix(f"{_COMMITTEE} ") for name in names[1:] if name.startswith(f"{_COMMITTEE} ")]
    places = places[:_MOST_PLACES]
    located = (
        " ".join([names[0], *some]) for count in range(1, len(places) + 1) for some in combinations(places, count)
    )
    return in_full(owner) in {*names, *located}


def in_full(name: str) -> str:
    """An agency's name folded (`checks.trust_label.folding`), with its usual short forms written out: "So TT&TT" →
    "so thong tin va truyen thong"."""
    words = folded(name)
    for short, long in _EXPANSIONS:
        words = short.sub(long, words)
    return words

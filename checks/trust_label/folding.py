"""Reduces Vietnamese words to what is left when case, diacritics and punctuation don't count."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 1000
_GAPS = re.compile(r"[^a-z0-9]+")
_MARKS = re.compile(r"[\u0300-\u036f]")


def folded(text: str) -> str:
    """Lower-case ASCII words with one space between: "Sở TT&TT" → "so tt va tt". Beyond 1000 characters, nothing."""
    bare = unicodedata.normalize("NFKD", text[:_LONGEST].replace("&", " và ")).casefold().replace("đ", "d")
    return _GAPS.sub(" ", _MARKS.sub("", bare)).strip()

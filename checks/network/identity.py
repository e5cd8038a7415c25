"""How we tell servers who asks: a User-Agent that names the tool, a contact and the document that allows it."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import metadata

MOST = 80
"""Characters of the contact, and of the document."""
PURPOSE = "kiem tra tuan thu; compliance audit"
"""What stands where nobody named a contact."""


@cache
def user_agent(contact: str | None = None, document: str | None = None) -> str:
    """The value of the header, printable ASCII: `tuanthu/1.0 (+soc@tinh.example; 12/VB-UBND)` (RFC 9110 §10.1.5).

    `contact` is an address or a telephone number, `document` the number of the authorisation; both may hold anything.
    """
    told = [f"+{plain}" if (plain := _plain(contact)) else PURPOSE, _plain(document)]
    return f"tuanthu/{metadata.version('tuanthu')} ({'; '.join(filter(None, told))})"


def _plain(text: str | None) -> str:
    """A text without diacritics and without what ends or nests a comment, in one line and short."""
    bare = unicodedata.normalize("NFKD", (text or "")[: 4 * MOST]).replace("đ", "d").replace("Đ", "D")
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    kept = "".join(sign if " " <= sign <= "~" and sign not in "()\\;" else " " for sign in letters)
    return " ".join(kept.split())[:MOST].strip()

"""Finds phrases in Vietnamese and English text, whether it is written with its diacritics or without any.

Folding alone would take "cả cuộc" for "cá cược": what was folded away must be the phrase's own marks, or nothing.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator

_PUNCTUATION = str.maketrans("\u2018\u2019\u2013\u2014\u00a0", "''-- ")
_STORED = 0x3000
"""Characters below this one are remembered once folded: all letters of Latin, Greek and Cyrillic script."""


class _Folds(dict[int, str]):
    """The plain letter of each character: always one character for one."""

    def __missing__(self, code: int) -> str:
        letter = chr(code).translate(_PUNCTUATION)
        plain = "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower()[0]
        if code < _STORED:
            self[code] = plain
        return plain


_FOLDS = _Folds()

_COMMON = (
    "".join(map(chr, range(128)))
    + "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
    + "‘’–—“”«»…•©"
)
"""What Vietnamese pages are written in, once in lower case."""
_ENCODED = codecs.charmap_build(_COMMON.ljust(256, "\ufffe"))
_PLAIN = "".join(_FOLDS[ord(letter)] for letter in _COMMON)


def fold(text: str) -> str:
    """Text in lower case without diacritics: as long as it was, so that places in both are the same.

    Composed text (NFC) is expected, as `checks.web.reading` gives it.
    """
    try:
        encoded, _ = codecs.charmap_encode(text.lower(), "strict", _ENCODED)
    except UnicodeEncodeError:
        return text.translate(_FOLDS)
    return codecs.charmap_decode(encoded, "strict", _PLAIN)[0]  # ten times as fast


class Phrases:
    """Some phrases, looked for as whole words whatever the case."""

    __slots__ = ("_marks", "_pattern")

    def __init__(self, phrases: Iterable[str]) -> None:
        self._marks: dict[str, list[list[str]]] = {}
        for phrase in phrases:
            composed = unicodedata.normalize("NFC", phrase)
            self._marks.setdefault(fold(composed), []).append(_marks(composed))
        longest_first = sorted(self._marks, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")

    def spans(self, text: str, folded: str | None = None) -> Iterator[tuple[int, int]]:
        """Where they stand in a text, from its start on; `folded` is its fold, when it is at hand."""
        for found in self._pattern.finditer(fold(text) if folded is None else folded):
            written = text[found.start() : found.end()].translate(_PUNCTUATION)
            if written.isascii() or _marks(written) in self._marks[found[0]]:
                yield found.span()

    def first(self, text: str, folded: str | None = None) -> tuple[int, int] | None:
        """Where the first of them stands."""
        return next(self.spans(text, folded), None)

    def may_be_in(self, folded: str) -> bool:
        """Whether a folded text holds one of them if its marks are left aside: at least where `first` finds one."""
        return self._pattern.search(folded) is not None

    def within(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        return self.first(text) is not None


def _marks(text: str) -> list[str]:
    """The letters and marks of a text, in an order that does not tell where a tone was put: hoà, hòa."""
    return sorted(unicodedata.normalize("NFD", text.lower()))

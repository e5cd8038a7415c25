"""Finds what a clerk means by an id or a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from agent.inventory.problems import nearest, shown
from agent.texts import _
from checks.trust_label.folding import folded

MOST_GUESSED = 50
"""Unknown names for which the nearest known one is looked for; that takes its time."""


class NameLookupError(ValueError):
    """Nothing, or more than one thing, goes by a name; the text says what to write."""


def said(name: str) -> str:
    """A name as two people write it alike: diacritics composed, one blank between words, no capitals."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


class Names:
    """Ids with their names. A name counts with its diacritics first, without them where that is not clear."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._missed = 0
        self._names: dict[str, str] = {}
        self._said: dict[str, set[str]] = {}
        self._folded: dict[str, set[str]] = {}
        for known, name in pairs:
            self._names[known] = name
            self._said.setdefault(said(name), set()).add(known)
            self._folded.setdefault(folded(name), set()).add(known)

    def id_of(self, text: str) -> str:
        """The id that a text means; raises `NameLookupError`."""
        if text in self._names:
            return text
        found = self._said.get(said(text)) or self._folded.get(folded(text) or "-") or set()
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise NameLookupError(
                _("{value} is the name of several: {known}; write the id").format(
                    value=shown(text), known=", ".join(sorted(found))
                )
            )
        self._missed += 1
        close = nearest(text, [*self._names, *self._names.values()]) if self._missed <= MOST_GUESSED else {}
        message = _("nothing here has the id or the name {value}; correct it or add a row for it").format(
            value=shown(text)
        )
        if close:
            message = _("{message} (did you mean {nearest}?)").format(message=message, nearest=close["nearest"])
        raise NameLookupError(message)

    def shown(self, known: str) -> str:
        """What to write for an id: its name where that leads back to it, else the id."""
        name = self._names.get(known, known)
        try:
            return name if self.id_of(name) == known else known
        except NameLookupError:
            return known

"""Observed values in a readable, bounded form: a small tree that a template can draw whatever came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from checks.observation import Json, Reason, is_unseen
from policies.details import detail_text
from policies.words import reason_text
from reports.fact_words import PARTS
from reports.value_words import VALUES
from reports.wording import Wording

LEAVES: Final = 150
"""How many single values of one fact are shown; what is beyond is counted."""
DEPTH: Final = 5
FOREIGN_KEYS: Final = frozenset({"web.headers"})
"""Facts whose keys come from the portal, so that they are not words of ours."""

Kind: TypeAlias = Literal["text", "unseen", "texts", "list", "map"]


@dataclass(frozen=True, slots=True)
class Node:
    """One value: `text` for a scalar or an unseen part, `items` for lists, `pairs` for objects.

    `texts` is a list of scalars only, told in one line; `left_out` counts the values beyond the bound.
    """

    kind: Kind
    text: str = ""
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[str, Node], ...] = ()
    left_out: int = 0


class _Drawer:
    """Builds the tree of one fact within its bound."""

    def __init__(self, fact: str, wording: Wording) -> None:
        self.fact = fact
        self.wording = wording
        self.left = LEAVES

    def node(self, value: Json, name: str, depth: int = 0) -> Node:
        if is_unseen(value):
            return self._unseen(value)
        if isinstance(value, dict) and depth < DEPTH:
            pairs = tuple(
                (self._label(str(key)), self.node(item, str(key), depth + 1))
                for key, item in value.items()
                if self._room()
            )
            return Node("map", pairs=pairs, left_out=len(value) - len(pairs))
        if isinstance(value, list) and depth < DEPTH:
            items = tuple(self.node(item, name, depth + 1) for item in value if self._room())
            flat = all(item.kind == "text" for item in items)
            return Node("texts" if flat else "list", items=items, left_out=len(value) - len(items))
        return Node("text", text=self._scalar(value, name))

    def _room(self) -> bool:
        self.left -= 1
        return self.left >= 0

    def _unseen(self, mark: dict[str, str]) -> Node:
        reason = reason_text(Reason(mark["unseen"]), self.wording.lang)
        detail = detail_text(str(mark.get("detail", "")), self.wording.lang)
        return Node("unseen", text=f"{reason}: {self.wording.cut(detail, 200)}" if detail else reason)

    def _label(self, key: str) -> str:
        if self.fact in FOREIGN_KEYS:
            return self.wording.cut(key, 60)
        special = f"{self.fact}.{key}"
        return self.wording.word("part", special if special in PARTS else key)

    def _scalar(self, value: Json, name: str) -> str:
        gettext = self.wording.gettext.gettext
        match value:
            case None:
                return gettext("none")
            case bool():
                return gettext("yes") if value else gettext("no")
            case int() | float():
                return str(value)
            case str():
                msgid = VALUES.get(self.fact if name == self.fact else f"{self.fact}.{name}", {}).get(value)
                return gettext(msgid) if msgid else self.wording.observed(value)
            case _:
                return self.wording.observed(str(value))


def readable(fact: str, value: Json, wording: Wording) -> Node:
    """The value of a fact (`tls.certificate`) as a tree of shown texts, at most `LEAVES` values of it."""
    return _Drawer(fact, wording).node(value, fact)

"""The words that click itself puts around helps and errors, in the language of the command."""

from __future__ import annotations

from click import core, decorators, exceptions, formatting, parser, types

from agent.texts import _

SPEAKERS = (core, decorators, exceptions, formatting, parser, types)
"""The modules of click that ask gettext for what people read; gettext would go by the locale of the machine."""

PLACEHOLDERS = frozenset({"file", "directory", "path"})
"""Kinds of values that stand in capitals for a value, as TEXT does; they are told in English in every language."""


def translate_click() -> None:
    """Let click ask for its texts where ours come from; what has no translation there stays English."""
    asked = {"_": _of_click, "ngettext": _of_number}
    for module in SPEAKERS:
        vars(module).update({name: asked[name] for name in asked if name in vars(module)})


def _of_click(text: str) -> str:
    return text if text in PLACEHOLDERS else _(text)


def _of_number(one: str, several: str, count: int) -> str:
    return _(one if count == 1 else several)

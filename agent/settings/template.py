"""A settings file with every setting in it, explained and commented out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from agent.settings.fields import Setting, settings_in
from agent.settings.values import written
from agent.texts import _

WIDTH = 100


def template() -> str:
    """The file in the language of the command. As it stands it says nothing: each setting has its default."""
    head = _(
        "Settings of the tuanthu service. Each line that begins with # and a name is a setting with its default: take"
        " the # away to change it, and those of the sections around it. 'tuanthu config check' tells every mistake."
        " Relative paths start at the folder of this file."
    )
    return "\n".join([*_comment(head, ""), *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    for setting in settings_in():
        depth = setting.name.count(".")
        indent = "  " * depth
        yield ""
        yield from _comment(_explained(setting), indent)
        yield f"{indent}#{setting.key}: {_value(setting)}".rstrip()


def _explained(setting: Setting) -> str:
    parts = [_(setting.explanation) if setting.explanation else ""]
    if setting.section is None:
        parts.append(f"({_kind(setting)})")
    elif setting.is_list:
        parts.append(_("(a list: begin each item with a dash)"))
    if setting.required:
        parts.append(_("Required in its section."))
    return " ".join(filter(None, parts))


def _kind(setting: Setting) -> str:
    kind = kind_word(setting.kind)
    if setting.is_list:
        return _("list of: {kind}").format(kind=kind)
    return _("group of names, each with: {kind}").format(kind=kind) if setting.is_group else kind


def _value(setting: Setting) -> str:
    return "" if setting.section or setting.required else written(setting.default)


def kind_word(kind: str) -> str:
    """The word for a kind of value in the language of the command; words to choose from stay as they are."""
    return {
        "true or false": _("true or false"),
        "whole number": _("whole number"),
        "number": _("number"),
        "path": _("path"),
        "secret": _("secret"),
        "duration": _("duration"),
        "moment": _("moment"),
        "date": _("date"),
        "time of day": _("time of day"),
        "text": _("text"),
    }.get(kind, kind)


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")

"""The language of this command: Vietnamese, unless `--lang en` or TUANTHU_LANG says otherwise."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from typing import get_args

from reports.i18n import Language, translations

LANGUAGES: tuple[Language, ...] = get_args(Language)


def language() -> Language:
    """The language asked for on the command line, else in TUANTHU_LANG, else Vietnamese."""
    arguments = sys.argv[1:]
    asked = [
        value
        for flag, following in pairwise([*arguments, ""])
        for value in [flag.removeprefix("--lang=") if flag.startswith("--lang=") else following]
        if flag.split("=")[0] == "--lang"
    ]
    asked.append(os.environ.get("TUANTHU_LANG", ""))
    return next((lang for value in asked for lang in LANGUAGES if lang == value), "vi")


def _(text: str) -> str:
    """A text of the command line in the language of this command."""
    return translations("agent", language()).gettext(text)

"""Texts in Vietnamese and English, by gettext: the code speaks English, `locale/vi.po` holds the Vietnamese."""

from __future__ import annotations

import io
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["vi", "en"]


def N_(text: str) -> str:  # noqa: N802 (gettext's customary name for "to be translated later")
    """Marks a text for translation and leaves it as it is."""
    return text


@lru_cache
def translations(package: str, lang: Language) -> NullTranslations:
    """The texts of a package (`reports`, `agent`) in a language; English is the texts themselves."""
    if lang == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = resources.files(package).joinpath("locale", f"{lang}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=lang))
    compiled.seek(0)
    return GNUTranslations(compiled)

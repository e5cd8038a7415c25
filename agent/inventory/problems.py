"""What is wrong with an inventory: where, what, and how to mend it."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Collection, Mapping

from pydantic_core import PydanticCustomError

from agent.inventory.texts import Text
from reports.i18n import Language, translations

CONTROL_CHARACTER = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML calls not printable, lone surrogates among it."""

SHOWN = 80
"""Characters of a wrong value that a sentence repeats."""


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the file's path, the line (1 is the first; None: the whole file), the field
    (`portals[3].url`; empty: none), and the sentence with its values."""

    file: str
    line: int | None
    field: str
    text: Text
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong and how to mend it, in English, without the place."""
        return self._message("en")

    def sentence(self, lang: Language) -> str:
        """Place, what is wrong and how to mend it."""
        frame = Text.IN_FILE if self.line is None else Text.AT_FIELD if self.field else Text.AT_LINE
        place = {"file": self.file, "line": str(self.line), "field": self.field}
        return _say(frame, lang, place | {"message": self._message(lang)})

    def _message(self, lang: Language) -> str:
        message = _say(self.text, lang, self.values)
        nearest = self.values.get("nearest")
        return _say(Text.NEAREST, lang, {"message": message, "nearest": nearest}) if nearest else message

    def __str__(self) -> str:
        return self.sentence("en")


class InventoryError(Exception):
    """An inventory that can't be used; `problems` holds every mistake found, at least one, in the order of lines."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line or 0))
        super().__init__(self.sentences("en"))

    def sentences(self, lang: Language) -> str:
        """One line a problem."""
        return "\n".join(problem.sentence(lang) for problem in self.problems)


def _say(text: Text, lang: Language, values: Mapping[str, str]) -> str:
    return translations("agent", lang).gettext(text.value).format_map(values)


def refuse_control_characters(text: str) -> None:
    """Raise the `mistake` that names a control character or lone surrogate of a text, where there is one."""
    found = CONTROL_CHARACTER.search(text)
    if found:
        raise mistake(Text.CONTROL_CHARACTER, code=f"U+{ord(found[0]):04X}")


def shown(value: object) -> str:
    """A wrong value in quotation marks, short and without control characters."""
    text = "".join(character if character.isprintable() else "�" for character in str(value))
    return f'"{text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"}"'


def nearest(word: object, known: Collection[str]) -> dict[str, str]:
    """`{"nearest": …}` with the known word that `word` was probably meant to be, or nothing."""
    close = difflib.get_close_matches(str(word)[:SHOWN], known, n=1)
    return {"nearest": close[0]} if close else {}


def mistake(text: Text, **values: str) -> PydanticCustomError:
    """The error that a validator raises to have `text` told at its field."""
    return PydanticCustomError(text.name, text.value, values)

"""No text of the command line is left in English, and no translation is left over."""

from __future__ import annotations

import io
import string
from pathlib import Path

import click
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import agent
from agent.inventory.texts import Text as InventoryText
from agent.settings.fields import settings_in
from agent.store.errors import Text as StoreText

FOLDER = Path(agent.__file__).parent


def texts() -> set[str]:
    """Every text that the code of `agent` asks the translation for; the explanations of settings stand in models."""
    found = extract_from_dir(FOLDER, [("**.py", "python")], keywords={"_": None})
    written = {str(message) for _file, _line, message, _comments, _context in found}
    explained = {setting.explanation for setting in settings_in()}
    return written | explained | {text.value for text in (*InventoryText, *StoreText)}


def of_click() -> set[str]:
    """Every text that click may ask for (agent/cli/framing.py); of these the translation holds what people meet."""
    folder = Path(click.__file__).parent
    found = extract_from_dir(folder, [("**.py", "python")], keywords={"_": None, "ngettext": (1, 2)})
    texts: set[str] = {"required"}
    for _file, _line, message, _comments, _context in found:
        texts |= {message} if isinstance(message, str) else set(message)
    return texts


def translated() -> dict[str, str]:
    source = (FOLDER / "locale" / "vi.po").read_bytes()
    return {str(message.id): str(message.string) for message in read_po(io.BytesIO(source), locale="vi") if message.id}


def test_every_text_has_its_translation_and_no_translation_is_left_over() -> None:
    assert texts() <= set(translated()) <= texts() | of_click()
    assert all(translated().values())


def test_translations_keep_the_fields_of_their_texts() -> None:
    def fields(text: str) -> set[str]:
        return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name}

    assert [text for text, vietnamese in translated().items() if fields(text) != fields(vietnamese)] == []

from collections.abc import Iterator
from importlib import resources
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from reports.i18n import translations

METHODS = [("**.py", "python"), ("templates/**.j2", "jinja2")]


def said() -> set[tuple[str, ...]]:
    """Every text of the code and templates, as (singular,) or (singular, plural)."""
    folder = Path(str(resources.files("reports")))
    options = {"templates/**.j2": {"silent": "false"}}
    found = extract_from_dir(folder, METHODS, options_map=options)
    return {(text,) if isinstance(text, str) else tuple(map(str, text or ())) for _, _, text, _, _ in found}


def catalogue() -> Catalog:
    source = resources.files("reports").joinpath("locale", "vi.po").read_bytes()
    return read_po(BytesIO(source), locale="vi", abort_invalid=True)


def translated() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for message in catalogue():
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            yield ids, (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def test_every_text_is_translated_and_no_translation_is_left_over() -> None:
    assert {ids for ids, _ in translated()} == said()


def test_no_translation_is_empty_or_unsure() -> None:
    known = catalogue()
    assert [ids for ids, strings in translated() if not all(strings)] == []
    assert [message.id for message in known if message.fuzzy and message.id] == []
    assert list(known.obsolete) == []


def test_translations_keep_their_placeholders() -> None:
    known = catalogue()
    assert [str(error) for message in known for error in message.check(known)] == []


def test_the_catalogue_names_no_dates_and_no_places_of_a_machine() -> None:
    source = resources.files("reports").joinpath("locale", "vi.po").read_text(encoding="utf-8")
    assert "POT-Creation" not in source
    assert "#:" not in source


def test_english_is_the_texts_themselves_and_vietnamese_is_found() -> None:
    assert translations("reports", "en").gettext("Fail") == "Fail"
    assert translations("reports", "vi").gettext("Fail") == "Không đạt"
    assert translations("reports", "vi").ngettext("%(n)s portal", "%(n)s portals", 3) == "%(n)s cổng"


def test_a_package_without_texts_says_so() -> None:
    with pytest.raises(FileNotFoundError):
        translations("checks", "vi")

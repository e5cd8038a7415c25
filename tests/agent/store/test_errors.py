from __future__ import annotations

from string import Formatter

import pytest

from agent.store.errors import StoreError, Text
from reports.i18n import translations


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("text", Text, ids=lambda text: text.name)
def test_every_text_is_told_in_vietnamese_with_the_same_values(text: Text) -> None:
    vietnamese = translations("agent", "vi").gettext(text.value)

    assert vietnamese != text.value
    assert names(vietnamese) == names(text.value)


def test_an_error_is_one_sentence_in_either_language() -> None:
    error = StoreError(Text.NO_AUDIT, audit="2026")

    assert str(error) == "there is no audit 2026; give the id of one, its first characters, or latest"
    assert "2026" in error.sentence("vi")
    assert error.sentence("vi") != str(error)

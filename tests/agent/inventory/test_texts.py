from __future__ import annotations

from string import Formatter

import pytest

from agent.inventory.texts import Text
from reports.i18n import translations


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("text", Text, ids=lambda text: text.name)
def test_every_text_is_told_in_vietnamese_with_the_same_values(text: Text) -> None:
    vietnamese = translations("agent", "vi").gettext(text.value)

    assert names(vietnamese) == names(text.value)
    assert vietnamese != text.value or text is Text.IN_FILE


def test_no_two_texts_are_the_same() -> None:
    assert len(Text) == len(Text.__members__), "an equal text would be an alias of the other"

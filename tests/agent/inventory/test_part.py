from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.inventory.part import Part


class Cup(Part):
    size: int


def test_a_part_refuses_keys_that_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Cup.model_validate({"size": 1, "colour": "red"})


def test_a_part_can_not_be_changed() -> None:
    cup = Cup(size=1)

    with pytest.raises(ValidationError, match="frozen"):
        cup.size = 2
    assert cup.size == 1

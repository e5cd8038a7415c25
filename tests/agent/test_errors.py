"""Each error that a person can mend stands for an exit status of the contract."""

from __future__ import annotations

import pytest

from agent import errors


@pytest.mark.parametrize(
    ("status", "number"),
    [
        (errors.EXIT_FOUND, 1),
        (errors.EXIT_INPUT, 2),
        (errors.EXIT_BLIND, 3),
        (errors.EXIT_OURS, 4),
        (errors.InputError.status, 2),
        (errors.VantageError.status, 3),
    ],
)
def test_the_numbers_are_those_of_the_contract(status: int, number: int) -> None:
    assert status == number


def test_an_error_is_its_sentence() -> None:
    assert str(errors.InputError("one sentence")) == "one sentence"
    assert not issubclass(errors.VantageError, errors.InputError)

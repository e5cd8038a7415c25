"""A look may cause so much and no more."""

import pytest

from checks.network.politeness import BarredError, Budget
from checks.observation import Reason


def test_connections_and_questions_each_have_the_whole_budget() -> None:
    budget = Budget(2)
    for _ in range(2):
        budget.connect()
        budget.ask()
    with pytest.raises(BarredError, match="the budget of 2 connections is used up") as raised:
        budget.connect()
    with pytest.raises(BarredError, match="the budget of 2 DNS questions is used up"):
        budget.ask()
    assert raised.value.unseen.reason is Reason.NOT_AUTHORISED
    assert budget.refused == 2


def test_what_is_spared_for_the_end_is_there_at_the_end() -> None:
    budget = Budget(3)
    budget.connect(spare=2)
    assert budget.connections_used_up(spare=2)
    assert budget.connections_used_up() is None
    with pytest.raises(BarredError):
        budget.connect(spare=2)
    budget.connect()
    budget.connect()
    assert budget.connections_used_up()

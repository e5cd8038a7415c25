"""The rate that holds where an authorisation names none."""

from checks.network.politeness import Rate


def test_the_usual_rate_is_careful() -> None:
    assert (Rate().connections, Rate().per_second) == (4, 10.0)

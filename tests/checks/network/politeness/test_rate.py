"""The rate that holds where an authorisation names none."""

from checks.network.politeness import Rate


def test_the_usual_rate_is_careful() -> None:
    assert (Rate().connections, Rate().per_second) == (4, 10.0)


def test_who_is_bound_by_two_authorisations_keeps_to_both() -> None:
    assert Rate(4, 1.0).slower(Rate(2, 10.0)) == Rate(2, 10.0).slower(Rate(4, 1.0)) == Rate(2, 1.0)

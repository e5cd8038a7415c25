from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from agent.inventory.authorisation import Authorisation
from agent.inventory.fields import ALL_DAY
from checks.facts import CHECK_NAMES, EXPOSURE, WEAKNESSES
from checks.network.politeness import USUAL_BUDGET, Rate
from reports.wording import ZONE

NOON = dt.datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)


def authorisation(**other: Any) -> Authorisation:
    given = {
        "document": "01/VB-LAB",
        "date": "2026-01-02",
        "signer": "Nguyễn Văn B",
        "hosts": ["*.thidiem.gov.test", "tinh.test"],
        "from": "2026-01-01",
        "to": "2026-12-31",
    }
    return Authorisation.model_validate(given | other)


def test_the_defaults_are_careful() -> None:
    plain = authorisation()

    assert set(plain.checks) == {*CHECK_NAMES} - {EXPOSURE}
    assert plain.hours == ALL_DAY
    assert plain.rate == Rate()
    assert not plain.scope.allows("127.0.0.1")


def test_rate_and_networks_are_handed_to_the_checks() -> None:
    given = authorisation(rate={"connections": "16", "per_second": "200"}, networks=["127.0.0.0/8", "::1/128"])

    assert given.rate == Rate(16, 200.0)
    assert given.scope.allows("127.0.0.1")
    assert given.scope.allows("::1")
    assert not given.scope.allows("10.0.0.1")


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("www.thidiem.gov.test", True),
        ("a.b.thidiem.gov.test", True),
        ("tinh.test", True),
        ("thidiem.gov.test", False),
        ("xthidiem.gov.test", False),
        ("www.tinh.test", False),
        ("www.thidiem.gov.test.evil.test", False),
    ],
)
def test_a_star_names_what_is_below_a_domain_and_a_host_only_itself(host: str, named: bool) -> None:
    assert authorisation().names_host(host) is named


@pytest.mark.parametrize(
    ("when", "open_"),
    [
        (dt.datetime(2025, 12, 31, 23, 59, tzinfo=ZONE), False),
        (dt.datetime(2026, 1, 1, 0, 0, tzinfo=ZONE), True),
        (dt.datetime(2026, 12, 31, 23, 59, tzinfo=ZONE), True),
        (dt.datetime(2027, 1, 1, 0, 0, tzinfo=ZONE), False),
        (dt.datetime(2025, 12, 31, 17, 0, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 12, 31, 17, 0, tzinfo=dt.UTC), False),
    ],
)
def test_both_dates_are_included_and_are_vietnams(when: dt.datetime, open_: bool) -> None:
    assert authorisation().is_open(when) is open_


@pytest.mark.parametrize(("hour", "open_"), [(21, False), (22, True), (0, True), (5, True), (6, False), (12, False)])
def test_hours_may_go_over_midnight(hour: int, open_: bool) -> None:
    assert authorisation(hours="22:00-06:00").is_open(NOON.replace(hour=hour)) is open_


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        authorisation().is_open(dt.datetime(2026, 11, 21))  # noqa: DTZ001


def test_only_the_checks_that_it_names_are_covered() -> None:
    limited = authorisation(checks=["tls"])

    assert limited.covers("tinh.test", "tls", NOON)
    assert not limited.covers("tinh.test", "web", NOON)
    assert not limited.covers("other.test", "tls", NOON)
    assert not limited.covers("tinh.test", "tls", NOON.replace(year=2028))


def test_probes_for_weaknesses_are_allowed_only_by_name() -> None:
    assert not authorisation().covers("tinh.test", WEAKNESSES, NOON)
    assert authorisation(checks=["tls", "weaknesses"]).covers("tinh.test", WEAKNESSES, NOON)


def test_port_scans_are_allowed_only_by_name() -> None:
    assert not authorisation().covers("tinh.test", EXPOSURE, NOON)
    assert authorisation(checks=["tls", "exposure"]).covers("tinh.test", EXPOSURE, NOON)


def test_it_ends_no_earlier_than_it_begins() -> None:
    assert authorisation(to="2026-01-01").is_open(dt.datetime(2026, 1, 1, 8, tzinfo=ZONE))
    with pytest.raises(ValidationError, match="before it begins") as caught:
        authorisation(to="2025-12-31")
    assert caught.value.errors()[0]["loc"] == ("to",)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


TET = {"from": "2026-02-14 00:00", "to": "2026-02-23T06:00", "reason": "Tết Nguyên đán"}


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-02-13 23:59", True),
        ("2026-02-14 00:00", False),
        ("2026-02-20 12:00", False),
        ("2026-02-23 05:59", False),
        ("2026-02-23 06:00", True),
    ],
)
def test_it_does_not_hold_in_a_blackout(moment: str, is_open: bool) -> None:
    given = authorisation(blackouts=[TET])

    assert given.is_open(at(moment)) is is_open
    assert given.is_open(at(moment).astimezone(dt.UTC)) is is_open


def test_a_blackout_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="2026-02-14 00:00"):
        authorisation(blackouts=[TET | {"to": "2026-02-14 00:00"}])


@pytest.mark.parametrize(
    ("hours", "moment", "until"),
    [
        ("00:00-24:00", "2026-03-01 12:00", "2027-01-01 00:00"),
        ("08:00-17:30", "2026-03-01 12:00", "2026-03-01 17:30"),
        ("20:00-24:00", "2026-03-01 23:00", "2026-03-02 00:00"),
        ("20:00-06:00", "2026-03-01 23:00", "2026-03-02 06:00"),
        ("20:00-06:00", "2026-03-01 05:00", "2026-03-01 06:00"),
        ("00:00-24:00", "2026-02-01 12:00", "2026-02-14 00:00"),
        ("20:00-06:00", "2026-12-31 23:00", "2027-01-01 00:00"),
    ],
)
def test_it_tells_when_it_closes(hours: str, moment: str, until: str) -> None:
    given = authorisation(hours=hours, blackouts=[TET])

    assert given.open_until(at(moment).astimezone(dt.UTC)) == at(until)
    assert given.is_open(at(until) - dt.timedelta(minutes=1))
    assert not given.is_open(at(until))


def test_the_budget_is_that_of_a_look_unless_the_document_says_otherwise() -> None:
    assert authorisation().rate_limit.budget == USUAL_BUDGET
    assert authorisation(rate={"budget": "200"}).rate_limit.budget == 200

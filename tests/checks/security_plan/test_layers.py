from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from checks.observation import Fact, Seen
from checks.security_plan import layers
from checks.security_plan.record import (
    Body,
    Layer,
    LayerNumber,
    LocalForce,
    Monitoring,
    NationalLink,
    PlanStatus,
    Surroundings,
)
from tests.checks.security_plan.records import COMPLETE, DECISION, FULLY, SILENT, TODAY, detail, seen

UNPROVEN = replace(COMPLETE, layers={number: Layer(FULLY) for number in COMPLETE.layers})
DAY = dt.timedelta(days=1)


def layer_2(monitoring: Monitoring) -> Fact[str]:
    found: Fact[str] = seen(layers.layers(replace(COMPLETE, monitoring=monitoring), TODAY))["2"]
    return found


def test_each_layer_stands_or_falls_with_its_own_document() -> None:
    given: dict[LayerNumber, Layer] = {
        "1": Layer(FULLY, DECISION),
        "2": Layer(PlanStatus.PARTLY_DEPLOYED),
        "3": Layer(FULLY),
    }
    found = seen(layers.layers(replace(SILENT, layers=given), TODAY))
    assert found["1"] == Seen("Đã triển khai đầy đủ")
    assert found["2"] == Seen("Đã triển khai một số hạng mục"), "an admission needs no document"
    assert detail(found["3"]) == "no document is given for layer 3"
    assert detail(found["4"]) == "the record does not say how far layer 4 is deployed"


def test_a_contract_proves_layer_2_from_its_first_to_its_last_day() -> None:
    for monitoring in (Monitoring(), Monitoring(since=TODAY, until=TODAY), Monitoring(until=TODAY)):
        assert layer_2(monitoring) == Seen(FULLY.value)
    assert detail(layer_2(Monitoring(until=TODAY - DAY))) == (
        "the contract of layer 2 ended on 2026-11-20, before 2026-11-21"
    )
    assert detail(layer_2(Monitoring(since=TODAY + DAY))) == (
        "the contract of layer 2 begins on 2026-11-22, after 2026-11-21"
    )


def test_a_contract_that_is_over_takes_nothing_from_an_admission() -> None:
    record = replace(
        SILENT,
        layers={"2": Layer(PlanStatus.NOT_DEPLOYED, DECISION)},
        monitoring=Monitoring(until=TODAY - DAY),
    )
    assert seen(layers.layers(record, TODAY))["2"] == Seen("Chưa triển khai")


def test_the_people_on_the_spot_count_with_the_document_of_layer_1() -> None:
    assert layers.force(COMPLETE, TODAY) == Seen(
        {"people": Seen(5), "trained": Seen(4), "last_training_days": Seen(20), "last_drill_days": Seen(30)}
    )
    for fact in seen(layers.force(UNPROVEN, TODAY)).values():
        assert detail(fact) == "no document is given for layer 1"
    assert detail(layers.force(SILENT, TODAY)) == "the record does not tell who is on the spot"


def test_that_nobody_is_there_or_trained_is_admitted_without_a_document() -> None:
    members = seen(layers.force(replace(SILENT, force=LocalForce(people=0, trained=0)), TODAY))
    assert (members["people"], members["trained"]) == (Seen(0), Seen(0))
    assert detail(members["last_drill_days"]) == "the record does not tell the day of the last drill"


def test_the_watch_is_told_with_its_time_and_hosts() -> None:
    assert layers.monitoring(COMPLETE, TODAY) == Seen(
        {
            "kind": Seen("hired"),
            "provider": Seen("Công ty Canh Gác"),
            "since": Seen("2026-01-01"),
            "until": Seen("2026-12-31"),
            "days_left": Seen(40),
            "hosts": Seen(["*.thidiem.test"]),
            "uncovered": Seen([]),
            "last_event": Seen("2026-11-20"),
            "last_event_days": Seen(1),
        }
    )
    assert detail(layers.monitoring(SILENT, TODAY)) == "the record does not tell who keeps watch in layer 2"


def test_what_speaks_for_the_watch_needs_the_document_of_layer_2() -> None:
    members = seen(layers.monitoring(UNPROVEN, TODAY))
    for name in ("days_left", "uncovered", "last_event", "last_event_days"):
        assert detail(members[name]) == "no document is given for layer 2"
    for name in ("kind", "provider", "since", "until", "hosts"):
        assert members[name] == seen(layers.monitoring(COMPLETE, TODAY))[name]


def test_a_contract_that_is_over_and_hosts_not_watched_are_admitted_without() -> None:
    said = Monitoring(until=TODAY - DAY, hosts=("b.test",))
    members = seen(
        layers.monitoring(replace(UNPROVEN, monitoring=said, surroundings=Surroundings(("a.test", "b.test"))), TODAY)
    )
    assert (members["days_left"], members["uncovered"]) == (Seen(-1), Seen(["a.test"]))


def test_what_is_not_said_of_the_watch_is_silence() -> None:
    members = seen(layers.monitoring(replace(COMPLETE, monitoring=Monitoring(provider=Body("X"))), TODAY))
    assert members.pop("provider") == Seen("X")
    assert (
        detail(members["days_left"])
        == detail(members["until"])
        == "the record does not tell the day the monitoring ends"
    )
    assert detail(members["uncovered"]) == "the record does not tell which hosts are watched"
    assert all(detail(fact).startswith("the record does not tell") for fact in members.values())


@pytest.mark.parametrize(
    ("watched", "uncovered"),
    [
        ((), ["thidiem.test", "a.thidiem.test", "b.a.thidiem.test", "xthidiem.test"]),
        (("*.thidiem.test",), ["thidiem.test", "xthidiem.test"]),
        (("thidiem.test", "*.a.thidiem.test"), ["a.thidiem.test", "xthidiem.test"]),
    ],
)
def test_a_star_stands_for_all_below_a_domain(watched: tuple[str, ...], uncovered: list[str]) -> None:
    portals = Surroundings(("thidiem.test", "a.thidiem.test", "b.a.thidiem.test", "xthidiem.test"))
    record = replace(COMPLETE, monitoring=Monitoring(hosts=watched), surroundings=portals)
    assert seen(layers.monitoring(record, TODAY))["uncovered"] == Seen(uncovered)


def test_the_national_link_counts_with_the_document_of_layer_4() -> None:
    assert layers.national(COMPLETE, TODAY) == Seen(
        {"connected": Seen("2025-01-01"), "last_data": Seen("2026-11-21"), "last_data_days": Seen(0)}
    )
    for fact in seen(layers.national(UNPROVEN, TODAY)).values():
        assert detail(fact) == "no document is given for layer 4"
    assert "national monitoring" in detail(layers.national(SILENT, TODAY))


@pytest.mark.parametrize("name", ["last_data", "last_data_days"])
def test_data_still_to_be_sent_show_nothing(name: str) -> None:
    members: dict[str, Any] = seen(layers.national(replace(COMPLETE, national=NationalLink(None, TODAY + DAY)), TODAY))
    assert detail(members[name]) == "the day of the last data sent is said to be 2026-11-22, after 2026-11-21"

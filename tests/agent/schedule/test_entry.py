from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.errors import InputError
from agent.schedule.calendar import DaysOff
from agent.schedule.entry import Group, ensure_due, entry_of
from agent.texts import language
from tests.agent.inventory.conftest import Desk
from tests.agent.inventory.conftest import desk as desk

NOW = datetime(2027, 1, 1, tzinfo=UTC)


def data(**more: Any) -> dict[str, Any]:
    return {"name": "weekly", "inventory": "/srv/province.yaml", **more}


def test_an_entry_reads_back_what_it_wrote() -> None:
    entry = entry_of(
        data(jitter="10m", spread="5d", hours="22:00-24:00", quiet_days=["sat"], group={"kinds": ["commune"]})
    )
    assert entry_of(entry.as_json()) == entry
    assert entry.as_json()["quiet_days"] == ["SAT"]


def test_the_usual_deadline_comes_a_day_after_the_spread() -> None:
    assert entry_of(data(spread="5d")).deadline == timedelta(days=6)
    assert entry_of(data()).deadline == timedelta(days=1)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"name": "Bad name"}, "name"),
        ({"when": "sometimes"}, "when"),
        ({"jitter": "soon"}, "jitter"),
        ({"hours": "25:00-26:00"}, "hours"),
        ({"hours": "05:00-05:00"}, "hours"),
        ({"quiet_days": ["Holiday"]}, "quiet_days"),
        ({"checks": ["nonsense"]}, "checks"),
        ({"group": {"kinds": ["nonsense"]}}, "group.kinds"),
        ({"spread": "2d", "deadline": "1d"}, "deadline"),
        ({"holidays": "party"}, "holidays"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence_with_its_place(
    wrong: dict[str, Any], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    with pytest.raises(InputError) as told:
        entry_of(data(**wrong))
    assert language() == "en"
    assert named in str(told.value)
    assert "\n" not in str(told.value)


def test_jitter_puts_each_run_off_by_another_part_of_it_and_the_same_each_time() -> None:
    entry = entry_of(data(jitter="1h"))
    weeks = [NOW + timedelta(weeks=week) for week in range(20)]
    late = [entry.begins(due) - due for due in weeks]
    assert all(timedelta() <= each < timedelta(hours=1) for each in late)
    assert len(set(late)) == 20
    assert late == [entry.begins(due) - due for due in weeks]


def test_an_entry_that_is_never_due_or_all_the_time_is_refused() -> None:
    for when in ("0 1 31 2 *", "*/10 * * * *"):
        with pytest.raises(InputError, match="--when"):
            ensure_due(entry_of(data(when=when)), DaysOff(), NOW)
    ensure_due(entry_of(data(when="0 * * * *")), DaysOff(), NOW)


@pytest.mark.parametrize(
    ("group", "hosts"),
    [
        ({}, ["www", "xamot"]),
        ({"agencies": ["ubnd-tinh"]}, ["www"]),
        ({"kinds": ["commune"]}, ["xamot"]),
        ({"kinds": ["information"]}, ["www", "xamot"]),
        ({"urls": ["http://xa*"]}, ["xamot"]),
        ({"agencies": ["ubnd-tinh", "xa-mot"], "urls": ["https://*"]}, ["www"]),
    ],
)
def test_a_group_takes_agencies_with_all_below_kinds_and_patterns(
    desk: Desk, group: dict[str, Any], hosts: list[str]
) -> None:
    chosen = Group.model_validate(group).chosen(desk.load())
    assert [url.split("//")[1].split(".")[0] for url in chosen] == hosts


@pytest.mark.parametrize("group", [{"agencies": ["nobody"]}, {"urls": ["https://nowhere*"]}])
def test_a_group_that_names_nothing_of_the_inventory_is_refused(desk: Desk, group: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="yaml"):
        Group.model_validate(group).chosen(desk.load())

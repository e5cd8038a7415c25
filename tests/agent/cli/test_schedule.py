"""`tuanthu schedule`: entries are added, shown, asked for, paused and removed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.cli.main import status_of
from agent.journal import SERVICE, Journal, actor
from agent.store import Store
from tests.agent.inventory.conftest import Desk
from tests.agent.inventory.conftest import desk as desk
from tests.commands import tuanthu

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """One call of the command on a database of its own: status, stdout, stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        status = status_of(["schedule", *map(str, arguments), "--db", f"sqlite:///{tmp_path / 'service.db'}"])
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def added(call: Call, desk: Desk) -> Call:
    assert call("add", "weekly", desk.path, "--kind", "commune", "--hours", "22:00-05:00", "--jitter", "10m")[0] == 0
    return call


def read(answer: tuple[int, str, str]) -> Any:
    assert (answer[0], answer[2]) == (0, "")
    return json.loads(answer[1])


def test_an_entry_is_listed_with_its_next_time(added: Call, desk: Desk) -> None:
    (listed,) = read(added("list", "--json"))
    assert (listed["name"], listed["when"], listed["hours"]) == ("weekly", "weekly MON 01:00", "22:00-05:00")
    assert listed["inventory"] == str(desk.path)
    assert listed["group"]["kinds"] == ["commune"]
    assert (listed["lang"], listed["last"], listed["paused"]) == (None, None, False)
    assert "T01:00:00+07:00" in listed["next"]
    assert "weekly MON 01:00" in added("list")[1]


def test_next_tells_when_runs_begin_and_whether_anything_is_authorised_then(added: Call) -> None:
    coming = read(added("next", "--count", "3", "--json"))
    assert [row["name"] for row in coming] == ["weekly"] * 3
    assert all("T01:0" in row["begins"] for row in coming)
    assert [row["authorised"] for row in coming] == [True] * 3
    assert added("next", "weekly")[1].count("weekly") == 5


def test_a_run_is_asked_for_and_told(added: Call, tmp_path: Path) -> None:
    asked = read(added("run-now", "weekly", "--json"))
    assert (asked["state"], asked["asked_by"]) == ("planned", actor())
    assert read(added("runs", "--json")) == [asked]
    assert "weekly" in added("runs", "weekly")[1]
    (listed,) = read(added("list", "--json"))
    assert listed["last"] == asked


def test_who_works_as_the_services_user_is_not_taken_for_the_service(
    added: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.cli.schedule.actor", lambda: SERVICE)
    asked = read(added("run-now", "weekly", "--json"))
    assert asked["asked_by"] == f"{SERVICE} (uid {os.geteuid()})"


def test_an_entry_is_paused_resumed_replaced_and_removed(added: Call, desk: Desk, tmp_path: Path) -> None:
    assert added("pause", "weekly")[0] == 0
    (paused,) = read(added("list", "--json"))
    assert (paused["paused"], paused["next"]) == (True, None)
    assert read(added("next", "--json")) == []
    assert added("resume", "weekly")[0] == 0
    assert added("add", "weekly", desk.path, "--when", "daily", "--replace", "--lang", "en")[0] == 0
    (replaced,) = read(added("list", "--json"))
    assert (replaced["when"], replaced["lang"], replaced["paused"]) == ("daily", "en", False)
    assert added("remove", "weekly")[0] == 0
    assert read(added("list", "--json")) == []
    with Store(f"sqlite:///{tmp_path / 'service.db'}") as store:
        entries = Journal(store.database).entries(act="schedule")
    assert [entry.act.partition(".")[2] for entry in entries] == ["add", "pause", "pause", "add", "remove"]
    assert {entry.actor for entry in entries} == {actor()}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--when", "sometimes"], "when"),
        (["--when", "0 1 31 2 *"], "other"),
        (["--agency", "nobody"], "nobody"),
        (["--url", "https://nowhere*"], "tinh.yaml"),
        (["--spread", "5d", "--deadline", "1d"], "entry"),
        (["--profile", "nonsense"], "nonsense"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(
    call: Call, desk: Desk, arguments: list[str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    status, printed, told = call("add", "other", desk.path, *arguments)
    assert (status, printed) == (2, "")
    assert named in told
    assert len(told.strip().splitlines()) == 1


def test_a_name_is_taken_once_and_a_stranger_is_told_to_be_one(added: Call, desk: Desk) -> None:
    assert added("add", "weekly", desk.path)[0] == 2
    for act in ("remove", "pause", "resume", "run-now", "next"):
        status, _printed, told = added(act, "nobody")
        assert status == 2
        assert "nobody" in told


def test_without_a_database_there_is_nothing_to_list(call: Call) -> None:
    assert call("list")[0] == 2


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_has_examples(lang: str) -> None:
    helped = tuanthu("schedule", "add", "--help", lang=lang)
    assert helped.returncode == 0
    assert "tuanthu schedule add weekly province.yaml" in helped.stdout

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from agent.inventory.files import Folder
from agent.inventory.source import read_yaml
from agent.inventory.systems import (
    Assessment,
    Dossier,
    Incident,
    LocalForce,
    Monitoring,
    NationalLink,
    Operation,
    Plan,
    Purpose,
    System,
    Upkeep,
    moment_text,
)
from agent.inventory.texts import Text
from checks.security_plan.record import Approval, CheckKind, Function, PlanStatus

FULL = "Đã triển khai đầy đủ"


def system(**given: Any) -> System:
    return System.model_validate({"id": "a", "name": "A", "owner": "b"} | given)


def refusal(folder: Path | None = None, **given: Any) -> tuple[tuple[int | str, ...], str]:
    with pytest.raises(ValidationError) as caught:
        System.model_validate(
            {"id": "a", "name": "A", "owner": "b"} | given, context=Folder(folder) if folder else None
        )
    (error,) = caught.value.errors()
    return error["loc"], error["type"]


def test_a_system_may_be_silent_about_almost_everything() -> None:
    silent = system()

    assert silent.model_fields_set == {"id", "name", "owner"}
    assert (silent.level, silent.approval, silent.checked, silent.assessments, silent.incidents) == (None,) * 5
    assert set(dict(silent.layers).values()) == set(dict(silent.purpose).values()) == {None}


def test_a_system_is_read_from_words() -> None:
    found = system(
        purpose={"functions": ["procedures", "internal"], "basic_subjects": "120000", "round_the_clock": "false"},
        approval="Đã thẩm định",
        plan={"status": FULL, "parts": {"end_of_life": "Chưa triển khai"}, "groups": {"data": FULL}},
        checked=["Định kỳ"],
        dossier={"overview": "true", "submitted": "2024-05-02"},
    )

    assert found.purpose.functions == (Function.PROCEDURES, Function.INTERNAL)
    assert (found.purpose.basic_subjects, found.purpose.round_the_clock) == (120000, False)
    assert (found.approval, found.checked) == (Approval.APPRAISED, (CheckKind.PERIODIC,))
    assert found.plan is not None
    assert (found.plan.parts, found.plan.groups) == (
        {"end_of_life": PlanStatus.NOT_DEPLOYED},
        {"data": PlanStatus.FULLY_DEPLOYED},
    )
    assert (found.dossier.overview, found.dossier.submitted) == (True, dt.date(2024, 5, 2))


def test_there_are_four_layers_each_with_its_own_keys() -> None:
    layers = system(layers={"1": {"people": "5"}, "4": {"status": "Chưa triển khai", "last_data": "2026-11-01"}}).layers

    assert layers.force is not None
    assert layers.force.people == 5
    assert layers.monitoring is None
    assert layers.assessment is None
    assert layers.national is not None
    assert layers.national.last_data == dt.date(2026, 11, 1)
    assert refusal(layers={"5": {}}) == (("layers", "5"), "extra_forbidden")
    assert refusal(layers={"3": {"people": "5"}}) == (("layers", "3", "people"), "extra_forbidden")


@pytest.mark.parametrize(
    ("given", "place", "kind"),
    [
        ({"level": "6"}, ("level",), "less_than_equal"),
        ({"level": "0"}, ("level",), "greater_than_equal"),
        ({"purpose": {"functions": ["website"]}}, ("purpose", "functions", 0), Text.BAD_WORD.name),
        ({"purpose": {"users": "many"}}, ("purpose", "users"), Text.NOT_NUMBER.name),
        ({"operation": {"hosting": "thuê"}}, ("operation", "hosting"), Text.BAD_WORD.name),
        ({"operation": {"separated": "có"}}, ("operation", "separated"), Text.BAD_TRUTH.name),
        ({"plan": {"parts": {"desing": FULL}}}, ("plan", "parts", "desing", "[key]"), Text.BAD_WORD.name),
        ({"plan": {"promises": ["https"]}}, ("plan", "promises", 0), Text.BAD_WORD.name),
        ({"decision": {"level": "7"}}, ("decision", "level"), "less_than_equal"),
        ({"regulation": {"level": "3"}}, ("regulation", "level"), "extra_forbidden"),
        ({"assessments": [{"tax_code": "1"}]}, ("assessments", 0, "tax_code"), Text.BAD_TAX_CODE.name),
        ({"incidents": [{"serious": "true"}]}, ("incidents", 0, "found"), "missing"),
        ({"layers": {"2": {"hosts": ["*.test"]}}}, ("layers", "2", "hosts", 0), Text.BAD_PATTERN.name),
    ],
)
def test_a_wrong_word_is_refused_at_its_place(given: dict[str, Any], place: tuple[int | str, ...], kind: str) -> None:
    assert refusal(**given) == (place, kind)


@pytest.mark.parametrize(
    ("given", "place", "text"),
    [
        ({"layers": {"2": {"from": "2026-02-01", "to": "2026-01-31"}}}, ("layers", "2", "to"), Text.WATCH_PERIOD),
        ({"layers": {"1": {"people": "3", "trained": "4"}}}, ("layers", "1", "trained"), Text.TRAINED),
        (
            {"incidents": [{"found": "2026-03-01T08:00", "noticed": "2026-03-01T07:59"}]},
            ("incidents", 0, "noticed"),
            Text.BEFORE_FOUND,
        ),
        (
            {"incidents": [{"found": "2026-03-01T08:00", "reported": "2026-02-28T09:00"}]},
            ("incidents", 0, "reported"),
            Text.BEFORE_FOUND,
        ),
        ({"decision": {"sha256": "a" * 64}}, ("decision", "sha256"), Text.HASH_ALONE),
        ({"assessments": [{"sha256": "a" * 64}]}, ("assessments", 0, "sha256"), Text.HASH_ALONE),
    ],
)
def test_what_contradicts_itself_is_refused(given: dict[str, Any], place: tuple[int | str, ...], text: Text) -> None:
    assert refusal(**given) == (place, text.name)


def test_what_lies_on_the_limit_is_right() -> None:
    found = system(
        layers={"1": {"people": "3", "trained": "3"}, "2": {"from": "2026-02-01", "to": "2026-02-01"}},
        incidents=[{"found": "2026-03-01T08:00", "noticed": "2026-03-01T08:00", "reported": "2026-03-01T08:00"}],
        level="3",
        decision={"level": "2"},
    )

    assert found.decision is not None
    assert (found.level, found.decision.level) == (3, 2), "which of the two is right is judged, not refused"


def test_a_hash_may_stand_beside_its_file_and_differ_from_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    given = {"decision": {"file": "a.txt", "sha256": "b" * 64}}

    found = System.model_validate({"id": "a", "name": "A", "owner": "b"} | given, context=Folder(tmp_path)).decision
    assert found is not None
    assert found.file is not None
    assert (found.sha256, found.file.sha256 == found.sha256) == ("b" * 64, False)


def test_a_missing_file_is_told_without_a_word_about_its_hash(tmp_path: Path) -> None:
    given = {"decision": {"file": "a.txt", "sha256": "b" * 64}}

    assert refusal(tmp_path, **given) == (("decision", "file"), Text.FILE_MISSING.name)


def test_a_moment_is_written_as_it_is_read() -> None:
    (incident,) = system(incidents=[{"found": "2026-03-01T08:05"}]).incidents or ()

    assert moment_text(incident.found) == "2026-03-01T08:05"


def test_the_example_of_the_manual_is_right(tmp_path: Path) -> None:
    manual = Path(__file__).parents[3].joinpath("docs", "inventory.md").read_text("utf-8")
    (example,) = (block for block in manual.split("```yaml\n")[1:] if block.startswith("systems:"))
    (tmp_path / "giay-to").mkdir()
    (tmp_path / "giay-to" / "qd-12.pdf").write_bytes(b"x")
    (given,) = read_yaml("inventory.md", example.partition("```")[0].encode()).data["systems"]

    assert System.model_validate(given, context=Folder(tmp_path)).level == 3


def test_the_manual_names_every_key_of_a_system() -> None:
    manual = Path(__file__).parents[3].joinpath("docs", "inventory.md").read_text("utf-8")
    parts = (
        System,
        Purpose,
        Operation,
        Dossier,
        Plan,
        Assessment,
        LocalForce,
        Monitoring,
        NationalLink,
        Incident,
        Upkeep,
    )
    keys = {field.alias or name for part in parts for name, field in part.model_fields.items()}

    assert [key for key in sorted(keys) if f"`{key}`" not in manual] == []

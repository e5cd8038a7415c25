"""A workbook goes into the register whole or not at all, as often as one likes."""

from __future__ import annotations

import copy
import datetime as dt
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from agent.errors import InputError
from agent.inventory import InventoryError
from agent.workbook import importing
from agent.workbook.columns import SHEETS, Kind
from agent.workbook.example import EXAMPLE
from tests.agent.workbook.conftest import INVENTORY, Clerk, Desk, example, headings

HEADS = headings()


def several(count: int) -> dict[str, Any]:
    """The example with more systems, every one with all its rows."""
    data = example()
    first = data["systems"][0]
    data["systems"] = [copy.deepcopy(first) | {"id": f"h-{number}", "name": f"Hệ {number}"} for number in range(count)]
    data["portals"][0]["system"] = "h-1"
    return data


def test_what_is_imported_exported_and_imported_again_stays_the_same(desk: Desk) -> None:
    assert desk.put(several(3)).take().wrote
    kept = desk.register.read_bytes()
    before = desk.register.stat()

    again = desk.take()
    exported = desk.export().take()

    assert (again.wrote, exported.wrote) == (False, False)
    assert len(again.unchanged) == len(exported.unchanged) == 7
    after = desk.register.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    desk.register.unlink()
    desk.take()
    assert desk.register.read_bytes() == kept


@pytest.mark.parametrize("seed", range(4))
def test_a_clerk_may_write_as_clerks_write(desk: Desk, seed: int) -> None:
    desk.put(several(2)).take()
    kept = desk.register.read_bytes()
    clerk, chance = Clerk(desk.workbook), random.Random(seed)  # noqa: S311 - which spelling is no secret
    ids = {system["name"]: system["id"] for system in several(2)["systems"]}
    for sheet in SHEETS:
        page = clerk.book[sheet.name]
        order = chance.sample(range(1, len(sheet.columns) + 1), len(sheet.columns))
        rows = [[page.cell(row, column).value for column in order] for row in range(2, page.max_row + 1)]
        for cell in (cell for row in page.iter_rows(min_row=3) for cell in row):
            cell.number_format = "General"
        kinds = [sheet.columns[column - 1].kind for column in order]
        for number, row in enumerate(rows, start=2):
            for index, (kind, value) in enumerate(zip(kinds, row, strict=True), start=1):
                loose = value if number == 2 else loosely(value, kind, ids, chance)
                page.cell(number, index).value = loose
        page.insert_rows(3)
    clerk.save()

    assert not desk.take().wrote
    desk.register.unlink()
    desk.take()
    assert desk.register.read_bytes() == kept


def loosely(value: Any, kind: Kind, ids: dict[str, str], chance: random.Random) -> Any:
    """The same value as somebody else might write it."""
    if value is None:
        return chance.choice([None, " ", "\u00a0"])
    if kind is Kind.DAY:
        return chance.choice([value, f"{value:%d/%m/%Y}", f" {value.day}/{value.month}/{value.year} ", value.date()])
    if kind is Kind.MOMENT:
        return chance.choice([value, value + dt.timedelta(milliseconds=3), f"{value:%d/%m/%Y %H:%M}"])
    if kind is Kind.WHOLE:
        return chance.choice([value, float(value), f" {value:,} "])
    if kind is Kind.SYSTEM:
        return chance.choice([value, ids[value], value.upper(), unicodedata.normalize("NFD", value)])
    if kind in (Kind.WORD, Kind.WORDS, Kind.EXISTS, Kind.ROWS, Kind.AGENCY):
        return chance.choice([value.upper(), unicodedata.normalize("NFD", value), f" {value.lower()} "])
    return chance.choice([f" {value} ", unicodedata.normalize("NFD", value)])


def test_nothing_is_imported_where_anything_is_wrong(desk: Desk) -> None:
    desk.put(several(3)).take()
    kept = desk.register.read_bytes()
    clerk = Clerk(desk.workbook)
    clerk.write("Hệ thống", HEADS["Hệ thống"]["level"], 9)
    clerk.write("Hệ thống", HEADS["Hệ thống"]["platform"], "Khác", row=4).save()

    assert desk.problem().place.row == 3
    assert desk.register.read_bytes() == kept


def test_partial_imports_what_is_right_and_lists_the_rest(desk: Desk) -> None:
    data = several(3)
    data["agencies"].append({"id": "xa-mot", "name": "Xã Một", "kind": "commune"})
    data["systems"][2]["operator"] = "xa-mot"
    clerk = Clerk(desk.put(data).workbook)
    clerk.write("Đơn vị", HEADS["Đơn vị"]["kind"], "làng", row=6)
    clerk.write("Đánh giá", HEADS["Đánh giá"]["date"], "hôm qua", row=3)
    clerk.write("Sự cố", HEADS["Sự cố"]["system"], "không rõ", row=5).save()

    imported = desk.take(partial=True)

    assert imported.left_out == (("agencies", "xa-mot"), ("systems", "h-0"), ("systems", "h-2"))
    assert [f"{problem.place.sheet} {problem.place.row}" for problem in imported.problems] == [
        "Đơn vị 6", "Hệ thống 5", "Đánh giá 3", "Sự cố 5",
    ]  # fmt: skip
    inventory = desk.load()
    assert [system.id for system in inventory.systems] == ["h-1"]
    assert [portal.system for portal in inventory.portals] == ["h-1"]


def test_what_refers_to_a_system_that_is_left_out_is_left_out_too(desk: Desk) -> None:
    clerk = Clerk(desk.put(several(2)).workbook)
    clerk.write("Hệ thống", HEADS["Hệ thống"]["level"], 9, row=4).save()
    desk.inventory.write_text(
        INVENTORY + 'portals: [{url: "https://a.test/", name: A, agency: ubnd-tinh, kind: information}]\n', "utf-8"
    )

    imported = desk.take(partial=True)

    assert imported.left_out == (("systems", "h-1"), ("portals", "https://dichvucong.thidiem.gov.test/"))
    assert "h-1" in imported.problems[1].message


def test_changes_are_told_and_others_left_alone(desk: Desk) -> None:
    desk.put(several(3)).take()
    data = several(2)
    data["systems"][1]["platform"] = "Khác"
    imported = desk.put(data).take()

    assert (imported.new, imported.changed) == ((), (("systems", "h-1"),))
    assert [(system.id, system.platform == "Khác") for system in desk.load().systems] == [
        ("h-0", False), ("h-1", True), ("h-2", False),
    ]  # fmt: skip


def test_silence_and_admission_are_kept_apart(desk: Desk) -> None:
    data = example(decision=None, incidents=[], checked=[])
    del data["systems"][0]["regulation"]
    desk.put(data).take()
    desk.export()
    desk.register.unlink()
    desk.take()

    (system,) = desk.load().systems
    assert "decision" in system.model_fields_set
    assert "regulation" not in system.model_fields_set
    assert (system.decision, system.incidents, system.checked) == (None, (), ())


def test_a_portal_without_contact_and_a_watch_over_no_host_come_back(desk: Desk) -> None:
    data = example(layers={"2": {"hosts": [], "kind": "own"}})
    data["portals"][0]["incident_contact"]["contact"] = None
    desk.put(data).take()
    kept = desk.register.read_bytes()
    desk.export()
    desk.register.unlink()
    desk.take()

    assert desk.register.read_bytes() == kept
    inventory = desk.load()
    assert inventory.portals[0].incident_contact is not None
    assert inventory.portals[0].incident_contact.contact is None
    layers = inventory.systems[0].layers
    assert layers.monitoring is not None
    assert layers.monitoring.hosts == ()


def test_what_the_inventory_itself_says_is_not_changed(desk: Desk) -> None:
    desk.inventory.write_text(INVENTORY + "agencies: [{id: so-khcn, name: Sở, kind: department}]\n", "utf-8")
    problem = desk.put(EXAMPLE).problem()
    assert (problem.place.sheet, problem.place.letter, problem.place.row) == ("Đơn vị", "A", 4)
    assert "tinh.yaml" in problem.message

    same = "agencies: [{id: khac, name: Khác, kind: department, agencies: [{id: con, name: Con, kind: unit}]}]\n"
    desk.inventory.write_text(INVENTORY + same, "utf-8")
    desk.put(EXAMPLE).take()
    assert not desk.export().take().wrote
    assert "khac" not in desk.register.read_text("utf-8")


def test_an_inventory_without_a_register_is_told_the_line_to_add(desk: Desk) -> None:
    desk.inventory.write_text(INVENTORY.replace("register: he-thong.yaml\n", ""), "utf-8")

    with pytest.raises(InputError, match=r"'register: he-thong\.yaml'"):
        desk.put(EXAMPLE).take()


def test_mistakes_of_the_inventory_itself_stop_the_import(desk: Desk) -> None:
    desk.inventory.write_text(INVENTORY + "agencies: [{id: a, name: A}]\n", "utf-8")
    with pytest.raises(InventoryError, match=r"agencies\[0\]\.kind"):
        desk.put(EXAMPLE).take()
    desk.inventory.write_text(INVENTORY + "waivers: [{requirement: a}]\n", "utf-8")
    with pytest.raises(InventoryError, match="waivers"):
        desk.take()
    assert not desk.register.exists()


def test_a_workbook_that_is_not_there_is_one_sentence(desk: Desk) -> None:
    with pytest.raises(InventoryError, match="there is no file"):
        desk.take()


def test_the_register_is_written_in_one_step(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    monkeypatch.setattr(importing, "write_whole", lambda path, text: written.append(path))
    desk.put(EXAMPLE).take()

    assert written == [desk.register]


def test_a_province_of_eight_hundred_systems_is_imported(desk: Desk) -> None:
    imported = desk.put(several(800)).take()

    assert len(imported.new) == 804
    assert len(desk.load().systems) == 800

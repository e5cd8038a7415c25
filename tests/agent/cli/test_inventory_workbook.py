"""`tuanthu inventory template`, `export` and `import`: from an empty workbook to a register and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.agent.workbook.conftest import INVENTORY, Clerk, Desk, example
from tests.commands import result_of, tuanthu


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_template_is_never_written_over_a_filled_one_unasked(tmp_path: Path) -> None:
    file = tmp_path / "bang-ke.xlsx"
    made = tuanthu("inventory", "template", "-o", file)
    assert (made.returncode, "bang-ke.xlsx" in made.stdout) == (0, True), made.stderr
    file.write_bytes(b"work of a week")

    again = tuanthu("inventory", "template", "-o", file)
    assert again.returncode == 2
    assert "--overwrite" in again.stderr
    assert file.read_bytes() == b"work of a week"
    assert tuanthu("inventory", "template", "-o", file, "--overwrite").returncode == 0
    assert file.read_bytes() != b"work of a week"


def test_import_export_and_import_again(desk: Desk, tmp_path: Path) -> None:
    desk.put(example())
    first = result_of("inventory", "import", desk.workbook, desk.inventory)
    assert (first["wrote"], len(first["new"]), first["problems"]) == (True, 5, [])

    for command in (("export", desk.inventory), ("template", "--inventory", desk.inventory)):
        copy = tmp_path / f"{command[0]}.xlsx"
        assert tuanthu("inventory", *command, "-o", copy).returncode == 0
        again = tuanthu("inventory", "import", copy, desk.inventory, lang="vi")
        assert again.returncode == 0
        assert "không có gì thay đổi" in again.stdout


def test_a_register_that_is_not_there_yet_is_empty(desk: Desk, tmp_path: Path) -> None:
    desk.inventory.write_text(
        INVENTORY
        + "agencies: [{id: a, name: Xã Một, kind: commune}]\n"
        + 'portals: [{url: "https://a.test/", name: A, agency: a, kind: information}]\n',
        "utf-8",
    )
    copy = tmp_path / "copy.xlsx"

    assert tuanthu("inventory", "export", desk.inventory, "-o", copy).returncode == 0
    assert Clerk(copy).book["Đơn vị"]["B3"].value == "Xã Một"
    assert not desk.register.exists()

    empty = tmp_path / "empty.xlsx"
    assert tuanthu("inventory", "template", "-o", empty).returncode == 0
    told = tuanthu("inventory", "import", empty, desk.inventory).stdout
    assert told == f"nothing to import: {desk.register} is not written\n"
    assert not desk.register.exists()


def test_mistakes_are_told_by_cell_and_partial_goes_on(desk: Desk) -> None:
    desk.put(example())
    Clerk(desk.workbook).write("Hệ thống", "Cấp độ đề xuất", 9).save()

    refused = tuanthu("inventory", "import", desk.workbook, desk.inventory, lang="vi")
    assert refused.returncode == 2
    assert "trang Hệ thống, ô W3 (Cấp độ đề xuất)" in refused.stderr
    assert not desk.register.exists()

    desk.inventory.write_text(
        INVENTORY + 'portals: [{url: "https://a.test/", name: A, agency: ubnd-tinh, kind: information}]\n', "utf-8"
    )
    partial = tuanthu("inventory", "import", desk.workbook, desk.inventory, "--partial", "--json")
    assert partial.returncode == 1, partial.stderr
    told = json.loads(partial.stdout)
    assert [item["id"] for item in told["left_out"]] == ["httt-dvc", "https://dichvucong.thidiem.gov.test/"]
    assert (told["problems"][0]["sheet"], told["problems"][0]["row"], told["problems"][0]["column"]) == (
        "Hệ thống", 3, "W",
    )  # fmt: skip

    listed = tuanthu("inventory", "import", desk.workbook, desk.inventory, "--partial", lang="vi")
    assert (listed.returncode, "bỏ lại: httt-dvc" in listed.stdout) == (1, True)


def test_what_changes_is_named(desk: Desk) -> None:
    desk.put(example()).take()
    desk.put(example(platform="Khác"))

    told = tuanthu("inventory", "import", desk.workbook, desk.inventory)
    assert "0 new, 1 changed, 4 as before" in told.stdout
    assert "changed: httt-dvc" in told.stdout

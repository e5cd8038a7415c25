from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert

from agent.keeping.backup import make_backup
from agent.keeping.backup.belongings import belongings
from agent.store import Store
from agent.store.service_schema import schedules
from tests.agent.inventory.conftest import Desk, desk  # noqa: F401
from tests.agent.keeping.made import NOW


def schedule(store: Store, *inventories: Path) -> None:
    rows = [
        {"name": str(number), "settings": {"inventory": str(path)}, "paused": False, "changed": NOW}
        for number, path in enumerate(inventories)
    ]
    with store.database.writing() as connection:
        connection.execute(insert(schedules), rows)


def test_inventories_of_the_schedule_belong_with_all_that_they_name(sqlite_url: str, desk: Desk) -> None:  # noqa: F811
    (desk.folder / "minh-chung" / "objects").mkdir(parents=True)
    (desk.folder / "minh-chung" / "index.jsonl").write_text("")
    (desk.folder / "minh-chung" / "away").symlink_to("/etc/passwd")
    (desk.folder / "private.txt").write_text("named by none")
    wrong = desk.folder / "wrong.yaml"
    wrong.write_text("- no inventory")
    with Store(sqlite_url) as store:
        schedule(store, desk.path, wrong, desk.path)
        found = {source.name: source.path for source in belongings(store.database, None, [])}

    assert found == {
        "inventories/1/tinh.yaml": desk.path,
        "inventories/1/ca.pem": desk.folder / "ca.pem",
        "inventories/1/labels.csv": desk.folder / "labels.csv",
        "inventories/1/documents/qd-12.txt": desk.folder / "documents" / "qd-12.txt",
        "evidence/1/index.jsonl": desk.folder / "minh-chung" / "index.jsonl",
        "inventories/2/wrong.yaml": wrong,
    }


def test_settings_and_what_is_named_belong(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_text("x")
    with Store(sqlite_url) as store:
        found = [source.name for source in belongings(store.database, tmp_path / "t.yaml", [tmp_path / "a", Path("x")])]

    assert found == ["settings/t.yaml", "included/1/b", "included/2/x"]


def test_a_file_that_is_named_by_a_way_around_is_in_it_and_one_outside_stops_no_backup(
    sqlite_url: str,
    desk: Desk,  # noqa: F811
    tmp_path: Path,
) -> None:
    (tmp_path / "away.pem").write_bytes((desk.folder / "ca.pem").read_bytes())
    around = desk.folder / "around.yaml"
    around.write_text(desk.path.read_text("utf-8").replace("ca.pem", "documents/../ca.pem"), "utf-8")
    desk.spoil("ca.pem", "../away.pem")
    with Store(sqlite_url) as store:
        schedule(store, desk.path, around)
        made = make_backup(store.database, tmp_path / "b.tar.gz", NOW)

    names = [member.name for member in made.manifest.members if member.name.endswith(".pem")]
    assert names == ["inventories/2/ca.pem"]


def test_a_folder_that_is_reached_through_a_link_belongs_with_its_register(
    sqlite_url: str,
    desk: Desk,  # noqa: F811
    tmp_path: Path,
) -> None:
    (tmp_path / "link").symlink_to(desk.folder)
    desk.spoil("agencies:\n  - id: ubnd-tinh", "register: he-thong.yaml\nagencies:\n  - id: ubnd-tinh")
    (desk.folder / "he-thong.yaml").write_text("schema_version: 1\n")
    assert desk.load().systems
    with Store(sqlite_url) as store:
        schedule(store, tmp_path / "link" / desk.path.name)
        found = {source.name for source in belongings(store.database, None, [])}

    assert "inventories/1/he-thong.yaml" in found

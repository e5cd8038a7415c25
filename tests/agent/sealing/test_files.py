"""The files of a report, listed and compared: nothing is followed out of the folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from agent.errors import InputError
from agent.sealing import FileChanges, Listed, compare_files, list_files, names_in
from agent.sealing import files as module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r.html").write_text("report")
    (tmp_path / "r-more").mkdir()
    (tmp_path / "r-more" / "a.pdf").write_text("dossier")
    (tmp_path / "other.html").write_text("other")
    (tmp_path / "r.db").write_text("database")
    (tmp_path / "r.json.p7s").write_text("signature")
    return tmp_path


def listed(folder: Path) -> list[Listed]:
    return list_files(folder, names_in(folder, "r", ["r.json.p7s"]))


def changes(folder: Path, before: list[Listed]) -> FileChanges:
    return compare_files(folder, "r", before, ["r.json.p7s"])


def test_what_begins_so_is_listed_below_folders_too_and_databases_are_not(folder: Path) -> None:
    assert listed(folder) == [
        Listed(name="r-more/a.pdf", size=7, sha256=hashlib.sha256(b"dossier").hexdigest()),
        Listed(name="r.html", size=6, sha256=hashlib.sha256(b"report").hexdigest()),
    ]
    assert names_in(folder, "", ["r.json.p7s"]) == ["other.html", "r-more/a.pdf", "r.html"]


def test_files_that_stay_are_unchanged(folder: Path) -> None:
    before = listed(folder)
    (folder / "other.html").write_text("changed")
    assert changes(folder, before) == FileChanges(2, (), (), (), ())
    assert changes(folder, before).none


def test_each_kind_of_change_is_told_apart(folder: Path) -> None:
    (folder / "r.csv").write_text("a;b")
    (folder / "r.xlsx").write_text("PK")
    before = listed(folder)
    (folder / "r.html").write_text("repört"[:6])
    (folder / "r.csv").unlink()
    (folder / "r.xlsx").rename(folder / "elsewhere.xlsx")
    (folder / "r.xlsx").symlink_to("elsewhere.xlsx")
    (folder / "r-more" / "b.pdf").write_text("new")
    found = changes(folder, before)
    assert found == FileChanges(1, ("r.html",), ("r.csv",), ("r.xlsx",), ("r-more/b.pdf",))
    assert not found.none


def test_one_byte_is_enough_though_size_and_time_stay(folder: Path) -> None:
    before, file = listed(folder), folder / "r.html"
    times = file.stat()
    file.write_text("repart")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert changes(folder, before).changed == ("r.html",)


def test_a_folder_swapped_for_a_link_is_not_entered(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = listed(folder)
    outside = tmp_path_factory.mktemp("outside")
    (folder / "r-more").rename(outside / "moved")
    (folder / "r-more").symlink_to(outside / "moved")
    assert changes(folder, before) == FileChanges(1, (), ("r-more/a.pdf",), (), ("r-more",))


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(folder: Path) -> None:
    before = listed(folder)
    (folder / "r.html").unlink()
    os.mkfifo(folder / "r.html")
    assert changes(folder, before).linked == ("r.html",)


def test_a_folder_in_the_place_of_a_file_leaves_it_missing(folder: Path) -> None:
    before = listed(folder)
    (folder / "r.html").unlink()
    (folder / "r.html").mkdir()
    assert changes(folder, before).missing == ("r.html",)


def test_a_listed_name_that_leads_out_is_never_read(folder: Path) -> None:
    (folder / "r").mkdir()
    outside = Listed(name="r/../other.html", size=5, sha256=hashlib.sha256(b"other").hexdigest())
    assert changes(folder, [outside]).missing == (outside.name,)


def test_links_and_names_that_cannot_be_told_are_not_sealed(folder: Path) -> None:
    (folder / "r\u202efdp.exe").write_text("x")
    with pytest.raises(InputError, match="rename it"):
        names_in(folder, "r", ())
    (folder / "r\u202efdp.exe").unlink()
    (folder / "r.xlsx").symlink_to("other.html")
    with pytest.raises(InputError, match="no plain file"):
        names_in(folder, "r", ())
    with pytest.raises(InputError, match=r"r\.xlsx cannot be read"):
        list_files(folder, ["r.xlsx"])


def test_what_is_not_there_is_one_sentence(folder: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        names_in(folder / "none", "", ())


def test_a_folder_of_countless_files_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 2)
    with pytest.raises(InputError, match="more than 2 files"):
        names_in(folder, "", ())

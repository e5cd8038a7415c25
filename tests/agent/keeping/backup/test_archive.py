from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from agent.journal import Head
from agent.keeping.backup.archive import DamagedError, Source, add, add_manifest, files_in, unpack
from agent.keeping.backup.manifest import MANIFEST, Manifest
from tests.agent.keeping.made import NOW


def archive(path: Path, *names: str, listed: bool = True) -> Path:
    """An archive of some files that all hold `x`, and its manifest."""
    (path.parent / "x").write_bytes(b"x")
    with tarfile.open(path, "w:gz") as made:
        members = [add(made, Source(name, path.parent / "x", "x")) for name in names]
        manifest = Manifest(NOW, "0", "sqlite", "0005", 0, Head(0, "0" * 64), members if listed else [])
        add_manifest(made, manifest)
    return path


def test_what_went_in_comes_out(tmp_path: Path) -> None:
    manifest = unpack(archive(tmp_path / "a.tar.gz", "a/b", "c"), tmp_path / "out")

    assert [(member.name, member.size) for member in manifest.members] == [("a/b", 1), ("c", 1)]
    assert (tmp_path / "out" / "a" / "b").read_bytes() == b"x"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a//b", "a/.", "/".join("a" * 40)])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    file = archive(tmp_path / "a.tar.gz", name)
    with pytest.raises(DamagedError):
        unpack(file, tmp_path / "out" / "in")

    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["a.tar.gz", "x"]


def test_a_file_that_is_not_listed_or_comes_after_the_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedError):
        unpack(archive(tmp_path / "a.tar.gz", "a", listed=False))
    archive(tmp_path / "plain.tar.gz")
    with tarfile.open(tmp_path / "after.tar.gz", "w:gz") as made, tarfile.open(tmp_path / "plain.tar.gz") as plain:
        made.addfile(plain.getmember(MANIFEST), plain.extractfile(MANIFEST))
        made.addfile(tarfile.TarInfo("late"), io.BytesIO(b""))
    with pytest.raises(DamagedError):
        unpack(tmp_path / "after.tar.gz")


def test_links_are_no_files_of_a_backup(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as made:
        link = tarfile.TarInfo("a")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made.addfile(link)
    with pytest.raises(DamagedError):
        unpack(tmp_path / "a.tar.gz", tmp_path / "out")


def test_a_file_goes_in_as_long_as_it_was_when_it_was_opened(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(b"one\n")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as made:
        member = add(made, Source("index", tmp_path / "index", "index"))

    assert (member.size, member.origin) == (4, "index")


def test_files_are_found_at_any_depth_and_links_are_not(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").touch()
    (tmp_path / "a" / "link").symlink_to(tmp_path / "a" / "b" / "c")
    (tmp_path / "a" / "folder").symlink_to(tmp_path / "a" / "b")

    assert list(files_in(tmp_path)) == [tmp_path / "a" / "b" / "c"]

"""A reader never meets half a file, and no failure leaves anything behind."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import InputError
from agent.output import ensure_writable, write_whole


def test_a_file_is_written_whole_and_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "báo cáo.html"
    assert write_whole(path, "trước") == path
    write_whole(path, "sau \ud800")
    assert path.read_text("utf-8") == "sau \\ud800"
    assert [file.name for file in tmp_path.iterdir()] == ["báo cáo.html"]
    assert path.stat().st_mode & 0o007 == 0, "what is found wrong is not for every user of the machine"


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "mẫu.xlsx", b"PK\x03\x04\r\n\xff").read_bytes() == b"PK\x03\x04\r\n\xff"


def test_a_text_is_written_as_its_pieces_are_made(tmp_path: Path) -> None:
    path = tmp_path / "report.json"

    def pieces(*more: str) -> Iterator[str]:
        yield "một"
        assert not path.exists() or path.read_text("utf-8") == "một hai"
        yield more[0]

    assert write_whole(path, pieces(" hai")).read_text("utf-8") == "một hai"
    with pytest.raises(IndexError):
        write_whole(path, pieces())
    assert path.read_text("utf-8") == "một hai"
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]


def test_a_folder_in_the_place_of_the_file_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "report.html" / "inside").mkdir(parents=True)
    with pytest.raises(InputError, match=r"report\.html"):
        write_whole(tmp_path / "report.html", "text")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_a_folder_that_vanished_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none"):
        write_whole(tmp_path / "none" / "report.html", "text")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_halfway_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    path = write_whole(tmp_path / "report.html", "before")

    def fail(handle: int) -> None:
        raise failure

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InputError if isinstance(failure, OSError) else KeyboardInterrupt) as caught:
        write_whole(path, "after")
    monkeypatch.undo()
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]
    if isinstance(failure, OSError):
        assert "No space left on device" in str(caught.value)


def test_a_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    ensure_writable(tmp_path / "a" / "b")
    ensure_writable(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


@pytest.mark.parametrize("folder", ["file/inside", "file", "/dev/full/inside", "/proc/inside"])
def test_where_no_file_can_be_written_is_told(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"-o"):
        ensure_writable(tmp_path / folder)

"""`tuanthu restore`: what it refuses (what it brings back is in test_backup.py)."""

from __future__ import annotations

from pathlib import Path

from tests.commands import tuanthu


def test_a_file_that_is_no_backup_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_bytes(b"letter")
    told = tuanthu("restore", tmp_path / "b.tar.gz", "--db", f"sqlite:///{tmp_path}/new.db", lang="vi")

    assert told.returncode == 2
    assert told.stderr.startswith(f"tuanthu: bản sao lưu {tmp_path}/b.tar.gz bị hỏng")
    assert [path.name for path in tmp_path.iterdir()] == ["b.tar.gz"]


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    told = tuanthu("restore", tmp_path / "none", "--db", f"sqlite:///{tmp_path}/new.db")

    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "No such file" in told.stderr

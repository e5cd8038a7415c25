"""The manifest: the same bytes for the same report, and nothing read from it that is not sound."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.errors import InputError
from agent.sealing import Listed, manifest_for, own_names, read_manifest
from agent.sealing.manifest import MOST_BYTES
from tests.agent.sealing.made import database, statement

HASH = "ab" * 32
FILES = [
    Listed(name="tuanthu-1.json", size=2, sha256=HASH),
    Listed(name="tuanthu-1-ho-so/sở.html", size=3, sha256=HASH),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return manifest_for(FILES, "tuanthu-1", statement(*database(tmp_path_factory.mktemp("manifest"))))


def test_the_same_report_gives_the_same_bytes_whatever_the_order(data: bytes) -> None:
    read = read_manifest(data, "m")
    assert manifest_for(FILES[::-1], "tuanthu-1", read.statement) == data
    assert [file.name for file in read.files] == ["tuanthu-1-ho-so/sở.html", "tuanthu-1.json"]
    assert (read.tool.name, read.covers, read.statement.audit.profile) == ("tuanthu", "tuanthu-1", "vn-2026")
    assert "Tỉnh Thí Điểm" in data.decode()


def rename(name: str) -> Callable[[Any], None]:
    return lambda told: told["files"][0].update(name=name)


def twice(told: Any) -> None:
    told["files"][1] = told["files"][0]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (rename("../tuanthu-1.html"), "outside the folder"),
        (rename("tuanthu-1/../../x"), "outside the folder"),
        (rename("/etc/passwd"), "outside the folder"),
        (rename("tuanthu-1//x"), "outside the folder"),
        (rename("tuanthu-1/./x"), "outside the folder"),
        (rename("tuanthu-1\u202e.html"), "outside the folder"),
        (rename("other.html"), "not of this report"),
        (rename("x" * 5000), "at most 4096"),
        (twice, "named twice"),
        (lambda told: told["files"][0].update(size=-1), "size"),
        (lambda told: told["files"][0].update(size=True), "size"),
        (lambda told: told["files"][0].update(sha256="AB" * 32), "sha256"),
        (lambda told: told.update(schema_version=2), "schema_version"),
        (lambda told: told.update(kind="other"), "kind"),
        (lambda told: told.update(more=1), "more"),
        (lambda told: told.pop("statement"), "statement"),
        (lambda told: told["statement"]["places"][0].update(place=None), "places"),
    ],
)
def test_an_unsound_manifest_is_refused_in_one_sentence(data: bytes, spoil: Callable[[Any], None], why: str) -> None:
    told = json.loads(data)
    spoil(told)
    with pytest.raises(InputError, match=why):
        read_manifest(json.dumps(told).encode(), "m")


@pytest.mark.parametrize("junk", [b"", b"{}", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"kind": "\\ud800"}', b"null"])
def test_junk_is_no_manifest(junk: bytes) -> None:
    with pytest.raises(InputError, match="no sound manifest"):
        read_manifest(junk, "m")


def test_a_cut_off_manifest_is_no_manifest(data: bytes) -> None:
    with pytest.raises(InputError, match="no sound manifest"):
        read_manifest(data[: len(data) // 2], "m")


def test_a_huge_manifest_is_not_parsed() -> None:
    with pytest.raises(InputError, match="larger than 32 MiB"):
        read_manifest(b" " * (MOST_BYTES + 1), "m")


def test_a_manifest_lists_neither_itself_nor_its_signatures(tmp_path: Path) -> None:
    assert own_names("m.json", (".p7s", ".sig")) == {"m.json", "m.json.p7s", "m.json.sig"}

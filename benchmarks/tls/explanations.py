"""Why a scanner disagrees with the truth: `explanations.yaml`, each entry with the servers and subjects it covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from benchmarks.tls.agreement import SUBJECTS, Verdict

_FILE = Path(__file__).with_name("explanations.yaml")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One cause of disagreements of one tool.

    `servers` are shell patterns of names in the fleet; `differs` is a regular expression that the difference holds.
    """

    tool: str
    because: str
    subjects: Sequence[str] = SUBJECTS
    servers: Sequence[str] = ("*",)
    differs: str = ""

    def covers(self, verdict: Verdict) -> bool:
        """Whether this is why the verdict is wrong."""
        return (
            verdict.tool == self.tool
            and verdict.subject in self.subjects
            and any(fnmatchcase(verdict.server, pattern) for pattern in self.servers)
            and re.search(self.differs, verdict.difference) is not None
        )


def explanations(file: Path = _FILE) -> list[Explanation]:
    """All of the file, in its order, in which the first that covers a verdict explains it."""
    told: dict[str, list[dict[str, Any]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [Explanation(tool, **each) for tool, entries in told.items() for each in entries]

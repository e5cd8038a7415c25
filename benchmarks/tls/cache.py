"""Where these benchmarks keep what they build and install: outside the work tree."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/tuanthu-benchmarks`, made when it is missing."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = Path(base).expanduser() / "tuanthu-benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

"""The published rules by which pages are read: data files, explained in docs/web-rules.md."""

from __future__ import annotations

import threading
from functools import cache
from importlib import resources
from typing import Any

import yaml

_reading = threading.Lock()


def load(name: str) -> Any:
    """What a file of rules says, by its name without `.yaml`; read once, however many looks begin together."""
    with _reading:
        return _load(name)


@cache
def _load(name: str) -> Any:
    text = resources.files(__name__).joinpath(f"{name}.yaml").read_text("utf-8")
    return yaml.safe_load(text)

"""The published rules by which pages are read: data files, explained in docs/web-rules.md."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """What a file of rules says, by its name without `.yaml`; read once."""
    text = resources.files(__name__).joinpath(f"{name}.yaml").read_text("utf-8")
    return yaml.safe_load(text)

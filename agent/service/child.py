"""The process of one run, as the service sees to it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_STEP = 0.2
"""Seconds between two looks at a process that is to end."""


class Child:
    """A run in a process of its own."""

    def __init__(self, run_id: int, config: Path | None, limit: float) -> None:
        """Start it, of no module of the working folder; after `limit` seconds it counts as hung."""
        named = ["--config", str(config)] if config else []
        self.run_id = run_id
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "agent.service.run", str(run_id), "--parent", str(os.getpid()), *named],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._hung = time.monotonic() + limit

    @property
    def status(self) -> int | None:
        """Its exit status (negative: the signal that ended it); None while it runs."""
        return self._process.poll()

    @property
    def hung(self) -> bool:
        """Whether it runs for longer than it may."""
        return self.status is None and time.monotonic() > self._hung

    def stop(self, patience: float, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Ask it to finish the portals under way, wait for up to `patience` seconds, then end it at once."""
        if self.status is None:
            self._process.terminate()
        end = time.monotonic() + patience
        while self.status is None and time.monotonic() < end:
            meanwhile()
            time.sleep(_STEP)
        if self.status is None:
            self._process.kill()
            self._process.wait()

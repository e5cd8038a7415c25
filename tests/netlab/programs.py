"""The programs of the world: started, waited for, and ended by their own process id."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

PATIENCE = 30.0
"""Seconds that a program may take until it listens."""


class Programs:
    """Programs that run for the length of a `with` block, with a log each in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Programs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, name: str, *command: str) -> None:
        """Start a program that stays in the foreground."""
        with (self.folder / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def await_port(self, address: str, port: int) -> None:
        """Wait until something accepts TCP connections there; raises `RuntimeError` with the logs when nothing does."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection((address, port), 1):
                return
            ended = [name for name, process in self._running.items() if process.poll() is not None]
            if ended:
                raise RuntimeError(f"{', '.join(ended)} ended at once: {self._logs(ended)}")
            time.sleep(0.05)
        raise RuntimeError(f"nothing listens at {address} port {port}: {self._logs(list(self._running))}")

    def _logs(self, names: list[str]) -> str:
        return "\n".join((self.folder / f"{name}.log").read_text(errors="replace")[-2000:] for name in names)

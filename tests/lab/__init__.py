"""A province in a box: name servers, portals, papers and their known truth, on loopback and without root.

`python -m lab --dir DIR` serves it (the folder above this one on the module path); `Lab` does so for tests:

    with Lab() as lab:
        audit(lab.inventory)
        assert verdicts == lab.truth["portals"][0]["verdicts"]
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

_HERE = Path(__file__).resolve().parent


class LabError(RuntimeError):
    """The lab did not start; its own words are in the message."""


class Lab:
    """The lab as a process of its own, for the length of a `with` block.

    `directory` gets everything it writes (a temporary folder by default); without `ipv6` it serves IPv4 only;
    `patience` is how many seconds it may take to start. Raises `LabError` when it does not.
    """

    def __init__(self, directory: Path | None = None, *, ipv6: bool = True, patience: float = 30.0) -> None:
        self._temporary = None if directory else tempfile.TemporaryDirectory(prefix="lab-")
        self.directory = directory or Path(self._temporary.name if self._temporary else "")
        self._ipv6 = ipv6
        self._patience = patience
        self._ready: dict[str, Any] = {}
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Lab:
        self.directory.mkdir(parents=True, exist_ok=True)
        log = self.directory / "lab.log"
        command = [sys.executable, "-P", "-m", _HERE.name, "--dir", str(self.directory)]
        path = [str(_HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
        with log.open("wb") as messages:
            self.process = subprocess.Popen(
                command if self._ipv6 else [*command, "--no-ipv6"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=messages,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            )
        line = self._first_line()
        if not line.endswith(b"\n"):
            self.stop()
            raise LabError(f"the lab did not start within {self._patience} s: {log.read_text('utf-8', 'replace')}")
        self._ready = json.loads(line)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._temporary is not None:
            self._temporary.cleanup()

    @property
    def inventory(self) -> Path:
        """The inventory file of the province."""
        return Path(self._ready["inventory"])

    @property
    def ca_file(self) -> Path:
        """The root certificate to trust, PEM."""
        return Path(self._ready["ca_file"])

    @property
    def resolver(self) -> str:
        """`address:port` of the DNS server."""
        return str(self._ready["resolver"])

    @property
    def labels(self) -> str:
        """The URL of the registry's own pages about labels."""
        return str(self._ready["labels"])

    @property
    def label_requests(self) -> list[str]:
        """The codes that the registry was asked for so far, in the order of their coming."""
        asked: list[str] = json.loads(Path(self._ready["label_requests"]).read_text("utf-8"))
        return asked

    @property
    def ipv6(self) -> bool:
        """Whether the lab serves IPv6 too."""
        return bool(self._ready["ipv6"])

    @cached_property
    def truth(self) -> dict[str, Any]:
        """The known truth, as `lab.truth` describes it."""
        truth: dict[str, Any] = json.loads(Path(self._ready["truth"]).read_text("utf-8"))
        return truth

    @property
    def portals(self) -> list[dict[str, Any]]:
        """The truth's portals: `key`, `url`, `host`, `facts`, `verdicts` …"""
        portals: list[dict[str, Any]] = self.truth["portals"]
        return portals

    def portal(self, key: str) -> dict[str, Any]:
        """One portal of `portals`."""
        return next(portal for portal in self.portals if portal["key"] == key)

    @property
    def connections(self) -> dict[str, int]:
        """Host → TCP connections it got so far; a host without any is not in it."""
        counts: dict[str, int] = json.loads(Path(self._ready["counters"]).read_text("utf-8"))
        return counts

    def stop(self) -> int:
        """End the lab in good order; returns its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        return self._wait()

    def kill(self) -> None:
        """End the lab at once, as a crash would."""
        self.process.kill()
        self._wait()

    def _wait(self) -> int:
        try:
            status = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        return status

    def _first_line(self) -> bytes:
        """What the process says first, as far as it came within the patience."""
        assert self.process.stdout is not None
        stdout, line = self.process.stdout.fileno(), b""
        deadline = time.monotonic() + self._patience
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n") and selector.select(max(0.0, deadline - time.monotonic())):
                piece = os.read(stdout, 65536)
                if not piece:
                    break
                line += piece
        return line

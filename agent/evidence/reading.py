"""Has signatures read in a process of its own: what a file does to that one, it doesn't do to us."""

from __future__ import annotations

import atexit
import datetime as dt
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import agent
from checks.security_plan.record import Signature, SignatureState
from checks.security_plan.trust import Flaw, Roots
from reports.wording import ZONE

SECONDS = 30.0
"""How long the signatures of one file may take."""


class Reader:
    """The process that reads signatures; it is started when it is needed, and again after it was stopped."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(
        self, data: bytes, detached: Sequence[bytes], roots: Roots, now: dt.datetime | None = None
    ) -> tuple[Signature, ...]:
        """As `checks.security_plan.signatures.read_signatures` does; what takes too long or too much is BROKEN."""
        if not detached and b"/ByteRange" not in data:
            return ()
        question = {
            "now": (now or dt.datetime.now(ZONE)).isoformat(),
            "data": len(data),
            "detached": [len(each) for each in detached],
            "roots": [len(each) for each in roots.certificates],
        }
        with self._lock:
            answer = self._ask([json.dumps(question).encode(), b"\n", data, *detached, *roots.certificates])
        if answer is None:
            return (Signature(SignatureState.BROKEN, detail=Flaw.SLOW),)
        return tuple(map(_signature, answer))

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _ask(self, parts: Sequence[bytes]) -> list[dict[str, str | None]] | None:
        process = self._process or self._start()
        self._process = process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the reader of signatures has no pipes")
        watch = threading.Timer(self._seconds, process.kill)
        watch.start()
        try:
            for part in parts:
                process.stdin.write(part)
            process.stdin.flush()
            line = process.stdout.readline()
            if line.endswith(b"\n"):
                answer: list[dict[str, str | None]] = json.loads(line)
                return answer
        except BrokenPipeError:
            pass
        finally:
            watch.cancel()
        self.close()
        return None

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "agent.evidence.worker"],
            cwd=Path(agent.__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if process.stdout is None or process.stdout.readline() != b"ready\n":
            process.kill()
            process.communicate()
            raise RuntimeError("the reader of signatures did not start")
        return process


def _signature(answer: dict[str, str | None]) -> Signature:
    moment = answer["signed_at"]
    return Signature(
        state=SignatureState(str(answer["state"])),
        signer=answer["signer"],
        organisation=answer["organisation"],
        issuer=answer["issuer"],
        signed_at=dt.datetime.fromisoformat(moment) if moment else None,
        detail=answer["detail"] or "",
    )


_READER = Reader()
atexit.register(_READER.close)


def signatures_of(data: bytes, detached: Sequence[bytes], roots: Roots) -> tuple[Signature, ...]:
    """The signatures of a file, read in the one process that this program has for it."""
    return _READER.read(data, detached, roots)

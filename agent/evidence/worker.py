"""A process of its own that reads signatures, for a file may be made to take all memory or to never end.

On stdin comes a line of JSON, {now, data, detached, roots}, that gives lengths, then all those bytes; on stdout goes a
line of JSON, the signatures. It begins with the line "ready" and ends with its stdin.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import resource
import sys
from typing import BinaryIO

from checks.security_plan.signatures import read_signatures
from checks.security_plan.trust import Roots

MOST_MEMORY = 2 * 1024**3
"""Bytes of address space."""


def main() -> None:
    """Answer until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    print("ready", flush=True)  # noqa: T201
    serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer every question in `source`."""
    while line := source.readline():
        question = json.loads(line)
        data = source.read(question["data"])
        detached = [source.read(length) for length in question["detached"]]
        roots = Roots(tuple(source.read(length) for length in question["roots"]))
        found = read_signatures(data, detached, roots, dt.datetime.fromisoformat(question["now"]))
        sink.write(json.dumps([dataclasses.asdict(each) for each in found], default=_iso).encode() + b"\n")
        sink.flush()


def _iso(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    main()

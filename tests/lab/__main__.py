"""`python -m lab --dir DIR`: stand up the province, say where everything is in one JSON line, serve until the end.

The end is SIGTERM, SIGINT, or the end of stdin where that is a pipe.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import stat
import sys
from pathlib import Path

from .box import open_box
from .places import ipv6_works


async def _serve(directory: Path, ipv6: bool) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    _end_with_stdin(loop, ended)
    box = await open_box(directory, ipv6)
    print(json.dumps(box.ready, ensure_ascii=False), flush=True)  # noqa: T201 - the one line that callers wait for
    await ended.wait()


def _end_with_stdin(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """End when whoever holds the other end of stdin goes away; a terminal or /dev/null means nothing."""
    stdin = sys.stdin.fileno() if sys.stdin else None
    if stdin is None or not (stat.S_ISFIFO(os.fstat(stdin).st_mode) or stat.S_ISSOCK(os.fstat(stdin).st_mode)):
        return

    def readable() -> None:
        if not os.read(stdin, 4096):
            loop.remove_reader(stdin)
            ended.set()

    loop.add_reader(stdin, readable)


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="lab", description="A province of web portals on loopback, for tests.")
    parser.add_argument("--dir", type=Path, required=True, help="folder for everything the lab writes")
    parser.add_argument("--no-ipv6", action="store_true", help="serve over IPv4 only")
    options = parser.parse_args()
    asyncio.run(_serve(options.dir.resolve(), ipv6_works() and not options.no_ipv6))


if __name__ == "__main__":
    main()

"""`tuanthu` with clocks in: `python -m benchmarks.audit.stages FOLDER ARGUMENTS…` runs it and leaves in the folder the
processor seconds of each stage, one file a process.

A stage's clock is that of the thread which enters it. What runs beside it (connections made side by side, the program's
start, the waiting for locks) is in no stage: `benchmarks.audit.run` tells it as the rest.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent.output import encoded


class _Spent(defaultdict[str, float]):
    """Seconds by stage; unlike its parent it can be referred to weakly, as `register_after_fork` does."""


_spent = _Spent(float)
_lock = threading.Lock()


def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, its processor seconds counted for a stage."""

    @functools.wraps(function)
    def counted(*arguments: Any, **named: Any) -> Any:
        began = time.thread_time()
        try:
            return function(*arguments, **named)
        finally:
            with _lock:
                _spent[stage] += time.thread_time() - began

    return counted


def put_clocks_in() -> None:
    """Replace what begins a stage; before the modules are imported that take these functions by name."""
    import policies.judge

    policies.judge.judge = timed("judge", policies.judge.judge)
    import checks.portal

    checks.portal.CHECKS = {name: timed(name, check) for name, check in checks.portal.CHECKS.items()}
    import agent.store

    store: Any = agent.store.Store
    store.save_portal = timed("store", store.save_portal)
    import agent.reporting

    agent.reporting.report_of = timed("read for the report", agent.reporting.report_of)
    import agent.formats

    for name in ("html", "json"):
        make: Any = agent.formats.FORMATS[name]
        agent.formats.FORMATS[name] = _listed(f"report: {name}", make)  # type: ignore[index]


def _listed(stage: str, make: Callable[..., Any]) -> Callable[..., Any]:
    """A maker of files that makes them all at once: one that is asked for each, or for its pieces, is on no clock."""
    return timed(stage, lambda *given: iter([(end, b"".join(encoded(content))) for end, content in make(*given)]))


def _leave(folder: Path) -> None:
    (folder / f"{os.getpid()}.json").write_text(json.dumps(_spent))


def main() -> None:
    """Run `tuanthu` with the arguments after the folder."""
    from multiprocessing import util

    folder = Path(sys.argv[1])
    put_clocks_in()
    atexit.register(_leave, folder)
    os.register_at_fork(after_in_child=_spent.clear)
    util.register_after_fork(_spent, lambda _: util.Finalize(None, _leave, (folder,), exitpriority=0))
    from agent.cli.main import main as tuanthu

    sys.argv[:] = ["tuanthu", *sys.argv[2:]]
    tuanthu()


if __name__ == "__main__":
    main()

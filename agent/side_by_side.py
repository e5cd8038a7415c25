"""Does pieces of work at the same time, each in a process forked for it, so that what it works on need not be sent."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_work: Callable[[Any], Any]


def side_by_side(work: Callable[[T], R], pieces: Sequence[T]) -> list[R]:
    """What `work` gives for each piece, in their order; raises what it raises.

    Pieces and results are pickled, `work` itself is not. One after another in this process where there is but one core
    or piece, or where other threads run, whose locks a forked process would never see opened.
    """
    if len(pieces) < 2 or (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        return [work(piece) for piece in pieces]
    most = min(len(pieces), os.cpu_count() or 1)
    with ProcessPoolExecutor(most, multiprocessing.get_context("fork"), _take, (work,)) as pool:
        return list(pool.map(_do, pieces))


def _take(work: Callable[[Any], Any]) -> None:
    global _work
    _work = work


def _do(piece: Any) -> Any:
    return _work(piece)

"""One audit in a process of its own, that a test kills, or that meets a full disk."""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
from collections.abc import Iterator
from datetime import date, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import agent.auditing.run
from agent.auditing.conduct import Wishes, conduct
from agent.auditing.plan import Plan
from agent.cli.settings import settings_from
from agent.inventory import load_inventory
from agent.profiles import read_profile
from agent.store import Store, StoreError

LAW_DATE = date(2026, 11, 22)
_FORK = multiprocessing.get_context("fork")


@contextlib.contextmanager
def process(inventory: Path, url: str, most_bytes: int = 0) -> Iterator[tuple[BaseProcess, Connection]]:
    """A process that goes on with the audit of an inventory in a store, and what it tells: how many portals it has
    done, again and again, and the name of the error that ended it. It is killed at the end of the `with` block.

    With `most_bytes` no file of its may grow beyond that, as on a disk that is full.
    """
    here, there = _FORK.Pipe(duplex=False)
    running = _FORK.Process(target=_audit, args=(inventory, url, most_bytes, there))
    running.start()
    there.close()
    try:
        yield running, here
    finally:
        running.kill()
        running.join()
        here.close()


def finished(inventory: Path, url: str) -> None:
    """The audit gone on with to its end; it saves every portal as soon as that was looked at."""
    with process(inventory, url) as (running, _told):
        running.join(120)
        assert running.exitcode == 0


def _audit(inventory_file: Path, url: str, most_bytes: int, told: Connection) -> None:
    agent.auditing.run.WORKERS, agent.auditing.run.BETWEEN_TESTS = 2, 0.0
    inventory = load_inventory(inventory_file)
    plan = Plan(inventory, read_profile("vn-2026"), ["ipv6"], LAW_DATE)
    settings = settings_from(inventory, None, None, None, None)
    with Store(url) as store, contextlib.suppress(BrokenPipeError):
        if most_bytes:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
        patience = Wishes(save_for=timedelta(seconds=1.5))
        try:
            conduct(store, plan, settings, patience, resume=True, tell=lambda progress: told.send(progress.done))
        except StoreError as error:
            told.send(error.text.name)

"""Looks at portals in several processes, for one takes no more than one core: each looks at a share and judges it.

Processes are forked, so that what is known (the inventory, the names resolved so far) need not be read again. They
send what they have seen to this one, which alone stores it: no process ever uses a database that it did not open. One
that dies takes no other with it; its portals are told as failed and remain to be looked at.

No address is asked harder than by one process: portals that have an address in common are in the same share, and at
an address that belongs to no share alone (a redirect's, a registry's) each has its part of the rate.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import math
import multiprocessing
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from agent.auditing.load import joined, load_of
from agent.auditing.plan import Plan
from agent.auditing.run import Progress, run
from agent.auditing.shares import Portion, Share, addresses_of, processes_for, shares
from agent.inventory import Portal
from checks.browser import Browser
from checks.means import Network
from checks.network.politeness import Halted, Politeness
from checks.record import PortalRecord
from checks.vantage import Vantage
from policies.verdict import Outcome, Verdict

log = logging.getLogger(__name__)

_MOMENT = 0.2  # seconds after which an order is passed on at the latest


@dataclass(frozen=True, slots=True)
class Shared:
    """How far all processes came, and the load that those beside this one caused (`agent.auditing.load`)."""

    progress: Progress
    load: dict[str, int]


def run_shared(
    plan: Plan,
    portals: Sequence[Portal],
    network: Network,
    test: Callable[[], Vantage],
    save: Callable[[PortalRecord, list[Verdict]], None],
    fail: Callable[[str, str], None],
    tell: Callable[[Progress], None] = lambda progress: None,
    stop: threading.Event | None = None,
    *,
    may_begin: Callable[[Portal], bool] = lambda portal: True,
    until: float = math.inf,
    tested: Callable[[Vantage], None] = lambda vantage: None,
    processes: int | None = None,
) -> Shared:
    """What `agent.auditing.run.run` does, in so many processes; see `processes_for` for how many are used.

    `test` and `may_begin` are called in whichever process looks, so they may not use a database; `save`, `fail`, `tell`
    and `tested`, which is told what `test` found, are called in this thread. Setting `stop`, or halting the politeness
    of `network`, reaches all processes; where this one dies, they end at once.
    """
    stop = stop or threading.Event()
    count = processes_for(plan, portals, processes)
    parts = shares(portals, addresses_of(portals, network), count) if count > 1 else []
    if len(parts) < 2:

        def test_here() -> Vantage:
            vantage = test()
            tested(vantage)
            return vantage

        return Shared(run(plan, portals, network, test_here, save, fail, tell, stop, may_begin, until), {})
    work = _Work(plan, network, test, may_begin, until, len(parts))
    desk = _Desk(save, fail, tested)
    workers: list[_Worker] = []
    try:
        workers += (_Worker.start(work, share) for share in parts)
        with _passing_on(workers, network.politeness, stop):
            _supervised(workers, desk, tell)
    finally:
        for worker in workers:
            worker.end()
    return Shared(Progress(desk.done, desk.failing, len(portals) - desk.done), desk.load)


@dataclass(frozen=True, slots=True)
class _Work:
    """What all processes know when they are forked."""

    plan: Plan
    network: Network
    test: Callable[[], Vantage]
    may_begin: Callable[[Portal], bool]
    until: float
    processes: int


@dataclass(slots=True)
class _Worker:
    """One process as this one sees it. `left` are the URLs that nothing was heard of; `shown` is how far it says it is,
    with what it has not sent yet."""

    process: BaseProcess
    line: Connection
    left: set[str]
    shown: Progress
    order: str = ""
    guard: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def start(cls, work: _Work, share: Share) -> _Worker:
        """Fork a process for a share."""
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=_look, args=(work, share, ours, theirs), daemon=True)
        with warnings.catch_warnings():
            # Python 3.12 warns of locks that other threads hold: `_look` needs none of them.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        left = {portal.url for portal in share.portals}
        return cls(process, ours, left, Progress(done=0, failing=0, left=len(left)))

    def tell(self, order: str) -> None:
        """Tell the process to `stop` or to `halt`, once; any thread may."""
        with self.guard:
            if order and order != self.order:
                self.order = order
                with contextlib.suppress(OSError):  # it has ended meanwhile
                    self.line.send(order)

    def end(self) -> None:
        """End the process if it has not ended by itself."""
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        with self.guard:
            self.line.close()


@dataclass(slots=True)
class _Desk:
    """Takes in what the processes send."""

    save: Callable[[PortalRecord, list[Verdict]], None]
    fail: Callable[[str, str], None]
    tested: Callable[[Vantage], None]
    done: int = 0
    failing: int = 0
    load: dict[str, int] = field(default_factory=dict)

    def take(self, worker: _Worker, kind: str, content: Any) -> None:
        """One message of a process."""
        match kind:
            case "saw":
                record, verdicts = content
                self.save(record, verdicts)
                worker.left.discard(record.portal["url"])
                self.done += 1
                self.failing += any(verdict.verdict is Outcome.FAIL for verdict in verdicts)
            case "failed":
                url, error = content
                self.fail(url, error)
                worker.left.discard(url)
            case "tested":
                self.tested(content)
            case "progress":
                worker.shown = content
            case "ended":
                self.load = joined(self.load, content)
                worker.left.clear()

    def bury(self, worker: _Worker) -> None:
        """Tell what a process that is gone has left undone: nothing where it had ended well."""
        worker.end()
        if worker.left:
            log.error("the process %s ended with %s", worker.process.pid, worker.process.exitcode)
        for url in sorted(worker.left):
            self.fail(url, f"the process that looked at it ended with {worker.process.exitcode}")


@contextlib.contextmanager
def _passing_on(workers: Sequence[_Worker], politeness: Politeness, stop: threading.Event) -> Iterator[None]:
    """Pass orders on to the processes during a `with` block, also while this thread waits for the database."""
    over = threading.Event()

    def pass_on() -> None:
        while not over.wait(_MOMENT):
            order = "halt" if politeness.halted else "stop" if stop.is_set() else ""
            for worker in workers:
                worker.tell(order)

    thread = threading.Thread(target=pass_on, name="orders", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _supervised(
    workers: Sequence[_Worker],
    desk: _Desk,
    tell: Callable[[Progress], None],
) -> None:
    """Take in what the processes send until the last one has ended."""
    by_line = {worker.line: worker for worker in workers}
    while by_line:
        for line in wait(list(by_line), timeout=_MOMENT):
            worker = by_line[line]  # type: ignore[index]
            try:
                kind, content = worker.line.recv()
            except (EOFError, OSError):
                del by_line[worker.line]
                desk.bury(worker)
            else:
                desk.take(worker, kind, content)
        shown = [worker.shown for worker in workers]
        done, left = sum(each.done for each in shown), sum(each.left for each in shown)
        tell(Progress(done, desk.failing, left))


def _look(work: _Work, share: Share, theirs: Connection, line: Connection) -> None:
    """What a forked process does: look at its share, judge, and send what it saw."""
    theirs.close()  # that the other end is gone is told only when nobody here holds it
    for number in (signal.SIGINT, signal.SIGTERM):  # the process that started this one hears them and gives the orders
        signal.signal(number, signal.SIG_IGN)
    gc.freeze()
    network, stop = _own(work, share), threading.Event()
    asked_before = network.names.queries
    threading.Thread(target=_listen, args=(line, network.politeness, stop), daemon=True).start()

    def test() -> Vantage:
        vantage = work.test()
        line.send(("tested", vantage))
        return vantage

    with closing(network), contextlib.suppress(Halted):
        run(
            work.plan,
            share.portals,
            network,
            test,
            save=lambda record, verdicts: line.send(("saw", (record, verdicts))),
            fail=lambda url, error: line.send(("failed", (url, error))),
            tell=lambda progress: line.send(("progress", progress)),
            stop=stop,
            may_begin=work.may_begin,
            until=work.until,
        )
    load = load_of(network)
    line.send(("ended", {**load, "queries": load["queries"] - asked_before}))


def _own(work: _Work, share: Share) -> Network:
    """The network of this process: its own counts, its own browser, its part of the rate."""
    network = work.network
    politeness = Portion(halting=network.politeness.halting, own=share.own, processes=work.processes)
    browser = network.browser
    if isinstance(browser, Browser):
        browser = Browser(browser.executable, sandbox=browser.sandbox, patience=browser.patience)
    return replace(network, politeness=politeness, browser=browser)


def _listen(line: Connection, politeness: Politeness, stop: threading.Event) -> None:
    """Follow the orders of the process that started this one, and end at once where it is gone."""
    while True:
        try:
            order = line.recv()
        except (EOFError, OSError):
            os._exit(1)
        stop.set()
        if order == "halt":
            politeness.halt()

"""An audit in two processes: it sees what one process sees, and what happens to one of them is told.

Eight portals, four on an IPv4 address and four on an IPv6 one, so that each half can have a process of its own.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

import agent.auditing.run
import agent.auditing.shares
from agent.auditing.conduct import Conducted, Why, Wishes, conduct
from agent.auditing.looking import observe
from agent.auditing.plan import Plan
from agent.auditing.run import Progress
from agent.auditing.shards import run_shared
from agent.cli.settings import settings_from
from agent.inventory import load_inventory
from agent.network import open_network, self_test
from agent.profiles import read_profile
from agent.store import Store
from checks.record import PortalRecord
from tests.agent.auditing.killed import LAW_DATE
from tests.agent.auditing.same_store import normalised
from tests.commands import PATIENCE
from tests.lab.name_server import NameServer
from tests.servers import name_server
from tests.small_province import ZONE, SmallProvince

HALVES = {"a": ("A", "127.0.0.1"), "b": ("AAAA", "::1")}
HOSTS = {f"{half}{number}.{ZONE}": half for half in HALVES for number in range(4)}
Tell = Callable[[Progress], None]


@pytest.fixture
def halves(province: SmallProvince, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plan]:
    monkeypatch.setattr(agent.auditing.shares, "FEWEST", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(agent.auditing.run, "WORKERS", 1)
    content = yaml.safe_load(province.inventory.read_text("utf-8"))
    content["portals"] = [
        {**content["portals"][0], "url": f"http://{host}:{province.web_port}/", "name": host} for host in HOSTS
    ]
    records = {
        ("test", "SOA"): ["ns.test. a.test. 1 3600 600 86400 60"],
        (ZONE, "SOA"): [f"ns.{ZONE}. a.{ZONE}. 1 3600 600 86400 60"],
        (ZONE, "NS"): [f"ns.{ZONE}."],
        (f"ns.{ZONE}", "A"): ["127.0.0.53"],
        **{(host, HALVES[half][0]): [HALVES[half][1]] for host, half in HOSTS.items()},
    }
    with name_server(NameServer(records)) as port:
        content["vantage"]["resolver"] = f"127.0.0.53:{port}"
        file = tmp_path / "halves.yaml"
        file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
        yield Plan(load_inventory(file), read_profile("vn-2026"), ["ipv6"], LAW_DATE)


def audited(store: Store, plan: Plan, tell: Tell = lambda progress: None, **given: Any) -> Conducted:
    settings = settings_from(plan.inventory, None, None, None, None)
    return conduct(store, plan, settings, Wishes(), tell=tell, **given)


def workers() -> list[int]:
    """The processes that look for this one; the servers are spawned and not forked."""
    return [child.pid or 0 for child in multiprocessing.active_children() if isinstance(child, ForkProcess)]


def test_two_processes_see_what_one_sees(halves: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    with Store(f"sqlite:///{tmp_path / 'two'}") as two, Store(f"sqlite:///{tmp_path / 'one'}") as one:
        shared = audited(two, halves, lambda progress: counts.append(len(workers()))).audit
        monkeypatch.setattr(agent.auditing.shares, "FEWEST", 100)
        alone = audited(one, halves).audit
        assert normalised(two, shared.id) == normalised(one, alone.id)
    assert max(counts) == 2
    assert shared.complete
    assert shared.load["connections"] >= alone.load["connections"] > 0, "each process asks what is true of a zone"
    assert shared.load["queries"] >= alone.load["queries"] > 0


def test_a_process_that_is_killed_leaves_its_portals_for_later(halves: Plan, local: Store) -> None:
    killed: list[int] = []

    def kill_one(progress: Progress) -> None:
        if not killed and len(workers()) == 2:
            killed.append(workers()[0])
            os.kill(killed[0], signal.SIGKILL)

    done = audited(local, halves, kill_one)
    left = local.remaining(done.audit.id)
    assert (done.why, done.left, done.failed) == (Why.FAILED, len(left), len(left))
    assert killed
    assert len({HOSTS[urlsplit(url).hostname or ""] for url in left}) == 1, "the other process went on"
    gone_on = audited(local, halves, resume=True)
    assert (gone_on.audit.id, gone_on.why) == (done.audit.id, Why.FINISHED)


def test_an_order_to_stop_reaches_every_process(halves: Plan, local: Store) -> None:
    stop = threading.Event()
    done = audited(local, halves, lambda progress: stop.set() if workers() else None, stop=stop)
    assert (done.why, done.failed) == (Why.STOPPED, 0)
    assert 2 <= done.left < len(HOSTS), "each process has finished what it had begun, and left the rest"
    assert workers() == []


def test_a_halt_reaches_every_process(halves: Plan) -> None:
    settings = settings_from(halves.inventory, None, None, None, None)
    failed: list[str] = []
    saved: list[str] = []
    with contextlib.closing(open_network(settings)) as network:
        shared = run_shared(
            halves,
            halves.portals,
            network,
            partial(self_test, settings),
            lambda record, verdicts: saved.append(record.portal["url"]),
            lambda url, error: failed.append(url),
            lambda progress: network.politeness.halt() if workers() else None,
        )
    assert (shared.progress.done, failed) == (len(saved), [])
    assert shared.progress.left >= 2


def test_a_halt_reaches_every_process_while_the_database_is_away(halves: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*given: Any) -> PortalRecord:
        time.sleep(0.5)
        return observe(*given)

    monkeypatch.setattr(agent.auditing.run, "BETWEEN_TESTS", 0.0)
    monkeypatch.setattr(agent.auditing.run, "observe", slow)
    settings = settings_from(halves.inventory, None, None, None, None)
    with contextlib.closing(open_network(settings)) as network:

        def save(*given: object) -> None:
            """Store nothing until all processes have ended."""
            network.politeness.halt()
            patience = time.monotonic() + PATIENCE
            while workers() and time.monotonic() < patience:
                time.sleep(0.01)

        test = partial(self_test, settings)
        shared = run_shared(halves, halves.portals, network, test, save, lambda url, error: None)
    assert shared.progress.left >= 4, "each process has thrown away what was under way, and left the rest"


def test_processes_end_with_the_one_that_started_them(halves: Plan, tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    running = fork.Process(target=_endless, args=(halves, f"sqlite:///{tmp_path / 'gone'}", there))
    running.start()
    there.close()
    pids = here.recv()
    running.kill()
    running.join()
    with pytest.raises(EOFError):  # each of them holds the other end until it is gone
        here.recv()
    assert len(pids) == 2


def _endless(plan: Plan, url: str, told: Connection) -> None:
    """An audit that comes to no end, as its first word is never taken in."""

    def tell(progress: Progress) -> None:
        if len(workers()) == 2:
            told.send(workers())
            threading.Event().wait()

    with Store(url) as store:
        audited(store, plan, tell)

"""`tuanthu serve`: as systemd starts, watches and stops it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from agent.journal import Journal
from agent.schedule.entry import entry_of
from agent.schedule.store import Schedules
from agent.service.runs import Runs, RunState
from agent.store import Store
from tests.commands import PATIENCE, TUANTHU, tuanthu


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "tuanthu.yaml"
    content = {
        "database": f"sqlite:///{tmp_path / 'service.db'}",
        "reports": "reports",
        "watching": {"listen": "127.0.0.1:0"},
        "audits": {"confirm_after": None, "retry_unreached": []},
    }
    file.write_text(yaml.safe_dump(content), "utf-8")
    return file


@pytest.fixture
def serving(config: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The service, once it told systemd that it is ready."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(PATIENCE)
        environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")}
        service = subprocess.Popen(
            [TUANTHU, "serve", "--config", config], stderr=subprocess.PIPE, text=True, env=environment
        )
        try:
            assert b"READY=1\nWATCHDOG=1" in supervisor.recv(4096)
            yield service
        finally:
            service.kill()
            service.communicate()


def test_it_leads_alone_and_ends_orderly(serving: subprocess.Popen[str], config: Path, tmp_path: Path) -> None:
    second = tuanthu("serve", "--config", config)
    assert second.returncode == 2
    assert str(serving.pid) in second.stderr
    assert "--standby" in second.stderr
    serving.send_signal(signal.SIGTERM)
    _printed, told = serving.communicate(timeout=PATIENCE)
    assert serving.returncode == 0
    assert "this service leads" in told
    with Store(f"sqlite:///{tmp_path / 'service.db'}") as store:
        acts = [entry.act for entry in Journal(store.database).entries(act="service")]
    assert acts == ["service.start", "service.stop"]


def test_once_does_what_was_asked_for_and_leaves(
    inventory_of: Callable[..., Path], config: Path, tmp_path: Path
) -> None:
    inventory = inventory_of("served.yaml", "www")
    with Store(f"sqlite:///{tmp_path / 'service.db'}") as store:
        entry = entry_of({"name": "weekly", "inventory": inventory, "checks": ["dns"], "formats": ["json"]})
        Schedules(store.database).add(entry)
        Runs(store.database).ask("weekly", "binh")
    served = tuanthu("serve", "--once", "--config", config)
    assert served.returncode == 0, served.stderr
    with Store(f"sqlite:///{tmp_path / 'service.db'}") as store:
        (run,) = Runs(store.database).newest()
        assert run.state is RunState.FINISHED
        assert store.audit(run.audit or "").complete
    assert len(list((tmp_path / "reports").iterdir())) == 1


def test_once_ends_orderly_too(inventory_of: Callable[..., Path], config: Path, tmp_path: Path) -> None:
    inventory = inventory_of("served.yaml", "www")
    with Store(f"sqlite:///{tmp_path / 'service.db'}") as store:
        entry = entry_of({"name": "weekly", "inventory": inventory, "checks": ["dns"], "formats": ["json"]})
        Schedules(store.database).add(entry)
        Runs(store.database).ask("weekly", "binh")
        service = subprocess.Popen([TUANTHU, "serve", "--once", "--config", config], stderr=subprocess.PIPE, text=True)
        assert service.stderr is not None
        while "the run begins" not in service.stderr.readline():
            assert service.poll() is None
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=PATIENCE)
        assert service.returncode == 0
        (run,) = Runs(store.database).newest()
        assert run.state is RunState.WAITING

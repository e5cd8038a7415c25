from __future__ import annotations

import socket
from pathlib import Path

import pytest

from agent.service.notify import tell_systemd


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_states_one_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        name = f"tuanthu-{tmp_path.name}" if abstract else str(tmp_path / "notify")
        listener.bind(f"\0{name}" if abstract else name)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}" if abstract else name)
        tell_systemd(READY=1, STATUS="stands by\nMAINPID=1")
        listener.settimeout(5)
        assert listener.recv(4096) == b"READY=1\nSTATUS=stands by MAINPID=1"


def test_where_nobody_listens_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    monkeypatch.setenv("NOTIFY_SOCKET", str(gone))
    tell_systemd(READY=1)
    monkeypatch.delenv("NOTIFY_SOCKET")
    tell_systemd(READY=1)
    assert not gone.exists()

"""The dead man's switch: a ping to somebody outside, which gives away no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.watching.heartbeat import ping
from agent.watching.settings import WatchingSettings
from tests.agent.watching.listener import listening
from tests.servers import closed_port

SECRET = "5f3a-geheim"


def test_a_ping_is_one_request_that_somebody_accepts(tmp_path: Path) -> None:
    with listening() as listener:
        assert ping(WatchingSettings(heartbeat_url=listener.url + SECRET)) is True
        (tmp_path / "url").write_text(f"{listener.url}{SECRET}\n")
        assert ping(WatchingSettings(heartbeat_url_file=tmp_path / "url")) is True
        assert listener.asked == [f"/{SECRET}"] * 2
    assert ping(WatchingSettings()) is False


@pytest.mark.parametrize("status", [302, 404, 500])
def test_whoever_refuses_was_not_reached(status: int, caplog: pytest.LogCaptureFixture) -> None:
    with listening(status) as listener:
        assert ping(WatchingSettings(heartbeat_url=listener.url + SECRET)) is False
        assert len(listener.asked) == 1
    assert f"status {status}" in caplog.text
    assert SECRET not in caplog.text


def test_nobody_there_and_a_bad_file_are_told_and_stop_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert ping(WatchingSettings(heartbeat_url=f"http://127.0.0.1:{closed_port()}/{SECRET}")) is False
    assert ping(WatchingSettings(heartbeat_url_file=tmp_path / "nowhere")) is False
    (tmp_path / "url").write_text(f"http://ping.test/{SECRET}")
    assert ping(WatchingSettings(heartbeat_url_file=tmp_path / "url")) is False
    (tmp_path / "url").write_text(f"https://ping..test/{SECRET}")
    assert ping(WatchingSettings(heartbeat_url_file=tmp_path / "url")) is False
    assert len(caplog.records) == 4
    assert SECRET not in caplog.text

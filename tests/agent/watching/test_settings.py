"""The settings of watching: where to answer, and whom to ping."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.watching.settings import WatchingSettings, listen_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:9464", ("127.0.0.1", 9464)),
        ("[::1]:9464", ("::1", 9464)),
        ("0.0.0.0:0", ("0.0.0.0", 0)),
        ("none", None),
    ],
)
def test_an_address_and_a_port_are_read(text: str, address: tuple[str, int] | None) -> None:
    assert listen_address(text) == address
    assert WatchingSettings(listen=text).address == address


@pytest.mark.parametrize(
    "text", ["", "9464", "127.0.0.1", "localhost:1", "127.0.0.1:65536", "::1:9464", "a@127.0.0.1:1", "127.0.0.1:1/x"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="or none"):
        WatchingSettings(listen=text)


def test_the_address_to_ping_is_said_once_and_is_encrypted() -> None:
    with pytest.raises(ValidationError, match="give one of them"):
        WatchingSettings(heartbeat_url="https://ping.test/1", heartbeat_url_file=Path("ping"))
    with pytest.raises(ValidationError, match="https"):
        WatchingSettings(heartbeat_url="http://ping.test/1")

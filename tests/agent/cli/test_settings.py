"""The command line goes before the inventory's vantage, and that before the usual."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from agent.cli.settings import resolver_endpoint, settings_from
from agent.errors import InputError
from agent.inventory import load_inventory
from agent.network import TIMEOUT
from tests.lab import Lab


def test_without_an_inventory_the_usual_holds() -> None:
    settings = settings_from(None, None, None, None, None)
    assert settings.name == socket.gethostname()
    assert (settings.resolver, settings.anchors, settings.ca_file) == (None, None, None)
    assert settings.timeout == TIMEOUT
    assert list(settings.networks) == []


def test_an_inventory_says_where_and_how_to_look(lab: Lab) -> None:
    host, _colon, port = lab.resolver.partition(":")
    settings = settings_from(lab.inventory, None, None, None, None)
    assert settings == settings_from(load_inventory(lab.inventory), None, None, None, None)
    assert settings.name == "lab"
    assert settings.resolver == (host, int(port))
    assert settings.ca_file == lab.ca_file
    assert settings.timeout == 1.5
    assert set(settings.networks) == {"127.0.0.0/8", "::1/128"}
    assert settings.anchors is not None
    assert (host, int(port)) in settings.anchors


def test_the_command_line_goes_first(lab: Lab) -> None:
    given = (Path("other.pem"), 0.5, Path("other.zone"), ["10.0.0.0/8"])
    settings = settings_from(lab.inventory, "127.0.0.9:5353", *given)
    assert settings.resolver == ("127.0.0.9", 5353)
    assert (settings.ca_file, settings.trust_anchors) == (Path("other.pem"), Path("other.zone"))
    assert settings.timeout == 0.5
    assert set(settings.networks) == {"10.0.0.0/8", "127.0.0.0/8", "::1/128"}


@pytest.mark.parametrize(
    ("written", "endpoint"),
    [
        ("127.0.0.53", ("127.0.0.53", 53)),
        ("127.0.0.53:5300", ("127.0.0.53", 5300)),
        ("[::1]:5300", ("::1", 5300)),
        ("::1", ("::1", 53)),
        ("localhost:5300", ("127.0.0.1", 5300)),
    ],
)
def test_a_resolver_is_an_address_or_a_name_with_or_without_port(written: str, endpoint: tuple[str, int]) -> None:
    address, port = resolver_endpoint(written)
    assert (address.replace("::1", "127.0.0.1"), port) == (endpoint[0].replace("::1", "127.0.0.1"), endpoint[1])


@pytest.mark.parametrize(
    "written",
    ["127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:-1", "127.0.0.1:x", "[::1]:99999", "[::1", "localhost:65536"],
)
def test_what_is_no_endpoint_is_told(written: str) -> None:
    with pytest.raises(InputError, match=r"--resolver"):
        resolver_endpoint(written)

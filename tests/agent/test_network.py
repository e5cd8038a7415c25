"""The network of an audit: tested first, refused where nothing could be seen. Only loopback is asked."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.errors import InputError, VantageError
from agent.network import Settings, open_network, resolver_answers, self_test, settings_for, trust_store
from checks.browser import NO_BROWSER, Browser
from checks.vantage import lost
from tests.lab import Lab


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab() as lab:
        yield lab


@pytest.fixture
def settings(lab: Lab) -> Settings:
    host, _colon, port = lab.resolver.partition(":")
    anchors = [(host, int(port)), ("::1", int(port))]
    return Settings("lab", (host, int(port)), anchors, ["127.0.0.0/8", "::1/128"], lab.ca_file, timeout=1.5)


@pytest.fixture
def silent() -> Iterator[tuple[str, int]]:
    """A resolver that takes every question and answers none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()


def test_the_self_test_tells_of_each_family(settings: Settings, lab: Lab) -> None:
    vantage = self_test(settings)
    assert (vantage.name, vantage.ipv4, vantage.ipv6) == ("lab", True, lab.ipv6)
    assert vantage.resolver == lab.resolver


def test_a_family_whose_anchors_refuse_does_not_work(settings: Settings, lab: Lab) -> None:
    assert settings.anchors is not None
    only_ipv4 = self_test(replace(settings, anchors=settings.anchors[:1]))
    assert (only_ipv4.ipv4, only_ipv4.ipv6) == (True, False)


def test_the_network_asks_the_resolver_and_trusts_the_file_that_were_named(settings: Settings, lab: Lab) -> None:
    network = open_network(settings)
    assert lost(network.vantage, self_test(settings)) == set()
    assert network.timeout == 1.5
    assert network.names.addresses(lab.portal("www")["host"], "A").value  # type: ignore[union-attr]


def test_the_network_has_the_browser_of_this_machine_or_why_there_is_none(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("TUANTHU_CHROMIUM", str(program))
    monkeypatch.setenv("TUANTHU_CHROMIUM_SANDBOX", "off")
    browser = open_network(settings).browser
    assert isinstance(browser, Browser)
    assert browser.executable == str(program)
    monkeypatch.setenv("TUANTHU_CHROMIUM", "none")
    assert open_network(settings).browser == NO_BROWSER


def test_a_look_at_a_portal_of_this_machine_asks_nobody_outside_for_the_self_test(
    settings: Settings, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled: list[str] = []

    def refuse(address: str, port: int, timeout: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("checks.vantage.connect", refuse)
    bare = replace(settings, anchors=None, networks=())
    assert open_network(settings_for(lab.portals[0]["host"], bare)).vantage.ipv4
    assert dialled == []


def test_a_resolver_that_is_silent_is_refused_by_name(settings: Settings, silent: tuple[str, int]) -> None:
    deaf = replace(settings, resolver=silent, timeout=0.2)
    assert resolver_answers(settings)
    assert not resolver_answers(deaf)
    with pytest.raises(VantageError, match=rf"127\.0\.0\.1:{silent[1]}"):
        open_network(deaf)


def test_a_machine_without_any_family_is_refused(settings: Settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(VantageError, match="tuanthu doctor"):
            open_network(replace(settings, anchors=[closed.getsockname()]))


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_ca_file_without_certificates_is_told(settings: Settings, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_text(content)
    with pytest.raises(InputError, match=r"ca\.pem.*--ca-file"):
        trust_store(replace(settings, ca_file=tmp_path / "ca.pem"))

"""`tuanthu recheck`: some portals again, before → after, and findings that are closed by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.cli.main import status_of
from agent.store import Store
from tests.small_province import SmallProvince, small_province


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallProvince]:
    with small_province(tmp_path_factory.mktemp("small")) as opened:
        yield opened


def test_what_failed_is_looked_at_again_and_found_fixed(
    province: SmallProvince, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    inventory, where = str(province.inventory), ["-o", str(tmp_path)]
    province.set(without_ipv6=["so1", "so2"])
    assert status_of(["audit", inventory, *where, "--checks", "ipv6", "--format", "json", "-q"]) == 0
    province.set(without_ipv6=["so2"])
    capsys.readouterr()
    asked = ["recheck", inventory, *where, "--requirement", "ipv6.aaaa", "--failing"]
    assert status_of([*asked, "--json", "--fail-on", "low"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(each["portal"], each["before"], each["after"]) for each in told["results"]] == [
        (province.url("so1"), "fail", "pass"),
        (province.url("so2"), "fail", "fail"),
    ]
    with Store(f"sqlite:///{tmp_path / 'tuanthu.db'}") as store:
        still = [found.portal for found in store.findings() if found.open and found.requirement == "ipv6.aaaa"]
        assert store.audit("latest").id != told["audit"]
    assert still == [province.url("so2")]
    province.set()
    assert status_of([*asked, "--portal", province.url("so2"), "-q"]) == 0
    shown = capsys.readouterr().out
    assert province.url("so2") in shown
    assert "✗ fail" in shown
    assert "✓ pass" in shown


def test_what_is_to_be_looked_at_again_has_to_be_said(
    province: SmallProvince, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(["recheck", str(province.inventory), "-o", str(tmp_path)]) == 2
    assert "--failing" in capsys.readouterr().err

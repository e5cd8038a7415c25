"""The files that install the service: systemd takes them, they let the service do no more than it needs, and what
they start exists."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import click
import pytest

from agent.cli.config import FILES
from agent.settings import load_settings

ROOT = Path(__file__).parents[3]
TUANTHU = "/opt/tuanthu/bin/tuanthu"
UNITS = ("tuanthu.service", "tuanthu-backup.service", "tuanthu-backup.timer")
MOST_EXPOSED = 1.5
"""Of ten, in the measure of `systemd-analyze security`."""


def text(name: str) -> str:
    return FILES.joinpath(name).read_text("utf-8")


def unit(name: str) -> RawConfigParser:
    """A unit's sections; of a key that is given twice the last one."""
    parsed = RawConfigParser(strict=False)
    parsed.read_string(text(name))
    return parsed


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A folder with the units, which start a program that is on this machine."""
    for name in UNITS:
        (tmp_path / name).write_text(text(name).replace(TUANTHU, "/bin/true"), "utf-8")
    return tmp_path


def systemd(*arguments: str | Path) -> str:
    """What a program of systemd says; it must have nothing to complain of."""
    return subprocess.run(arguments, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout


def test_systemd_takes_the_units(units: Path) -> None:
    assert systemd("systemd-analyze", "verify", "--man=no", *(units / name for name in UNITS)) == ""


@pytest.mark.parametrize(
    ("name", "drop_in", "most"),
    [
        ("tuanthu.service", "", MOST_EXPOSED),
        ("tuanthu.service", "tuanthu-browser.conf", 2.5),
        ("tuanthu-backup.service", "", MOST_EXPOSED),
    ],
)
def test_the_units_are_let_do_little(units: Path, name: str, drop_in: str, most: float) -> None:
    if drop_in:
        folder = units / f"{name}.d"
        folder.mkdir()
        (folder / "browser.conf").write_text(text(drop_in), "utf-8")
        assert systemd("systemd-analyze", "verify", "--man=no", units / name) == ""
    told = systemd("systemd-analyze", "security", "--offline=true", "--no-pager", units / name)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told)
    assert found is not None
    assert float(found[1]) <= most
    for needed in ("NoNewPrivileges=", "ProtectSystem=", "User=/DynamicUser=", "CapabilityBoundingSet=~CAP_SYS_ADMIN"):
        assert f"✓ {needed}" in told


@pytest.mark.parametrize("name", ["tuanthu.service", "tuanthu-backup.service"])
def test_what_a_unit_starts_is_a_command_with_these_options(name: str) -> None:
    program, command, *arguments = shlex.split(unit(name)["Service"]["ExecStart"])
    assert program == TUANTHU
    found: click.Command = importlib.import_module(f"agent.cli.{command}").command
    known = {option for parameter in found.params for option in parameter.opts}
    assert {argument for argument in arguments if argument.startswith("-")} <= known


def test_the_service_has_the_time_that_an_audit_needs_to_stop() -> None:
    service = unit("tuanthu.service")["Service"]
    assert int(service["TimeoutStopSec"]) > load_settings().schedule.stop_seconds + 30
    assert service["KillMode"] == "mixed"
    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) >= 60


def test_the_service_sees_whether_the_process_of_a_command_that_holds_an_audit_lives() -> None:
    service = unit("tuanthu.service")["Service"]
    assert service.get("ProtectProc", "default") == "default"
    assert service.get("ProcSubset", "all") == "all"
    assert service.get("PrivatePIDs", "no") == "no"


def test_the_user_and_the_folders_are_made(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    for name in ("tuanthu.sysusers", "tuanthu.tmpfiles"):
        (tmp_path / name).write_text(text(name), "utf-8")
    systemd("systemd-sysusers", f"--root={tmp_path}", tmp_path / "tuanthu.sysusers")
    assert (tmp_path / "etc" / "passwd").read_text("utf-8").startswith("tuanthu:")
    made = {line.split()[1] for line in text("tuanthu.tmpfiles").splitlines() if line.startswith("d ")}
    needed = unit("tuanthu-backup.service")["Service"]
    assert {needed["ReadWritePaths"], needed["WorkingDirectory"]} <= made


def test_the_container_runs_as_nobody_in_particular_and_keeps_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    joined = re.sub(r"\\\n\s*", "", text("Containerfile"))
    steps = [line.split(maxsplit=1) for line in joined.splitlines() if line and not line.startswith("#")]
    said: dict[str, list[str]] = {}
    for keyword, argument in steps:
        said.setdefault(keyword, []).append(argument)
    assert all(re.match(r"docker\.io/library/python:3\.\d+-slim-\w+( AS \w+)?$", base) for base in said["FROM"])
    assert said["USER"] == ["10001:10001"]
    assert steps.index(["USER", "10001:10001"]) > max(n for n, step in enumerate(steps) if step[0] in ("RUN", "COPY"))
    assert json.loads(said["ENTRYPOINT"][0]) + json.loads(said["CMD"][0]) == ["tuanthu", "serve"]
    assert "/healthz" in said["HEALTHCHECK"][0]
    copied = [name for copy in said["COPY"] if not copy.startswith("--from") for name in copy.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert "." not in copied
    assert "--require-hashes -r requirements.lock" in joined
    environment = dict(pair.split("=", 1) for pair in " ".join(said["ENV"]).split())
    assert not [name for name in environment if re.search("PASS|SECRET|TOKEN|KEY", name)]
    for name, value in environment.items():
        if name.startswith("TUANTHU_"):
            monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.log.format == "json"
    assert settings.watching.address == ("0.0.0.0", 9464)

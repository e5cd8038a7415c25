"""`tuanthu doctor`: would an audit from this machine be true, and is the service well? Only the lab is asked."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.store import Store
from tests.agent.watching.made import beat
from tests.commands import result_of, tuanthu
from tests.lab import Lab

PARTS = {"ipv4", "ipv6", "resolver", "dnssec", "clock", "ca_store", "openssl", "nmap", "browser", "tuanthu"}


def test_beside_the_lab_this_machine_can_observe(lab: Lab) -> None:
    found = result_of("doctor", "--inventory", lab.inventory)
    assert found["usable"] is True
    assert found.keys() == {"usable", *PARTS}
    assert found["ipv4"]["ok"] is True
    assert found["ipv6"]["ok"] is lab.ipv6
    assert found["resolver"] == {"ok": True, "detail": lab.resolver}
    assert found["ca_store"] == {"ok": True, "detail": str(lab.ca_file)}


def test_a_browser_is_told_to_be_there_or_what_to_do_without(lab: Lab, tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    asked = ["doctor", "--inventory", lab.inventory, "--json"]
    for sandbox, machine, ok, detail in (
        ("off", str(program), True, str(program)),
        ("off", "none", False, "labels that scripts insert will be unknown: install chromium"),
        ("on", str(program), os.geteuid() != 0, "not started as root" if os.geteuid() == 0 else str(program)),
    ):
        found = tuanthu(*asked, TUANTHU_CHROMIUM=machine, TUANTHU_CHROMIUM_SANDBOX=sandbox)
        told = json.loads(found.stdout)["browser"]
        assert told["ok"] is ok
        assert detail in told["detail"]


def test_a_resolver_that_is_silent_is_status_3_and_everything_is_told_all_the_same(lab: Lab) -> None:
    asked = ["doctor", "--inventory", lab.inventory, "--resolver", "127.0.0.1:9", "--timeout", "0.3"]
    found = tuanthu(*asked, "--json")
    assert found.returncode == 3
    assert json.loads(found.stdout)["usable"] is False
    assert json.loads(found.stdout)["resolver"] == {"ok": False, "detail": "127.0.0.1:9"}
    read = tuanthu(*asked)
    assert read.returncode == 3
    assert "✗  resolver" in read.stdout
    assert "This machine cannot observe" in read.stdout


def test_people_read_words_and_the_vietnamese_clock(lab: Lab) -> None:
    read = tuanthu("doctor", "--inventory", lab.inventory, lang="vi")
    assert read.returncode == 0
    assert "✓  đồng hồ" in read.stdout
    assert "+07" in read.stdout
    assert "\x1b" not in read.stdout
    assert read.stderr == ""


def test_a_ca_file_that_an_audit_would_refuse_is_refused_here(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    finished = tuanthu("doctor", "--inventory", lab.inventory, "--ca-file", tmp_path / "ca.pem")
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert "ca.pem" in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The settings of a service that has just turned."""
    file = tmp_path / "tuanthu.yaml"
    file.write_text("database: sqlite:///so.db\nreports: bao-cao\nwatching: {backup_hours: 0}\n")
    with Store(f"sqlite:///{tmp_path / 'so.db'}") as store:
        beat(store, datetime.now(UTC))
    return file


def test_a_service_that_is_well_is_status_0_and_nobody_outside_is_asked(config: Path) -> None:
    found = result_of("doctor", "--config", config)
    assert found.keys() == {"well", "service"}
    assert found["well"] is True
    assert found["service"]["database"] == {"ok": True, "detail": str(config.parent / "so.db")}


def test_a_service_that_is_not_well_is_status_3_and_says_why(config: Path) -> None:
    (config.parent / "tuanthu.stop").write_text("b\u1ea3o tr\u00ec\x1b[31m\n")
    read = tuanthu("doctor", "--config", config, lang="vi")
    assert read.returncode == 3
    assert "✗  lệnh dừng khẩn cấp" in read.stdout
    assert "bảo trì" in read.stdout
    assert "\x1b" not in read.stdout
    assert "Dịch vụ có vấn đề." in read.stdout
    (config.parent / "so.db").unlink()
    unknown = tuanthu("doctor", "--config", config)
    assert unknown.returncode == 3
    assert "✗  database" in unknown.stdout
    assert "?  outbox" in unknown.stdout


def test_machine_and_service_are_examined_together(lab: Lab, config: Path) -> None:
    found = result_of("doctor", "--config", config, "--inventory", lab.inventory)
    assert found.keys() == {"usable", "well", "service", *PARTS}
    assert found["usable"] is found["well"] is True


def test_settings_that_are_wrong_are_status_2(config: Path) -> None:
    config.write_text("watching: {listen: everywhere}\n")
    finished = tuanthu("doctor", "--config", config)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert "watching.listen" in finished.stderr

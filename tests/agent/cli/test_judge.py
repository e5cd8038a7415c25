"""`tuanthu judge`: what was stored, judged again without a network."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest

from agent.profiles import read_profile
from reports.document import schema
from tests.agent.cli.conftest import Audits
from tests.commands import result_of, tuanthu, verdicts_of
from tests.lab import Lab
from tests.lab.requirements import PROBED


def test_an_audit_is_found_by_id_beginning_and_latest(audits: Audits) -> None:
    first, second = audits.ids
    assert verdicts_of(result_of("judge", first, "-o", audits.folder)) == verdicts_of(audits.first)
    assert verdicts_of(result_of("judge", first[:-1], "-o", audits.folder)) == verdicts_of(audits.first)
    assert verdicts_of(result_of("judge", "latest", "-o", audits.folder)) == verdicts_of(audits.second)
    assert verdicts_of(result_of("judge", "-o", audits.folder)) == verdicts_of(audits.second)
    assert second[:-1] != first[:-1]


def test_a_file_of_an_audit_is_judged_but_its_waivers_are_not_in_it(lab: Lab, audits: Audits) -> None:
    again = verdicts_of(result_of("judge", audits.folder / f"tuanthu-{audits.ids[0]}.json"))
    before = verdicts_of(audits.first)
    changed = {
        (url, name): (found["verdict"], again[url][name]["verdict"])
        for url, verdicts in before.items()
        for name, found in verdicts.items()
        if again[url][name] != found
    }
    assert changed == {(lab.portal("luutru")["url"], "tls.version.legacy"): ("waived", "fail")}


def test_a_file_of_one_portal_gives_one_portal(audits: Audits, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(audits.first["portals"][0]), "utf-8")
    again = result_of("judge", file)
    jsonschema_rs.validator_for(schema("portal-1")).validate(again)
    assert again == audits.first["portals"][0]


def test_an_audit_of_one_portal_is_an_audit_still(audits: Audits, tmp_path: Path) -> None:
    file = tmp_path / "audit.json"
    file.write_text(json.dumps({**audits.first, "portals": audits.first["portals"][:1]}), "utf-8")
    assert len(result_of("judge", file)["portals"]) == 1


def test_what_was_not_in_force_on_the_day_of_law_is_left_out(audits: Audits) -> None:
    day = date(2024, 6, 30)
    required = read_profile("vn-2026").requirements
    then = {asked.id for asked in required if asked.in_force(day)}
    judged = result_of("judge", audits.ids[0], "-o", audits.folder, "--law-date", "30/06/2024")
    of_both = [verdict for one in (*judged["portals"], *judged["systems"]) for verdict in one["verdicts"]]
    assert {verdict["requirement"] for verdict in of_both} == then - set(PROBED)
    assert {law.partition(",")[0] for verdict in of_both for law in verdict["law"]} & {
        "Thông tư 12/2022/TT-BTTTT",
        "Nghị định 331/2026/NĐ-CP",
    } == {"Thông tư 12/2022/TT-BTTTT"}


def test_people_read_every_portal(lab: Lab, audits: Audits) -> None:
    read = tuanthu("judge", audits.ids[1], "-o", audits.folder)
    assert read.returncode == 0
    assert read.stderr == ""
    assert lab.portal("stc")["url"] in read.stdout
    assert "✗ fail" in read.stdout


def test_a_system_that_a_profile_asks_nothing_of_is_not_told_with_empty_lines(audits: Audits) -> None:
    read = tuanthu("judge", audits.ids[0], "-o", audits.folder, "--profile", "mozilla-intermediate")
    assert "system:" not in read.stdout
    assert "\n\n\n" not in read.stdout


@pytest.mark.parametrize(("severity", "status"), [("critical", 0), ("high", 1)])
def test_fail_on_decides_the_exit_status(lab: Lab, audits: Audits, severity: str, status: int) -> None:
    asked = ["judge", audits.ids[1], "-o", audits.folder, "--fail-on", severity]
    critical = {
        verdict["severity"]
        for verdicts in verdicts_of(audits.second).values()
        for verdict in verdicts.values()
        if verdict["verdict"] == "fail"
    }
    assert critical == {"high", "low"} or "critical" not in critical
    assert tuanthu(*asked, "--json").returncode == status


def test_a_missing_file_is_told_as_a_file(tmp_path: Path) -> None:
    finished = tuanthu("judge", tmp_path / "none.json")
    assert finished.returncode == 2
    assert "none.json" in finished.stderr
    assert "JSON file" in finished.stderr
    assert "Errno" not in finished.stderr


def test_a_name_too_long_for_a_file_is_an_audit_that_is_not_stored(audits: Audits) -> None:
    finished = tuanthu("judge", "a" * 300, "-o", audits.folder)
    assert finished.returncode == 2
    assert "there is no audit" in finished.stderr


def test_what_a_file_says_cannot_command_the_terminal(audits: Audits, tmp_path: Path) -> None:
    portal = json.loads(json.dumps(audits.second["portals"][0]))
    hostile = "https://a.test/\x1b]0;owned\x07\u202e"
    portal["portal"]["url"] = hostile
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps(portal), "utf-8")
    read, printed = tuanthu("judge", file), tuanthu("judge", file, "--json")
    assert read.returncode == printed.returncode == 0, read.stderr
    assert "https://a.test/" in read.stdout
    for character in "\x1b\x07\u202e":
        assert character not in read.stdout + printed.stdout + read.stderr
    assert json.loads(printed.stdout)["portal"]["url"] == hostile

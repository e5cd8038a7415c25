"""`tuanthu inventory check`: counts what is sound, tells every mistake of what is not."""

from __future__ import annotations

from pathlib import Path

from tests.agent.cli.conftest import FEW
from tests.commands import result_of, tuanthu
from tests.lab import Lab


def test_a_sound_inventory_is_counted(lab: Lab, few: Path) -> None:
    found = result_of("inventory", "check", few)
    assert found["file"] == str(few)
    assert found["portals"] == len(FEW)
    assert found["authorisations"] >= 1
    assert found["without_authorisation"] == [lab.portal("lienvung")["host"]]


def test_people_are_told_what_no_authorisation_covers(lab: Lab, few: Path) -> None:
    read = tuanthu("inventory", "check", few)
    assert read.returncode == 0
    assert f"{len(FEW)} portals" in " ".join(read.stdout.split())
    assert lab.portal("lienvung")["host"] in read.stdout
    assert read.stderr == ""


def test_every_mistake_is_told_on_stderr(few: Path) -> None:
    broken = few.with_name("broken.yaml")
    text = few.read_text("utf-8").replace("kind: province", "kind: kingdom", 1).replace("timeout: 1.5", "timeout: soon")
    broken.write_text(text, "utf-8")
    finished = tuanthu("inventory", "check", broken, "--json")
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert "agencies[0].kind" in finished.stderr
    assert "vantage.timeout" in finished.stderr
    assert len(finished.stderr.splitlines()) == 2


def test_a_name_in_no_known_encoding_is_printed_all_the_same(lab: Lab, few: Path) -> None:
    strange = few.with_name("t\udcfftinh.yaml")
    strange.write_bytes(few.read_bytes())
    read = tuanthu("inventory", "check", strange)
    assert read.returncode == 0, read.stderr
    assert "tinh.yaml" in "".join(read.stdout.split("\n"))

"""The registry of labels in the lab, as the real command asks it: what its pages prove, and how seldom it is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands import result_of
from tests.lab import Lab
from tests.lab.label_directory import MOVED, SILENT, WALLED

UNLISTED, OF_ANOTHER = "trungtam", "yenphong"
SOME_OTHERS = ["www", "skhcn", "vanphong"]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab() as lab:
        yield lab


class Audit:
    """An audit of the labels of some portals; `asked` are the codes that the registry was asked for meanwhile."""

    def __init__(self, lab: Lab, folder: Path, keys: list[str], list_of: date | None = None) -> None:
        before = len(lab.label_requests)
        found = result_of(
            "audit", inventory(lab, folder, keys, list_of), "-o", folder, "--checks", "trust_label", "--format", "json"
        )
        self.asked = lab.label_requests[before:]
        self.portals = {portal["portal"]["host"].partition(".")[0]: portal for portal in found["portals"]}

    def registry(self, key: str) -> Any:
        return self.portals[key]["observations"]["trust_label"]["registry"]

    def owner(self, key: str) -> Any:
        return self.portals[key]["observations"]["trust_label"]["owner_is_agency"]

    def verdict(self, key: str, requirement: str) -> str:
        verdicts = {verdict["requirement"]: verdict["verdict"] for verdict in self.portals[key]["verdicts"]}
        return str(verdicts[f"trust_label.{requirement}"])

    def verdicts(self, key: str) -> tuple[str, str]:
        return self.verdict(key, "listed"), self.verdict(key, "owner")


def inventory(lab: Lab, folder: Path, keys: list[str], list_of: date | None) -> Path:
    """The lab's inventory of these portals alone, with a document that allows asking the registry, and with the list
    of labels as one of this day or with none."""
    content = yaml.safe_load(lab.inventory.read_text("utf-8"))
    hosts = [lab.portal(key)["host"] for key in keys]
    content["portals"] = [
        portal for portal in content["portals"] if any(f"://{host}:" in portal["url"] for host in hosts)
    ]
    content["waivers"] = []
    content["label_registry"] = {"document": "03/VB-CATTT", "url": lab.labels, "networks": ["127.0.0.0/8"]}
    listing = content.pop("label_directory")
    if list_of is not None:
        content["label_directory"] = {**listing, "as_of": list_of}
    path = lab.directory / f"{folder.name}.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return path


def code(lab: Lab, key: str) -> str:
    return str(lab.portal(key)["facts"]["trust_label.slug"])


def test_its_pages_prove_listed_not_listed_another_owner_and_moved(lab: Lab, tmp_path: Path) -> None:
    audit = Audit(lab, tmp_path, ["www", UNLISTED, OF_ANOTHER, MOVED])
    for key in ("www", UNLISTED, OF_ANOTHER):
        true = {**lab.portal(key)["facts"]["trust_label.registry"], "source": "directory"}
        assert {name: value for name, value in audit.registry(key).items() if name in true} == true
        assert audit.owner(key) == lab.portal(key)["facts"]["trust_label.owner_is_agency"]
    assert audit.verdicts("www") == ("pass", "pass")
    assert audit.verdicts(UNLISTED) == ("fail", "not_applicable")
    assert audit.verdicts(OF_ANOTHER) == ("pass", "fail")

    moved = audit.registry(MOVED)
    assert (moved["status"], moved["slug"], moved["is_own"]) == ("listed", code(lab, MOVED), True)
    assert moved["moved_to"].rpartition("-")[0] == moved["slug"].rpartition("-")[0]
    assert audit.verdicts(MOVED) == ("pass", "pass")
    assert sorted(audit.asked) == sorted(
        [*(code(lab, key) for key in ("www", UNLISTED, OF_ANOTHER, MOVED)), moved["moved_to"]]
    )


def test_a_page_that_never_comes_is_unseen(lab: Lab, tmp_path: Path) -> None:
    audit = Audit(lab, tmp_path, [SILENT])
    assert audit.registry(SILENT)["unseen"] == audit.owner(SILENT)["unseen"] == "timeout"
    assert audit.verdicts(SILENT) == ("unknown", "unknown")
    assert audit.asked == [code(lab, SILENT)]


def test_after_a_wall_nothing_more_is_asked(lab: Lab, tmp_path: Path) -> None:
    audit = Audit(lab, tmp_path, [WALLED, *SOME_OTHERS])
    assert audit.asked.count(code(lab, WALLED)) == 1
    assert audit.asked[-1] == code(lab, WALLED)
    for key in (WALLED, *SOME_OTHERS):
        if code(lab, key) in audit.asked[:-1]:
            assert audit.registry(key)["status"] == "listed"
        else:
            assert audit.registry(key)["unseen"] == "blocked"
            assert audit.verdicts(key) == ("unknown", "unknown")


def test_at_a_wall_the_list_is_told_with_its_day(lab: Lab, tmp_path: Path) -> None:
    day = date.today() - timedelta(days=20)  # noqa: DTZ011
    audit = Audit(lab, tmp_path, [WALLED], list_of=day)
    registry = audit.registry(WALLED)
    assert (registry["status"], registry["source"], registry["as_of"]) == ("listed", "list", day.isoformat())
    assert audit.verdicts(WALLED) == ("pass", "pass")


@pytest.mark.parametrize(("days", "source"), [(-2, "directory"), (2, "list")])
def test_the_newer_of_list_and_page_counts(lab: Lab, tmp_path: Path, days: int, source: str) -> None:
    day = date.today() + timedelta(days=days)  # noqa: DTZ011
    audit = Audit(lab, tmp_path, [MOVED], list_of=day)
    registry = audit.registry(MOVED)
    assert registry["source"] == source
    assert (registry["moved_to"] is None) == (source == "list"), "the lab's list has the former code still"
    assert len(audit.asked) == (2 if source == "directory" else 0)


def test_without_a_document_it_is_never_asked(lab: Lab, tmp_path: Path) -> None:
    content = yaml.safe_load(inventory(lab, tmp_path, ["www"], None).read_text("utf-8"))
    del content["label_registry"]
    path = lab.directory / "without.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    before = lab.label_requests
    found = result_of("audit", path, "-o", tmp_path, "--checks", "trust_label", "--format", "json")
    assert found["portals"][0]["observations"]["trust_label"]["registry"]["unseen"] == "needs_lookup"
    assert lab.label_requests == before


def test_the_lab_notes_what_it_was_asked_for(lab: Lab) -> None:
    assert lab.label_requests == json.loads((lab.directory / "label_requests.json").read_text())

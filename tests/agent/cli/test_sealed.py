"""What became of a sealed report: each kind of tampering is found, and told for what it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.cli import sealed as module
from agent.cli.sealed import manifest_path, read_sealed, sealed_document, sealed_lines
from agent.errors import InputError
from checks.observation import content_hash
from tests.agent.sealing.made import ENDPOINTS, NO_IPV6, OLD, change, database, manifest, report
from tests.agent.store.made import WWW, XA


@dataclass(frozen=True)
class Case:
    folder: Path
    url: str
    stem: str
    manifest: Path

    def lines(self, db: bool = True) -> list[str]:
        return [line.plain for line in sealed_lines(read_sealed(self.manifest, self.url if db else None))]

    def sound(self) -> bool:
        return read_sealed(self.manifest, self.url).sound


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    url, audit = database(tmp_path)
    report(tmp_path, audit)
    return Case(tmp_path, url, f"tuanthu-{audit.id}", manifest(tmp_path, url, audit))


def test_a_report_that_nobody_touched_is_sound(case: Case) -> None:
    assert case.sound()
    assert case.lines()[1:] == [
        "✓ Files as they were sealed: 3",
        "✓ the database holds what was sealed: observations and verdicts are the same",
        "✓ judged again, the observations give the same verdicts",
    ]
    assert "law of 21/11/2026" in case.lines()[0]


def test_without_a_database_it_is_said_that_none_was_compared(case: Case) -> None:
    assert read_sealed(case.manifest, None).sound
    assert case.lines(db=False)[-1].startswith("– the database was not compared")
    assert sealed_document(read_sealed(case.manifest, None))["database"] is None


def test_each_change_of_a_file_is_named(case: Case) -> None:
    (case.folder / f"{case.stem}.json").write_text("[]")
    (case.folder / f"{case.stem}-ho-so" / "sở-y-tế.html").unlink()
    (case.folder / f"{case.stem}.html").unlink()
    (case.folder / f"{case.stem}.html").symlink_to("tuanthu-20200101-0000-abcd.html")
    (case.folder / f"{case.stem}.xlsx").write_text("PK")
    assert not case.sound()
    assert case.lines(db=False)[1:-1] == [
        "✗ Files changed: 1",
        f"    {case.stem}.json",
        "✗ Files missing: 1",
        f"    {case.stem}-ho-so/sở-y-tế.html",
        "✗ Files replaced by a link or another thing: 1",
        f"    {case.stem}.html",
        "✗ Files that were not sealed: 1",
        f"    {case.stem}.xlsx",
        "✗ Files as they were sealed: 0",
    ]


def test_a_verdict_changed_in_the_database_is_named_and_does_not_follow(case: Case) -> None:
    change(case.url, "UPDATE verdicts SET verdict = 'pass' WHERE portal = ? AND requirement = ?", WWW, NO_IPV6)
    assert not case.sound()
    assert case.lines()[2:] == [
        "✗ Portals and systems whose verdicts were changed in the database: 1",
        f"    {WWW}",
        "✗ Verdicts that do not follow from the observations: 1",
        f"    {WWW} · {NO_IPV6}: stored pass, judged fail",
    ]
    told = sealed_document(read_sealed(case.manifest, case.url))["database"]
    assert told["differences"] == [{"place": WWW, "requirement": NO_IPV6, "stored": "pass", "judged": "fail"}]
    assert json.loads(json.dumps(told))["changes"]["verdicts"] == [WWW]


def test_an_observation_changed_in_the_database_is_named(case: Case) -> None:
    change(case.url, "UPDATE contents SET body = ? WHERE sha256 = ?", OLD, content_hash(ENDPOINTS))
    lines = case.lines()
    assert lines[2:4] == ["✗ Portals and systems whose observations were changed in the database: 1", f"    {WWW}"]
    assert f"    {WWW} · tls.version.legacy: stored pass, judged fail" in lines
    assert f"    {WWW} · tls.version.modern: stored pass, judged fail" in lines
    assert not case.sound()


def test_observation_and_verdict_changed_to_fit_each_other_are_found_by_the_manifest(case: Case) -> None:
    change(case.url, "DELETE FROM verdicts WHERE portal = ?", XA)
    change(case.url, "DELETE FROM observations WHERE portal = ?", XA)
    change(case.url, "UPDATE portal_records SET checks = '[]' WHERE portal = ?", XA)
    read = read_sealed(case.manifest, case.url)
    assert read.database is not None
    assert (list(read.database.differences), read.sound) == ([], False)


def test_a_law_date_moved_in_the_database_is_named(case: Case) -> None:
    change(case.url, "UPDATE audits SET law_date = '2026-11-22'")
    assert case.lines()[2:4] == ["✗ Particulars of the audit changed in the database: 1", "    date of law"]


def test_a_damaged_database_is_told_as_such(case: Case) -> None:
    change(case.url, "UPDATE contents SET body = 'no JSON'")
    assert case.lines()[-1].startswith("✗ what is stored of the audit cannot be read: ")
    told = sealed_document(read_sealed(case.manifest, case.url))["database"]
    assert (told["sound"], told["changes"]) == (False, None)
    assert told["damaged"]


def test_other_requirements_and_versions_are_told_beside_what_differs(case: Case) -> None:
    told = json.loads(case.manifest.read_bytes())
    told["statement"]["requirements_sha256"] = "0" * 64
    told["statement"]["audit"]["tool_version"] = "0.0.9"
    case.manifest.write_text(json.dumps(told))
    assert case.lines()[-1].startswith("! the requirements are not those")
    change(case.url, "UPDATE verdicts SET verdict = 'pass' WHERE requirement = ?", NO_IPV6)
    assert case.lines()[-1].startswith("! version 0.0.9 looked")


def test_long_lists_are_cut_and_counted(case: Case) -> None:
    for number in range(module.MOST_TOLD + 2):
        (case.folder / f"{case.stem}-{number}.csv").touch()
    lines = case.lines(db=False)
    assert "    … and 2 more" in lines
    assert len([line for line in lines if line.endswith(".csv")]) == module.MOST_TOLD


def test_a_name_cannot_command_the_terminal(case: Case) -> None:
    (case.folder / f"{case.stem}\x1b]0;owned\x07\u202e.html").touch()
    assert f"    {case.stem}]0;owned.html" in case.lines(db=False)


def test_a_folder_leads_to_its_one_manifest(case: Case, tmp_path: Path) -> None:
    assert manifest_path(case.folder) == manifest_path(case.manifest) == case.manifest
    assert manifest_path(case.folder / f"{case.stem}.json") is None
    (case.folder / "other.manifest.json").touch()
    with pytest.raises(InputError, match="holds 2 manifests"):
        manifest_path(case.folder)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds 0 manifests"):
        manifest_path(tmp_path / "empty")

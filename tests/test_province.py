"""The whole province, audited once: every verdict and every fact must be the known truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.formats import FORMATS
from tests import poppler
from tests.commands import result_of, tuanthu, verdicts_of
from tests.lab import Lab
from tests.lab.requirements import NEVER_RIGHT
from tests.office import needs_office, printed
from tests.reports.oscal.told import faults


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab() as lab:
        yield lab


@pytest.fixture(scope="module")
def audit(lab: Lab) -> Any:
    return result_of("audit", lab.inventory, "-o", lab.directory / "out", "--format", "json")


def differences(seen: Any, true: Any) -> bool:
    """Whether a fact differs from the truth, which may leave out members of objects."""
    if isinstance(true, dict) and "unseen" in true:
        return not (isinstance(seen, dict) and seen.get("unseen") == true["unseen"])
    if isinstance(true, dict):
        return not isinstance(seen, dict) or any(differences(seen.get(key), value) for key, value in true.items())
    if isinstance(true, list):
        same_length = isinstance(seen, list) and len(seen) == len(true)
        return not same_length or any(differences(*pair) for pair in zip(seen, true, strict=True))
    return bool(seen != true or type(seen) is not type(true))


def fact(observations: Any, name: str) -> Any:
    """A fact by its dotted name; an unseen object is unseen in each part."""
    for part in name.split("."):
        if isinstance(observations, dict) and "unseen" in observations:
            return observations
        observations = observations[part]
    return observations


def test_every_verdict_of_the_province_is_the_known_truth(lab: Lab, audit: Any) -> None:
    judged = verdicts_of(audit)
    wrong = [
        f"{portal['key']} {requirement}: {found and found['verdict']}, but it is {true} — {portal['what']} "
        f"because {found and found['because']}"
        for portal in lab.truth["portals"]
        for requirement, true in portal["verdicts"].items()
        for found in [judged[portal["url"]].get(requirement)]
        if found is None or found["verdict"] != true
    ]
    assert not wrong, "\n".join(wrong)
    assert len(judged) == len(lab.truth["portals"]) >= 40


def test_every_verdict_on_a_system_is_the_known_truth(lab: Lab, audit: Any) -> None:
    judged = {
        system["system"]["id"]: {verdict["requirement"]: verdict for verdict in system["verdicts"]}
        for system in audit["systems"]
    }
    wrong = [
        f"{system} {name}: {found and found['verdict']}, but it is {verdicts.get(name)} because "
        f"{found and found['because']}"
        for system, verdicts in lab.truth["systems"].items()
        for name in dict.fromkeys((*verdicts, *judged[system]))
        for found in [judged[system].get(name)]
        if found is None or found["verdict"] != verdicts.get(name)
    ]
    assert not wrong, "\n".join(wrong)
    assert list(judged) == list(lab.truth["systems"])


def test_every_fact_of_the_province_is_the_known_truth(lab: Lab, audit: Any) -> None:
    observed = {portal["portal"]["url"]: portal["observations"] for portal in audit["portals"]}
    wrong = [
        f"{portal['key']} {name}: {fact(observed[portal['url']], name)}, but it is {true} — {portal['what']}"
        for portal in lab.truth["portals"]
        for name, true in portal["facts"].items()
        if differences(fact(observed[portal["url"]], name), true)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_truth_speaks_of_every_requirement_that_was_judged(lab: Lab, audit: Any) -> None:
    judged = {requirement for verdicts in verdicts_of(audit).values() for requirement in verdicts}
    assert judged == set(lab.truth["requirements"])


def test_nobody_without_authorisation_was_contacted(lab: Lab, audit: Any) -> None:
    assert audit["portals"]
    counters = json.loads((lab.directory / "counters.json").read_text())
    assert lab.truth["untouchable"]
    assert {host: counters.get(host, 0) for host in lab.truth["untouchable"]} == dict.fromkeys(
        lab.truth["untouchable"], 0
    )


def test_no_verdict_comes_without_observations(audit: Any) -> None:
    for verdicts in verdicts_of(audit).values():
        for verdict in verdicts.values():
            assert verdict["observations"], verdict


def test_a_second_audit_shows_what_persists_and_nothing_new(lab: Lab, audit: Any) -> None:
    second = result_of("audit", lab.inventory, "-o", lab.directory / "out", "--format", "json")
    kinds = {change["kind"] for change in second["changes"]}
    assert kinds == {"persisting"}
    shown = result_of("diff", audit["audit"]["id"], second["audit"]["id"], "-o", lab.directory / "out")
    assert shown["changes"] == second["changes"]


def test_judging_again_needs_no_network_and_gives_the_same_verdicts(lab: Lab, audit: Any) -> None:
    again = result_of("judge", audit["audit"]["id"], "-o", lab.directory / "out")
    assert verdicts_of(again) == verdicts_of(audit)


def test_the_demo_is_judged_by_a_profile_that_blames_no_portal_for_being_in_a_lab(lab: Lab, audit: Any) -> None:
    again = result_of("judge", audit["audit"]["id"], "-o", lab.directory / "out", "--profile", "lab")
    blamed = {
        (requirement, verdict["severity"])
        for verdicts in verdicts_of(again).values()
        for requirement, verdict in verdicts.items()
        if verdict["verdict"] == "fail" and requirement in NEVER_RIGHT
    }
    assert blamed == {("web.http2", "low"), ("web.http3", "low")}


@pytest.fixture(scope="module")
def written(lab: Lab, audit: Any) -> Path:
    """The folder with the report in every format."""
    folder: Path = lab.directory / "out"
    finished = tuanthu("report", audit["audit"]["id"], "-o", folder, "--format", ",".join(FORMATS), lang="vi")
    assert finished.returncode == 0, finished.stderr
    assert len(finished.stdout.splitlines()) > len(FORMATS)
    return folder


def test_pdfs_of_the_province_are_tagged_titled_and_in_one_font(written: Path) -> None:
    pdfs = sorted(written.rglob("*.pdf"))
    assert len(pdfs) > 20
    for pdf in pdfs:
        told = poppler.info(pdf)
        assert (told["Tagged"], told["Page size"][-3:]) == ("yes", "A4)"), pdf.name
        assert told["Title"], pdf.name
        for name, embedded, subset, letters in poppler.fonts(pdf):
            assert name.startswith("LiberationSerif"), pdf.name
            assert (embedded, subset, letters) == ("yes", "yes", "yes"), pdf.name


@pytest.mark.office
@needs_office
def test_an_office_program_prints_the_official_report_and_the_workbooks(written: Path, tmp_path: Path) -> None:
    files = [*written.glob("*.docx"), *written.glob("*.xlsx")]
    assert len(files) == 3
    for pdf in printed(tmp_path, *files):
        text = poppler.text(pdf)
        assert "###" not in text, pdf.name
        assert "tỉnh thí điểm" in text.lower(), pdf.name
        assert int(poppler.info(pdf)["Pages"]) > 1, pdf.name


def test_oscal_of_the_province_is_valid(written: Path) -> None:
    documents = {file.stem: json.loads(file.read_text("utf-8")) for file in written.glob("*.oscal/*.json")}
    assert len(documents) == 4
    assert faults(documents) == []


def test_the_same_audit_reported_again_gives_the_same_bytes(written: Path, lab: Lab, audit: Any) -> None:
    again = lab.directory / "again"
    url = f"sqlite:///{written / 'tuanthu.db'}"
    asked = ("--format", "html,docx,xlsx,card,oscal,sarif")
    finished = tuanthu("report", audit["audit"]["id"], "-o", again, "--db", url, *asked, lang="vi")
    assert finished.returncode == 0, finished.stderr
    files = [file for file in again.rglob("*") if file.is_file()]
    assert len(files) > 9
    assert [file.name for file in files if file.read_bytes() != (written / file.relative_to(again)).read_bytes()] == []


def test_the_report_can_be_written_again_in_english(written: Path, lab: Lab, audit: Any) -> None:
    folder = lab.directory / "english"
    url = f"sqlite:///{written / 'tuanthu.db'}"
    asked = ("--format", "html,docx", "--lang", "en")
    finished = tuanthu("report", audit["audit"]["id"], "-o", folder, "--db", url, *asked)
    assert finished.returncode == 0, finished.stderr
    html = (folder / f"tuanthu-{audit['audit']['id']}.html").read_text()
    assert '<html lang="en"' in html

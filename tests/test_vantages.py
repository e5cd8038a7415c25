"""Two real audits of one lab from two source addresses, combined: what is told, kept, judged again and refused."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from reports.document import schema
from tests.commands import result_of, tuanthu, verdicts_of
from tests.two_vantages import ALIKE, BLOCKED, ELSEWHERE, FIRST, SECOND, SILENT
from tests.worlds import run_in_namespace

_PROGRAMS = ("ip", "nft", "nginx")
_PORTALS = jsonschema_rs.Registry([(schema("portal-1")["$id"], schema("portal-1"))])
_AUDIT = jsonschema_rs.validator_for(schema("audit-1"), validate_formats=True, registry=_PORTALS)

pytestmark = pytest.mark.namespace


@dataclass(frozen=True)
class World:
    """The folders of both audits and of the combined one, its document, and the lab's portals by key."""

    folder: Path
    combined: Any
    urls: dict[str, str]

    def portal(self, key: str) -> Any:
        """The combined document of one portal."""
        return next(portal for portal in self.combined["portals"] if portal["portal"]["url"] == self.urls[key])

    def verdict(self, key: str, requirement: str) -> Any:
        """What was concluded of it from both vantages."""
        return verdicts_of(self.combined)[self.urls[key]][requirement]

    def single(self, name: str) -> Any:
        """The document of the audit of one vantage."""
        (file,) = (self.folder / name).glob("*.json")
        return json.loads(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("vantages")
    run_in_namespace(_PROGRAMS, "tests.two_vantages", str(folder))
    (second,) = (folder / "second").glob("*.json")
    combined = result_of("combine", folder / "first", second, "-o", folder / "both")
    truth = json.loads((folder / "lab" / "truth.json").read_text("utf-8"))
    return World(folder, combined, {portal["key"]: portal["url"] for portal in truth["portals"]})


def test_the_document_is_valid_and_names_both_vantages(world: World) -> None:
    _AUDIT.validate(world.combined)
    vantage = world.combined["audit"]["vantage"]
    assert (vantage["ipv4"], vantage["ipv6"]) == (True, True)
    assert [(one["name"], one["ipv6"]) for one in vantage["vantages"]] == [(FIRST, True), (SECOND, False)]
    singles = [world.single(name)["audit"] for name in ("first", "second")]
    assert [one["audit"] for one in vantage["vantages"]] == [audit["id"] for audit in singles]
    for name, total in world.combined["audit"]["load"].items():
        single = [audit["load"][name] for audit in singles]
        assert total == (max(single) if name in ("busiest", "at_once", "in_a_second") else sum(single))
    assert world.combined["audit"]["started"] == singles[0]["started"]
    assert world.combined["audit"]["finished"] == singles[1]["finished"]


def test_every_look_of_both_vantages_is_kept_as_it_was(world: World) -> None:
    first, second = (
        {portal["portal"]["url"]: portal for portal in world.single(name)["portals"]} for name in ("first", "second")
    )
    for portal in world.combined["portals"]:
        url = portal["portal"]["url"]
        kept = {look["vantage"]["name"]: look for look in (portal, *portal["also"])}
        for name, single in ((FIRST, first[url]), (SECOND, second[url])):
            for part in ("vantage", "started", "finished", "observations", "evidence"):
                assert kept[name][part] == single[part], (url, name, part)


def test_portals_that_answered_one_vantage_and_not_the_other_are_told(world: World) -> None:
    assert {key: world.portal(key)["answers"] for key in (SILENT, BLOCKED, ELSEWHERE, ALIKE)} == {
        SILENT: {FIRST: "answered", SECOND: "silent"},
        BLOCKED: {FIRST: "answered", SECOND: "blocked"},
        ELSEWHERE: {FIRST: "answered", SECOND: "answered"},
        ALIKE: {FIRST: "answered", SECOND: "answered"},
    }
    told = {found["portal"]: found for found in world.combined["summary"]["answers_differ"]}
    assert told == {
        world.urls[SILENT]: {"portal": world.urls[SILENT], "answered": [FIRST], "blocked": [], "silent": [SECOND]},
        world.urls[BLOCKED]: {"portal": world.urls[BLOCKED], "answered": [FIRST], "blocked": [SECOND], "silent": []},
    }


def test_what_only_one_vantage_could_see_is_concluded_and_told_as_that(world: World) -> None:
    for key, requirement in ((SILENT, "web.page"), (ELSEWHERE, "ipv6.reachable")):
        found = world.verdict(key, requirement)
        assert found["verdict"] == "pass"
        assert found["because"].endswith(f"Seen from {FIRST}, not from {SECOND}.")
        assert found["observations"]


def test_what_both_saw_alike_is_said_once(world: World) -> None:
    single = verdicts_of(world.single("first"))[world.urls[ALIKE]]["web.page"]
    found = world.verdict(ALIKE, "web.page")
    assert found["verdict"] == single["verdict"] == "pass"
    assert found["because"] == single["because"]
    assert set(single["observations"]) < set(found["observations"])


def test_where_the_vantages_disagree_nothing_is_concluded_and_each_is_told(world: World) -> None:
    singles = [
        verdicts_of(world.single(name))[world.urls[ELSEWHERE]]["tls.version.legacy"] for name in ("first", "second")
    ]
    assert [found["verdict"] for found in singles] == ["pass", "fail"]
    found = world.verdict(ELSEWHERE, "tls.version.legacy")
    assert (found["verdict"], found["reasons"]) == ("unknown", [])
    assert f"From {FIRST} – pass: {singles[0]['because']}" in found["because"]
    assert f"From {SECOND} – fail: {singles[1]['because']}" in found["because"]
    assert set(found["observations"]) == {*singles[0]["observations"], *singles[1]["observations"]}


def test_nothing_is_failed_that_no_vantage_saw_fail(world: World) -> None:
    singles = [verdicts_of(world.single(name)) for name in ("first", "second")]
    for url, verdicts in verdicts_of(world.combined).items():
        for name, found in verdicts.items():
            outcomes = {single[url][name]["verdict"] for single in singles} - {"unknown"}
            expected = outcomes.pop() if len(outcomes) == 1 else "unknown"
            assert found["verdict"] == expected, (url, name)


def test_the_combined_audit_is_judged_again_and_reported_like_any_other(world: World, tmp_path: Path) -> None:
    both = world.folder / "both"
    (file,) = both.glob("*.json")
    before = verdicts_of(world.combined)
    again = result_of("judge", "latest", "-o", both, "--law-date", "20/11/2026")
    assert verdicts_of(again) == before
    assert verdicts_of(result_of("judge", file, "--law-date", "20/11/2026")) == before
    database = f"sqlite:///{both / 'tuanthu.db'}"
    for lang, words in (
        (
            "vi",
            (
                "Các cổng không trả lời mọi điểm quan sát như nhau",
                f"{SECOND}: không trả lời",
                f"{SECOND}: chặn truy cập",
            ),
        ),
        (
            "en",
            (
                "Portals that did not answer every vantage alike",
                f"{SECOND}: did not answer",
                f"{SECOND}: blocked access",
            ),
        ),
    ):
        written = tuanthu("report", "latest", "--db", database, "-o", tmp_path / lang, "--lang", lang)
        assert written.returncode == 0, written.stderr
        page = next((tmp_path / lang).glob("*.html")).read_text("utf-8")
        for word in words:
            assert word in page
        links = set(re.findall(r'href="#([^"]+)"', page))
        assert links <= set(re.findall(r'id="([^"]+)"', page))
        assert any(re.fullmatch(r"e\d+-v2-\d+", link) for link in links), (
            "verdicts point at what the second vantage saw"
        )
    english, vietnamese = (
        json.loads(next((tmp_path / lang).glob("*.json")).read_text("utf-8")) for lang in ("en", "vi")
    )
    assert english == world.combined
    told = verdicts_of(vietnamese)[world.urls[SILENT]]["web.page"]["because"]
    assert told.endswith(f"Quan sát được từ {FIRST}, không quan sát được từ {SECOND}.")
    told = verdicts_of(vietnamese)[world.urls[ELSEWHERE]]["tls.version.legacy"]["because"]
    assert f"Từ {FIRST} – đạt: " in told
    assert f"Từ {SECOND} – không đạt: " in told


def test_the_terminal_tells_it_in_both_languages(world: World, tmp_path: Path) -> None:
    asked = ["combine", world.folder / "first", world.folder / "second", "-o", tmp_path]
    english, vietnamese = tuanthu(*asked), tuanthu(*asked, lang="vi")
    assert english.returncode == vietnamese.returncode == 0, english.stderr
    assert f"Vantages: {FIRST} (IPv4, IPv6) · {SECOND} (IPv4)" in english.stdout
    assert f"{world.urls[SILENT]}  {FIRST}: answered; {SECOND}: did not answer" in english.stdout
    assert f"Điểm quan sát: {FIRST} (IPv4, IPv6) · {SECOND} (IPv4)" in vietnamese.stdout
    assert f"{world.urls[BLOCKED]}  {FIRST}: có trả lời; {SECOND}: chặn truy cập" in vietnamese.stdout
    assert world.urls[ALIKE] not in english.stdout


def test_what_was_combined_in_one_database_is_not_its_own_past(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    shutil.copytree(world.folder / "first", folder)
    first = world.single("first")["audit"]["id"]
    combined = result_of("combine", first, world.folder / "second", "-o", folder)
    assert combined["audit"]["previous"] is None
    assert combined["changes"] == []
    asked = result_of("diff", first, "latest", "-o", folder)
    assert asked["after"] == combined["audit"]["id"]
    kinds = {(change["portal"], change["requirement"]): change["kind"] for change in asked["changes"]}
    assert (world.urls[ELSEWHERE], "tls.version.legacy") not in kinds, "a disagreement is no failure"
    assert set(kinds.values()) <= {"persisting", "not_reobserved", "new"}


def test_audits_that_do_not_go_together_are_refused_in_one_sentence(world: World, tmp_path: Path) -> None:
    first, both = world.folder / "first", world.folder / "both"
    changed = world.single("second")
    changed["audit"]["law_date"] = "2026-11-19"
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(changed), "utf-8")
    for others, words in (
        ([first], "vantage"),
        ([both], "more than one vantage"),
        ([], "two or more"),
        ([file], "law"),
    ):
        refused = tuanthu("combine", first, *others, "-o", tmp_path / "none")
        assert refused.returncode == 2
        assert words in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
        assert not (tmp_path / "none").exists()

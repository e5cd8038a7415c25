"""`tuanthu judge --against`: a stored audit of made-up records, tried by other rules."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from agent.profiles import read_profile
from agent.store import Store
from checks.observation import Json
from checks.record import PortalRecord
from policies.vantages import judge_looks
from tests.agent.store.made import START, planned, record
from tests.commands import result_of, tuanthu

EXAMPLE = Path(__file__).parents[3] / "docs" / "simulation" / "siet-chat.yaml"
DAY = dt.date(2026, 11, 21)
OLD, NEW, SILENT = (f"https://{name}.thidiem.gov.test/" for name in ("cu", "moi", "imlang"))
HOSTILE = "Sở \x1b]0;x\x07\u202eA"
MODERN, LIFETIME, ALL = "tls.version.modern", "tls.certificate.lifetime", "ipv6.name_servers_all"


def seen(url: str, agency: str | None, version: str | None, days: int, ipv6: bool, when: dt.datetime) -> PortalRecord:
    """A portal that offers one version of TLS (None: it was not seen)."""
    unseen: Json = {"unseen": "timeout", "detail": "x"}
    endpoints: Json = [{"address": "127.0.0.1", "versions": [version], "certificates": ["a"]}]
    made = record(url, when)
    observed: dict[str, dict[str, Json]] = {
        "web": {"https": True},
        "tls": {
            "endpoints": endpoints if version else unseen,
            "certificates": [{"validity_days": days, "endpoints": ["127.0.0.1"]}] if version else unseen,
        },
        "ipv6": {
            "name_servers": [
                {"name": "ns1.test", "answers_ipv6": True, "ipv6": ["::1"]},
                {"name": "ns2.test", "answers_ipv6": ipv6, "ipv6": []},
            ]
        },
    }
    return replace(made, portal={**made.portal, "agency": HOSTILE, "agency_id": agency}, observations=observed)


def audited(store: Store, when: dt.datetime, **versions: str | None) -> str:
    """A finished audit of three portals, judged by vn-2026."""
    rows = [
        {"id": "ubnd", "name": "UBND tỉnh", "kind": "province", "parent_id": None, "contact": None},
        {"id": "so", "name": HOSTILE, "kind": "department", "parent_id": "ubnd", "contact": None},
    ]
    audit = planned(
        store, when, subjects=[OLD, NEW, SILENT], checks=["web", "tls", "ipv6"], agencies=rows, law_date=DAY
    )
    profile = read_profile("vn-2026")
    for found in (
        seen(OLD, "so", versions.get("old", "TLSv1.2"), 366, False, when),
        seen(NEW, "ubnd", "TLSv1.3", 90, True, when),
        seen(SILENT, None, None, 0, True, when),
    ):
        store.save_portal(audit.id, found, judge_looks(found, profile, DAY))
    return store.finish_audit(audit.id, complete=True, load={}).id


@dataclass(frozen=True)
class Kept:
    """A folder with a database, and the ids of its two audits; at the first the old portal had TLS 1.0 alone."""

    folder: Path
    first: str
    second: str


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept")
    with Store(f"sqlite:///{folder / 'tuanthu.db'}") as store:
        first = audited(store, START - dt.timedelta(days=7), old="TLSv1.0")
        return Kept(folder, first, audited(store, START))


@pytest.fixture(scope="module")
def result(kept: Kept) -> Any:
    return result_of("judge", "--profile", EXAMPLE, "--against", "same", "-o", kept.folder)


@pytest.fixture(scope="module")
def printed(kept: Kept) -> str:
    finished = tuanthu("judge", "--profile", EXAMPLE, "--against", "same", "-o", kept.folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    return finished.stdout


def changed(result: Any) -> set[tuple[str, str, str | None, str]]:
    return {(one["place"], one["requirement"], one["before"], one["after"]) for one in result["changes"]}


def test_the_newest_audit_is_tried_by_the_rules_of_the_file(kept: Kept, result: Any) -> None:
    assert result["audit"] == result["against"] == kept.second
    assert result["before"] == {"profile": "vn-2026", "law_date": "2026-11-21"}
    assert result["after"] == {"profile": "siet-chat", "law_date": "2026-11-21"}


def test_who_would_fail_pass_or_stay_unknown(result: Any) -> None:
    assert changed(result) == {
        (OLD, MODERN, "pass", "fail"),
        (OLD, LIFETIME, None, "fail"),
        (NEW, LIFETIME, None, "pass"),
        (SILENT, LIFETIME, None, "unknown"),
        (OLD, ALL, None, "fail"),
        (NEW, ALL, None, "pass"),
        (SILENT, ALL, None, "pass"),
    }
    modern = next(one for one in result["requirements"] if one["id"] == MODERN)
    assert modern["unchanged"] == {"pass": 1, "fail": 0, "unknown": 1, "not_applicable": 0, "waived": 0}
    assert (modern["asked_before"], modern["force"], modern["counts"]["fail"]) == (True, "recommended", 1)


def test_counts_add_up_by_requirement_and_by_agency(result: Any) -> None:
    for grouped in ("requirements", "agencies"):
        for outcome, count in result["counts"].items():
            assert sum(one["counts"][outcome] for one in result[grouped]) == count, (grouped, outcome)
    assert [one["id"] for one in result["agencies"]] == ["ubnd", "so", None]
    assert result["counts"] == {"pass": 3, "fail": 3, "unknown": 1, "not_applicable": 0, "waived": 0}


def test_people_read_the_counts_first_and_then_the_names_with_their_reasons(printed: str) -> None:
    assert "audit" in printed.splitlines()[0]
    assert printed.index("would fail") < printed.index("UBND tỉnh") < printed.index("✗ fail  " + OLD)
    assert "(was: pass)" in printed
    assert "None of TLSv1.3 is offered at" in printed
    assert "✓ pass: 2 already do what is asked anew" in printed
    assert f"✓ pass  {NEW}" not in printed
    assert "? unknown  " + SILENT in printed
    assert "Nothing is stored" in printed


def test_an_agency_cannot_command_the_terminal(printed: str) -> None:
    assert "Sở" in printed
    assert not set("\x1b\x07\u202e") & set(printed)


def test_nothing_is_stored(kept: Kept) -> None:
    file = kept.folder / "tuanthu.db"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    tuanthu("judge", "--profile", EXAMPLE, "--against", "same", "-o", kept.folder)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_another_day_of_law_alone_keeps_the_profile_of_the_audit(kept: Kept) -> None:
    result = result_of("judge", "--against", kept.second, "--law-date", "2026-07-01", "-o", kept.folder)

    assert result["after"] == {"profile": "vn-2026", "law_date": "2026-07-01"}
    assert result["audit"] == kept.second
    assert MODERN in result["not_in_force"]
    assert MODERN in result["dropped"]
    assert not any(one["requirement"] == MODERN for one in result["changes"])


def test_the_audits_own_rules_change_nothing(kept: Kept) -> None:
    finished = tuanthu("judge", kept.second, "--against", "same", "-o", kept.folder)

    assert "No verdict would be another one." in finished.stdout


def test_two_audits_are_compared_and_told_apart(kept: Kept) -> None:
    asked = ["judge", kept.second, "--against", kept.first, "-o", kept.folder]

    assert (OLD, MODERN, "fail", "pass") in changed(result_of(*asked))
    assert "These are two audits" in tuanthu(*asked).stdout


def test_an_audit_named_after_against_alone_is_the_one_that_is_judged(kept: Kept) -> None:
    result = result_of("judge", "--profile", EXAMPLE, "--against", kept.first, "-o", kept.folder)

    assert result["audit"] == result["against"] == kept.first
    assert (OLD, MODERN, "fail", "fail") not in changed(result)


@pytest.mark.parametrize(("severity", "status"), [("critical", 0), ("high", 1)])
def test_fail_on_looks_at_what_would_fail_newly(kept: Kept, severity: str, status: int) -> None:
    asked = ["judge", "--profile", EXAMPLE, "--against", "same", "-o", kept.folder, "--fail-on", severity]

    assert tuanthu(*asked).returncode == status


def test_a_file_of_results_is_refused(kept: Kept, tmp_path: Path) -> None:
    file = tmp_path / "audit.json"
    file.write_text(json.dumps({}), "utf-8")
    finished = tuanthu("judge", file, "--against", "same", "-o", kept.folder)

    assert finished.returncode == 2
    assert "stored audits" in finished.stderr


def test_a_profile_in_a_file_judges_without_a_comparison_too(kept: Kept) -> None:
    judged = result_of("judge", kept.second, "--profile", EXAMPLE, "-o", kept.folder)
    asked = {verdict["requirement"] for portal in judged["portals"] for verdict in portal["verdicts"]}

    assert asked == {MODERN, LIFETIME, ALL}


def test_vietnamese_officials_read_vietnamese(kept: Kept) -> None:
    told = tuanthu("judge", "--profile", EXAMPLE, "--against", "same", "-o", kept.folder, lang="vi").stdout

    assert "sẽ không đạt" in told
    assert "yêu cầu mới" in told
    assert "Khuyến nghị" in told

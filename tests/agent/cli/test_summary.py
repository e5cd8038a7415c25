"""The end of an audit on a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agent.cli.show import out
from agent.cli.summary import SUBJECTS, print_summary
from policies.verdict import Outcome
from reports.model import AuditReport
from reports.summary import Standing, first_things, standings
from tests.agent.cli.conftest import Audits
from tests.reports.judged import audited, with_verdicts
from tests.reports.province import report
from tests.reports.systems import silent, system


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are as long as in a pipe, whatever the terminal of the tests."""
    monkeypatch.setattr(out, "_width", 160)


def shown(audit: AuditReport, capsys: pytest.CaptureFixture[str]) -> str:
    print_summary(audit, "en")
    return capsys.readouterr().out


def test_it_says_which_audit_when_and_by_which_law(capsys: pytest.CaptureFixture[str]) -> None:
    audit = report()
    first = shown(audit, capsys).splitlines()[0]
    assert audit.province in first
    assert audit.audit_id in first
    assert "16/11/2026 08:00" in first, "01:00 UTC in the time of Vietnam"
    assert f"{audit.law_date:%d/%m/%Y}" in first


def test_it_counts_portals_and_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    audit = report()
    printed = shown(audit, capsys)
    count = standings(audit)
    assert f"{len(audit.portals)} portals: {count[Standing.COMPLIANT]} compliant" in printed
    table = {line.split("  ")[0]: line.split() for line in printed.splitlines()}
    tls = [verdict.verdict for _, verdict in audit.verdicts() if verdict.requirement.startswith("tls.")]
    assert table["TLS"][1:] == [
        str(tls.count(outcome))
        for outcome in (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE, Outcome.WAIVED)
    ]
    assert all(f"Layer {layer}" in printed for layer in (1, 2, 3, 4))


def test_it_names_what_to_do_first(capsys: pytest.CaptureFixture[str]) -> None:
    audit = report()
    printed = shown(audit, capsys)
    for number, thing in enumerate(first_things(audit), 1):
        assert f"  {number}. {audit.requirements[thing.requirement].title.en}" in printed
    assert "To do first" not in shown(replace(audit, portals=[], changes=[]), capsys)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"complete": False}, "This audit is incomplete"),
        ({"vantage": {"name": "a", "ipv4": True, "ipv6": False}}, "No working IPv6 here"),
    ],
)
def test_what_limits_its_truth_is_told(change: dict[str, Any], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole = replace(report(), complete=True)
    assert told not in shown(whole, capsys)
    assert told in shown(replace(whole, **change), capsys)


def test_changes_are_counted_since_the_audit_before(audits: Audits) -> None:
    kinds = [change["kind"] for change in audits.second["changes"]]
    since = next(line for line in audits.printed.stdout.splitlines() if line.startswith("Since "))
    assert since == (
        f"Since {audits.ids[0]}: 0 new, 0 reopened, 0 fixed, {kinds.count('persisting')} persisting, "
        f"{kinds.count('not_reobserved')} not re-observed"
    )


def test_a_province_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    printed = shown(replace(report(), province="Tỉnh\x1b[2J [bold]A"), capsys)
    assert "\x1b" not in printed
    assert "Tỉnh[2J [bold]A" in printed


def test_certificates_that_agencies_share_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    printed = " ".join(shown(report(), capsys).split())
    assert "Certificates that several agencies share" in printed
    assert "CN=www.thidiem.gov.test (0000000000000000…, 41 days left): 2 agencies, 2 portals" in printed
    assert "share" not in shown(report(portals=report().portals[:3], changes=[]), capsys)


def test_the_four_layers_are_told_for_all_systems_and_by_owner(capsys: pytest.CaptureFixture[str]) -> None:
    printed = shown(audited(), capsys)
    assert "The four layers of the information systems" in printed
    rows = {line.split("  ")[0]: line.split()[line.split("  ")[0].count(" ") + 1 :] for line in printed.splitlines()}
    assert " ".join(rows["All systems"]) == "4 ✓ 2 ? 1 ✓ 1 ✗ 1 ? 1 ✓ 1 ? 1 ✓ 1 ◦ 1 ✓ 1 ✗ 1 ✓ 1 ? 1 ◦ 1"
    assert " ".join(rows["ngoai-danh-muc"]) == "1 – – – – – –"
    assert "Contradictions between paper and scan: 2" in printed


def test_owners_beyond_the_bound_are_counted_and_their_names_are_made_safe(capsys: pytest.CaptureFixture[str]) -> None:
    many = [system(f"s{place}", "S", silent(), owner=f"co\x1b[31m-quan-{place}") for place in range(13)]
    printed = shown(audited(many, portals=[]), capsys)
    assert "… +3" in printed
    assert "\x1b" not in printed
    assert "Contradictions between paper and scan: 0" in printed


def test_systems_are_counted_among_what_to_do_first_and_in_the_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    failing = [with_verdicts(system(f"s{place}", "S", silent()), tcvn__scan=Outcome.FAIL) for place in range(3)]
    printed = shown(audited(failing, portals=[]), capsys)
    assert "  1. Requirement tcvn.scan (3 systems, tcvn.scan)" in printed
    row = next(line for line in printed.splitlines() if line.startswith(SUBJECTS["security_plan"]))
    assert row.removeprefix(SUBJECTS["security_plan"]).split() == ["0", "3", "0", "0", "0"]
    assert "(1 system, tcvn.scan)" in shown(audited(failing[:1], portals=[]), capsys)
    print_summary(audited(failing, portals=[]), "vi")
    assert "(3 hệ thống, tcvn.scan)" in capsys.readouterr().out


def test_an_audit_without_systems_prints_no_layers_of_systems(capsys: pytest.CaptureFixture[str]) -> None:
    assert "information systems" not in shown(report(), capsys)

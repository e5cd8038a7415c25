"""The end of an audit on a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agent.cli.summary import print_summary
from policies.verdict import Outcome
from reports.model import AuditReport
from reports.summary import Standing, first_things, standings
from tests.agent.cli.conftest import Audits
from tests.reports.province import report


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")


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

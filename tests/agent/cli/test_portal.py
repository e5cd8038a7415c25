"""One portal on a terminal: what is wrong first, what to do, what TLS offers, what is fine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.cli.portal import print_portal, print_verdicts
from reports.i18n import Language
from tests.reports.tls.made import bad_certificate, broad_endpoint, certificate, endpoint, judged, seen

BAD = seen([broad_endpoint()], bad_certificate())
GOOD = seen([endpoint()], certificate())


def shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, record: object, lang: Language) -> str:
    monkeypatch.setenv("TUANTHU_LANG", lang)
    verdicts, requirements = judged(record)  # type: ignore[arg-type]
    print_portal(record, verdicts, requirements, lang)  # type: ignore[arg-type]
    return capsys.readouterr().out


def test_failures_come_first_each_with_its_remedy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = shown(capsys, monkeypatch, BAD, "en")
    places = [told.index(text) for text in ("✗ fail", "What to do:", "ssl_protocols", "192.0.2.1:443", "✓ pass  ")]
    assert places == sorted(places)
    assert told.startswith("https://www.thidiem.gov.test/\n")
    assert told.rstrip().splitlines()[-1].startswith("Law, reason and remedy: tuanthu policy show tls.")


def test_a_portal_without_a_fault_needs_no_remedy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = shown(capsys, monkeypatch, GOOD, "en")
    assert "What to do:" not in told
    assert "✗" not in told
    assert "Versions and cipher suites" in told


def test_vietnamese_is_told_in_vietnamese(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(capsys, monkeypatch, BAD, "vi")
    assert "✗ không đạt" in told
    assert "Cách khắc phục:" in told
    assert "Phiên bản và bộ mã" in told
    assert "đã hết hạn 689 ngày" in told


def test_without_tls_nothing_is_told_of_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(capsys, monkeypatch, replace(GOOD, observations={"web": GOOD.observations["web"]}), "en")
    assert "Versions and cipher suites" not in told


@pytest.mark.parametrize(("lang", "title"), [("en", "The label to put in"), ("vi", "Nhãn cần gắn (chép nguyên văn)")])
def test_the_trust_label_is_told_with_the_code_to_copy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: Language, title: str
) -> None:
    label = {"embed": "absent", "slug": None, "registered_at": None, "registry": {"unseen": "needs_lookup"}}
    told = shown(capsys, monkeypatch, replace(GOOD, observations={"trust_label": label}), lang)
    assert title in told
    assert '\n  <img src="https://tinnhiemmang.vn/handle_cert?id=thidiem.gov.test" width="150"' in told


def test_without_the_check_nothing_is_told_of_the_label(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "handle_cert" not in shown(capsys, monkeypatch, GOOD, "en")


def test_verdicts_alone_are_told_worst_first(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts, requirements = judged(BAD)
    print_verdicts(BAD.portal["url"], verdicts, requirements, "en")
    told = capsys.readouterr().out
    assert told.index("✗") < told.rindex("✓")
    assert "ssl_protocols" not in told


def test_what_a_portal_says_commands_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = seen(
        [endpoint(alpn=["\x1b]0;owned\x07"], groups=["\u202ex25519"])], certificate(subject="CN=\x9b2J[bold]a")
    )
    told = shown(capsys, monkeypatch, hostile, "en")
    assert not [character for character in told if not character.isprintable() and character != "\n"]
    assert "[U+001B]]0;owned[U+0007]" in told
    assert "[bold]a" in told

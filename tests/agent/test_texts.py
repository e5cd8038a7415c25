"""The language of a command."""

from __future__ import annotations

import pytest

from agent.texts import LANGUAGES, _, language


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], "", "vi"),
        ([], "en", "en"),
        ([], "fr", "vi"),
        (["--lang", "en", "audit"], "", "en"),
        (["audit", "a.yaml", "--lang=en"], "vi", "en"),
        (["audit", "--lang", "vi"], "en", "vi"),
        (["audit", "--lang", "fr"], "en", "en"),
        (["audit", "--lang"], "", "vi"),
        (["audit", "--language", "en"], "", "vi"),
        (["audit", "en"], "", "vi"),
    ],
)
def test_the_command_line_goes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], environment: str, expected: str
) -> None:
    monkeypatch.setattr("sys.argv", ["tuanthu", *arguments])
    monkeypatch.setenv("TUANTHU_LANG", environment)
    assert language() == expected
    assert expected in LANGUAGES


def test_a_text_is_told_in_that_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["tuanthu"])
    monkeypatch.setenv("TUANTHU_LANG", "en")
    assert _("not applicable") == "not applicable"
    monkeypatch.setenv("TUANTHU_LANG", "vi")
    assert _("not applicable") == "không áp dụng"
    assert _("a text that nobody translated") == "a text that nobody translated"

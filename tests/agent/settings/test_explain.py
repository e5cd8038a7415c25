"""Every mistake in the settings is told: where, what, and how to mend it; nothing secret is repeated."""

from __future__ import annotations

import pytest

from agent.errors import InputError
from agent.settings import load_settings
from tests.agent.settings.conftest import Write


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("reports: a\nnotises: {}\n", "line 2, notises: this key isn't known here; "),
        ("notises: {}\n", "did you mean notices?"),
        ("notices:\n  smtp:\n    hots: a\n", "line 3, notices.smtp.hots: this key isn't known here; "),
        ("notices:\n  smtp:\n    hots: a\n", "did you mean host?"),
        ("notices:\n  smtp:\n    host: a\n", "line 2, notices.smtp.sender: this key is missing; add it"),
        ("log: {level: loud}\n", "log.level: \"LOUD\" isn't one of the words for this; write one of: 'DEBUG', 'INFO'"),
        ("log: human\n", "line 1, log: this must be a group of keys and values"),
        ("keeping: {details_weeks: 1}\n", 'keeping.details_weeks: "1" is too small; write 2 or more'),
        ("keeping: {details_weeks: many}\n", 'keeping.details_weeks: "many" isn\'t a whole number'),
        ("notices: {agencies: perhaps}\n", 'notices.agencies: "perhaps" isn\'t an answer to this'),
        ("notices: {soc: a@b.test}\n", "notices.soc: this must be a list"),
        ("notices: {soc: [a@b.test, nobody]}\n", "notices.soc[1]: is no mail address"),
        ("database: mysql://root:very-secret@db/\n", "database: write a URL such as sqlite:////var/lib"),
        ("schedule: {days_off: [2026-02-31]}\n", 'schedule.days_off[0]: "2026-02-31" isn\'t right here: '),
        ("audits: {confirm_after: soon}\n", "audits.confirm_after: write a span of time such as 45s, 10m, 12h or 5d"),
    ],
)
def test_a_mistake_is_told_by_line_and_cure(write: Write, text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        load_settings(write(text))
    assert "tuanthu.yaml, line " in str(refused.value)
    assert told in str(refused.value)
    assert "very-secret" not in str(refused.value)


def test_all_mistakes_are_told_at_once(write: Write) -> None:
    with pytest.raises(InputError) as refused:
        load_settings(write("contact: [a]\nkeeping: {details_weeks: 1}\nnotises: {}\n"))
    assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TUANTHU_NOTISES__SMTP__HOST", "a", "this key isn't known here"),
        ("TUANTHU_NOTICES__SMPT__HOST", "a", "did you mean smtp?"),
        ("TUANTHU_KEEPING__DETAILS_WEEKS", "1", "is too small; write 2 or more"),
        ("tuanthu_keeping__details_weeks", "1", "is too small; write 2 or more"),
        ("TUANTHU_LOG__FORMAT", "xml", "isn't one of the words for this"),
        ("TUANTHU_NOTICES__SOC", "a@b.test", "write it as JSON"),
    ],
)
def test_a_mistake_in_the_environment_is_told_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError) as refused:
        load_settings()
    assert told in str(refused.value)
    assert name in str(refused.value)


def test_a_wrong_secret_is_not_repeated(write: Write) -> None:
    text = "notices: {webhooks: [{name: bot, url: 'https://a.test/', headers: {Authorization: \"very-secret\\e\"}}]}\n"
    with pytest.raises(InputError) as refused:
        load_settings(write(text))
    assert "notices.webhooks[0].headers" in str(refused.value)
    assert "very-secret" not in str(refused.value)

"""Letters: what portals say stays text, on one line, and is bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agent.notices.compose import compose
from agent.notices.items import items_of
from agent.notices.letters import GROUPS_SHOWN, PLACES_SHOWN, LetterDrawing
from agent.reporting import report_of
from agent.store import Store
from reports.wording import Wording
from tests.agent.notices.made import NOW, audit, failing, settings

HOSTILE = '<script>alert("x")</script>\r\n\n--\nKính gửi: <b>\u202e{{ 7 * 7 }}'


@pytest.mark.parametrize("language", ["vi", "en"])
def test_hostile_texts_are_shown_and_never_obeyed(tmp_path: Path, language: str) -> None:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as store:
        told = audit(store, 0, [failing(because=HOSTILE + "dài " * 500)], name=HOSTILE)
        changes, digest = compose(store, told, settings(language=language), NOW)
    for body in (changes.body, digest.body):
        assert "<script" not in body["html"]
        assert (
            "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;[U+000D] -- Kính gửi: &lt;b&gt;[U+202E]{{ 7 * 7 }}"
            in body["html"]
        )
        assert f'<html lang="{language}">' in body["html"]
        assert 'alert("x")</script>[U+000D] -- Kính gửi: <b>[U+202E]{{ 7 * 7 }} – https://' in body["text"]
        assert max(map(len, body["text"].splitlines())) < 1000


def test_many_places_and_requirements_are_counted_not_listed(tmp_path: Path) -> None:

    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as store:
        report = report_of(store, audit(store, 0, [failing()]))
    (item,) = items_of(report, report.agencies[0], timedelta(days=30))
    asked = [item.asked.model_copy(update={"id": f"web.a{number}"}) for number in range(GROUPS_SHOWN + 7)]
    items = [item] * (PLACES_SHOWN + 3) + [replace(item, asked=one) for one in asked]
    section = LetterDrawing(Wording("en"), NOW).section("All", items)
    assert section is not None
    assert (len(section.groups), section.groups[0].more) == (GROUPS_SHOWN, "and 3 more places")
    assert section.more == "And 8 more requirements, told in the report of the audit."

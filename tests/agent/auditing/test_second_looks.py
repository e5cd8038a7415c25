"""Who is looked at again, when, and what several looks are together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from agent.auditing.second_looks import Wanted, together
from agent.store.second_looks import Owed
from checks.record import PortalRecord
from policies.verdict import Outcome, Severity, Verdict
from tests.policies.records import record

FIRST = datetime.fromisoformat("2026-11-22T01:10:00+07:00")
MINUTES, HOUR = timedelta(minutes=10), timedelta(hours=1)
SILENT = {"web.status": {"unseen": "timeout", "detail": ""}}
ANSWERS = {"web.status": 200}
WANTED = Wanted(MINUTES, (4 * HOUR, 12 * HOUR))


def look(facts: dict[str, Any], after: timedelta = timedelta()) -> PortalRecord:
    return replace(record(facts), finished=(FIRST + after).isoformat())


def verdict(outcome: Outcome) -> list[Verdict]:
    return [Verdict("web.https", outcome, Severity.HIGH, 2, {"vi": "v", "en": "e"}, (), ())]


def test_a_new_failure_is_looked_at_again_once() -> None:
    first = look(ANSWERS)
    owed = WANTED.owed(first, first, verdict(Outcome.FAIL), None)
    assert owed == Owed("confirm", FIRST + MINUTES, 1)
    second = look(ANSWERS, MINUTES)
    assert WANTED.owed(together([first, second]), second, verdict(Outcome.FAIL), owed) is None


def test_no_look_is_owed_for_what_passes_is_unknown_or_was_failing_before() -> None:
    first = look(ANSWERS)
    for outcome in (Outcome.PASS, Outcome.UNKNOWN, Outcome.WAIVED):
        assert WANTED.owed(first, first, verdict(outcome), None) is None
    known = replace(WANTED, known={(first.portal["url"], "web.https")})
    assert known.owed(first, first, verdict(Outcome.FAIL), None) is None
    assert Wanted().owed(first, first, verdict(Outcome.FAIL), None) is None


def test_a_portal_that_does_not_answer_is_tried_at_each_of_the_hours() -> None:
    first = look(SILENT)
    owed = WANTED.owed(first, first, verdict(Outcome.UNKNOWN), None)
    assert owed == Owed("unreached", FIRST + 4 * HOUR, 1)
    second = look(SILENT, 4 * HOUR)
    whole = together([first, second])
    again = WANTED.owed(whole, second, verdict(Outcome.UNKNOWN), owed)
    assert again == Owed("unreached", FIRST + 12 * HOUR, 2)
    third = look(SILENT, 12 * HOUR)
    assert WANTED.owed(together([*whole.looks, third]), third, verdict(Outcome.UNKNOWN), again) is None


def test_a_failure_of_one_that_answers_at_last_is_confirmed() -> None:
    first, second = look(SILENT), look(ANSWERS, 4 * HOUR)
    before = Owed("unreached", FIRST + 4 * HOUR, 1)
    found = WANTED.owed(together([first, second]), second, verdict(Outcome.FAIL), before)
    assert found == Owed("confirm", FIRST + 4 * HOUR + MINUTES, 1)


def test_the_look_that_saw_most_is_the_record_and_the_later_of_equals() -> None:
    silent, first, second = look(SILENT), look(ANSWERS, HOUR), look(ANSWERS, 2 * HOUR)
    assert together([first, silent]) == replace(first, also=(silent,))
    assert together([*together([first, silent]).looks, second]) == replace(second, also=(silent, first))

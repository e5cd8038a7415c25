"""Who is told what of an audit, and that nobody is told the same twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from agent.notices.compose import Composer, compose, write_notices
from agent.notices.outbox import Notice, claim, listed, note_given_up
from agent.notices.settings import NoticeSettings
from agent.reporting import report_of
from agent.store import Audit, Store
from agent.store.audit import Kind
from agent.store.schema import audits
from agent.store.service_schema import notices
from policies.verdict import Outcome
from tests.agent.notices.made import (
    AGENCIES,
    COMMUNE,
    DEPARTMENT,
    LEADER,
    NOW,
    OFFICE,
    SOC,
    audit,
    failing,
    passing,
    settings,
)
from tests.agent.store.made import START, planned, verdict

ALL = settings(
    webhooks=[
        {"name": "bot", "url": "https://hook.test/"},
        {"name": "quiet", "url": "https://hook.test/", "kinds": []},
    ],
    syslog=[{"name": "siem", "host": "siem.test"}],
)


def tell(store: Store, told: Audit, by: NoticeSettings | None = None) -> list[tuple[str, str]]:
    return sorted((one.kind, one.recipient) for one in write_notices(store, told, by or settings(), NOW))


def body_to(store: Store, recipient: str, kind: str) -> dict[str, Any]:
    (found,) = (one for one in listed(store.database) if (one.recipient, one.kind) == (recipient, kind))
    return dict(found.body)


def test_each_is_told_what_is_theirs_by_every_channel(store: Store) -> None:
    first = audit(store, 0, [failing(), failing("tls.version.legacy")], [passing()])
    assert tell(store, first, ALL) == [("changes", OFFICE), ("digest", "bot"), ("digest", "siem"), ("digest", SOC)]
    assert tell(store, first, ALL) == []
    text = body_to(store, OFFICE, "changes")["text"]
    assert "To: Văn phòng UBND tỉnh" in text
    assert "1. [High] " in text
    assert "(mandatory)\n   - Cổng tỉnh – https://www.thidiem.gov.test/\n     because\n" in text
    assert text.count("To be mended by 06/12/2026 (proposed).") == 1
    assert "2 new, 0 came back, 0 fixed" in body_to(store, SOC, "digest")["subject"]
    document = body_to(store, "bot", "digest")
    assert document["counts"] == {"new": 2}
    assert [item["agency"] for item in document["items"]] == ["vp", "vp"]
    events = body_to(store, "siem", "digest")["events"]
    assert [event["action"] for event in events] == ["audit-finished", "failure-new", "failure-new"]


def test_what_is_still_there_is_told_to_nobody_again(store: Store) -> None:
    tell(store, audit(store, 0, [failing()], [failing()]))
    assert tell(store, audit(store, 0.5, [failing()], [failing()])) == []
    assert tell(store, audit(store, 0.6, [failing()], [passing()])) == [("changes", COMMUNE), ("digest", SOC)]
    assert any("Fixed – thank you" in str(one.body) for one in listed(store.database))
    assert tell(store, audit(store, 0.7, [failing()], [passing()])) == []
    assert tell(store, audit(store, 0.8, [failing()], [failing()])) == [("changes", COMMUNE), ("digest", SOC)]
    assert any("Failures that came back" in str(one.body) for one in listed(store.database))


def test_reminders_climb_one_step_at_a_time_and_come_once_each(store: Store) -> None:
    told = {week: tell(store, audit(store, week, [failing()], [passing()])) for week in range(7)}
    assert told == {
        0: [("changes", OFFICE), ("digest", SOC)],
        1: [("reminder", OFFICE)],
        2: [("reminder", DEPARTMENT)],
        3: [],
        4: [],
        5: [("reminder", LEADER)],
        6: [],
    }
    text = body_to(store, LEADER, "reminder")["text"]
    assert "Văn phòng UBND tỉnh – Cổng tỉnh – https://www.thidiem.gov.test/" in text
    assert "Open for 35 days, since 21/11/2026.\n   To be mended by 06/12/2026 (proposed)." in text


def test_nobody_hears_of_an_old_failure_before_those_below(store: Store) -> None:
    audit(store, 0, [failing()])
    told = [tell(store, audit(store, week, [failing()])) for week in (10, 11, 12, 13)]
    assert told == [[("changes", OFFICE)], [("reminder", OFFICE)], [("reminder", DEPARTMENT)], [("reminder", LEADER)]]


def test_an_agency_that_cannot_be_written_to_is_named_to_the_team(store: Store) -> None:
    mute = [{**AGENCIES[0], "contact": {"email": "a@b.test\nBcc: c@d.test"}}, {**AGENCIES[1], "contact": None}]
    told = [tell(store, audit(store, week, [failing()], [failing()], agencies=mute)) for week in (0, 1, 2)]
    assert told == [[("digest", SOC)], [], [("reminder", DEPARTMENT)]]
    text = body_to(store, SOC, "digest")["text"]
    assert "no usable mail address of them: Văn phòng UBND tỉnh; UBND xã Một." in text


def test_what_was_given_up_is_told_by_the_next_audit(store: Store) -> None:
    def give_up(notice: Notice | None) -> None:
        assert notice is not None
        with store.database.writing() as connection:
            note_given_up(connection, notice, "no such user", "tuanthu", NOW)

    only = settings(soc=[])
    assert tell(store, audit(store, 0, [failing()]), only) == [("changes", OFFICE)]
    give_up(claim(store.database, NOW, ()))
    assert tell(store, audit(store, 0.1, [failing()]), only) == [("changes", OFFICE)]


def test_where_the_agency_cannot_be_reached_the_department_is_told(store: Store) -> None:
    told = []
    for week in range(3):
        told.append(tell(store, audit(store, week, [failing()])))
        for notice in listed(store.database, ["waiting"]):
            if notice.recipient == OFFICE:
                with store.database.writing() as connection:
                    connection.execute(update(notices).where(notices.c.id == notice.id).values(state="given_up"))
    assert told == [
        [("changes", OFFICE), ("digest", SOC)],
        [("changes", OFFICE)],
        [("changes", OFFICE), ("reminder", DEPARTMENT)],
    ]


def test_a_failure_that_is_not_seen_each_week_climbs_too(store: Store) -> None:
    unseen = [verdict(Outcome.UNKNOWN, failing().requirement)]
    found = [tell(store, audit(store, week, [failing()] if week % 2 == 0 else unseen)) for week in range(9)]
    reminded = {week: told for week, told in enumerate(found) if any(kind == "reminder" for kind, _who in told)}
    assert {week: [who for kind, who in told if kind == "reminder"] for week, told in reminded.items()} == {
        2: [OFFICE],
        4: [DEPARTMENT],
        6: [LEADER],
    }
    assert "Open for 42 days, since 21/11/2026." in body_to(store, LEADER, "reminder")["text"]


def test_agencies_that_share_an_address_are_reminded_each_of_its_own(store: Store) -> None:
    shared = [{**one, "contact": {"email": OFFICE}} for one in AGENCIES]
    told = [tell(store, audit(store, week, [failing()], [failing()], agencies=shared)) for week in (0, 1)]
    assert told == [[("changes", OFFICE), ("changes", OFFICE), ("digest", SOC)], [("reminder", OFFICE)] * 2]
    texts = [one.body["text"] for one in listed(store.database) if one.kind == "reminder"]
    assert sorted(text.splitlines()[0] for text in texts) == ["To: UBND xã Một", "To: Văn phòng UBND tỉnh"]
    assert all(("Cổng tỉnh" in text) == ("Văn phòng" in text) for text in texts)


def test_what_a_recheck_saw_fixed_and_comes_back_is_told_once(store: Store) -> None:
    only = settings(soc=[])
    tell(store, audit(store, 0, [failing()]), only)
    again = audit(store, 0.5, [passing()])
    with store.database.writing() as connection:
        connection.execute(update(audits).where(audits.c.id == again.id).values(kind=Kind.RECHECK))
    assert tell(store, audit(store, 1, [failing()]), only) == [("changes", OFFICE)]
    assert tell(store, audit(store, 1.5, [failing()]), only) == []
    assert sum("Failures that came back" in str(one.body) for one in listed(store.database)) == 1


def test_nothing_is_told_of_recommendations_a_second_time(store: Store) -> None:
    told = [tell(store, audit(store, week, [failing("tls.version.legacy")])) for week in (0, 5)]
    assert told == [[("changes", OFFICE), ("digest", SOC)], []]


def test_an_audit_that_did_not_finish_tells_nothing(store: Store) -> None:
    begun = planned(store, START)
    assert tell(store, begun) == []
    assert tell(store, audit(store, 1, [failing()]), NoticeSettings()) == []


def test_a_preview_stores_nothing(store: Store) -> None:
    first = audit(store, 0, [failing()])
    drafts = compose(store, first, settings(), NOW)
    assert [(one.kind, one.recipient) for one in drafts] == [("changes", OFFICE), ("digest", SOC)]
    assert listed(store.database) == []
    assert [one.id for one in write_notices(store, first, settings(), NOW + timedelta(days=1))] == [
        one.id for one in drafts
    ]


def test_the_digest_comes_always_where_that_is_asked_for(store: Store) -> None:
    first = audit(store, 0, [passing()])
    assert tell(store, first) == []
    assert tell(store, first, settings(digest_always=True)) == [("digest", SOC)]


def test_what_an_audit_did_not_reach_is_named_to_the_team(store: Store) -> None:
    first = audit(store, 0, [passing()])
    report = replace(report_of(store, first), missed=[f"https://{number}.test/" for number in range(25)])
    (digest,) = Composer(report, first, settings(), NOW, {}, {}).drafts()
    assert digest.recipient == SOC
    assert "not judged: https://0.test/; https://1.test/" in digest.body["text"]
    assert "https://19.test/ (+5)." in digest.body["text"]

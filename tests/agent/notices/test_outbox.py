"""Notices wait in the store: each is written once and is one sender's at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from agent.errors import InputError
from agent.journal import Journal
from agent.notices.outbox import (
    LEASE,
    Draft,
    Notice,
    State,
    claim,
    find,
    listed,
    note_failed,
    note_given_up,
    note_sent,
    postpone,
    put,
    retry,
    told,
    untold,
)
from agent.store import Store
from tests.agent.notices.made import NOW, settings, waiting

LATER = NOW + timedelta(hours=1)


def test_the_same_notice_is_written_once(store: Store) -> None:
    first = waiting(store, 2)
    assert waiting(store, 3)[0].recipient == "soc2@thidiem.gov.test"
    assert len({notice.id for notice in first}) == 2
    assert len(listed(store.database)) == 3


def test_many_senders_at_once_never_have_the_same_notice(store: Store) -> None:
    written = {notice.id for notice in waiting(store, 12)}

    def take(_sender: int) -> list[str]:
        taken = []
        while notice := claim(store.database, NOW, ()):
            taken.append(notice.id)
        return taken

    with ThreadPoolExecutor(4) as senders:
        taken = [name for names in senders.map(take, range(4)) for name in names]
    assert sorted(taken) == sorted(written)


def test_a_notice_whose_sender_died_is_taken_again_when_its_lease_is_over(store: Store) -> None:
    waiting(store)
    dead = claim(store.database, NOW, ())
    assert claim(store.database, NOW + LEASE - timedelta(seconds=1), ()) is None
    alive = claim(store.database, NOW + LEASE, ())
    assert dead is not None
    assert alive is not None
    assert (dead.id, dead.attempts, alive.id, alive.attempts) == (alive.id, 1, alive.id, 2)
    note_failed(store.database, dead, "too late", settings(), NOW, LATER)
    note_sent(store.database, alive, "tuanthu", NOW)
    note_sent(store.database, dead, "tuanthu", NOW)
    assert [(notice.state, notice.error) for notice in listed(store.database)] == [(State.SENT, None)]
    assert [entry.act for entry in Journal(store.database).entries()] == ["notice.send"]


def taken(store: Store) -> Notice:
    notice = claim(store.database, NOW, ())
    assert notice is not None
    return notice


def test_the_least_tried_goes_first_so_that_one_that_fails_is_in_nobodys_way(store: Store) -> None:
    waiting(store, 3)
    first = taken(store)
    note_failed(store.database, first, "dropped", settings(), NOW, LATER)
    postpone(store.database, "mail", "", LATER)
    order = [claim(store.database, LATER, ()) for _turn in range(3)]
    assert [one.id for one in order if one][-1] == first.id


def test_what_was_written_while_the_clock_was_ahead_is_due(store: Store) -> None:
    with store.database.writing() as connection:
        draft = Draft(None, "alarm", "mail", "x", "x", {"subject": "x"})
        put(connection, [draft], settings(), NOW + timedelta(days=300))
    assert taken(store).recipient == "x"
    assert claim(store.database, NOW, ()) is None


def test_channels_that_are_away_are_left_alone(store: Store) -> None:
    waiting(store)
    waiting(store, channel="webhook", recipient="bot")
    waiting(store, channel="webhook", recipient="other")
    left = claim(store.database, NOW, [("mail", ""), ("webhook", "bot")])
    assert left is not None
    assert left.recipient == "other"
    assert claim(store.database, NOW, [("mail", ""), ("webhook", "bot")]) is None
    postpone(store.database, "webhook", "bot", LATER)
    assert [taken(store).channel] == ["mail"]
    assert claim(store.database, NOW, ()) is None


def test_quiet_hours_hold_back_all_but_alarms_and_log_collectors(store: Store) -> None:
    quiet = settings(quiet_hours={"start": "21:00", "end": "07:00"})
    with store.database.writing() as connection:
        kinds = [("digest", "mail"), ("alarm", "mail"), ("digest", "syslog"), ("digest", "webhook")]
        drafts = [Draft(None, kind, channel, "x", "x", {"subject": "x"}) for kind, channel in kinds]
        due = {(one.kind, one.channel): one.next_try for one in put(connection, drafts, quiet, NOW)}
    morning = NOW.replace(day=22, hour=0, minute=0)
    assert due == {kinds[0]: morning, kinds[1]: NOW, kinds[2]: NOW, kinds[3]: morning}


def test_what_was_given_up_was_never_told_and_may_be_sent_again(store: Store) -> None:
    waiting(store, kind="changes", tells=("fail|a", "fail|b"))
    with store.database.reading() as connection:
        assert told(connection) == {"soc0@thidiem.gov.test": {"fail|a", "fail|b"}}
    notice = taken(store)
    with store.database.writing() as connection:
        note_given_up(connection, notice, "no such user", "tuanthu", NOW)
        assert told(connection) == {}
    assert listed(store.database, [State.GIVEN_UP])[0].error == "no such user"
    assert claim(store.database, LATER, ()) is None
    assert retry(store.database, [notice.id], LATER) == 1
    assert claim(store.database, LATER, ()) is not None
    assert [entry.act for entry in Journal(store.database).entries()] == ["notice.fail"]


def test_nobody_is_told_again_what_a_newer_notice_tells(store: Store) -> None:
    week = timedelta(weeks=1)

    def lose(audit: int, *tells: str, lost: bool = True) -> Notice:
        with store.database.writing() as connection:
            draft = Draft(None, "changes", "mail", "xa@thidiem.gov.test", str(audit), {"subject": "x"}, tells)
            (notice,) = put(connection, [draft], settings(), NOW + audit * week)
        if lost:
            taken = claim(store.database, NOW + audit * week, ())
            assert taken is not None
            with store.database.writing() as connection:
                note_given_up(connection, taken, "no such user", "tuanthu", NOW)
        return notice

    first, second, third = lose(0, "fail|a", "fail|b"), lose(1, "fail|a"), lose(2, "fail|a", "fail|c")
    assert [one.id for one in untold(store.database)] == [third.id, first.id]
    lose(3, "fail|a", "fail|c", lost=False)
    assert [one.id for one in untold(store.database)] == [first.id]
    assert second.id in {one.id for one in listed(store.database, [State.GIVEN_UP])}


def test_a_notice_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    notice, _other = waiting(store, 2)
    assert find(store.database, notice.id[:12]) == notice
    with pytest.raises(InputError, match="xyz"):
        find(store.database, "xyz")
    with pytest.raises(InputError, match="nhiều thông báo"):
        find(store.database, "")

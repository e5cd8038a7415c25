"""The outbox is emptied by real peers that fail, go away and come back; nothing is lost and nothing comes twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from agent.journal import Journal
from agent.notices.compose import write_notices
from agent.notices.deliver import LONGEST_WAIT, Delivered, deliver_due, wait_after
from agent.notices.outbox import LEASE, State, claim, listed
from agent.notices.settings import NoticeSettings
from agent.store import Store
from agent.store.service_schema import notices
from tests.agent.notices.made import NOW, SOC, audit, failing, settings, waiting
from tests.agent.notices.peers import LOGIN, Mailbox, Receiver, mail_server
from tests.lab.authority import Authority, Leaf
from tests.servers import free_port

TLS = ("TLSv1.3",)


def by_mail(folder: Path, port: int, **given: Any) -> NoticeSettings:
    (folder / "password").write_bytes(LOGIN.password)
    login = {"user": "tuanthu", "password_file": folder / "password", "ca_file": folder / "ca.pem", "timeout": 5}
    return settings(smtp={"host": "localhost", "port": port, "sender": "tuanthu@a.test"} | login, **given)


def test_a_mail_server_that_is_away_for_a_week_loses_nothing(
    store: Store, authority: Authority, tmp_path: Path
) -> None:
    port, box = free_port(), Mailbox()
    away = by_mail(tmp_path, port)
    waiting(store, 3)
    tries = []
    for hour in range(7 * 24):
        tries.append(deliver_due(store.database, away, NOW + timedelta(hours=hour)).failed)
    assert max(tries) == 1
    assert sum(tries) < 60
    assert {one.state for one in listed(store.database)} == {State.WAITING}
    with mail_server(box, authority.context("localhost", Leaf(), TLS), port=port):
        back = NOW + timedelta(days=7, hours=6)
        assert deliver_due(store.database, away, back) == Delivered(3, 0, 0)
        assert deliver_due(store.database, away, back) == Delivered(0, 0, 0)
    assert sorted(str(one["To"]) for one in box.messages) == [f"soc{number}@thidiem.gov.test" for number in range(3)]
    assert [entry.act for entry in Journal(store.database).entries()] == ["notice.send"] * 3


def test_a_receiver_that_fails_twice_gets_the_post_once(store: Store, authority: Authority, tmp_path: Path) -> None:
    receiver = Receiver(authority.context("localhost", Leaf(), TLS))
    receiver.answers = [500, 429]
    waiting(store, channel="webhook", recipient="bot")
    with receiver.running() as url:
        by = NoticeSettings.model_validate({"webhooks": [{"name": "bot", "url": url, "ca_file": tmp_path / "ca.pem"}]})
        moments = [NOW, NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=3), NOW + timedelta(days=1)]
        done = [deliver_due(store.database, by, moment) for moment in moments]
    assert [(one.sent, one.failed) for one in done] == [(0, 1), (0, 0), (0, 1), (1, 0), (0, 0)]
    assert len({headers["Idempotency-Key"] for headers, _body in receiver.posts}) == 1


def test_after_a_crash_the_same_message_goes_out_again(store: Store, authority: Authority, tmp_path: Path) -> None:
    box = Mailbox()
    (notice,) = waiting(store)
    assert claim(store.database, NOW, ()) is not None
    with mail_server(box, authority.context("localhost", Leaf(), TLS)) as port:
        by = by_mail(tmp_path, port)
        assert deliver_due(store.database, by, NOW).sent == 0
        assert deliver_due(store.database, by, NOW + LEASE).sent == 1
    assert [one["Message-ID"] for one in box.messages] == [f"<{notice.id[:32]}@a.test>"]


def test_what_is_refused_is_given_up_after_two_days_and_told_to_the_team(
    store: Store, authority: Authority, tmp_path: Path
) -> None:
    box = Mailbox()
    (notice, other) = waiting(store, 2)
    box.refuses = "550 5.1.1 <b>no such user"
    with mail_server(box, authority.context("localhost", Leaf(), TLS)) as port:
        by = by_mail(tmp_path, port)
        assert deliver_due(store.database, by, NOW) == Delivered(0, 2, 0)
        assert deliver_due(store.database, by, NOW + timedelta(days=2)) == Delivered(0, 2, 2)
        alarms = listed(store.database, [State.WAITING])
        assert {(one.kind, one.recipient) for one in alarms} == {("alarm", SOC)}
        assert len(alarms) == 2
        assert all("550 5.1.1 <b>no such user" in one.body["text"] for one in alarms)
        assert deliver_due(store.database, by, NOW + timedelta(days=9)).given_up == 2
    assert {one.state for one in listed(store.database)} == {State.GIVEN_UP}
    assert {one.id for one in listed(store.database)} > {notice.id, other.id}


def test_a_failure_of_our_own_and_a_channel_that_is_gone_stop_nobody_else(
    store: Store, authority: Authority, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    box = Mailbox()
    waiting(store, body={"subject": "x", "text": "x"})
    waiting(store, channel="webhook", recipient="gone")
    waiting(store, key="y")
    with mail_server(box, authority.context("localhost", Leaf(), TLS)) as port:
        assert deliver_due(store.database, by_mail(tmp_path, port), NOW) == Delivered(1, 2, 0)
    assert len(box.messages) == 1
    assert "our own failure at a notice" in caplog.text
    errors = {one.error for one in listed(store.database, [State.WAITING])}
    assert "the settings no longer name this channel" in errors


class Dropping(Mailbox):
    """Takes mail, but hangs up when one recipient is named."""

    def __init__(self, dropped: str) -> None:
        super().__init__()
        self._dropped = dropped

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address == self._dropped:
            server.transport.abort()
        return await super().handle_RCPT(server, session, envelope, address, options)


def test_a_notice_that_the_server_drops_holds_up_nobody(store: Store, authority: Authority, tmp_path: Path) -> None:
    first = min(waiting(store, 3), key=lambda one: one.id)
    box = Dropping(first.recipient)
    with mail_server(box, authority.context("localhost", Leaf(), TLS)) as port:
        by = by_mail(tmp_path, port)
        assert deliver_due(store.database, by, NOW) == Delivered(0, 1, 0)
        assert deliver_due(store.database, by, NOW + timedelta(minutes=1)) == Delivered(2, 1, 0)
    assert len(box.messages) == 2


def test_a_notice_that_makes_no_message_holds_up_nobody(store: Store, authority: Authority, tmp_path: Path) -> None:
    box = Mailbox()
    first = min(waiting(store, 3), key=lambda one: one.id)
    with store.database.writing() as connection:
        wrong = {"recipient": "xa..mot@thidiem.gov.test"}
        connection.execute(update(notices).where(notices.c.id == first.id).values(wrong))
    with mail_server(box, authority.context("localhost", Leaf(), TLS)) as port:
        assert deliver_due(store.database, by_mail(tmp_path, port), NOW) == Delivered(2, 1, 0)


def test_an_audit_is_told_from_end_to_end(store: Store, authority: Authority, tmp_path: Path) -> None:
    box = Mailbox()
    with mail_server(box, authority.context("localhost", Leaf(), TLS)) as port:
        by = by_mail(tmp_path, port, language="vi")
        write_notices(store, audit(store, 0, [failing()], name="Cổng\r\nBcc: x@evil.test"), by, NOW)
        assert deliver_due(store.database, by, NOW).sent == 2
    subjects = sorted(str(one["Subject"]) for one in box.messages)
    assert subjects[1] == "[tuanthu] Văn phòng UBND tỉnh: 1 nội dung không đạt"
    assert not [one for one in box.messages if "Bcc" in one]


def test_the_wait_doubles_up_to_six_hours() -> None:
    assert [wait_after(attempts) / timedelta(minutes=1) for attempts in (1, 2, 3, 9)] == [1, 2, 4, 256]
    assert wait_after(10) == wait_after(10_000) == LONGEST_WAIT

"""A year of the service: 52 audits, each once, whatever happens to clock, process, disk and mail server."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
import yaml
from aiosmtpd.controller import Controller

from agent.journal import Journal, Verified
from agent.notices.outbox import State, listed
from agent.schedule.entry import entry_of
from agent.schedule.store import Schedules
from agent.service.runs import Runs, RunState
from agent.store import Audit, Store
from agent.store.audit import AuditStatus, Kind
from reports.wording import ZONE
from tests.agent.notices.peers import Mailbox, Receiver
from tests.agent.service.lives import life
from tests.servers import free_port
from tests.small_province import SmallProvince, small_province

START = datetime(2027, 1, 3, 12, tzinfo=ZONE)
"""The Sunday before the first Monday."""
WEEK = timedelta(weeks=1)
WEEKS = range(52)
NO_MAIL_IN = 21
DISK_FULL_IN = 30
SET_BACK_IN, SET_FORWARD_IN = 12, 15
WITHOUT_IPV6 = {"so1": {5, 6, 7}, "so2": set(range(20, 27)), "xa3": {40, 44}}
"""Agency → the weeks in which its portal has no IPv6 address, which the law asks for."""
ZONES = ("America/New_York", "Asia/Ho_Chi_Minh", "UTC", "Pacific/Chatham", "Europe/London")
SOC, DEPARTMENT, LEADER = "soc@tinh.test", "so@tinh.test", "ct@tinh.test"
CHANGES = {0, 5, 8, 20, 27, 40, 41, 44, 45}
"""The weeks in which something was new, fixed or came back."""


class Year:
    """The service's world: its settings, its peers, and what they were given."""

    def __init__(self, folder: Path, province: SmallProvince, hook: Receiver) -> None:
        self.folder, self.province, self.hook = folder, province, hook
        self.mail = Mailbox()
        self.mail_port = free_port()
        self.url = f"sqlite:///{folder / 'tuanthu.db'}"
        self.config = folder / "tuanthu.yaml"
        self.killed = 0
        self.moment = START.timestamp()
        self._chance = random.Random(8)  # noqa: S311

    def set_up(self, webhook: str) -> None:
        """Write the settings, and schedule the audit of every Monday."""
        settings = {
            "database": self.url,
            "reports": str(self.folder / "reports"),
            "audits": {"save_for": "1s"},
            "watching": {"listen": "none"},
            "notices": {
                "smtp": {"host": "127.0.0.1", "port": self.mail_port, "tls": "none", "sender": "tuanthu@tinh.test"},
                "webhooks": [{"name": "chat", "url": webhook}],
                "soc": [SOC],
                "department": [DEPARTMENT],
                "leader": [LEADER],
            },
        }
        self.config.write_text(yaml.safe_dump(settings), "utf-8")
        entry = {"name": "weekly", "inventory": str(self.province.inventory), "checks": ["ipv6"], "formats": ["json"]}
        with time_machine.travel(START, tick=True), Store(self.url) as store:
            Schedules(store.database).add(entry_of(entry))

    @contextmanager
    def mail_server(self) -> Iterator[None]:
        """The mail server, for the length of a `with` block."""
        controller = Controller(self.mail, hostname="127.0.0.1", port=self.mail_port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()

    def _looks(self) -> bool:
        """Whether an audit is under way."""
        with Store(self.url) as store:
            return any(audit.status is AuditStatus.RUNNING for audit in store.audits()[:1])

    def live(self, until: datetime, *, crash: bool = False, most_bytes: int = 0) -> None:
        """Let the service live until a moment, or until it crashes in the middle of a run."""
        jumps = []
        if until == START + WEEK * (SET_BACK_IN + 1):
            jumps = [(until.timestamp() - 5 * 86400, -2 * 86400.0)]
        if until == START + WEEK * (SET_FORWARD_IN + 1):
            jumps = [(until.timestamp() - 6.9 * 86400, 2 * 86400.0)]
        zone = self._chance.choice(ZONES)
        with life(self.config, self.moment, until.timestamp(), zone, jumps, most_bytes) as living:
            once = self._chance.choice((lambda: True, self._looks))
            if crash and living.die_in_a_run(once, self._chance.uniform(0, 0.4)):
                self.killed += 1
            else:
                living.end()
            self.moment = living.moment


def lived(year: Year) -> None:
    """The whole year."""
    for week in WEEKS:
        end = START + WEEK * (week + 1)
        year.province.set(without_ipv6=[agency for agency, weeks in WITHOUT_IPV6.items() if week in weeks])
        if week == DISK_FULL_IN:
            year.live(end - timedelta(days=4), most_bytes=16 * 1024)
        if week == NO_MAIL_IN:
            year.live(end)
            continue
        with year.mail_server():
            year.live(end, crash=week % 2 == 1)
            year.live(end)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    folder = tmp_path_factory.mktemp("year")
    with small_province(folder) as province:
        hook = Receiver(None)
        with hook.running() as webhook:
            made = Year(folder, province, hook)
            made.set_up(webhook)
            lived(made)
            yield made


@pytest.fixture
def store(year: Year) -> Iterator[Store]:
    with Store(year.url) as opened:
        yield opened


def week_of(audit: Audit) -> int:
    return (audit.started - START) // WEEK


def test_there_are_52_audits_and_none_twice(year: Year, store: Store) -> None:
    audits = [audit for audit in store.audits() if audit.kind is Kind.WHOLE]
    assert sorted(map(week_of, audits)) == list(WEEKS)
    assert {audit.status for audit in audits} == {AuditStatus.FINISHED}
    assert all(len(store.records(audit.id)) == 3 for audit in audits)


def test_each_monday_was_due_once_and_came_to_its_end(year: Year, store: Store) -> None:
    runs = Runs(store.database).newest(1000)
    mondays = [START.replace(hour=1) + timedelta(days=1) + WEEK * week for week in WEEKS]
    assert sorted(run.due for run in runs) == mondays
    assert {run.state for run in runs} == {RunState.FINISHED}


def test_two_crashes_a_month_were_survived_and_told(year: Year, store: Store) -> None:
    assert year.killed >= 24
    told = [audit for audit in store.audits() if audit.interruptions]
    assert 0 < len(told) <= year.killed
    assert all(week_of(audit) % 2 == 1 for audit in told)


def test_everybody_was_told_what_concerned_them_in_its_week(year: Year, store: Store) -> None:
    weeks = {audit.id: week_of(audit) for audit in store.audits()}
    found = Counter(
        (weeks[one.audit or ""], one.kind, one.recipient) for one in listed(store.database) if one.kind != "alarm"
    )
    expected = {(0, "changes", f"{agency}@tinh.test") for agency in WITHOUT_IPV6}
    expected |= {(week, "digest", recipient) for week in CHANGES for recipient in (SOC, "chat")}
    expected |= {(week, "changes", "so1@tinh.test") for week in (5, 8)}
    expected |= {(week, "changes", "so2@tinh.test") for week in (20, 27)}
    expected |= {(week, "changes", "xa3@tinh.test") for week in (40, 41, 44, 45)}
    expected |= {(6, "reminder", "so1@tinh.test"), (7, "reminder", DEPARTMENT)}
    expected |= {(21, "reminder", "so2@tinh.test"), (22, "reminder", DEPARTMENT), (25, "reminder", LEADER)}
    assert found == Counter(expected)


def test_each_notice_was_delivered_exactly_once(year: Year, store: Store) -> None:
    notices = listed(store.database)
    assert {notice.state for notice in notices} == {State.SENT}
    mails = Counter(str(message["Message-ID"]).strip("<>").partition("@")[0] for message in year.mail.messages)
    assert mails == Counter(notice.id[:32] for notice in notices if notice.channel == "mail")
    posts = Counter(headers["Idempotency-Key"] for headers, _body in year.hook.posts)
    assert posts == Counter(notice.id for notice in notices if notice.channel == "webhook")


def test_the_chain_of_the_journal_is_whole(year: Year, store: Store) -> None:
    journal = Journal(store.database)
    assert isinstance(journal.verify(), Verified)
    acts = Counter(entry.act for entry in journal.entries())
    assert acts["audit.begin"] == acts["audit.finish"] == len(WEEKS)

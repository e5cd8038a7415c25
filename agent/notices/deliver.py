"""Hands over what is due in the outbox, and puts off what can't be handed over now."""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from agent.journal import SERVICE
from agent.notices.alarm import put_alarm
from agent.notices.mail import send_mail
from agent.notices.outbox import Notice, claim, note_failed, note_given_up, note_sent, postpone
from agent.notices.sending import ChannelError, LaterError, RefusedError
from agent.notices.settings import NoticeSettings
from agent.notices.syslog import send_events
from agent.notices.webhook import post
from agent.store.engine import Database
from reports.i18n import Language, translations
from reports.wording import ZONE, visible

PATIENCE: Final = 60.0
"""Seconds after which nothing more is begun in one turn."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
REFUSED_FOR: Final = timedelta(days=2)
"""How long a notice is tried that a server refuses for good: our settings may be what it doesn't like."""
ERROR_KEPT: Final = 300

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many notices one turn handed over, failed at for now, and gave up."""

    sent: int
    failed: int
    given_up: int


def deliver_due(database: Database, settings: NoticeSettings, now: datetime, actor: str = SERVICE) -> Delivered:
    """Hand over every notice that is due, the least tried first; `actor` is who does it.

    A server that is away is left alone until the back-off of the first notice that it missed is over; a failure of our
    own is logged and counts as one of that notice. One whose sender was killed is sent again with the same Message-ID
    or Idempotency-Key. Any number of deliverers may be at work; each notice is one's. Raises `StoreError`.
    """
    counted: Counter[str] = Counter()
    away: set[tuple[str, str]] = set()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and (notice := claim(database, now, away)) is not None:
        try:
            _hand_over(notice, settings)
        except Exception as error:
            if not isinstance(error, LaterError):
                _log.exception("our own failure at a notice", extra=_extra(notice))
            told = " ".join(visible(str(error)).split())[:ERROR_KEPT]
            if isinstance(error, ChannelError):
                away.add(_server(notice))
            counted[_failed(database, notice, settings, told, error, actor, now)] += 1
        else:
            note_sent(database, notice, actor, now)
            counted["sent"] += 1
            _log.info("notice sent", extra=_extra(notice))
    return Delivered(counted["sent"], counted["failed"], counted["given_up"])


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: a minute, doubled each time, at most six hours."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _hand_over(notice: Notice, settings: NoticeSettings) -> None:
    match notice.channel:
        case "mail" if settings.smtp is not None:
            return send_mail(notice, settings.smtp)
        case "webhook":
            for webhook in settings.webhooks:
                if webhook.name == notice.recipient:
                    return post(notice, webhook)
        case "syslog":
            for collector in settings.syslog:
                if collector.name == notice.recipient:
                    return send_events(notice, collector)
    raise ChannelError("the settings no longer name this channel")


def _failed(
    database: Database,
    notice: Notice,
    settings: NoticeSettings,
    told: str,
    error: Exception,
    actor: str,
    now: datetime,
) -> str:
    """Write down that an attempt failed; returns what that makes of the notice. Of what is given up the security team
    hears once a day for each server, or for each recipient that it refuses."""
    longest = timedelta(days=settings.give_up_after_days)
    if isinstance(error, RefusedError):
        longest = min(longest, REFUSED_FOR)
    if now - notice.created >= longest:
        with database.writing() as connection:
            note_given_up(connection, notice, told, actor, now)
            if notice.kind != "alarm":
                refused = isinstance(error, RefusedError)
                about = notice.recipient if refused else " ".join(_server(notice))
                key = f"{about} {now.astimezone(ZONE):%Y-%m-%d}"
                put_alarm(connection, settings, "notice-given-up", key, _given_up_texts(notice, told), now)
        _log.error("notice given up: %s", told, extra=_extra(notice))
        return "given_up"
    next_try = now + wait_after(notice.attempts)
    note_failed(database, notice, told, settings, now, next_try)
    if isinstance(error, ChannelError):
        postpone(database, *_server(notice), next_try)
    _log.warning("notice not sent, next attempt at %s: %s", next_try.isoformat(), told, extra=_extra(notice))
    return "failed"


def _server(notice: Notice) -> tuple[str, str]:
    """The channel and the server behind it: all mail goes by one, each webhook and collector is one itself."""
    return notice.channel, "" if notice.channel == "mail" else notice.recipient


def _given_up_texts(notice: Notice, told: str) -> dict[Language, str]:
    texts: dict[Language, str] = {}
    for lang in ("vi", "en"):
        _ = translations("agent", lang).gettext
        lines = (
            _("A notice to {recipient} was given up").format(recipient=notice.recipient),
            _("What it said: {subject}").format(subject=notice.body["subject"]),
            _("Why it could not be handed over: {why}").format(why=told),
            _("Once that is mended, 'tuanthu notices retry --given-up' sends what was given up and not told since."),
        )
        texts[lang] = "\n".join(" ".join(line.split()) for line in lines)
    return texts


def _extra(notice: Notice) -> dict[str, str]:
    extra = {"notice": notice.id, "channel": notice.channel, "kind": notice.kind, "recipient": notice.recipient}
    return extra | ({"audit": notice.audit} if notice.audit else {})

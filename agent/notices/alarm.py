"""Alarms: what the security team is told at once, by every channel there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from agent.notices.events import alarm_event
from agent.notices.letters import Letter, LetterDrawing
from agent.notices.outbox import Draft, Notice, put
from agent.notices.settings import NoticeSettings
from agent.store.engine import Database
from reports.i18n import Language, translations
from reports.wording import Wording


def write_alarm(
    database: Database, settings: NoticeSettings, kind: str, key: str, texts: Mapping[Language, str], now: datetime
) -> list[Notice]:
    """Put an alarm for the security team into the outbox, once for each kind and key however often this is called.

    `kind` is a word such as `audit-late`, `key` says which of that kind; `texts` hold the same in `vi` and `en`, the
    first line being the subject. Returns what was written now; empty where nobody is to be told, or all were told
    before. Raises `StoreError`.
    """
    with database.writing() as connection:
        return put_alarm(connection, settings, kind, key, texts, now)


def put_alarm(
    connection: Connection,
    settings: NoticeSettings,
    kind: str,
    key: str,
    texts: Mapping[Language, str],
    now: datetime,
) -> list[Notice]:
    """The same within an open `Database.writing()` transaction."""
    return put(connection, _drafts(settings, kind, key, texts[settings.language], now), settings, now)


def _drafts(settings: NoticeSettings, kind: str, key: str, text: str, now: datetime) -> Iterator[Draft]:
    lang = settings.language
    _ = translations("agent", lang).gettext
    wording = Wording(lang)
    drawing = LetterDrawing(wording, now)
    first, *rest = [drawing.line(line, 1000) for line in text.splitlines() if line.strip()]
    subject = "[tuanthu] " + _("Alarm: {what}").format(what=first)
    letter = Letter(
        subject=subject,
        greeting=_("To: the security team"),
        paragraphs=(first, *rest),
        sections=(),
        closing=(_("This message is sent automatically by tuanthu at {when}.").format(when=wording.moment(now)),),
    )
    same = f"{kind} {key}"
    if settings.smtp is not None:
        body = {"subject": subject, "text": letter.text, "html": letter.html(lang)}
        for address in settings.soc:
            yield Draft(None, "alarm", "mail", address, same, body)
    document = {"subject": subject, "alarm": kind, "text": letter.text}
    for webhook in settings.webhooks:
        if "alarm" in webhook.kinds:
            yield Draft(None, "alarm", "webhook", webhook.name, same, document)
    events = [alarm_event(kind, key, first, now.isoformat())]
    for collector in settings.syslog:
        yield Draft(None, "alarm", "syslog", collector.name, same, {"subject": subject, "events": events})

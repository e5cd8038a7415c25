"""Who is told what of an audit: agencies their own changes, reminders step by step, the security team a digest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from agent.notices.events import audit_events, digest_document
from agent.notices.items import CHANGED, FAILING, Item, News, items_of
from agent.notices.letters import Letter, LetterDrawing, Section
from agent.notices.outbox import Draft, Notice, lost, put, told
from agent.notices.settings import NoticeSettings, is_mail_address
from agent.reporting import report_of
from agent.store import Audit, Store
from agent.store.audit import Kind
from reports.i18n import translations
from reports.model import AgencyRow, AuditReport
from reports.wording import ZONE, Wording

EVENTS_AT_ONCE: Final = 500
"""Messages to a log collector in one notice."""
NAMES_SHOWN: Final = 20
"""Agencies or portals named in one sentence of the digest."""

Told = Mapping[str, set[str]]


def write_notices(
    store: Store, audit: Audit, settings: NoticeSettings, now: datetime, report: AuditReport | None = None
) -> list[Notice]:
    """Put what a finished audit has to tell into the outbox, each once however often this is called.

    `report` is that of the audit, where it is at hand already. Returns what was written now. Raises `StoreError`.
    """
    if not audit.complete or not (settings.smtp or settings.webhooks or settings.syslog):
        return []
    report = report or report_of(store, audit)
    with store.database.writing() as connection:
        drafts = Composer(report, audit, settings, now, told(connection), lost(connection)).drafts()
        return put(connection, drafts, settings, now)


def compose(store: Store, audit: Audit, settings: NoticeSettings, now: datetime) -> list[Draft]:
    """What `write_notices` would write of an audit; nothing is stored. Raises `StoreError`."""
    report = report_of(store, audit)
    with store.database.reading() as connection:
        return list(Composer(report, audit, settings, now, told(connection), lost(connection)).drafts())


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of the escalation: who is reminded after how many days."""

    name: str
    days: int
    recipients: tuple[str, ...]


class Composer:
    """Writes the notices of one audit; `known` is what each recipient was told before, `lost` what could not be."""

    def __init__(
        self, report: AuditReport, audit: Audit, settings: NoticeSettings, now: datetime, known: Told, lost: Told
    ) -> None:
        self._report = report
        self._whole = audit.kind is Kind.WHOLE
        self._settings = settings
        self._now = now
        self._known = known
        self._lost = lost
        self._wording = Wording(settings.language)
        self._drawing = LetterDrawing(self._wording, now)
        self._gettext = translations("agent", settings.language).gettext
        within = timedelta(days=settings.deadline_within_days)
        self._items = {agency.id: items_of(report, agency, within) for agency in report.agencies}
        self._day = self._wording.day(report.started.astimezone(ZONE))

    def drafts(self) -> Iterator[Draft]:
        """Every notice that there is to write, none of which tells anybody what is known there."""
        if self._settings.smtp is not None:
            for agency in self._report.agencies:
                yield from self._changes(agency)
            yield from self._reminders()
        if self._whole:
            yield from self._digests()

    def _changes(self, agency: AgencyRow) -> Iterator[Draft]:
        """What is new to an agency, at its own address."""
        address = self._address(agency)
        if address is None:
            return
        known = self._known.get(address, set())
        fresh = [one for one in self._items[agency.id] if one.news is not News.UNSEEN and one.key not in known]
        if fresh:
            yield self._mail("changes", address, self._changes_letter(agency, fresh), [one.key for one in fresh])

    def _changes_letter(self, agency: AgencyRow, items: Sequence[Item]) -> Letter:
        _, number = self._gettext, self._wording.number
        counts = Counter(one.news for one in items)
        failing = sum(counts[news] for news in FAILING)
        parts = [
            (failing, _("{n} failures")),
            (counts[News.FIXED], _("{n} fixed")),
            (counts[News.DEADLINE], _("{n} deadlines")),
        ]
        summary = ", ".join(text.format(n=number(count)) for count, text in parts if count)
        opening = _(
            "The audit of {day} of the web portals and information systems of your agency has news for you: {summary}."
        )
        headings = {
            News.NEW: _("New failures"),
            News.REOPENED: _("Failures that came back"),
            News.PERSISTING: _("Failures that are still there"),
            News.DEADLINE: _("Deadlines that come near"),
            News.FIXED: _("Fixed – thank you"),
        }
        return Letter(
            subject=self._subject(f"{self._drawing.line(agency.name, 80)}: {summary}"),
            greeting=_("To: {name}").format(name=self._drawing.line(agency.name)),
            paragraphs=(opening.format(day=self._day, summary=summary),),
            sections=self._sections(headings, items),
            closing=self._closing(_("What to do about each of them stands in the dossier of your agency.")),
        )

    def _reminders(self) -> Iterator[Draft]:
        """What stays open for long, at the next step of the escalation: each failure once at each step."""
        found: dict[tuple[int, str, str], list[Item]] = defaultdict(list)
        steps: dict[int, _Step] = {}
        for agency in self._report.agencies:
            chain = self._chain(agency)
            for item in self._items[agency.id]:
                if item.news not in FAILING or item.asked.force != "mandatory":
                    continue
                for level, step in enumerate(chain):
                    key = _reminder_key(step.name, item)
                    if item.days >= step.days and self._was_told(chain, level, item):
                        for recipient in step.recipients:
                            if key not in self._known.get(recipient, set()):
                                own = agency.id if level == 0 else ""
                                found[level, recipient, own].append(replace(item, news=News.PERSISTING))
                                steps[level] = step
        for (level, recipient, _own), items in found.items():
            step = steps[level]
            keys = [_reminder_key(step.name, item) for item in items]
            yield self._mail("reminder", recipient, self._reminder_letter(step, items), keys)

    def _chain(self, agency: AgencyRow) -> list[_Step]:
        settings, days = self._settings, self._settings.escalation
        address = self._address(agency)
        return [
            _Step("agency", days.agency, (address,) if address else ()),
            _Step("department", days.department, settings.department),
            _Step("leader", days.leader, settings.leader),
        ]

    def _was_told(self, chain: Sequence[_Step], level: int, item: Item) -> bool:
        """Whether those at the last step below who can be told were told in an earlier audit."""
        if level == 0:
            return _has(self._known, chain[0], item.key)
        for step in reversed(chain[:level]):
            key = _reminder_key(step.name, item)
            if _has(self._known, step, key):
                return True
            if step.recipients and not self._in_vain(step, item):
                return False
        return True

    def _in_vain(self, step: _Step, item: Item) -> bool:
        """Whether those at a step were to be told of an item, and it was given up."""
        keys = {item.key, _reminder_key(step.name, item)}
        return any(_has(self._lost, step, key) and not _has(self._known, step, key) for key in keys)

    def _reminder_letter(self, step: _Step, items: Sequence[Item]) -> Letter:
        _, number = self._gettext, self._wording.number
        names = list(dict.fromkeys(self._drawing.line(item.agency.name, 80) for item in items))
        own = step.name == "agency"
        said = _("{n} failures open for {days} days or more")
        summary = said.format(n=number(len(items)), days=number(step.days))
        subject = f"{names[0]}: {summary}" if len(names) == 1 else summary
        opening = (
            _(
                "The audit of {day} found these failures of your agency again; they have been open for {days} days or"
                " more."
            )
            if own
            else _(
                "The audit of {day} found these failures again. They have been open for {days} days or more, and the"
                " agencies named with them have been reminded where an address of theirs is known."
            )
        )
        greeting = {
            "agency": _("To: {name}").format(name=names[0]),
            "department": _("To: the department in charge"),
            "leader": _("To: the leader"),
        }
        section = self._drawing.section(_("Failures that are still there"), items, named=not own)
        return Letter(
            subject=self._subject(_("Reminder – {what}").format(what=subject)),
            greeting=greeting[step.name],
            paragraphs=(opening.format(day=self._day, days=number(step.days)),),
            sections=(section,) if section else (),
            closing=self._closing(),
        )

    def _digests(self) -> Iterator[Draft]:
        """All that changed, to the security team by mail, webhook and log collector."""
        items = [one for agency in self._report.agencies for one in self._items[agency.id]]
        items.sort(key=lambda one: (one.severity.rank, one.asked.id, one.agency.name, one.place))
        changed = [one for one in items if one.news in CHANGED]
        if not (changed or self._report.missed or self._settings.digest_always):
            return
        letter = self._digest_letter(items, changed)
        document = digest_document(self._report, letter, items, changed, self._drawing)
        if self._settings.smtp is not None:
            for address in self._settings.soc:
                yield self._mail("digest", address, letter)
        for webhook in self._settings.webhooks:
            if "digest" in webhook.kinds:
                yield self._draft("digest", "webhook", webhook.name, "digest", {"subject": letter.subject} | document)
        if self._settings.syslog:
            events = audit_events(self._report, changed, self._drawing)
            for first in range(0, len(events), EVENTS_AT_ONCE):
                body = {"subject": letter.subject, "events": events[first : first + EVENTS_AT_ONCE]}
                for collector in self._settings.syslog:
                    yield self._draft("digest", "syslog", collector.name, f"events {first}", body)

    def _digest_letter(self, items: Sequence[Item], changed: Sequence[Item]) -> Letter:
        _, number, counts = self._gettext, self._wording.number, Counter(one.news for one in items)
        summary = _("{new} new, {reopened} came back, {fixed} fixed").format(
            new=number(counts[News.NEW]), reopened=number(counts[News.REOPENED]), fixed=number(counts[News.FIXED])
        )
        paragraphs = [
            _("The audit of {day} looked at {portals} portals of {province}.").format(
                day=self._day,
                portals=number(len(self._report.portals)),
                province=self._drawing.line(self._report.province),
            ),
            _("Failures: {summary}, {still} still there, {unseen} not observed again.").format(
                summary=summary, still=number(counts[News.PERSISTING]), unseen=number(counts[News.UNSEEN])
            ),
        ]
        missed = [self._drawing.line(place) for place in self._report.missed]
        if missed:
            sentence = _("Not reached, so not observed and not judged: {names}.")
            paragraphs.append(sentence.format(names=self._few(missed)))
        mute = [one for one in self._report.agencies if self._items[one.id] and self._address(one) is None]
        if mute and self._settings.agencies:
            sentence = _("Not written to, for the inventory has no usable mail address of them: {names}.")
            names = self._few([self._drawing.line(one.name, 80) for one in mute])
            paragraphs.append(sentence.format(names=names))
        headings = {
            News.NEW: _("New failures"),
            News.REOPENED: _("Failures that came back"),
            News.FIXED: _("Fixed"),
        }
        return Letter(
            subject=self._subject(_("Digest of the audit of {day}: {summary}").format(day=self._day, summary=summary)),
            greeting=_("To: the security team"),
            paragraphs=tuple(paragraphs),
            sections=self._sections(headings, changed, named=True),
            closing=self._closing(),
        )

    def _sections(
        self, headings: Mapping[News, str], items: Iterable[Item], named: bool = False
    ) -> tuple[Section, ...]:
        listed = list(items)
        found = (
            self._drawing.section(heading, [one for one in listed if one.news is news], named)
            for news, heading in headings.items()
        )
        return tuple(section for section in found if section is not None)

    def _few(self, names: Sequence[str]) -> str:
        """The first of many names, and how many more there are."""
        left = len(names) - NAMES_SHOWN
        return "; ".join(names[:NAMES_SHOWN]) + (f" (+{self._wording.number(left)})" if left > 0 else "")

    def _address(self, agency: AgencyRow) -> str | None:
        """Where an agency is written to; None where nobody may or can be."""
        address = (agency.contact or {}).get("email", "")
        return address if self._settings.agencies and is_mail_address(address) else None

    def _subject(self, text: str) -> str:
        return f"[tuanthu] {text}"

    def _closing(self, *first: str) -> tuple[str, ...]:
        _ = self._gettext
        smtp = self._settings.smtp
        objection = _("If you find a conclusion wrong, please answer this message.")
        return (
            *first,
            *([objection] if smtp and smtp.reply_to else []),
            _("This message is sent automatically by tuanthu. Audit: {audit}.").format(audit=self._report.audit_id),
        )

    def _mail(self, kind: str, address: str, letter: Letter, tells: Sequence[str] = ()) -> Draft:
        body = {"subject": letter.subject, "text": letter.text, "html": letter.html(self._settings.language)}
        return self._draft(kind, "mail", address, "\n".join(sorted(tells)), body, tuple(tells))

    def _draft(
        self, kind: str, channel: str, recipient: str, key: str, body: Mapping[str, Any], tells: tuple[str, ...] = ()
    ) -> Draft:
        return Draft(self._report.audit_id, kind, channel, recipient, key, body, tells)


def _has(told: Told, step: _Step, key: str) -> bool:
    return any(key in told.get(recipient, set()) for recipient in step.recipients)


def _reminder_key(step: str, item: Item) -> str:
    return f"{step}|{item.key}"

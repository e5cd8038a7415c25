"""Draws the dossier of one agency in the words of one language, for the page and for paper alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policies.verdict import Outcome, Severity
from reports import summary
from reports.dossier.labels import labels
from reports.dossier.places import Place, Spot, key_of, owned
from reports.dossier.reply import Reply
from reports.dossier.shape import DossierView, LineView, NoteView, OwnView, UnknownView, WaiverView
from reports.dossier.software import software_of
from reports.dossier.telling import NAME, Telling
from reports.dossier.waivers import Granted, granted
from reports.model import AuditReport, PortalResult
from reports.ranking import rules
from reports.summary import Tally
from reports.wording import ZONE, Wording

SHOWN: Final = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED, Outcome.PASS)


class DossierDrawing:
    """Draws one agency's dossier. Raises `ValueError` for an agency that the report does not list."""

    def __init__(self, report: AuditReport, agency_id: str, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.gettext = wording.gettext.gettext
        self.ngettext = wording.gettext.ngettext
        self.own = owned(report, agency_id)
        self.telling = Telling(report, wording)

    def view(self) -> DossierView:
        """Everything that the templates draw."""
        own, report, wording = self.own, self.report, self.wording
        name = wording.cut(own.agency.name, NAME)
        kicker = self.gettext("Agency dossier")
        duties = tuple(self.telling.problem(number, one) for number, one in enumerate(own.duties, 1))
        advice = tuple(self.telling.problem(number, one) for number, one in enumerate(own.advice, len(duties) + 1))
        return DossierView(
            title=f"{kicker} – {name} – {wording.day(report.law_date)}",
            name=name,
            kind=wording.word("agency_kind", own.agency.kind),
            kicker=kicker,
            facts=self._facts(),
            notices=tuple(self._notices()),
            verdict=self._verdict(),
            told=tuple(self._told()),
            counts=self._counts(),
            deadlines=self._deadlines() if duties or advice else "",
            duties=duties,
            advice=advice,
            unknown=self._unknown(),
            again=tuple(self._note(spot, self._last_seen(spot)) for spot in own.again),
            fixed=tuple(self._note(spot, "") for spot in own.fixed),
            coming=tuple(self._note(spot, self._because(spot)) for spot in own.coming),
            waivers=self._waivers(),
            waivers_as_of=self.gettext("As of the day of the law that was applied, %(day)s.")
            % {"day": wording.day(report.law_date)},
            places=tuple(self._own(place) for place in own.places),
            reply=Reply(report, self.own, wording).view((*duties, *advice)),
            foot=self.gettext(
                "The results are restricted information: hand them only to the bodies that are responsible for the "
                "portals."
            ),
            labels=labels(wording),
        )

    def _facts(self) -> tuple[tuple[str, str], ...]:
        report, wording, own = self.report, self.wording, self.own
        return (
            (self.gettext("Province audited"), wording.cut(report.province, NAME)),
            (self.gettext("Portals and systems"), wording.places(len(own.portals), len(own.systems))),
            (self.gettext("Audit"), wording.cut(report.audit_id, 80)),
            (self.gettext("Time (Asia/Ho_Chi_Minh)"), wording.span(report.started, report.finished)),
            (self.gettext("Law as of"), wording.day(report.law_date)),
            (self.gettext("Profile"), wording.cut(report.profile, 80)),
        )

    def _notices(self) -> Iterable[str]:
        if not self.report.complete:
            consequence = self.gettext(
                "It ended before every portal was looked at; what was not looked at is unknown, and the numbers are of "
                "what there is."
            )
            yield f"{self.gettext('This audit is incomplete.')} {consequence}"
        if any(not any(look.vantage.get("ipv6") for look in one.record.looks) for one in self.own.portals):
            consequence = self.gettext(
                "What needs IPv6 could not be observed and is unknown; no portal is failed for it."
            )
            yield f"{self.gettext('The vantage had no IPv6.')} {consequence}"

    def _mandatory(self) -> Tally:
        every = (verdict for place in self.own.places for verdict in place.verdicts)
        return summary.tally(one for one in every if self.report.requirements[one.requirement].force == "mandatory")

    def _verdict(self) -> LineView:
        """The whole in one sentence, which says neither more nor less than the verdicts do."""
        own, number, tally = self.own, self.wording.number, self._mandatory()
        if not own.places:
            told = self.gettext("This audit holds no portal and no information system of this agency.")
            return LineView("not_applicable", self.wording.word("outcome", "not_applicable"), told)
        if own.duties:
            told = self.ngettext(
                "%(n)s mandatory requirement is not met.", "%(n)s mandatory requirements are not met.", len(own.duties)
            )
            return LineView("failing", self.wording.word("standing", "failing"), told % {"n": number(len(own.duties))})
        if tally[Outcome.UNKNOWN] or not tally.applicable:
            told = self.gettext(
                "No mandatory requirement was found failing, but not everything could be found out; what is missing is "
                "told below."
            )
            return LineView("undetermined", self.wording.word("standing", "undetermined"), told)
        told = self.gettext("Every mandatory requirement that applies is met.")
        if tally[Outcome.WAIVED]:
            told = self.gettext("Every mandatory requirement that applies is met or waived until a date.")
        return LineView("compliant", self.wording.word("standing", "compliant"), told)

    def _told(self) -> Iterable[str]:
        own = self.own
        if not own.places:
            return
        if not (own.duties or own.advice or own.unknown or self._mandatory()[Outcome.WAIVED]):
            yield self.gettext(
                "Nothing has to be mended. Thank you for the care that was taken; please keep it up until the next "
                "audit."
            )
        elif not (own.duties or own.advice):
            yield self.gettext("There is nothing to mend that this audit knows of. Thank you for the care taken.")
        if self.report.previous_audit is None:
            yield self.gettext("There is no earlier audit to compare with.")
        else:
            told = self.gettext("Compared with the audit %(audit)s before it.")
            yield told % {"audit": self.wording.cut(self.report.previous_audit, 80)}

    def _counts(self) -> tuple[LineView, ...]:
        """What there is to read about, each with its number; the first two count requirements."""
        own = self.own
        named = (
            ("fail", self.gettext("mandatory requirements not met"), len(own.duties)),
            ("advice", self.gettext("recommendations not followed"), len(own.advice)),
            ("unknown", self.gettext("verdicts unknown"), len(own.unknown)),
            ("waived", self.gettext("verdicts waived"), len(own.waived)),
            ("fixed", self.gettext("fixed since the audit before"), len(own.fixed)),
        )
        return tuple(LineView(key, word, self.wording.number(count)) for key, word, count in named)

    def _deadlines(self) -> str:
        days = rules().mend_within_days
        told = self.gettext(
            "A day that is called proposed is a proposal by severity, counted from the first sight of a failure (in "
            "days: %(days)s), and no law; a deadline that an instrument sets is called that."
        )
        each = (f"{self.wording.word('severity', one).lower()} {self.wording.number(days[one])}" for one in Severity)
        return told % {"days": ", ".join(each)}

    def _titled(self, spot: Spot) -> str:
        asked = self.telling.asked(spot.verdict.requirement)
        return asked.title if asked.mandatory else f"{asked.title} ({asked.force.lower()})"

    def _unknown(self) -> tuple[UnknownView, ...]:
        """By what is needed to find out; what is unknown at several places for the same reason is told once."""
        groups: dict[tuple[str, ...], dict[tuple[str, str], list[str]]] = {}
        ordered = sorted(self.own.unknown, key=lambda one: not self.telling.asked(one.verdict.requirement).mandatory)
        for spot in ordered:
            needs = tuple(dict.fromkeys(self.wording.word("need", reason) for reason in spot.verdict.reasons))
            groups.setdefault(needs, {}).setdefault((self._because(spot), self._where(spot)), []).append(
                self._titled(spot)
            )
        found = []
        for needs, told in groups.items():
            alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
            for (because, where), titles in told.items():
                alike.setdefault((because, tuple(dict.fromkeys(titles))), []).append(where)
            found.append(
                UnknownView(needs, tuple((why, titles, tuple(where)) for (why, titles), where in alike.items()))
            )
        return tuple(found)

    def _where(self, spot: Spot) -> str:
        return f"{self.telling.name(spot.place)} ({self.telling.address(spot.place)})"

    def _note(self, spot: Spot, note: str) -> NoteView:
        outcome = spot.verdict.verdict
        return NoteView(
            self._where(spot), self._titled(spot), outcome.value, self.wording.word("outcome", outcome), note
        )

    def _last_seen(self, spot: Spot) -> str:
        if spot.finding is None:
            return ""
        told = self.gettext("Open since %(first)s, last seen on %(last)s")
        first, last = (
            self.wording.day(when.astimezone(ZONE)) for when in (spot.finding.first_seen, spot.finding.last_seen)
        )
        return told % {"first": first, "last": last}

    def _because(self, spot: Spot) -> str:
        return self.wording.cut(spot.verdict.because[self.wording.lang], 600)

    def _waivers(self) -> tuple[WaiverView, ...]:
        found = granted(self.report, self.own)
        covered = {(one.requirement, key) for one in found for key in one.covered}
        others = [one for one in self.own.waived if (one.verdict.requirement, key_of(one.place)) not in covered]
        return (
            *(self._waiver(one) for one in found),
            *(
                WaiverView(
                    self._titled(spot),
                    self._where(spot),
                    "waived",
                    self.wording.word("outcome", "waived"),
                    (),
                    self._because(spot),
                )
                for spot in others
            ),
        )

    def _waiver(self, one: Granted) -> WaiverView:
        wording = self.wording
        words = {
            "ended": self.gettext("Waiver ended"),
            "soon": self.gettext("About to end"),
            "running": self.gettext("Waiver in force"),
        }
        place = f"{self.telling.name(one.place)} ({self.telling.address(one.place)})" if one.place else ""
        asked = self.telling.asked(one.requirement)
        facts = (
            (self.gettext("Last day"), f"{wording.day(one.until)} ({wording.days_left(one.days_left)})"),
            (self.gettext("Document"), wording.cut(one.document, 160)),
            (self.gettext("Approved by"), wording.cut(one.approver, 160)),
            (self.gettext("Reason"), wording.cut(one.reason, 400)),
        )
        return WaiverView(
            title=asked.title,
            place=place or wording.cut(one.where, 200),
            key=one.state,
            word=words[one.state],
            facts=tuple((name, told) for name, told in facts if told),
            note=self._waiver_note(one),
        )

    def _waiver_note(self, one: Granted) -> str:
        if Outcome.FAIL in one.outcomes and one.state == "ended":
            return self.gettext("It holds no more, and what it was granted for is not met.")
        if Outcome.WAIVED in one.outcomes and one.state == "soon":
            return self.gettext("From the day after on, what is not mended by then is concluded as not met.")
        if one.outcomes == {Outcome.PASS}:
            return self.gettext("This audit found it met, so that the waiver is not made use of.")
        return ""

    def _own(self, place: Place) -> OwnView:
        standing = summary.standing(place.verdicts, self.report.requirements)
        tally = summary.tally(place.verdicts)
        shares = (f"{self.wording.number(tally[one])} {self.wording.word('outcome', one).lower()}" for one in SHOWN)
        return OwnView(
            kind=self.telling.kind(place),
            name=self.telling.name(place),
            address=self.telling.address(place),
            standing=standing.value,
            standing_word=self.wording.word("standing", standing),
            shares=" · ".join(text for text, one in zip(shares, SHOWN, strict=True) if tally[one]),
            software=self.telling.software(software_of(place.record)) if isinstance(place, PortalResult) else "",
        )

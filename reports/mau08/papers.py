"""What the papers of one system show, read for the columns of Mẫu số 08: what is not proven is not said.

The facts come from a file, so each is taken only in the shape that `checks.facts` gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from checks.observation import Json, Reason, is_unseen
from checks.security_plan.record import Approval, CheckKind, PlanStatus
from reports.mau08.period import Period
from reports.telling import unseen_text
from reports.wording import Wording

Word = TypeVar("Word", bound=StrEnum)

_SILENCE: Json = {"unseen": Reason.NEEDS_DOCUMENT.value, "detail": ""}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was proven."""

    number: str
    date: date
    body: str


@dataclass(frozen=True, slots=True)
class Unproven:
    """Why a column (1–12) says less than the record, or nothing; `claimed` is what the record says, where it does."""

    column: int
    claimed: str | None
    why: str


@dataclass(frozen=True)
class Papers:
    """Reads the `security_plan` facts of a system, as JSON, for a reporting period; `unproven` fills as it reads."""

    facts: Mapping[str, Json]
    period: Period
    wording: Wording
    unproven: list[Unproven] = field(default_factory=list)

    def gettext(self, text: str) -> str:
        """A text in the language of the report."""
        return self.wording.gettext.gettext(text)

    def level(self) -> int | None:
        """Column 5, 1 to 5."""
        value, why = self._seen("level")
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5:
            return value
        self._note(5, None, why)
        return None

    def approval(self) -> Approval | None:
        """Column 6: approved with its decision, appraised with its appraisal, never without; an approval that is only
        claimed is still an appraisal where that is proven."""
        said, why = self._word("approval", Approval)
        claimed = said or self._claim("approval", Approval)
        appraisal, not_appraised = self.paper("appraisal")
        if said is Approval.APPROVED:
            decision, undecided = self.paper("decision")
            if decision:
                return said
            why = undecided or self.gettext("no decision that approves the level is on record")
        elif said is Approval.APPRAISED:
            if appraisal:
                return said
            why = not_appraised or self.gettext("no appraisal of the dossier is on record")
        elif said:
            return said
        self._note(6, claimed, why)
        return Approval.APPRAISED if appraisal and claimed is Approval.APPROVED else None

    def document(self, column: int, name: str) -> Paper | None:
        """Columns 7 and 8: a document, none where there is none."""
        paper, why = self.paper(name)
        if why:
            claimed = self.gettext("issued") if self._claims().get(name) is True else None
            self._note(column, claimed, why)
        return paper

    def expected(self, column: int, name: str) -> date | None:
        """Columns 9 and 11: the day that the record itself expects."""
        dates, why = self._seen("expected")
        value = dates.get(name, _SILENCE) if isinstance(dates, dict) else None
        if day := _day(value):
            return day
        self._note(column, None, self._unseen(value) or why)
        return None

    def plan_status(self) -> PlanStatus | None:
        """Column 10: fully deployed only with the document of the plan."""
        said, why = self._word("plan_status", PlanStatus)
        if said is PlanStatus.FULLY_DEPLOYED:
            plan, unplanned = self.paper("plan")
            if plan:
                return said
            why = unplanned or self.gettext("no document of the security plan is on record")
        elif said:
            return said
        self._note(10, said or self._claim("plan_status", PlanStatus), why)
        return None

    def checked(self) -> tuple[CheckKind, ...]:
        """Column 12: the periodic check only where the last assessment lies in the period."""
        value, why = self._seen("checked")
        if not isinstance(value, list):
            self._note(12, None, why)
            return ()
        said = [kind for kind in CheckKind if kind in value]
        unfounded = self._not_periodic() if CheckKind.PERIODIC in said else ""
        if unfounded:
            self._note(12, CheckKind.PERIODIC, unfounded)
            said.remove(CheckKind.PERIODIC)
        return tuple(said)

    def paper(self, name: str) -> tuple[Paper | None, str]:
        """A proven document of the period or before, else why there is none to show; no reason where there is none."""
        value, why = self._seen(name)
        if value is None and not why:
            return None, ""
        if not isinstance(value, dict):
            return None, why
        number, day, body = value.get("number"), _day(value.get("date")), value.get("body")
        if not (isinstance(number, str) and day and isinstance(body, str)):
            return None, self.gettext("what was observed cannot be read")
        if day > self.period.end:
            return None, self.gettext("dated %(day)s, after the reporting period") % {"day": self.wording.day(day)}
        return Paper(number, day, body), ""

    def _not_periodic(self) -> str:
        """Why the last assessment is none that was made periodically in this period; empty where it is."""
        value, why = self._seen("last_assessment")
        day = _day(value.get("date")) if isinstance(value, dict) else None
        about, _ = self._seen("assessor")
        kind = about.get("kind") if isinstance(about, dict) else None
        if day is None or kind == CheckKind.BEFORE_USE:
            missing = self.gettext("no periodic assessment in the reporting period is on record")
            return why if why and day is None else missing
        if day not in self.period:
            return self.gettext("the last assessment, of %(day)s, lies outside the reporting period") % {
                "day": self.wording.day(day)
            }
        return ""

    def _seen(self, name: str) -> tuple[Json, str]:
        """A fact, None where it is unseen, and what to say where the value is not of use: nothing of a seen null."""
        value = self.facts.get(name, _SILENCE)
        if why := self._unseen(value):
            return None, why
        return value, "" if value is None else self.gettext("what was observed cannot be read")

    def _unseen(self, value: Json) -> str:
        return unseen_text(value, self.wording) if is_unseen(value) else ""

    def _word(self, name: str, words: type[Word]) -> tuple[Word | None, str]:
        value, why = self._seen(name)
        return _of(words, value), why or self.gettext("what was observed cannot be read")

    def _claims(self) -> Mapping[str, Any]:
        claims = self.facts.get("claims")
        return claims if isinstance(claims, dict) else {}

    def _claim(self, name: str, words: Iterable[Word]) -> Word | None:
        return _of(words, self._claims().get(name))

    def _note(self, column: int, claimed: str | None, why: str) -> None:
        self.unproven.append(
            Unproven(column, claimed and str(claimed), why or self.gettext("what was observed cannot be read"))
        )


def _of(words: Iterable[Word], value: Json) -> Word | None:
    return next((word for word in words if word == value), None)


def _day(value: Json) -> date | None:
    """The day of an ISO 8601 text."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None

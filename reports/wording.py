"""How things are written in one language: words, numbers, dates, and texts from outside made safe to show."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from gettext import NullTranslations
from typing import Final
from zoneinfo import ZoneInfo

from reports.i18n import Language, translations
from reports.words import WORDS

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
MARKS_IN_A_ROW: Final = 4
"""Vietnamese stacks two combining marks on a letter; more than this many are shown as code points."""

_PLAIN = re.compile(
    r"[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u1e00-\u1eff–—‘’“”…✓✗]*"
)  # Vietnamese and what stands beside it
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")


def visible(text: str) -> str:
    """The text with everything that could mislead the eye written out as `[U+202E]`.

    That is control, format (bidi overrides, zero width), surrogate, private and unassigned characters and
    heaps of combining marks; line feeds stay, tabs and odd spaces become spaces.
    """
    if _PLAIN.fullmatch(text):
        return text
    shown: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category.startswith("M") else 0
        if char == "\t" or category == "Zs":
            shown.append(" ")
        elif char == "\n" or (char.isprintable() and marks <= MARKS_IN_A_ROW):
            shown.append(char)
        else:
            shown.append(f"[U+{ord(char):04X}]")
    return "".join(shown)


@dataclass(frozen=True)
class Wording:
    """Writes for people in `lang`, Vietnamese dates (dd/mm/yyyy) and time (Asia/Ho_Chi_Minh) in both languages."""

    lang: Language
    gettext: NullTranslations = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "gettext", translations("reports", self.lang))

    @cached_property
    def _thousands(self) -> str:
        return "." if self.lang == "vi" else ","

    def word(self, kind: str, key: str) -> str:
        """A word of the vocabulary (`outcome`, `severity`, `reason` …); one that is not in it is shown as it is."""
        msgid = WORDS[kind].get(str(key))
        return self.cut(str(key), 80) if msgid is None else self.gettext.gettext(msgid)

    def cut(self, text: str, limit: int = 400) -> str:
        """A text from outside, visible and at most `limit` characters of it, telling how many were left out."""
        if len(text) <= limit:
            return visible(text)
        left = len(text) - limit
        more = self.gettext.ngettext("… (%(n)s character left out)", "… (%(n)s characters left out)", left)
        return visible(text[:limit]) + more % {"n": self.number(left)}

    def number(self, value: int) -> str:
        """A whole number with thousands kept apart."""
        return f"{value:,}".replace(",", self._thousands)

    def places(self, portals: int, systems: int) -> str:
        """How many portals and information systems ("12 cổng, 3 hệ thống"), those of which there are none left out."""
        ngettext = self.gettext.ngettext
        told = []
        if portals or not systems:
            told.append(ngettext("%(n)s portal", "%(n)s portals", portals) % {"n": self.number(portals)})
        if systems:
            told.append(ngettext("%(n)s system", "%(n)s systems", systems) % {"n": self.number(systems)})
        return ", ".join(told)

    def days_left(self, days: int) -> str:
        """How long something is valid yet, or how long ago that ended (negative)."""
        if days < 0:
            said = self.gettext.ngettext("expired %(n)s day ago", "expired %(n)s days ago", -days)
        else:
            said = self.gettext.ngettext("%(n)s day left", "%(n)s days left", days)
        return said % {"n": self.number(abs(days))}

    def day(self, value: date) -> str:
        """dd/mm/yyyy."""
        return f"{value.day:02}/{value.month:02}/{value.year:04}"

    def moment(self, value: datetime | str) -> str:
        """dd/mm/yyyy HH:MM:SS in Asia/Ho_Chi_Minh, of an aware time or its ISO 8601 text."""
        when = datetime.fromisoformat(value) if isinstance(value, str) else value
        local = when.astimezone(ZONE)
        return f"{self.day(local)} {local:%H:%M:%S}"

    def span(self, start: datetime, end: datetime) -> str:
        """From when to when, to the minute; the day is told once when it is the same."""
        first, last = start.astimezone(ZONE), end.astimezone(ZONE)
        until = f"{last:%H:%M}" if first.date() == last.date() else f"{self.day(last)} {last:%H:%M}"
        return f"{self.day(first)} {first:%H:%M} – {until}"

    def observed(self, text: str, limit: int = 200) -> str:
        """An observed string; one that is an ISO 8601 date or time is written as a person here reads it."""
        if _ISO_TIME.fullmatch(text):
            try:
                return self.moment(text) if "T" in text else self.day(date.fromisoformat(text))
            except (ValueError, OverflowError):
                return text
        return self.cut(text, limit)

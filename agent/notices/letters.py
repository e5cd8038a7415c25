"""Letters: what is told to people, as plain text and as HTML, in the language of the settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from agent.notices.items import Item, News
from reports.i18n import translations
from reports.wording import ZONE, Wording, visible

GROUPS_SHOWN: Final = 40
"""Requirements told in one section; the rest is counted."""
PLACES_SHOWN: Final = 5
"""Places told of one requirement; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was seen, whose it is (empty where the letter is to them), and why it is concluded."""

    name: str
    address: str
    agency: str
    because: str


@dataclass(frozen=True, slots=True)
class Group:
    """One requirement with the places it is told of; `facts` are short lines about all of them."""

    title: str
    severity: str
    severity_word: str
    places: tuple[Place, ...]
    more: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Requirements under a heading."""

    heading: str
    groups: tuple[Group, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to people: every text in one language, visible, on one line each."""

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]

    @property
    def text(self) -> str:
        """The letter as plain text."""
        lines = [self.greeting, "", *(line for one in self.paragraphs for line in (one, ""))]
        for section in self.sections:
            lines += [section.heading.upper(), ""]
            for number, group in enumerate(section.groups, 1):
                lines.append(f"{number}. [{group.severity_word}] {group.title}")
                for place in group.places:
                    lines.append(f"   - {_place(place)}")
                    lines += [f"     {place.because}"] if place.because else []
                lines += [f"   - {group.more}"] if group.more else []
                lines += [f"   {fact}" for fact in group.facts]
                lines.append("")
            lines += [section.more, ""] if section.more else []
        return "\n".join([*lines, "--", *self.closing, ""])

    def html(self, lang: str) -> str:
        """The letter as one HTML page: no scripts, no pictures, nothing from outside, no links."""
        return _environment().get_template("letter.html.j2").render(letter=self, lang=lang)


class LetterDrawing:
    """Draws the parts of letters in one language, `now` being the day on which a deadline is late."""

    def __init__(self, wording: Wording, now: datetime) -> None:
        self.wording = wording
        self._today = now.astimezone(ZONE).date()
        self._gettext = translations("agent", wording.lang).gettext

    def line(self, text: str, limit: int = 200) -> str:
        """A text from outside on one line, visible and bounded."""
        return " ".join(self.wording.cut(text, limit).split())

    def section(self, heading: str, items: Iterable[Item], named: bool = False) -> Section | None:
        """Items under a heading, by requirement; `named` tells whose each place is. None where there are none."""
        _ = self._gettext
        groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in items:
            groups[item.asked.id, item.severity].append(item)
        if not groups:
            return None
        shown = [self._group(alike, named) for alike in list(groups.values())[:GROUPS_SHOWN]]
        left = len(groups) - len(shown)
        more = _("And {n} more requirements, told in the report of the audit.").format(n=self.wording.number(left))
        return Section(heading, tuple(shown), more if left else "")

    def _group(self, items: Sequence[Item], named: bool) -> Group:
        _, wording, first = self._gettext, self.wording, items[0]
        title = first.asked.title.vi if wording.lang == "vi" else first.asked.title.en
        left = len(items) - PLACES_SHOWN
        return Group(
            title=f"{self.line(title)} ({wording.word('force', first.asked.force).lower()})",
            severity=first.severity.value,
            severity_word=wording.word("severity", first.severity),
            places=tuple(self._place(item, named) for item in items[:PLACES_SHOWN]),
            more=_("and {n} more places").format(n=wording.number(left)) if left > 0 else "",
            facts=tuple(self._facts(items)),
        )

    def _place(self, item: Item, named: bool) -> Place:
        because = "" if item.news is News.FIXED else item.because.get(self.wording.lang, "")
        agency = self.line(item.agency.name) if named else ""
        return Place(self.line(item.name), self.line(item.address), agency, self.line(because, 400))

    def _facts(self, items: Sequence[Item]) -> Iterable[str]:
        _, wording = self._gettext, self.wording
        if items[0].news is News.PERSISTING:
            longest = max(items, key=lambda one: one.days)
            since = wording.day(longest.since.astimezone(ZONE))
            yield _("Open for {n} days, since {day}.").format(n=wording.number(longest.days), day=since)
        ends = [item.by for item in items if item.by is not None]
        if ends:
            first = min(ends, key=lambda one: one.day)
            told = _("To be mended by {day} (proposed).") if first.proposed else _("Deadline by law: {day}.")
            late = " " + _("That day has passed.") if first.day < self._today else ""
            yield told.format(day=wording.day(first.day)) + late


def _place(place: Place) -> str:
    return " – ".join(part for part in (place.agency, place.name, place.address) if part)


@lru_cache
def _environment() -> Environment:
    """Whatever the template prints goes through `visible`, then through the escape."""
    return Environment(
        loader=PackageLoader("agent.notices"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )

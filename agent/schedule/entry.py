"""One entry of the schedule: which portals of which inventory are audited when, and how."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)

from agent.errors import InputError
from agent.formats import FORMATS
from agent.inventory import Inventory, Portal
from agent.inventory.fields import ALL_DAY, AgencyKind, Hours, PortalKind
from agent.schedule.calendar import DaysOff, HolidayPolicy, moments
from agent.schedule.durations import Duration, duration
from agent.schedule.when import WEEKDAYS, WEEKLY, trigger_of
from agent.texts import _
from checks.facts import CHECK_NAMES, Tier
from reports.i18n import Language

KINDS = (*get_args(PortalKind), *get_args(AgencyKind))
"""What a group may name as a kind: of portals, or of agencies."""
LEAST_APART = timedelta(hours=1)
"""An entry is due no more often than this."""
Words = TypeVar("Words", bound=tuple[str, ...])


def _hours(value: object) -> Hours:
    if isinstance(value, Hours):
        return value
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)", str(value), re.ASCII)
    if found is not None:
        start, end = 60 * int(found[1]) + int(found[2]), 60 * int(found[3]) + int(found[4])
        if start != end <= ALL_DAY.end:
            return Hours(start, end or ALL_DAY.end)
    raise ValueError(_("write hours as 22:00-05:00 or 00:00-24:00"))


def _hours_text(hours: Hours) -> str:
    return f"{hours.start // 60:02}:{hours.start % 60:02}-{hours.end // 60:02}:{hours.end % 60:02}"


def _quiet_day(text: object) -> str:
    written = str(text).strip().upper()
    if written in WEEKDAYS:
        return written
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise ValueError(_("write a quiet day as SAT or 2026-12-31")) from None


def _of(known: Iterable[str]) -> AfterValidator:
    words = tuple(known)

    def check(given: Words) -> Words:
        for word in given:
            if word not in words:
                raise ValueError(_("'{word}' is none of {known}").format(word=word, known=", ".join(words)))
        return given

    return AfterValidator(check)


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", text):
        raise ValueError(_("write a name of small letters, digits, '-', '_' and '.', at most 64 of them"))
    return text


def _when(text: str) -> str:
    trigger_of(text)
    return " ".join(text.split())


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Group(_Part):
    """Which portals of an inventory; what is left out restricts nothing."""

    agencies: tuple[str, ...] = ()
    """Ids of agencies, each with all below it."""
    kinds: Annotated[tuple[str, ...], _of(KINDS)] = ()
    """Kinds of portals, or of agencies."""
    urls: tuple[str, ...] = ()
    """Patterns of URLs, in which `*` stands for anything."""

    @property
    def is_all(self) -> bool:
        """Whether every portal belongs to it."""
        return not (self.agencies or self.kinds or self.urls)

    def chosen(self, inventory: Inventory) -> list[str]:
        """The URLs of its portals in the inventory's order; raises `InputError` where there is none."""
        known = {agency.id for agency in inventory.all_agencies}
        for agency in self.agencies:
            if agency not in known:
                raise InputError(
                    _("{file} has no agency {agency}; name another in the group").format(
                        file=inventory.path, agency=agency
                    )
                )
        found = [portal.url for portal in inventory.portals if self._includes(portal, inventory)]
        if not found:
            raise InputError(_("no portal of {file} belongs to the group; widen it").format(file=inventory.path))
        return found

    def _includes(self, portal: Portal, inventory: Inventory) -> bool:
        kinds = {portal.kind, inventory.agency(portal.agency).kind}
        return (
            (not self.agencies or any(inventory.is_within(portal.agency, above) for above in self.agencies))
            and (not self.kinds or not kinds.isdisjoint(self.kinds))
            and (not self.urls or any(fnmatchcase(portal.url, pattern) for pattern in self.urls))
        )


class Entry(_Part):
    """What is audited when. Its times are those of Vietnam."""

    name: Annotated[str, AfterValidator(_name)]
    """What the entry is called, for ever: its runs are known by it."""
    inventory: Path
    """The inventory file; read anew for each run."""
    group: Group = Group()
    """Which of its portals."""
    when: Annotated[str, AfterValidator(_when)] = WEEKLY
    """When a run is due (`agent.schedule.when`)."""
    jitter: Duration = timedelta()
    """A run begins up to this much later than it is due, each time by another part of it."""
    spread: Duration = timedelta()
    """Time over which the portals of a run are spread; nothing: as fast as politeness allows."""
    deadline: Duration = timedelta(days=1)
    """Time after the beginning at which a run ends; what was not reached by then is told as not observed. Where it is
    left out, a day more than the spread."""
    hours: Annotated[Hours, BeforeValidator(_hours), PlainSerializer(_hours_text)] = ALL_DAY
    """The hours of the day in which it runs, beside those of the authorisations; outside of them it rests."""
    quiet_days: Annotated[tuple[Annotated[str, BeforeValidator(_quiet_day)], ...], Field(max_length=400)] = ()
    """Weekdays and days on which no run begins; it is moved to the next day, or dropped where holidays are."""
    holidays: HolidayPolicy = "run"
    """What happens to a run that is due on a public holiday."""
    checks: Annotated[tuple[str, ...], _of(CHECK_NAMES)] = CHECK_NAMES
    """What is looked at."""
    profile: str = "vn-2026"
    """The profile of requirements."""
    tls: Tier = "exact"
    """How thoroughly TLS is looked at."""
    formats: Annotated[tuple[str, ...], _of(FORMATS)] = ("html", "json")
    """Files of the report."""
    lang: Language | None = None
    """Language of the report; without it that of the settings."""

    @model_validator(mode="before")
    @classmethod
    def _deadline_after_spread(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("deadline") is None and data.get("spread") is not None:
            return {**data, "deadline": duration(data["spread"]) + timedelta(days=1)}
        return data

    @model_validator(mode="after")
    def _makes_sense(self) -> Entry:
        if self.deadline <= self.spread:
            raise ValueError(_("the deadline must be later than the end of the spread"))
        if not self.checks:
            raise ValueError(_("name at least one check"))
        return self

    @cached_property
    def trigger(self) -> Any:
        """The nominal moments, as APScheduler has them."""
        return trigger_of(self.when)

    def begins(self, due: datetime) -> datetime:
        """When a run that is due at a moment begins: the same each time that it is asked."""
        seed = hashlib.sha256(f"{self.name} {due.timestamp():.0f}".encode()).digest()
        return due + self.jitter * (int.from_bytes(seed[:4]) / 2**32)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON that `entry_of` reads back."""
        return self.model_dump(mode="json")


def entry_of(data: object) -> Entry:
    """The entry that plain data say; raises `InputError` with one sentence for the first thing that is wrong."""
    try:
        return Entry.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or _("the entry")
        raise InputError(f"{place}: {first['msg'].removeprefix('Value error, ')}") from None


def ensure_due(entry: Entry, days_off: DaysOff, now: datetime) -> None:
    """Raises `InputError` for an entry that is never due, or more often than each hour."""
    coming = list(islice(moments(entry, days_off, now), 30))
    if not coming:
        raise InputError(
            _("{name} is never due; mend its --when, --hours, --quiet-day or --holidays").format(name=entry.name)
        )
    if any(later - earlier < LEAST_APART for earlier, later in pairwise(coming)):
        raise InputError(_("{name} is due more often than once an hour; mend its --when").format(name=entry.name))

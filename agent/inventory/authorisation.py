"""Who may be contacted, when, with which checks and how hard: the document that allows it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from agent.inventory.fields import (
    ALL_DAY,
    SOME,
    Check,
    Connections,
    Day,
    HostPattern,
    HoursField,
    Moment,
    Network,
    PerSecond,
    Spending,
    TextField,
)
from agent.inventory.part import Part
from agent.inventory.problems import mistake
from agent.inventory.texts import Text
from checks.facts import DEFAULT_CHECKS
from checks.network.politeness import USUAL_BUDGET, Rate
from checks.network.scope import Scope
from reports.wording import ZONE


class RateLimit(Part):
    """How hard one address may be asked; the defaults are careful."""

    connections: Connections = Rate().connections
    """Connections open at once."""
    per_second: PerSecond = Rate().per_second
    """Connections begun in a second."""
    budget: Spending = USUAL_BUDGET
    """Connections, and as many DNS questions, that the look at one portal may cause."""


class Blackout(Part):
    """A time in which nothing is looked at: a migration, an election, a holiday on which nobody is there to help.

    The moment `until` is not part of it.
    """

    since: Moment = Field(alias="from")
    until: Moment = Field(alias="to")
    reason: TextField

    @field_validator("until")
    @classmethod
    def _ends_after_it_begins(cls, until: dt.datetime, info: ValidationInfo) -> dt.datetime:
        since = info.data.get("since")
        if since is not None and until <= since:
            raise mistake(Text.BLACKOUT_PERIOD, since=f"{since:%Y-%m-%d %H:%M}", until=f"{until:%Y-%m-%d %H:%M}")
        return until

    def includes(self, when: dt.datetime) -> bool:
        """Whether a moment lies in it."""
        return self.since <= when < self.until


class Authorisation(Part):
    """A document that allows looking at hosts. Both dates are included; `checks` are the passive ones by default.

    Probes for weaknesses, which send malformed bytes, and port scans are allowed only where `checks` names them
    (`checks.facts.WEAKNESSES`, `checks.facts.EXPOSURE`).
    """

    document: TextField
    date: Day
    signer: TextField
    hosts: Annotated[tuple[HostPattern, ...], SOME]
    """Host names, or `*.domain` for every name below a domain (not the domain itself)."""
    valid_from: Day = Field(alias="from")
    valid_to: Day = Field(alias="to")
    checks: Annotated[tuple[Check, ...], SOME] = DEFAULT_CHECKS
    networks: tuple[Network, ...] = ()
    """Networks that may be contacted although they are not globally routable."""
    hours: HoursField = ALL_DAY
    blackouts: tuple[Blackout, ...] = ()
    """Times in which it does not hold, beside the hours."""
    rate_limit: RateLimit = Field(alias="rate", default=RateLimit())

    @field_validator("valid_to")
    @classmethod
    def _ends_after_it_begins(cls, until: dt.date, info: ValidationInfo) -> dt.date:
        since = info.data.get("valid_from")
        if since is not None and until < since:
            raise mistake(Text.PERIOD, since=since.isoformat(), until=until.isoformat())
        return until

    @property
    def rate(self) -> Rate:
        """How hard one address may be asked."""
        return Rate(self.rate_limit.connections, self.rate_limit.per_second)

    @property
    def scope(self) -> Scope:
        """Which addresses may be contacted."""
        return Scope(self.networks)

    def names_host(self, host: str) -> bool:
        """Whether a host (in normal form) is among the hosts."""
        return any(host.endswith(name[1:]) if name.startswith("*.") else host == name for name in self.hosts)

    def is_open(self, when: dt.datetime) -> bool:
        """Whether it is in force at a moment, which must carry its time zone."""
        if when.tzinfo is None:
            raise ValueError("a moment without a time zone is no moment")
        local = when.astimezone(ZONE)
        in_hours = self.hours.includes(60 * local.hour + local.minute)
        is_dark = any(blackout.includes(local) for blackout in self.blackouts)
        return in_hours and not is_dark and self.valid_from <= local.date() <= self.valid_to

    def open_until(self, when: dt.datetime) -> dt.datetime:
        """When it closes next, from a moment on at which it is open."""
        local = when.astimezone(ZONE)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        ends = [dt.datetime.combine(self.valid_to + dt.timedelta(days=1), dt.time(), ZONE)]
        if self.hours != ALL_DAY:
            days = 1 if self.hours.end <= 60 * local.hour + local.minute else 0
            ends.append(midnight + dt.timedelta(days=days, minutes=self.hours.end))
        ends += [blackout.since for blackout in self.blackouts if blackout.since > local]
        return min(ends)

    def covers(self, host: str, check: str, when: dt.datetime) -> bool:
        """Whether it allows a check of a host at a moment."""
        return check in self.checks and self.names_host(host) and self.is_open(when)

"""One audit as the store remembers it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from checks.facts import Tier
from policies.judge import Waiver
from reports.wording import ZONE


class AuditStatus(StrEnum):
    """How far an audit has come. One that was killed stays `running`; one that is `waiting` goes on by itself later."""

    PLANNED = "planned"
    RUNNING = "running"
    WAITING = "waiting"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"


class TaskStatus(StrEnum):
    """How far the look at one portal has come: `looked` is one that is owed another look, `missed` was not reached."""

    PLANNED = "planned"
    LOOKED = "looked"
    DONE = "done"
    FAILED = "failed"
    MISSED = "missed"


class Interruption(StrEnum):
    """What came between the beginning of an audit and its end."""

    KILLED = "killed"
    """It ended without a word: killed, a power cut, or the database was away when it ended."""
    STOPPED = "stopped"
    """It was asked to end: by a signal."""
    HALTED = "halted"
    """The stop switch ended all traffic."""
    FAILED = "failed"
    """Failures of ours left portals unseen."""
    DATABASE = "database"
    """The database could not be written for too long."""
    CLOCK = "clock"
    """The clock of the machine was set."""
    DEADLINE = "deadline"
    """Its time was over before everything was looked at."""


class Kind(StrEnum):
    """What an audit is of: the whole inventory, or some of its portals that were looked at again.

    The latter closes and opens findings, but is no week of the province's course.
    """

    WHOLE = "whole"
    RECHECK = "recheck"


@dataclass(frozen=True, slots=True)
class Audit:
    """One run over an inventory.

    `inventory` is the path of the file and `inventory_digest` its SHA-256 (hex); `vantage` is that of the start;
    `agencies` are `{id, name, kind, parent_id, contact}` in the order of the tree; `waivers` are
    those of the inventory; `load` counts what was asked of
    the network; `tier` is how thoroughly TLS is looked at; `asked` is the hash of what the inventory asks, wherever
    it is asked from (empty for audits from before it was kept); `interruptions` are `{at, why}`: a moment in ISO 8601
    and an `Interruption` (of one that was killed, the moment when that was found); `group` names the group of portals
    that it is of (empty: all), whose audits have a course of their own.
    """

    id: str
    inventory: str
    inventory_digest: str
    province: str
    profile: str
    law_date: date
    checks: tuple[str, ...]
    status: AuditStatus
    started: datetime
    finished: datetime | None
    vantage: Mapping[str, Any]
    agencies: Sequence[Mapping[str, Any]]
    waivers: Sequence[Waiver]
    load: Mapping[str, int]
    tier: Tier
    asked: str = ""
    kind: Kind = Kind.WHOLE
    interruptions: Sequence[Mapping[str, str]] = ()
    group: str = ""

    @property
    def plan(self) -> dict[str, Any]:
        """What was asked of it, as plain data: where it is the same, audits of several vantages go together."""
        return {
            "asked": self.asked,
            "checks": list(self.checks),
            "tier": self.tier,
            "agencies": [dict(agency) for agency in self.agencies],
            "waivers": [{**asdict(waiver), "until": waiver.until.isoformat()} for waiver in self.waivers],
        }

    @property
    def complete(self) -> bool:
        """Whether it came to its end: every planned portal was looked at, or told to be missed."""
        return self.status is AuditStatus.FINISHED


def new_id(when: datetime) -> str:
    """An id that sorts by the time of the start in Vietnam and tells audits of one minute apart: 20261121-2310-ab12."""
    return f"{when.astimezone(ZONE):%Y%m%d-%H%M}-{secrets.token_hex(2)}"

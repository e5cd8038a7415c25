"""What a stored audit amounts to in hashes: everything that was seen, everything concluded from it, and by which rules.

Every hash is made anew from the values themselves, never taken from the database, so that a value changed there shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent.store import Audit, Store
from checks.observation import Json, content_hash
from checks.record import PortalRecord
from policies.requirement import Profile
from policies.verdict import Verdict

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
LONGEST = 10_000
"""Letters of a text in a manifest."""
Line = Annotated[str, StringConstraints(max_length=LONGEST)]
Stored = Sequence[tuple[PortalRecord, Sequence[Verdict]]]
"""The records of an audit with their verdicts, systems first, then portals in the order of the plan."""


class DamagedError(Exception):
    """What is stored of an audit is no record of ours any more: damaged, or changed by other hands."""


class Data(BaseModel):
    """Plain data as a manifest holds it: nothing beyond the fields, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Particulars(Data):
    """An audit's own particulars; times are ISO 8601 with offset, `law_date` is yyyy-mm-dd, `tool_version` is the
    version that looked, `plan_sha256` the hash of what was asked (checks, agencies, waivers)."""

    id: Line
    province: Line
    profile: Line
    law_date: Line
    started: Line
    finished: Line
    complete: bool
    tool_version: Line
    plan_sha256: Sha256


class Digest(Data):
    """How many there are, and the hash of them all."""

    count: Annotated[int, Field(ge=0)]
    sha256: Sha256


class Place(Data):
    """The hashes of what was seen and concluded at one portal (its URL) or system (its key)."""

    place: Line
    observations: Sha256
    verdicts: Sha256


class Statement(Data):
    """An audit in hashes; `requirements_sha256` is of the profile as this version of the tool has it."""

    audit: Particulars
    requirements_sha256: Sha256
    observations: Digest
    verdicts: Digest
    places: Annotated[tuple[Place, ...], Field(strict=False, max_length=100_000)]

    def differing(self, now: Statement) -> StatementChanges:
        """In what the audit is another one `now`."""
        then, today = self.audit.model_dump(), now.audit.model_dump()
        before, after = ({place.place: place for place in each.places} for each in (self, now))
        both = [(place, after[name]) for name, place in before.items() if name in after]
        return StatementChanges(
            particulars=tuple(name for name in then if then[name] != today[name]),
            observations=tuple(old.place for old, new in both if old.observations != new.observations),
            verdicts=tuple(old.place for old, new in both if old.verdicts != new.verdicts),
            missing=tuple(name for name in before if name not in after),
            added=tuple(name for name in after if name not in before),
            requirements=self.requirements_sha256 != now.requirements_sha256,
        )


@dataclass(frozen=True, slots=True)
class StatementChanges:
    """How a stored audit differs from what was stated of it: fields of `Particulars`, and places by their name.

    `requirements` says that the rules are others now, which is no fault of the database.
    """

    particulars: tuple[str, ...]
    observations: tuple[str, ...]
    verdicts: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    requirements: bool

    @property
    def none(self) -> bool:
        """Whether the database holds what it held."""
        return not (self.particulars or self.observations or self.verdicts or self.missing or self.added)


def stored_of(store: Store, name: str) -> tuple[Audit, Stored]:
    """The audit of a name (see `Store.audit`) and all its records with their verdicts.

    Raises `StoreError`, and `DamagedError` where what is stored can't be read as such.
    """
    try:
        audit = store.audit(name)
        verdicts = store.verdicts(audit.id)
        portals = [(record, verdicts[record.portal["url"]]) for record in store.records(audit.id)]
        return audit, [*store.systems(audit.id), *portals]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise DamagedError(str(error)) from error


def statement_of(audit: Audit, stored: Stored, profile: Profile) -> Statement:
    """The audit in hashes; the same stored audit always gives the same."""
    places = tuple(
        Place(
            place=_line(record.portal["url"]),
            observations=content_hash([_look(look) for look in record.looks]),
            verdicts=content_hash([asdict(verdict) for verdict in verdicts]),
        )
        for record, verdicts in stored
    )
    return Statement(
        audit=Particulars(
            id=_line(audit.id),
            province=_line(audit.province),
            profile=_line(audit.profile),
            law_date=audit.law_date.isoformat(),
            started=audit.started.isoformat(),
            finished=(audit.finished or audit.started).isoformat(),
            complete=audit.complete,
            tool_version=_line(str(audit.vantage.get("version", ""))),
            plan_sha256=content_hash(audit.plan),
        ),
        requirements_sha256=content_hash([asked.model_dump(mode="json") for asked in profile.requirements]),
        observations=Digest(
            count=sum(
                len(facts)
                for record, _verdicts in stored
                for look in record.looks
                for facts in look.observations.values()
            ),
            sha256=content_hash([[place.place, place.observations] for place in places]),
        ),
        verdicts=Digest(
            count=sum(len(verdicts) for _record, verdicts in stored),
            sha256=content_hash([[place.place, place.verdicts] for place in places]),
        ),
        places=places,
    )


def _look(look: PortalRecord) -> Json:
    """What the hash of one look is made from: from where, when, and each fact by the hash of its value."""
    facts = {
        check: {name: content_hash(value) for name, value in seen.items()} for check, seen in look.observations.items()
    }
    return [look.portal, look.vantage, look.started, look.finished, facts]


def _line(text: str) -> str:
    """A text as it is written: bounded, and without what UTF-8 cannot tell."""
    return text.encode("utf-8", "replace").decode()[:LONGEST]

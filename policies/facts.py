"""What a record says, laid out for predicates: the values that were seen, and the gaps where nothing was."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from checks.facts import FACTS
from checks.observation import Json, Reason, is_unseen
from checks.record import PortalRecord

CONTEXT: dict[str, str] = {
    "portal.url": "string",
    "portal.host": "string",
    "portal.scheme": "string",
    "portal.kind": "string",  # information, online_service, open_data
    "portal.name": "string",
    "portal.port": "int",
    "agency.kind": "string",  # province, department, commune, unit
    "system.registered": "bool",
    "observed.at": "string",  # ISO 8601, UTC: when the look ended
}
"""What is known of a portal without looking at it, and when it was looked at; types as in `FACTS`."""

SCHEMA: dict[str, str] = FACTS | CONTEXT

_REASONS: dict[str, Reason] = {reason.value: reason for reason in Reason}

INNER_OBJECTS = frozenset({"ciphers", "weaknesses"})
"""Members of declared objects that are objects themselves and, as these do, lose single members when unseen."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that was not seen: a fact as a whole, (`member`) one member of an object of it, or (`part`) one
    member of an inner object that this member is."""

    fact: str
    member: str | None
    reason: Reason
    detail: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """`values` holds what was seen, `gaps` what was not; a fact may be in both when only a member is missing."""

    values: dict[str, Any]
    gaps: tuple[Gap, ...]

    def behind(self, facts: Collection[str], members: Collection[str]) -> tuple[Gap, ...]:
        """The gaps that can keep an expression over these facts and members from being decided.

        `members` are named as by `policies.predicate.Expression`: `ciphers[]` is any member of `ciphers`.
        """
        gaps = tuple(gap for gap in self.gaps if gap.fact in facts)
        return (
            tuple(
                gap
                for gap in gaps
                if (gap.member is None or gap.member in members)
                and (gap.part is None or gap.part in members or f"{gap.member}[]" in members)
            )
            or gaps
        )


def check_of(fact: str) -> str:
    """The check that reports a fact (`tls` of `tls.certificate.issuer`)."""
    return fact.partition(".")[0]


def flatten(record: PortalRecord) -> Facts:
    """The facts of a record, its context included.

    What was not seen is left out, so that an expression over it has no value. Only objects that the schema
    declares as objects, and the `INNER_OBJECTS` in them, lose single members; anything deeper or untyped with a gap
    in it is left out whole, for only of declared objects can `policies.predicate` tell that no expression mistakes
    a gap for an absence.
    """
    values: dict[str, Any] = {}
    gaps: list[Gap] = []
    for name, kind in FACTS.items():
        if check_of(name) not in record.observations:
            continue
        seen, found = _pruned(name, kind, _lookup(record.observations, name))
        values |= seen
        gaps += found
    for name, value in _context(record).items():
        if value is None:
            gaps.append(Gap(name, None, Reason.OUR_ERROR, "missing from the record"))
        else:
            values[name] = _scrubbed(value)
    return Facts(values, tuple(gaps))


def _context(record: PortalRecord) -> dict[str, Any]:
    portal = record.portal
    finished = datetime.fromisoformat(record.finished).astimezone(UTC)
    return {
        **{name: portal.get(name.partition(".")[2]) for name in CONTEXT if check_of(name) == "portal"},
        "agency.kind": portal.get("agency_kind"),
        "system.registered": portal.get("system") is not None,
        "observed.at": finished.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _lookup(observations: dict[str, dict[str, Json]], name: str) -> Json:
    """The JSON value of a fact, or the mark of the unseen object that it would lie in."""
    value: Json = observations
    for part in name.split("."):
        if is_unseen(value):
            return value
        if not isinstance(value, dict) or part not in value:
            return {"unseen": Reason.OUR_ERROR.value, "detail": "missing from the observations"}
        value = value[part]
    return value


def _pruned(name: str, kind: str, value: Json) -> tuple[dict[str, Any], list[Gap]]:
    if kind.startswith("map<") and isinstance(value, dict) and not is_unseen(value):
        return {name: _seen_members(value)}, _member_gaps(name, value)
    if kind.startswith("list<map<") and isinstance(value, list) and all(isinstance(item, dict) for item in value):
        gaps = [gap for item in value for gap in _member_gaps(name, item)]
        return {name: [_seen_members(item) for item in value]}, gaps
    gaps = [Gap(name, None, *inner) for inner in _unseen_in(value)]
    return ({} if gaps else {name: _scrubbed(value)}), gaps


def _seen_members(item: dict[str, Json]) -> dict[str, Any]:
    if is_unseen(item):
        return {}
    seen: dict[str, Any] = {}
    for key, part in item.items():
        if key in INNER_OBJECTS and isinstance(part, dict) and not is_unseen(part):
            seen[key] = {_scrubbed(inner): _scrubbed(leaf) for inner, leaf in part.items() if not any(_unseen_in(leaf))}
        elif not any(_unseen_in(part)):
            seen[_scrubbed(key)] = _scrubbed(part)
    return seen


def _member_gaps(name: str, item: dict[str, Json]) -> list[Gap]:
    if is_unseen(item):
        return [Gap(name, None, *inner) for inner in _unseen_in(item)]
    gaps: list[Gap] = []
    for key, part in item.items():
        if key in INNER_OBJECTS and isinstance(part, dict) and not is_unseen(part):
            gaps += [Gap(name, key, *why, inner) for inner, leaf in part.items() for why in _unseen_in(leaf)]
        else:
            gaps += [Gap(name, key, *why) for why in _unseen_in(part)]
    return gaps


def _unseen_in(value: Json) -> Iterator[tuple[Reason, str]]:
    """Reason and detail of everything unseen in a value, at any depth."""
    if is_unseen(value):
        yield _REASONS.get(str(value["unseen"]), Reason.OUR_ERROR), str(value.get("detail", ""))
    elif isinstance(value, dict):
        for part in value.values():
            yield from _unseen_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _unseen_in(part)


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _scrubbed(value: Any) -> Any:
    """The value without the two things that the CEL library mistakes: it cuts a string at NUL (so "valid\\0…"
    would equal "valid"), and it cannot take half of a surrogate pair.
    """
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else _clean(value)
    if isinstance(value, dict):
        return {_scrubbed(key): _scrubbed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_scrubbed(part) for part in value]
    return value

"""Portal records and verdicts as rows: values by their hash, so that what stays the same is stored once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from agent.store.errors import StoreError, Text
from agent.store.schema import audits, contents, observations, portal_records, tasks, verdicts
from agent.store.service_schema import second_looks
from checks.observation import Json, content_hash
from checks.record import SYSTEM, PortalRecord
from policies.changes import Key
from policies.verdict import Outcome, Severity, Verdict
from reports.wording import ZONE

_UPSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_MOST_HASHES = 500
"""Hashes asked for in one query; SQLite bounds the variables of a statement."""


def keep_contents(connection: Connection, bodies: Mapping[str, Json]) -> None:
    """Store values, each by its hash, that are not stored yet."""
    new = bodies.keys() - _known(connection, bodies)
    if new:
        rows = [{"sha256": digest, "body": bodies[digest]} for digest in sorted(new)]
        connection.execute(_UPSERTS[connection.dialect.name](contents).on_conflict_do_nothing(), rows)


def _known(connection: Connection, hashes: Iterable[str]) -> set[str]:
    """Those of some hashes whose values are stored: most of what is seen was seen before, and is not sent again."""
    wanted = sorted(set(hashes))
    found: set[str] = set()
    for start in range(0, len(wanted), _MOST_HASHES):
        some = contents.c.sha256.in_(wanted[start : start + _MOST_HASHES])
        found.update(connection.scalars(select(contents.c.sha256).where(some)))
    return found


def read_contents(connection: Connection, hashes: Collection[str]) -> dict[str, Json]:
    """The values behind some hashes."""
    wanted = sorted(set(hashes))
    found: dict[str, Json] = {}
    for start in range(0, len(wanted), _MOST_HASHES):
        some = contents.c.sha256.in_(wanted[start : start + _MOST_HASHES])
        found.update((row.sha256, row.body) for row in connection.execute(select(contents).where(some)))
    return found


def write_record(connection: Connection, audit: str, record: PortalRecord) -> None:
    """Store the record of one portal with all its observations."""
    portal = record.portal["url"]
    values = [value for facts in record.observations.values() for value in facts.values()]
    evidence = record.evidence()
    context, vantage = content_hash(record.portal), content_hash(record.vantage)
    seen = {found.sha256: value for found, value in zip(evidence, values, strict=True)}
    keep_contents(connection, {context: record.portal, vantage: record.vantage, **seen})
    row = {
        "audit": audit,
        "portal": portal,
        "context": context,
        "vantage": vantage,
        "checks": list(record.observations),
        "started": record.started,
        "finished": record.finished,
    }
    connection.execute(insert(portal_records), row)
    finished = datetime.fromisoformat(record.finished)
    rows = [
        {
            "audit": audit,
            "portal": portal,
            "position": position,
            "id": found.id,
            "fact": found.fact,
            "sha256": found.sha256,
            "observed_at": finished,
        }
        for position, found in enumerate(evidence)
    ]
    if rows:
        connection.execute(insert(observations), rows)


def read_records(
    connection: Connection, audit: str, *, of_systems: bool = False, looked: str | None = None
) -> list[PortalRecord]:
    """The records of an audit's portals, or of its systems, in the order in which they were planned; raises
    `StoreError` where they were removed.

    Portals that are owed another look are left out; `looked` asks for the record of that one alone.
    """
    _refuse_pruned(connection, audit)
    order = select(tasks.c.portal, tasks.c.position).where(tasks.c.audit == audit).distinct().subquery()
    rows = connection.execute(
        select(portal_records)
        .join(order, order.c.portal == portal_records.c.portal)
        .where(portal_records.c.audit == audit, _chosen(portal_records.c.portal, audit, of_systems, looked))
        .order_by(order.c.position)
    ).all()
    seen = connection.execute(
        select(observations.c.portal, observations.c.fact, observations.c.sha256)
        .where(observations.c.audit == audit, _chosen(observations.c.portal, audit, of_systems, looked))
        .order_by(observations.c.portal, observations.c.position)
    ).all()
    hashes = {row.sha256 for row in seen} | {digest for row in rows for digest in (row.context, row.vantage)}
    body = read_contents(connection, hashes)
    facts: dict[str, dict[str, dict[str, Json]]] = {row.portal: {check: {} for check in row.checks} for row in rows}
    for row in seen:
        check, _, name = row.fact.partition(".")
        facts[row.portal][check][name] = body[row.sha256]
    return [
        PortalRecord(body[row.context], body[row.vantage], row.started, row.finished, facts[row.portal]) for row in rows
    ]


def write_verdicts(connection: Connection, audit: str, portal: str, judged: Sequence[Verdict]) -> None:
    """Store what was concluded of one portal."""
    becauses = [_text_hash(*verdict.because.items()) for verdict in judged]
    keep_contents(connection, {digest: verdict.because for digest, verdict in zip(becauses, judged, strict=True)})
    rows = [
        {
            "audit": audit,
            "portal": portal,
            "requirement": verdict.requirement,
            "position": position,
            "verdict": verdict.verdict,
            "severity": verdict.severity,
            "layer": verdict.layer,
            "because": because,
            "reasons": list(verdict.reasons),
            "observations": list(verdict.observations),
        }
        for position, (verdict, because) in enumerate(zip(judged, becauses, strict=True))
    ]
    if rows:
        connection.execute(insert(verdicts), rows)


@lru_cache(maxsize=2048)
def _text_hash(*texts: tuple[str, str]) -> str:
    """The hash of a text in its languages: most portals are told the same."""
    return content_hash(dict(texts))


def read_verdicts(connection: Connection, audit: str, *, of_systems: bool = False) -> dict[str, list[Verdict]]:
    """URL of each portal that was looked at, or key of each system → its verdicts, in the order they were given; raises
    `StoreError` where they were removed."""
    _refuse_pruned(connection, audit)
    portals = connection.scalars(
        select(portal_records.c.portal).where(
            portal_records.c.audit == audit, _chosen(portal_records.c.portal, audit, of_systems)
        )
    )
    found: dict[str, list[Verdict]] = {portal: [] for portal in portals}
    rows = connection.execute(
        select(verdicts)
        .where(verdicts.c.audit == audit, _kind(verdicts.c.portal, of_systems))
        .order_by(verdicts.c.portal, verdicts.c.position)
    ).all()
    body = read_contents(connection, {row.because for row in rows})
    for row in rows:
        found[row.portal].append(
            Verdict(
                requirement=row.requirement,
                verdict=Outcome(row.verdict),
                severity=Severity(row.severity),
                layer=row.layer,
                because=body[row.because],
                observations=tuple(row.observations),
                reasons=tuple(row.reasons),
            )
        )
    return found


def read_outcomes(connection: Connection, audit: str) -> dict[Key, Outcome]:
    """URL of each portal that was looked at and id of a requirement → what was concluded; raises `StoreError` where
    verdicts were removed."""
    _refuse_pruned(connection, audit)
    rows = connection.execute(
        select(verdicts.c.portal, verdicts.c.requirement, verdicts.c.verdict)
        .where(verdicts.c.audit == audit, _kind(verdicts.c.portal, False))
        .order_by(verdicts.c.portal, verdicts.c.position)
    )
    return {(portal, requirement): Outcome(verdict) for portal, requirement, verdict in rows}


def _refuse_pruned(connection: Connection, audit: str) -> None:
    """What is left of an audit whose details went is not to be taken for all that it saw."""
    pruned = connection.scalar(select(audits.c.pruned).where(audits.c.id == audit))
    if pruned is not None:
        raise StoreError(Text.PRUNED, audit=audit, day=f"{pruned.astimezone(ZONE):%d/%m/%Y}")


def _chosen(name: ColumnElement[str], audit: str, of_systems: bool, looked: str | None = None) -> ColumnElement[bool]:
    """Whether a row of an audit is told: of its kind, and of nothing that is owed another look, or of `looked`."""
    if looked is not None:
        return name == looked
    owed = select(second_looks.c.portal).where(second_looks.c.audit == audit)
    return _kind(name, of_systems) & name.not_in(owed)


def _kind(name: ColumnElement[str], of_systems: bool) -> ColumnElement[bool]:
    """Whether a row is of a system, or is not."""
    is_system = name.startswith(SYSTEM, autoescape=True)
    return is_system if of_systems else ~is_system

"""What the other vantages saw of a portal as rows, their values by hash like those of the first look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, Row, insert, select

from agent.store.records import keep_contents, read_contents
from agent.store.schema import other_looks
from checks.observation import content_hash
from checks.record import PortalRecord


def write_other_looks(connection: Connection, audit: str, record: PortalRecord) -> None:
    """Store the looks of a portal's record beside its own, in their order."""
    rows = []
    for position, look in enumerate(record.also):
        context, vantage = content_hash(look.portal), content_hash(look.vantage)
        named = {
            f"{check}.{name}": value for check, facts in look.observations.items() for name, value in facts.items()
        }
        hashes = [content_hash(value) for value in named.values()]
        seen = dict(zip(hashes, named.values(), strict=True))
        keep_contents(connection, {context: look.portal, vantage: look.vantage, **seen})
        rows.append(
            {
                "audit": audit,
                "portal": record.portal["url"],
                "position": position,
                "context": context,
                "vantage": vantage,
                "checks": list(look.observations),
                "started": look.started,
                "finished": look.finished,
                "facts": [list(pair) for pair in zip(named, hashes, strict=True)],
            }
        )
    if rows:
        connection.execute(insert(other_looks), rows)


def read_other_looks(connection: Connection, audit: str) -> Mapping[str, tuple[PortalRecord, ...]]:
    """URL of every portal that other vantages looked at → their looks, in order; nothing for any other URL."""
    rows = connection.execute(
        select(other_looks).where(other_looks.c.audit == audit).order_by(other_looks.c.portal, other_looks.c.position)
    ).all()
    body = read_contents(
        connection,
        {digest for row in rows for digest in (row.context, row.vantage, *(digest for _fact, digest in row.facts))},
    )
    found: defaultdict[str, tuple[PortalRecord, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.portal] += (_look(row, body),)
    return found


def _look(row: Row[tuple[object, ...]], body: Mapping[str, dict[str, object]]) -> PortalRecord:
    observations: dict[str, dict[str, object]] = {check: {} for check in row.checks}
    for fact, digest in row.facts:
        check, _, name = fact.partition(".")
        observations[check][name] = body[digest]
    return PortalRecord(body[row.context], body[row.vantage], row.started, row.finished, observations)

"""Everything that the world holds, with its truth. Data only: nothing here looks or compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tests.netlab.expect import filled
from tests.netlab.model import TINH, Situation, Zone
from tests.netlab.situations import dnssec, mail, names, reach, records, same, servers, web

SITUATIONS: tuple[Situation, ...] = (
    *reach.SITUATIONS,
    *same.SITUATIONS,
    *web.SITUATIONS,
    *servers.SITUATIONS,
    *dnssec.SITUATIONS,
    *names.SITUATIONS,
    *records.SITUATIONS,
    *mail.SITUATIONS,
)

_MORE_ZONES = (Zone(TINH), *servers.MORE_ZONES, *dnssec.MORE_ZONES, *names.MORE_ZONES, *records.MORE_ZONES)


def zones_of(situations: Iterable[Situation], places: Mapping[str, Mapping[str, str]]) -> list[Zone]:
    """The zones that these situations are told in, with their places filled in, and those that names lead into."""
    own = [
        replace(
            situation.zone,
            stale=situation.zone.stale and tuple(filled(list(situation.zone.stale), places[situation.name])),
        )
        for situation in situations
        if situation.zone is not None
    ]
    return list({zone.name: zone for zone in (*_MORE_ZONES, *own)}.values())

"""What spans the parts of an inventory: ids that must differ, and ids and URLs that must exist.

It works on the plain data of the inventory and of its register, so that it finds its mistakes even where the models
refused a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from pydantic_core import PydanticCustomError

from agent.inventory.address import web_address
from agent.inventory.problems import Problem, nearest, shown
from agent.inventory.source import Place, Source
from agent.inventory.texts import Text

MOST_ABOVE = 16
"""Agencies above one; the nesting of YAML allows no more either."""
MOST_NEAREST = 100
"""Wrong ids of one kind that are told the nearest right one: each is compared with all."""

Found: TypeAlias = Iterator[tuple[Place, str]]
Finder: TypeAlias = Callable[[Any], Found]
Known: TypeAlias = dict[str, tuple[Source, Place]]
"""Where each id or URL stands first."""


def check_references(*sources: Source) -> Iterator[Problem]:
    """Every duplicate and every dangling reference of an inventory, which may be written in several files."""
    yield from check_duplicates(*sources)
    agencies, systems, portals = (_known(sources, find) for find in (_agency_ids, _system_ids, _portal_urls))
    for part, key, known, text, read in (
        ("agencies", "parent", agencies, Text.NO_AGENCY, _texts),
        ("systems", "owner", agencies, Text.NO_AGENCY, _texts),
        ("systems", "operator", agencies, Text.NO_AGENCY, _texts),
        ("systems", "unit", agencies, Text.NO_AGENCY, _texts),
        ("portals", "agency", agencies, Text.NO_AGENCY, _texts),
        ("portals", "system", systems, Text.NO_SYSTEM, _texts),
        ("waivers", "portal", portals, Text.NO_PORTAL, _urls),
        ("waivers", "system", systems, Text.NO_SYSTEM, _texts),
    ):
        for source in sources:
            yield from _dangling(source, read(source.data, part, key), known, text)
    yield from _circles(sources)


def check_duplicates(*sources: Source) -> Iterator[Problem]:
    """Every id and URL that is there twice."""
    for find, here, elsewhere in (
        (_agency_ids, Text.DUPLICATE_ID, Text.ID_ELSEWHERE),
        (_system_ids, Text.DUPLICATE_ID, Text.ID_ELSEWHERE),
        (_portal_urls, Text.DUPLICATE_PORTAL, Text.PORTAL_ELSEWHERE),
    ):
        known = _known(sources, find)
        for source in sources:
            for place, value in find(source.data):
                other, first = known[value]
                values = {"value": shown(value), "first": str(other.line(first))}
                if other is not source:
                    yield source.problem(place, elsewhere, **values, elsewhere=other.file)
                elif first != place:
                    yield source.problem(place, here, **values)


def _dangling(source: Source, found: Found, known: Known, text: Text) -> Iterator[Problem]:
    near: dict[str, dict[str, str]] = {}
    for place, value in found:
        if value not in known:
            if value not in near and len(near) < MOST_NEAREST:
                near[value] = nearest(value, known)
            yield source.problem(place, text, value=shown(value), **near.get(value, {}))


def _circles(sources: Sequence[Source]) -> Iterator[Problem]:
    """Parents above which there is no end."""
    above = {child: parent for source in sources for _, child, parent in _agencies(source.data, (), None)}
    for source in sources:
        for place, value in _texts(source.data, "agencies", "parent"):
            agency: str | None = value
            for _ in range(MOST_ABOVE):
                agency = above.get(agency) if agency is not None else None
            if agency is not None:
                yield source.problem(place, Text.PARENTS, value=shown(value), limit=str(MOST_ABOVE))


def _known(sources: Sequence[Source], find: Finder) -> Known:
    known: Known = {}
    for source in sources:
        for place, value in find(source.data):
            known.setdefault(value, (source, place))
    return known


def _items(data: Any, part: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The groups of a list of the inventory, whatever else lies in their stead."""
    items = data.get(part) if isinstance(data, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield index, item


def _texts(data: Any, part: str, key: str) -> Found:
    for index, item in _items(data, part):
        if isinstance(item.get(key), str):
            yield (part, index, key), item[key].strip()


def _urls(data: Any, part: str, key: str) -> Found:
    for place, text in _texts(data, part, key):
        try:
            yield place, str(web_address(text))
        except PydanticCustomError:
            continue


def _system_ids(data: Any) -> Found:
    return _texts(data, "systems", "id")


def _portal_urls(data: Any) -> Found:
    return _urls(data, "portals", "url")


def _agency_ids(data: Any) -> Found:
    for place, agency, _ in _agencies(data, (), None):
        yield place, agency


def _agencies(data: Any, place: Place, parent: str | None) -> Iterator[tuple[Place, str, str | None]]:
    """The place of every agency's id, the id, and that of the agency above it."""
    for index, item in _items(data, "agencies"):
        here = (*place, "agencies", index)
        above = item["parent"].strip() if not place and isinstance(item.get("parent"), str) else parent
        agency = item["id"].strip() if isinstance(item.get("id"), str) else None
        if agency is not None:
            yield (*here, "id"), agency, above
        yield from _agencies(item, here, agency)

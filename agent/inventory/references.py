"""What spans the parts of an inventory: ids that must differ, and ids and URLs that must exist.

It works on the plain data, so that it finds its mistakes even where the models refused a part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic_core import PydanticCustomError

from agent.inventory.address import web_address
from agent.inventory.problems import Problem, nearest, shown
from agent.inventory.source import Place, Source
from agent.inventory.texts import Text

Found = Iterator[tuple[Place, str]]


def check_references(source: Source) -> Iterator[Problem]:
    """Every duplicate and every dangling reference of an inventory."""
    data = source.data
    agencies = _first_places(_agency_ids(data, ()))
    systems = _first_places(_texts(data, "systems", "id"))
    portals = _first_places(_urls(data, "portals", "url"))
    yield from _duplicates(source, _agency_ids(data, ()), agencies, Text.DUPLICATE_ID)
    yield from _duplicates(source, _texts(data, "systems", "id"), systems, Text.DUPLICATE_ID)
    yield from _duplicates(source, _urls(data, "portals", "url"), portals, Text.DUPLICATE_PORTAL)
    for part, key, known, text, find in (
        ("systems", "owner", agencies, Text.NO_AGENCY, _texts),
        ("systems", "operator", agencies, Text.NO_AGENCY, _texts),
        ("portals", "agency", agencies, Text.NO_AGENCY, _texts),
        ("portals", "system", systems, Text.NO_SYSTEM, _texts),
        ("waivers", "portal", portals, Text.NO_PORTAL, _urls),
    ):
        yield from _dangling(source, find(data, part, key), known, text)


def _duplicates(source: Source, found: Found, first: dict[str, Place], text: Text) -> Iterator[Problem]:
    for place, value in found:
        if first[value] != place:
            yield source.problem(place, text, value=shown(value), first=str(source.line(first[value])))


def _dangling(source: Source, found: Found, known: dict[str, Place], text: Text) -> Iterator[Problem]:
    for place, value in found:
        if value not in known:
            yield source.problem(place, text, value=shown(value), **nearest(value, known))


def _first_places(found: Found) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for place, value in found:
        places.setdefault(value, place)
    return places


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


def _agency_ids(data: Any, place: Place) -> Found:
    for index, item in _items(data, "agencies"):
        here = (*place, "agencies", index)
        if isinstance(item.get("id"), str):
            yield (*here, "id"), item["id"].strip()
        yield from _agency_ids(item, here)

from __future__ import annotations

import datetime as dt

import pytest

from agent.inventory import Inventory
from reports.wording import ZONE
from tests.agent.inventory.conftest import Desk

NOON = dt.datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)


@pytest.fixture
def inventory(desk: Desk) -> Inventory:
    return desk.load()


def test_agencies_are_found_wherever_they_stand_in_the_tree(inventory: Inventory) -> None:
    assert inventory.agency("ttcntt").name == "Trung tâm Công nghệ thông tin"
    assert [agency.id for agency in inventory.all_agencies] == ["ubnd-tinh", "so-khcn", "ttcntt", "xa-mot"]
    with pytest.raises(KeyError):
        inventory.agency("none")


def test_an_agency_knows_the_one_above_it(inventory: Inventory) -> None:
    parent = inventory.parent("ttcntt")

    assert parent is not None
    assert parent.id == "so-khcn"
    assert inventory.parent("xa-mot") is None
    with pytest.raises(KeyError):
        inventory.parent("none")


def test_an_agency_is_named_before_those_above_it(desk: Desk) -> None:
    portal = desk.spoil("agency: ubnd-tinh", "agency: ttcntt").load().portals[0]

    assert desk.load().agency_names(portal) == (
        "Trung tâm Công nghệ thông tin",
        "Sở Khoa học và Công nghệ",
        "UBND tỉnh Thí Điểm",
    )


def test_the_other_portals_of_a_portals_agency_are_its_relatives(desk: Desk, inventory: Inventory) -> None:
    province, commune = inventory.portals
    assert inventory.relatives(province).of_domain(commune.host) is None

    joined = desk.spoil("agency: xa-mot", "agency: ubnd-tinh").load()
    province, commune = joined.portals
    assert joined.relatives(province).of_domain(commune.host) == "agency"
    assert joined.relatives(commune) is joined.relatives(province)


def test_a_portal_is_in_a_system_or_in_none(inventory: Inventory) -> None:
    province, commune = inventory.portals

    assert inventory.system_of(province) is inventory.system("httt-cong")
    assert inventory.system_of(commune) is None


def test_the_first_authorisation_that_covers_counts(desk: Desk) -> None:
    inventory = desk.spoil(
        "authorisations:\n",
        "authorisations:\n"
        "  - {document: 00/VB, date: 2026-01-02, signer: B, hosts: [www.thidiem.gov.test],"
        " from: 2026-01-01, to: 2026-12-31, checks: [tls]}\n",
    ).load()
    portal = inventory.portals[0]

    documents = [
        authorisation.document if authorisation else None
        for check in ("tls", "web")
        for when in (NOON, NOON.replace(year=2027), NOON.replace(year=2028))
        for authorisation in [inventory.authorisation_for(portal, check, when)]
    ]
    assert documents == ["00/VB", "01/VB-LAB", None, "01/VB-LAB", "01/VB-LAB", None]


def test_a_host_that_no_portal_has_may_be_covered_too(inventory: Inventory) -> None:
    assert inventory.authorisation_for_host("cdn.thidiem.gov.test", "web", NOON) is inventory.authorisations[0]
    assert inventory.authorisation_for_host("elsewhere.test", "web", NOON) is None


def test_the_context_of_a_portal_is_what_requirements_may_ask(inventory: Inventory) -> None:
    assert inventory.context(inventory.portals[0]) == {
        "url": "https://www.thidiem.gov.test:8443/",
        "host": "www.thidiem.gov.test",
        "port": 8443,
        "scheme": "https",
        "path": "/",
        "name": "Cổng thông tin điện tử tỉnh",
        "kind": "information",
        "agency": "UBND tỉnh Thí Điểm",
        "agency_id": "ubnd-tinh",
        "agency_kind": "province",
        "system": "httt-cong",
    }


def test_an_agency_is_within_itself_and_those_above_it(inventory: Inventory) -> None:
    assert inventory.is_within("ttcntt", above="ttcntt")
    assert inventory.is_within("ttcntt", above="ubnd-tinh")
    assert not inventory.is_within("ubnd-tinh", above="ttcntt")
    assert not inventory.is_within("xa-mot", above="ubnd-tinh")
    with pytest.raises(KeyError):
        inventory.is_within("none", above="ubnd-tinh")


def test_a_system_has_its_portals(inventory: Inventory) -> None:
    assert inventory.portals_of(inventory.system("httt-cong")) == inventory.portals[:1]


def test_systems_of_one_platform_or_one_host_are_siblings(desk: Desk) -> None:
    desk.spoil(
        "portals:\n",
        "  - {id: a, name: A, owner: xa-mot, platform: Nền tảng X}\n"
        "  - {id: b, name: B, owner: xa-mot, platform: NỀN TẢNG  x}\n"
        "  - {id: c, name: C, owner: xa-mot, platform: Nền tảng Y}\n"
        "  - {id: d, name: D, owner: xa-mot}\n"
        "portals:\n"
        "  - {url: 'http://WWW.thidiem.gov.test/xa-mot/', name: D, agency: xa-mot, system: d, kind: information}\n",
    )
    inventory = desk.load()

    assert {system.id: [other.id for other in inventory.siblings(system)] for system in inventory.systems} == {
        "httt-cong": ["d"],
        "a": ["b"],
        "b": ["a"],
        "c": [],
        "d": ["httt-cong"],
    }

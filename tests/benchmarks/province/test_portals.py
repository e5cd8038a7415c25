"""The province of the benchmark: who shares an address, and an inventory that `tuanthu` takes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

from agent.inventory import load_inventory
from benchmarks.province.portals import (
    CONNECTIONS,
    PER_SECOND,
    PORTALS,
    SHARED,
    WITH_OWN_ADDRESS,
    as_yaml,
    inventory,
    page,
    portals,
    zone,
)
from benchmarks.province.servers import write_certificate
from checks.network.politeness import Rate
from reports.wording import ZONE


def test_communes_share_a_few_addresses_of_each_family_and_departments_do_not() -> None:
    every = portals(PORTALS)
    assert len({portal.host for portal in every}) == PORTALS
    for at in (Counter(portal.ipv4 for portal in every), Counter(portal.ipv6 for portal in every)):
        alone = [address for address, count in at.items() if count == 1]
        shared = [count for count in at.values() if count > 1]
        assert len(alone) == WITH_OWN_ADDRESS
        assert len(shared) == SHARED
        assert max(shared) - min(shared) <= 1


def test_the_zone_has_both_addresses_of_every_portal() -> None:
    every = portals(30)
    records = zone(every).records
    for portal in every:
        assert f"{portal.host}. A {portal.ipv4}" in records
        assert f"{portal.host}. AAAA {portal.ipv6}" in records


def test_home_pages_have_the_size_of_real_ones_and_differ() -> None:
    first, second = (page(portal) for portal in portals(2))
    assert 40_000 < len(first.encode()) < 70_000
    assert first != second


def test_the_inventory_is_taken_and_authorises_every_portal_at_the_rate_that_is_told(tmp_path: Path) -> None:
    write_certificate(tmp_path)
    (tmp_path / "anchors").write_text(_ROOT_KEY)
    every = portals(40)
    file = tmp_path / "province.yaml"
    file.write_text(as_yaml(inventory(every, ["dns", "web"], str(tmp_path))), "utf-8")
    read = load_inventory(file)
    allowed = [read.authorisation_for(portal, "web", datetime.now(ZONE)) for portal in read.portals]
    assert [portal.host for portal in read.portals] == [portal.host for portal in every]
    assert {each.rate for each in allowed if each is not None} == {Rate(CONNECTIONS, PER_SECOND)}
    assert None not in allowed
    assert read.authorisation_for(read.portals[0], "ipv6", datetime.now(ZONE)) is None


_ROOT_KEY = ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n"

"""The page of results: what is divided by what, and whether the target was met."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.province.portals import PER_SECOND
from benchmarks.province.results import TARGET, Cost, page

COST = Cost(
    checks=["dns", "web"],
    portals=100,
    seconds=50.0,
    looking_seconds=40.0,
    cpu_seconds=30.0,
    peak_memory=200 * 2**20,
    queries=1850,
    direct=800,
    most_asked=7,
    most_asked_of_zone=1,
    connections={"203.1.0.1": 250, "203.1.0.2": 150},
    unseen={},
    packets=12345,
    most_late_ms=3.4,
    wire_cpu_seconds=5.0,
    load_before=0.5,
)


def test_the_floor_is_what_the_rate_costs_at_the_busiest_address() -> None:
    assert COST.floor_seconds == 250 / PER_SECOND
    assert replace(COST, connections={}).floor_seconds == 0


def test_the_tables_tell_seconds_and_what_a_portal_costs() -> None:
    told = page([COST], 20)
    assert "| dns, web | 40.0 | 50.0 | 5.0 | 30.0 | 300 | 200 | 10% | 0.5 |" in told
    assert "| dns, web | 1850 | 18.5 | 800 | 7 | 1 | 400 | 4.0 | 250 | 0 | 12345 | 3 |" in told


def test_the_target_is_of_dns_and_web_alone() -> None:
    target = f"Target, 100 portals' DNS and web checks in under {TARGET} s"
    assert f"{target}: met, 40.0 s of looking." in page([COST], 20)
    assert f"{target}: missed, 60.0 s of looking." in page([replace(COST, looking_seconds=60.0)], 20)
    assert target not in page([replace(COST, checks=["ipv6", "dns", "web"])], 20)


def test_what_was_not_seen_is_told_with_its_reasons() -> None:
    told = page([replace(COST, unseen={"timeout": 3, "dns_timeout": 1})], 20)
    assert "Unseen with dns, web: dns_timeout 1, timeout 3." in told
    assert "Unseen with" not in page([COST], 20)

"""Ports of a portal's addresses: allowed by name only, scanned once an audit, believed only while the host lives."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from checks.exposure import observe as module
from checks.exposure.observe import observe, told
from checks.exposure.ports import PORTS
from checks.exposure.scanner import OpenPort, Scan
from checks.look import Look
from checks.means import Allowance
from checks.network.politeness import Rate
from checks.network.scope import Scope
from checks.observation import Fact, Reason, Seen, Unseen
from checks.portal import observe_portal
from tests.checks.exposure.listeners import MYSQL, SSH, host
from tests.checks.looks import LOOPBACK, look_at
from tests.servers import answering, closed_port, talking

WEB = answering(headers="Server: nginx/1.22.1\r\n")
ALLOWED = Allowance(LOOPBACK, Rate(32, 1000))


def scanning(address: str, port: int, allowed: Allowance | None = ALLOWED) -> Look:
    look = look_at(address, closed_port(), port, scheme="http")
    look.exposure = allowed
    return look


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses scanned, by a scanner that always finds 80 open."""
    scanned: list[str] = []

    def scan(address: str, ports: tuple[int, ...], rate: Rate) -> Fact[Scan]:
        scanned.append(address)
        return Seen(Scan((OpenPort(80, "http", None, None),), len(ports), 1, "nmap 7.93"))

    monkeypatch.setattr(module, "scan", scan)
    return iter([scanned])


def test_the_record_tells_what_is_open_at_an_address_with_the_real_nmap() -> None:
    with host("127.44.2.1", {3306: MYSQL, 2222: SSH}), talking(WEB, "127.44.2.1") as (_, port):
        facts = observe(scanning("127.44.2.1", port))
    ports, scanned = facts["ports"], facts["scanned"]
    assert isinstance(ports, Seen)
    assert isinstance(scanned, Seen)
    assert [(entry["port"], entry["service"]) for entry in ports.value] == [
        (2222, "ssh"),
        (3306, "mysql"),
        (port, "http"),
    ]
    assert ports.value[1] == {
        "address": "127.44.2.1",
        "port": 3306,
        "protocol": "tcp",
        "service": "mysql",
        "product": "MySQL",
        "version": "5.7.44-log",
    }
    assert scanned.value["addresses"] == ["127.44.2.1"]
    assert scanned.value["ports"] == len({*PORTS, port}) + 1
    assert scanned.value["tool"].startswith("nmap ")


def test_without_a_document_nobody_is_contacted_and_the_record_has_no_such_check(counted: Iterator[list[str]]) -> None:
    with talking(answering()) as (_, port):
        look = scanning("127.0.0.1", port, None)
        record = observe_portal(look, ["web", "exposure"], {}, {})
        assert {fact.reason for fact in observe(look).values() if isinstance(fact, Unseen)} == {Reason.NOT_AUTHORISED}
    assert list(record.observations) == ["web"]
    assert record.portal["exposure"] is False
    assert next(counted) == []


def test_with_a_document_the_record_has_it_between_the_others(counted: Iterator[list[str]]) -> None:
    with talking(answering(), "127.44.2.2") as (_, port):
        look = scanning("127.44.2.2", port)
        record = observe_portal(look, ["web", "exposure", "security_plan"], {}, {})
    assert list(record.observations) == ["web", "exposure", "security_plan"]
    assert record.portal["exposure"] is True
    assert next(counted) == ["127.44.2.2"]


def test_an_address_that_portals_share_is_scanned_once_an_audit(
    counted: Iterator[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "connect", lambda address, port, timeout, halting: socket.socket())
    first = scanning("127.44.2.3", 80)
    looks = [first, *(scanning("127.44.2.3", 80) for _ in range(3))]
    for look in looks:
        look.network = first.network
    threads = [threading.Thread(target=observe, args=(look,)) for look in looks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert next(counted) == ["127.44.2.3"]


def test_a_host_that_is_gone_after_the_scan_has_no_ports(counted: Iterator[list[str]]) -> None:
    facts = observe(scanning("127.44.2.4", 80))
    assert isinstance(facts["ports"], Unseen)
    assert facts["ports"].reason is Reason.UNREACHABLE
    assert "stopped answering during the scan" in facts["ports"].detail
    assert next(counted) == ["127.44.2.4"]


def test_a_network_that_the_document_for_scans_does_not_name_is_left_alone(counted: Iterator[list[str]]) -> None:
    facts = observe(scanning("127.44.2.5", 80, Allowance(Scope(), Rate())))
    assert isinstance(facts["ports"], Unseen)
    assert facts["ports"].reason is Reason.NOT_AUTHORISED
    assert next(counted) == []


@pytest.mark.parametrize("ipv6", [True, False])
def test_a_vantage_without_ipv6_scans_no_ipv6(counted: Iterator[list[str]], ipv6: bool) -> None:
    look = look_at("::1", 1, 1, ipv6=ipv6)
    look.exposure = ALLOWED
    facts = observe(look)
    assert isinstance(facts["ports"], Unseen)
    assert (facts["ports"].reason is Reason.NO_IPV6_VANTAGE) is not ipv6
    assert next(counted) == (["::1"] if ipv6 else [])


def test_a_name_that_dns_does_not_tell_has_no_ports(counted: Iterator[list[str]]) -> None:
    look = look_at("a.test", 1, 1)
    look.exposure = ALLOWED
    facts = observe(look)
    assert isinstance(facts["ports"], Unseen)
    assert facts["ports"].reason is Reason.DNS_TIMEOUT
    assert next(counted) == []


def test_an_address_that_was_not_seen_is_an_entry_of_which_only_the_address_is_known() -> None:
    late = Unseen(Reason.TIMEOUT, "127.0.0.2")
    seen = Seen(Scan((OpenPort(443, "https", None, None),), 9, 3, "nmap 7.93"))
    facts = told({"127.0.0.1": seen, "127.0.0.2": late})
    ports, scanned = facts["ports"], facts["scanned"]
    assert isinstance(ports, Seen)
    assert isinstance(scanned, Seen)
    assert [entry["port"] for entry in ports.value] == [443, late]
    assert [entry["address"] for entry in ports.value] == ["127.0.0.1", "127.0.0.2"]
    assert scanned.value == {"ports": 9, "addresses": ["127.0.0.1"], "seconds": 3, "tool": "nmap 7.93"}
    assert told({"127.0.0.2": late}) == {"ports": late, "scanned": late}

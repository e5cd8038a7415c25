"""Whose name is it?"""

from collections.abc import Iterator

import pytest

from checks.dns.belonging import in_gov_vn, in_province_zone, is_address, is_within, own_zone, registered_domain
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.lab.name_server import NameServer
from tests.servers import name_server

SOA = ["ns.test. admin.test. 1 3600 600 86400 60"]


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {
        ("test", "SOA"): SOA,
        ("test", "NS"): ["ns.test."],
        ("tinh.test", "SOA"): SOA,
        ("tinh.test", "NS"): ["ns.test."],
        ("so.tinh.test", "A"): ["127.0.0.1"],
        ("cut.tinh.test", "NS"): ["ns.test."],
    }
    with name_server(NameServer(records, silent=["silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


@pytest.mark.parametrize("host", ["gov.vn", "tinh.gov.vn", "so.tinh.gov.vn", "SO.TINH.GOV.VN."])
def test_names_below_gov_vn(host: str) -> None:
    assert in_gov_vn(host)


@pytest.mark.parametrize("host", ["tinhgov.vn", "gov.vn.test", "xgov.vn", "tinh.com.vn", "vn", "127.0.0.1", "::1"])
def test_names_that_only_look_so(host: str) -> None:
    assert not in_gov_vn(host)


def test_a_province_without_a_zone_has_no_names_in_it() -> None:
    assert in_province_zone("so.tinh.test", None) is None
    assert in_province_zone("so.tinh.test", "tinh.test") is True
    assert in_province_zone("tinh.test", "Tinh.test.") is True
    assert in_province_zone("so.khac.test", "tinh.test") is False
    assert in_province_zone("sotinh.test", "tinh.test") is False


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("so.tinh.gov.vn", "tinh.gov.vn"),
        ("www.so.tinh.gov.vn", "tinh.gov.vn"),
        ("tinh.gov.vn", "tinh.gov.vn"),
        ("gov.vn", "gov.vn"),
        ("cong.ty.com.vn", "ty.com.vn"),
        ("trang.so.hanoi.vn", "so.hanoi.vn"),
        ("trang.dulich.vn", "dulich.vn"),
        ("WWW.DULICH.VN.", "dulich.vn"),
        ("a.b.example.com", "example.com"),
        ("com.example.net", "example.net"),
        ("a.example.co.uk", "example.co.uk"),
        ("a.example.de", "example.de"),
        ("a.b.tinh.test", "tinh.test"),
        ("vn", "vn"),
        ("", ""),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
    ],
)
def test_the_registered_domain(host: str, registered: str) -> None:
    assert registered_domain(host) == registered


def test_a_zone_holds_its_apex_and_what_is_below() -> None:
    assert is_within("a.test", "a.test")
    assert is_within("b.a.test.", "A.test")
    assert not is_within("ba.test", "a.test")


def test_addresses_are_told_from_names() -> None:
    assert is_address("127.0.0.1")
    assert is_address("::1")
    assert not is_address("127.0.0.1.test")


def test_the_zone_of_a_host_is_its_own_below_the_registry(names: Names) -> None:
    assert own_zone(names, "so.tinh.test") == Seen("tinh.test")
    assert own_zone(names, "www.cut.tinh.test") == Seen("cut.tinh.test")


def test_the_registry_s_zone_is_none_of_its_own(names: Names) -> None:
    assert own_zone(names, "khac.test") == Seen(None)
    assert own_zone(names, "127.0.0.1") == Seen(None)


def test_a_zone_that_nobody_told_is_unseen(names: Names) -> None:
    zone = own_zone(names, "www.silent.test")
    assert isinstance(zone, Unseen)
    assert zone.reason is Reason.DNS_TIMEOUT

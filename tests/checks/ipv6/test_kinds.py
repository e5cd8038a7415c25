"""Addresses that the whole Internet reaches, and those that it can't."""

import pytest

from checks.ipv6.kinds import MOST_ADDRESSES, kind_of, kinds
from checks.observation import Reason, Seen, Unseen


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("8.8.8.8", "global"),
        ("203.162.0.1", "global"),
        ("9.255.255.255", "global"),
        ("10.0.0.0", "private"),
        ("10.255.255.255", "private"),
        ("172.15.255.255", "global"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("172.32.0.0", "global"),
        ("192.168.1.1", "private"),
        ("100.63.255.255", "global"),
        ("100.64.0.1", "shared"),
        ("100.127.255.255", "shared"),
        ("100.128.0.0", "global"),
        ("127.0.0.1", "loopback"),
        ("169.254.169.254", "link_local"),
        ("192.0.2.1", "documentation"),
        ("198.51.100.1", "documentation"),
        ("203.0.113.1", "documentation"),
        ("203.0.114.1", "global"),
        ("198.18.0.1", "benchmarking"),
        ("198.19.255.255", "benchmarking"),
        ("198.20.0.0", "global"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.255", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("0.0.0.0", "unspecified"),
        ("0.0.0.1", "reserved"),
        ("192.0.0.9", "reserved"),
        ("192.88.99.1", "reserved"),
        ("2400:cb00::1", "global"),
        ("2001:4860:4860::8888", "global"),
        ("2001:200::1", "global"),
        ("3ffe::1", "global"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::2", "reserved"),
        ("::192.0.2.1", "reserved"),
        ("::ffff:8.8.8.8", "ipv4_mapped"),
        ("64:ff9b::808:808", "nat64"),
        ("64:ff9b:1::1", "nat64"),
        ("64:ff9b:2::1", "reserved"),
        ("100::1", "reserved"),
        ("2001::1", "teredo"),
        ("2001:2::1", "benchmarking"),
        ("2001:2:1::1", "reserved"),
        ("2001:20::1", "reserved"),
        ("2001:db8::1", "documentation"),
        ("3fff::1", "documentation"),
        ("3fff:fff::1", "documentation"),
        ("3fff:1000::1", "global"),
        ("2002:808:808::1", "6to4"),
        ("2620:4f:8000::1", "reserved"),
        ("4000::1", "reserved"),
        ("5f00::1", "reserved"),
        ("fc00::1", "ula"),
        ("fdff::1", "ula"),
        ("fe80::1", "link_local"),
        ("fe80::1%eth0", "link_local"),
        ("fec0::1", "reserved"),
        ("ff02::1", "multicast"),
    ],
)
def test_the_kind_of_an_address(address: str, kind: str) -> None:
    assert kind_of(address) == kind


def test_a_text_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="tinh"):
        kind_of("tinh.test")


def test_every_address_of_every_name_is_told() -> None:
    used = [
        {"name": "a.test", "role": "host", "a": Seen(["10.0.0.1"]), "aaaa": Seen(["2400::1", "fe80::1"])},
        {"name": "www.a.test", "role": "www", "a": Seen([]), "aaaa": Seen(["2002::1"])},
    ]
    assert kinds(Seen(used)) == Seen(
        [
            {"name": "a.test", "address": "10.0.0.1", "family": 4, "kind": "private"},
            {"name": "a.test", "address": "2400::1", "family": 6, "kind": "global"},
            {"name": "a.test", "address": "fe80::1", "family": 6, "kind": "link_local"},
            {"name": "www.a.test", "address": "2002::1", "family": 6, "kind": "6to4"},
        ]
    )


def test_addresses_that_nobody_told_have_an_entry_without_a_kind() -> None:
    why = Unseen(Reason.DNS_TIMEOUT, "a.test AAAA")
    used = [{"name": "a.test", "role": "host", "a": Seen(["10.0.0.1"]), "aaaa": why}]
    found = kinds(Seen(used))
    assert isinstance(found, Seen)
    assert found.value[1] == {"name": "a.test", "address": why, "family": 6, "kind": why}


def test_more_addresses_than_are_told_apart_are_unseen() -> None:
    many = [f"10.0.0.{number}" for number in range(MOST_ADDRESSES + 1)]
    found = kinds(Seen([{"name": "a.test", "role": "host", "a": Seen(many), "aaaa": Seen([])}]))
    assert isinstance(found, Seen)
    (entry,) = found.value
    assert isinstance(entry["kind"], Unseen)
    assert entry["kind"].reason is Reason.TOO_LARGE


def test_unknown_names_have_unknown_kinds() -> None:
    why = Unseen(Reason.DNS_SERVFAIL, "a.test")
    assert kinds(why) is why

"""The self-test: what proves that a family of addresses works here."""

from dataclasses import replace

from checks.vantage import Vantage, family_works, lost
from tests.servers import closed_port, listening


def test_an_anchor_that_accepts_proves_its_family() -> None:
    with listening() as four, listening("::1") as six:
        assert family_works(4, [four, six], [], 1)
        assert family_works(6, [four, six], [], 1)
        assert not family_works(6, [four], [], 1)


def test_an_anchor_that_refuses_proves_nothing() -> None:
    assert not family_works(4, [("127.0.0.1", closed_port())], [], 1)


def test_a_test_bed_without_anchors_is_never_left() -> None:
    assert family_works(4, None, ["127.0.0.0/8"], 1)
    assert family_works(6, None, ["::1/128"], 1)


def test_the_record_names_tool_and_version() -> None:
    told = Vantage("lab", ipv4=True, ipv6=False, resolver="127.0.0.53:53").as_json()
    assert told["tool"] == "tuanthu"
    assert told["version"]
    assert told["ipv6"] is False


def test_what_worked_before_and_no_longer_does_is_lost() -> None:
    whole = Vantage("lab", ipv4=True, ipv6=True, resolver="", dnssec=True, clock_offset=100.0)
    assert lost(whole, whole) == set()
    assert lost(replace(whole, ipv6=False), whole) == set()
    assert lost(whole, replace(whole, ipv6=False)) == {"ipv6"}
    assert lost(whole, replace(whole, ipv4=False, answered=False, dnssec=False)) == {"ipv4", "resolver", "dnssec"}


def test_a_clock_that_was_set_is_lost_and_one_that_was_corrected_a_little_is_not() -> None:
    before = Vantage("lab", ipv4=True, ipv6=True, resolver="", clock_offset=1000.0)
    assert lost(before, replace(before, clock_offset=1010.0)) == set()
    assert lost(before, replace(before, clock_offset=-2600.0)) == {"clock"}

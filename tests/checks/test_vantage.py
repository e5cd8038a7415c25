"""The self-test: what proves that a family of addresses works here."""

from checks.vantage import Vantage, family_works
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

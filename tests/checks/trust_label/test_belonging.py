from __future__ import annotations

import pytest

from checks.trust_label.belonging import Belonging
from checks.trust_label.found import OwnNames
from checks.trust_label.relations import Relations

NAMES = OwnNames(
    "xa.binhminh.tinh.gov.test/cong/trang-chu.html",
    aliases=("www.ubnd-xa.test", "cu.test/xa"),
    relatives=Relations(
        [
            ("motcua.test", "agency"),
            ("tinh.gov.test", "agency"),
            ("bo.test", "parent"),
            ("xa.binhminh.tinh.gov.test", "agency"),  # its own: it stands in the inventory as all of them do
        ]
    ),
)


@pytest.mark.parametrize(
    ("domain", "whose"),
    [
        ("xa.binhminh.tinh.gov.test", "portal"),
        ("https://WWW.xa.binhminh.tinh.gov.test:443/", "portal"),
        ("xa.binhminh.tinh.gov.test/cong", "portal"),
        ("xa.binhminh.tinh.gov.test/khac", "other"),
        ("ubnd-xa.test", "alias"),
        ("cu.test/xa", "alias"),
        ("cu.test", "alias"),
        ("binhminh.tinh.gov.test", "parent"),
        ("bo.test", "parent"),
        ("tinh.gov.test", "agency"),
        ("motcua.test", "agency"),
        ("gov.test", "parent"),
        ("test", "other"),
        ("ubndxa.test", "other"),
        ("a.xa.binhminh.tinh.gov.test", "other"),
        ("", "other"),
    ],
)
def test_a_picture_belongs_to_whom_its_domain_names(domain: str, whose: str) -> None:
    assert Belonging(NAMES).of(None, [domain]) == (whose, domain)


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("xabinhminhtinhgovtest", "portal"),
        ("wwwxabinhminhtinhgovtest", "portal"),
        ("xabinhminhtinhgovtestcong", "portal"),
        ("ubndxatest", "alias"),
        ("binhminhtinhgovtest", "parent"),
        ("motcuatest", "agency"),
        ("khactest", "other"),
    ],
)
def test_a_slug_belongs_to_whom_its_name_may_be_made_of(name: str, whose: str) -> None:
    assert Belonging(NAMES).of(f"{name}-1637050850", []) == (whose, None)


def test_the_worst_of_slug_and_pictures_counts() -> None:
    belonging = Belonging(NAMES)
    assert belonging.of("xabinhminhtinhgovtest-1637050850", ["bo.test"]) == ("parent", "bo.test")
    assert belonging.of("khactest-1637050850", ["bo.test", "ubnd-xa.test"]) == ("other", "bo.test")


def test_without_slug_and_picture_it_is_nobodys() -> None:
    assert Belonging(NAMES).of(None, []) == (None, None)


@pytest.mark.parametrize("portal", ["192.0.2.1/", "2001:db8::1", "localhost", ""])
def test_a_portal_without_a_name_has_nobody_above_it(portal: str) -> None:
    assert Belonging(OwnNames(portal)).of(None, ["0.2.1"]) == ("other", "0.2.1")


def test_the_state_s_own_domain_is_above_nobody() -> None:
    assert Belonging(OwnNames("so.tinh.gov.vn")).of(None, ["gov.vn"])[0] == "other"
    assert Belonging(OwnNames("so.tinh.gov.vn")).of(None, ["tinh.gov.vn"])[0] == "parent"

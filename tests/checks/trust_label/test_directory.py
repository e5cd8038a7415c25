from __future__ import annotations

from datetime import date

from checks.trust_label.directory import Directory, Entry

AS_OF = date(2026, 11, 1)
NOBODY = {"status": "not_listed", "level": None, "owner": None, "since": None, "as_of": "2026-11-01"}


def directory(*entries: Entry) -> Directory:
    return Directory(entries, AS_OF)


def test_a_listed_portal_is_told_with_level_owner_and_dates() -> None:
    entry = Entry(
        "binhminh.gov.test", "UBND huyện Bình Minh", "cơ bản", date(2021, 11, 16), "binhminhgovtest-1637050850"
    )
    assert directory(entry).look_up("binhminh.gov.test") == {
        "status": "listed",
        "level": "cơ bản",
        "owner": "UBND huyện Bình Minh",
        "since": "2021-11-16",
        "as_of": "2026-11-01",
    }


def test_what_the_list_does_not_say_is_null() -> None:
    assert directory(Entry("a.test")).look_up("a.test") == NOBODY | {"status": "listed"}


def test_a_portal_that_is_not_in_the_list_is_not_listed() -> None:
    assert directory(Entry("a.test")).look_up("b.test") == NOBODY
    assert directory().look_up("b.test") == NOBODY


def test_www_makes_no_difference() -> None:
    assert directory(Entry("www.a.test")).look_up("a.test")["status"] == "listed"
    assert directory(Entry("a.test")).look_up("www.a.test")["status"] == "listed"


def test_names_that_differ_only_in_their_dots_are_two_names() -> None:
    assert directory(Entry("xa.abc.test")).look_up("xaabc.test") == NOBODY


def test_a_sub_site_is_found_by_its_own_entry_before_that_of_its_host() -> None:
    both = directory(Entry("a.test", "Tỉnh"), Entry("a.test/xa", "Xã"))
    assert both.look_up("a.test", "/xa/trang-chu.html")["owner"] == "Xã"
    assert both.look_up("a.test", "/phuong/")["owner"] == "Tỉnh"
    assert both.look_up("a.test")["owner"] == "Tỉnh"


def test_the_entry_of_a_sub_site_does_not_speak_for_its_host() -> None:
    assert directory(Entry("a.test/xa")).look_up("a.test") == NOBODY


def test_of_several_entries_for_one_name_the_latest_counts() -> None:
    old, new = Entry("a.test", "Cũ", since=date(2020, 1, 1)), Entry("www.a.test", "Mới", since=date(2024, 1, 1))
    assert directory(new, old).look_up("a.test")["owner"] == "Mới"

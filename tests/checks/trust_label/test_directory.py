from __future__ import annotations

from datetime import date

import pytest

from checks.trust_label.directory import Answer, Directory, Entry, domains_of, is_code_of, level_named

AS_OF = date(2026, 11, 1)
SLUG = "binhminhgovtest-1637050850"
ENTRY = Entry("www.binhminh.gov.test", "UBND huyện Bình Minh", "cơ bản", date(2021, 11, 16), SLUG)


def directory(*entries: Entry) -> Directory:
    return Directory(entries, AS_OF)


def owner(directory: Directory, host: str, path: str = "/") -> str | None:
    answer = directory.find(domains_of(host, path))
    return answer.entry.owner if answer.entry else None


def test_an_entry_is_told_with_all_that_it_says() -> None:
    domains = domains_of("binhminh.gov.test", "/")
    assert directory(ENTRY).find(domains, SLUG).as_json(domains) == {
        "status": "listed",
        "domain": "binhminh.gov.test",
        "is_own": True,
        "owner": "UBND huyện Bình Minh",
        "level": "cơ bản",
        "since": "2021-11-16",
        "slug": SLUG,
        "moved_to": None,
        "source": "list",
        "as_of": "2026-11-01",
    }


def test_who_is_not_listed_is_told_with_the_code_that_was_looked_up() -> None:
    assert directory().find(["b.test"], SLUG).as_json(["b.test"]) == {
        "status": "not_listed",
        **dict.fromkeys(["domain", "is_own", "owner", "level", "since", "moved_to"]),
        "slug": SLUG,
        "source": "list",
        "as_of": "2026-11-01",
    }


def test_what_the_list_does_not_say_is_null() -> None:
    told = directory(Entry("a.test")).find(["a.test"]).as_json(["a.test"])
    assert (told["status"], told["owner"], told["level"], told["since"], told["slug"]) == ("listed", *[None] * 4)


def test_www_makes_no_difference() -> None:
    assert directory(Entry("www.a.test")).find(domains_of("a.test", "/")).entry is not None
    assert directory(Entry("a.test")).find(domains_of("www.a.test", "/")).entry is not None


def test_names_that_differ_only_in_their_dots_are_two_names() -> None:
    assert directory(Entry("xa.abc.test")).find(domains_of("xaabc.test", "/")).entry is None


def test_a_sub_site_is_found_by_its_own_entry_before_that_of_its_host() -> None:
    both = directory(Entry("a.test", "Tỉnh"), Entry("a.test/xa", "Xã"))
    assert owner(both, "a.test", "/xa/trang-chu.html") == "Xã"
    assert owner(both, "a.test", "/phuong/") == "Tỉnh"
    assert owner(both, "a.test") == "Tỉnh"


def test_the_entry_of_a_sub_site_does_not_speak_for_its_host() -> None:
    assert directory(Entry("a.test/xa")).find(domains_of("a.test", "/")).entry is None


def test_an_alias_of_a_portal_is_looked_up_after_its_own_name() -> None:
    assert domains_of("www.a.test", "/xa/", ["WWW.b.test", "a.test"]) == ["a.test/xa", "a.test", "b.test"]


def test_of_several_entries_for_one_name_the_latest_counts() -> None:
    old, new = Entry("a.test", "Cũ", since=date(2020, 1, 1)), Entry("www.a.test", "Mới", since=date(2024, 1, 1))
    assert owner(directory(new, old), "a.test") == "Mới"


def test_a_code_that_is_listed_for_another_is_told_as_that() -> None:
    told = directory(ENTRY).find(["khac.test"], SLUG).as_json(["khac.test"])
    assert (told["status"], told["domain"], told["is_own"], told["slug"]) == (
        "listed",
        "binhminh.gov.test",
        False,
        SLUG,
    )


def test_a_portal_that_carries_the_code_of_another_is_found_by_its_own_name() -> None:
    other = Entry("khac.test", slug="khactest-1700000000")
    told = directory(ENTRY, other).find(["khac.test"], SLUG)
    assert told == Answer("list", AS_OF, other, "khactest-1700000000")


@pytest.mark.parametrize("former", ["binhminhgovtest-1600000000", "wwwbinhminhgovtest-1600000000"])
def test_a_former_code_has_moved_to_the_one_in_the_list(former: str) -> None:
    assert directory(ENTRY).find(["binhminh.gov.test"], former) == Answer("list", AS_OF, ENTRY, former, SLUG)


def test_a_code_belongs_to_the_domain_that_its_letters_spell() -> None:
    assert is_code_of("atest-1600000000", "www.a.test")
    assert is_code_of("wwwatestxa-1600000000", "a.test/xa/")
    assert not is_code_of("atestxa-1600000000", "a.test")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Cơ bản", "cơ bản"),
        ("co ban", "cơ bản"),
        ("Mức: NÂNG CAO", "nâng cao"),
        ("không cơ bảnn", None),
        ("cao", None),
        ("", None),
    ],
)
def test_levels_are_known_by_their_words(text: str, level: str | None) -> None:
    assert level_named(text) == level

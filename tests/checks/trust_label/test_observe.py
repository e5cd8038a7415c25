from __future__ import annotations

from datetime import date

from checks.network.http import Page
from checks.observation import Reason, Seen, Unseen, to_json
from checks.trust_label.directory import Directory, Entry
from checks.trust_label.observe import observe

LABEL = (
    '<a href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/binhminhgovtest-1637050850">'
    '<img src="https://tinnhiemmang.vn/handle_cert?id=binhminh.gov.test"></a>'
)
HOST = "binhminh.gov.test"
DIRECTORY = Directory([Entry(HOST), Entry(f"{HOST}/xa", "Xã")], date(2026, 11, 1))


def page(html: str, path: str = "/") -> Seen[Page]:
    return Seen(Page(url=f"https://{HOST}{path}", status=200, headers={}, body=html.encode(), ms=1))


def test_the_facts_are_those_of_the_label_and_of_the_directory() -> None:
    assert to_json(observe(page(LABEL), HOST, DIRECTORY)) == {
        "embed": "valid",
        "slug": "binhminhgovtest-1637050850",
        "registered_at": "2021-11-16T15:20:50+07:00",
        "registry": {"status": "listed", "level": None, "owner": None, "since": None, "as_of": "2026-11-01"},
    }


def test_a_page_without_a_label_has_neither_slug_nor_date() -> None:
    facts = observe(page("<p>Xin chào</p>"), HOST, DIRECTORY)
    assert (facts["embed"], facts["slug"], facts["registered_at"]) == (Seen("absent"), Seen(None), Seen(None))


def test_without_a_directory_the_registry_needs_a_look_up() -> None:
    registry = observe(page(LABEL), HOST, None)["registry"]
    assert isinstance(registry, Unseen)
    assert registry.reason is Reason.NEEDS_LOOKUP


def test_a_page_that_was_not_seen_leaves_its_facts_unseen_and_the_directory_asked() -> None:
    why = Unseen(Reason.TIMEOUT, "127.0.0.1")
    facts = observe(why, HOST, DIRECTORY)
    assert (facts["embed"], facts["slug"], facts["registered_at"]) == (why, why, why)
    assert isinstance(facts["registry"], Seen)


def test_a_page_that_only_a_browser_could_show_leaves_its_facts_unseen() -> None:
    facts = observe(page("<script src=/a.js></script>"), HOST, None)
    assert isinstance(facts["embed"], Unseen)
    assert facts["embed"] == facts["slug"] == facts["registered_at"]


def test_the_directory_is_asked_for_the_sub_site_that_the_page_came_from() -> None:
    registry = observe(page(LABEL, "/xa/"), HOST, DIRECTORY)["registry"]
    assert isinstance(registry, Seen)
    assert registry.value["owner"] == "Xã"

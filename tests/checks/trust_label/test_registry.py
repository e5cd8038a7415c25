"""The list that the operator brought and the registry's own page: the newer counts, and neither is never a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from checks.look import Look
from checks.means import Network
from checks.observation import Reason, Seen, to_json
from checks.target import Target
from checks.trust_label.directory import Directory, Entry
from checks.trust_label.online import PATH
from checks.trust_label.registry import look_up, observe_registry
from tests.checks.looks import look_at
from tests.checks.sites import Site, moved, reason
from tests.checks.trust_label.registries import OTHER, SLUG, Registry, entry, says, silence
from tests.servers import answering, closed_port, talking

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOST, OWNER = "binhminh.gov.test", "UBND huyện Bình Minh"
LISTED = Entry(HOST, OWNER, "nâng cao", date(2021, 11, 16), SLUG)
OLD, TODAY, TOMORROW = date(2026, 11, 1), date(2026, 11, 20), date(2026, 11, 21)


def look(running: Registry, directory: Directory | None, *, network: Network | None = None, asked: bool = True) -> Look:
    """A look at a portal that has no address, by an operator with this list, who may ask the registry unless told."""
    return Look(
        Target(f"https://{HOST}/", "https", HOST, "/", 443, 80),
        network or running.network(),
        NOW,
        directory=directory,
        label_site=running.label_site if asked else None,
        agencies=("Ủy ban nhân dân huyện Bình Minh", "UBND tỉnh Thí Điểm"),
    )


def told(look: Look, slug: str | None = SLUG) -> Any:
    return to_json(look_up(look, slug))


def listing(*entries: Entry, as_of: date = OLD) -> Directory:
    return Directory(entries, as_of)


def test_the_page_of_the_registry_is_told_with_its_day(running: Registry) -> None:
    running.answer(SLUG, entry(HOST))
    assert told(look(running, None)) == {
        "status": "listed",
        "domain": HOST,
        "is_own": True,
        "owner": OWNER,
        "level": "cơ bản",
        "since": "2021-11-16",
        "slug": SLUG,
        "moved_to": None,
        "source": "directory",
        "as_of": "2026-11-20",
    }


@pytest.mark.parametrize(("as_of", "source"), [(OLD, "directory"), (TODAY, "directory"), (TOMORROW, "list")])
def test_the_newer_of_both_counts(running: Registry, as_of: date, source: str) -> None:
    running.answer(SLUG, answering(404))
    found = told(look(running, listing(LISTED, as_of=as_of)))
    assert (found["source"], found["status"]) == (source, "listed" if source == "list" else "not_listed")
    assert running.asked == ([SLUG] if source == "directory" else [])


def test_the_newer_counts_the_other_way_about_too(running: Registry) -> None:
    running.answer(SLUG, entry(HOST))
    assert told(look(running, listing()))["status"] == "listed"
    assert told(look(running, listing(as_of=TOMORROW)))["status"] == "not_listed"


@pytest.mark.parametrize("talk", [answering(403), answering(500), silence])
def test_a_page_that_came_to_nothing_leaves_the_list(running: Registry, talk: Any) -> None:
    running.answer(SLUG, talk)
    found = told(look(running, listing(LISTED), network=running.network(timeout=0.2)))
    assert (found["source"], found["status"], found["level"], found["as_of"]) == (
        "list",
        "listed",
        "nâng cao",
        "2026-11-01",
    )
    assert running.asked == [SLUG]


@pytest.mark.parametrize(("talk", "why"), [(answering(403), Reason.BLOCKED), (silence, Reason.TIMEOUT)])
def test_without_a_list_that_is_unseen(running: Registry, talk: Any, why: Reason) -> None:
    running.answer(SLUG, talk)
    facts = observe_registry(look(running, None, network=running.network(timeout=0.2)), SLUG)
    assert (reason(facts["registry"]), reason(facts["owner_is_agency"])) == (why, why)


def test_where_no_document_allows_it_nobody_is_asked(running: Registry) -> None:
    assert reason(look_up(look(running, None, asked=False), SLUG)) is Reason.NEEDS_LOOKUP
    assert told(look(running, listing(LISTED), asked=False))["source"] == "list"
    assert running.asked == []


def test_without_a_code_only_the_list_can_tell(running: Registry) -> None:
    assert reason(look_up(look(running, None), None)) is Reason.NEEDS_LOOKUP
    assert told(look(running, listing(LISTED)), None)["slug"] == SLUG
    assert told(look(running, listing()), None)["slug"] is None
    assert running.asked == []


def test_portals_of_one_audit_share_what_was_asked(running: Registry) -> None:
    running.answer(SLUG, entry(HOST))
    running.answer(OTHER, answering(403))
    network = running.network()
    for slug in (SLUG, SLUG, OTHER, OTHER):
        look_up(look(running, None, network=network), slug)
    assert running.asked == [SLUG, OTHER]
    assert reason(look_up(look(running, None, network=network), "xalanggovtest-1637050850")) is Reason.BLOCKED
    assert running.asked == [SLUG, OTHER]
    look_up(look(running, None), SLUG)
    assert running.asked == [SLUG, OTHER, SLUG], "another audit asks again"


def test_a_moved_code_is_told_with_the_one_that_took_its_place(running: Registry) -> None:
    running.answer(SLUG, moved(f"{PATH}{OTHER}"))
    running.answer(OTHER, entry(HOST))
    found = told(look(running, None))
    assert (found["status"], found["slug"], found["moved_to"], found["is_own"]) == ("listed", SLUG, OTHER, True)


def test_a_list_tells_a_moved_code_too(running: Registry) -> None:
    found = told(look(running, listing(replace(LISTED, slug="binhminhgovtest-1700000000")), asked=False))
    assert (found["status"], found["slug"], found["moved_to"]) == ("listed", SLUG, "binhminhgovtest-1700000000")


def test_a_code_of_another_domain_is_listed_but_not_the_portals(running: Registry) -> None:
    running.answer(SLUG, entry("binhminhgov.test"))
    found = told(look(running, None))
    assert (found["status"], found["domain"], found["is_own"]) == ("listed", "binhminhgov.test", False)


@pytest.mark.parametrize(
    ("owner", "is_agency"), [(OWNER, True), ("UBND T. Thí Điểm", True), ("Công ty Mây Xa", False), (None, None)]
)
@pytest.mark.parametrize("source", ["list", "directory"])
def test_the_owner_is_held_against_the_agency(
    running: Registry, source: str, owner: str | None, is_agency: bool | None
) -> None:
    running.answer(SLUG, entry(HOST, owner or ""))
    directory = listing(replace(LISTED, owner=owner)) if source == "list" else None
    facts = observe_registry(look(running, directory, asked=source == "directory"), SLUG)
    assert to_json(facts["registry"])["source"] == source
    assert facts["owner_is_agency"] == Seen(is_agency)


def test_who_is_not_listed_has_no_owner(running: Registry) -> None:
    assert observe_registry(look(running, listing(), asked=False), SLUG)["owner_is_agency"] == Seen(None)


def test_the_page_that_citizens_get_tells_which_sub_site_it_is() -> None:
    with talking(answering(body=b"<p>Xin ch\xc3\xa0o")) as (host, port):
        at = look_at(host, closed_port(), port, scheme="http", path="/xa/")
        at.directory = listing(Entry(host, "Tỉnh"), Entry(f"{host}/xa", "Xã"))
        assert told(at)["owner"] == "Xã"


def test_a_portal_may_be_listed_under_the_name_that_it_redirects_to() -> None:
    with talking(answering(body=b"<p>Xin ch\xc3\xa0o"), "127.0.0.2") as (alias, port):
        elsewhere = answering(302, f"Location: http://{alias}:{port}/\r\n")
        with talking(elsewhere) as (host, first):
            at = look_at(host, closed_port(), first, scheme="http", in_scope=lambda name: name == alias)
            at.directory = listing(Entry(alias, "Sở Mới"))
            found = told(at)
    assert (found["status"], found["domain"], found["is_own"]) == ("listed", alias, True)


def test_a_portal_is_listed_under_its_address_in_the_inventory_wherever_that_leads() -> None:
    leading_away = Site({"/xa/": moved("/trang-chu"), "/trang-chu": answering(body=b"<p>Xin ch\xc3\xa0o")})
    for site in (leading_away, silence):
        with talking(site) as (host, port):
            at = look_at(host, closed_port(), port, scheme="http", path="/xa/")
            at.directory = listing(Entry(host, "Tỉnh"), Entry(f"{host}/xa", "Xã"))
            found = told(at)
        assert (found["owner"], found["is_own"]) == ("Xã", True)


def test_a_wall_that_is_a_page_is_one(running: Registry) -> None:
    running.answer(SLUG, says("<script src=/challenge.js></script>"))
    assert reason(look_up(look(running, None), SLUG)) is Reason.BLOCKED

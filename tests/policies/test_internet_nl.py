"""The profile after Internet.nl: it asks what the documentation says, with the lists of the guidelines it rests on."""

from __future__ import annotations

import re
from pathlib import Path

from checks.facts import FACTS
from policies.catalogue import load_catalogue, load_profile

PAGE = (Path(__file__).parents[2] / "docs" / "internet-nl.md").read_text(encoding="utf-8")
CATALOGUE = load_catalogue()
CHOSEN = {requirement.id: requirement for requirement in load_profile("internet-nl", CATALOGUE).requirements}
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]


def named(text: str) -> set[str]:
    return set(re.findall(r"`([a-z0-9_]+(?:\.[a-z0-9_]+)+)`", text))


def test_the_tables_name_exactly_what_the_profile_asks() -> None:
    told = {id_ for row in ROWS if len(row) in (3, 5) for id_ in named(row[2 if len(row) == 5 else 1])}
    assert told == CHOSEN.keys()


def test_the_table_of_subtests_names_the_facts_behind_each_requirement() -> None:
    subtests = [row for row in ROWS if len(row) == 5 and row[0] not in ("Internet.nl", "---")]
    assert len(subtests) == 7
    for row in subtests:
        facts = named(row[3])
        assert facts <= FACTS.keys()
        for id_ in named(row[2]):
            assert any(fact in CHOSEN[id_].requires for fact in facts), id_


def test_the_page_names_nothing_that_does_not_exist() -> None:
    assert named(PAGE) <= CATALOGUE.requirements.keys() | FACTS.keys()


def test_it_judges_tls_by_the_guidelines_that_it_rests_on() -> None:
    guidelines = {found.id: found.parameters for found in load_profile("ncsc-nl-2025", CATALOGUE).requirements}
    shared = [id_ for id_ in CHOSEN if id_.startswith("tls.") and id_ in guidelines]
    assert len(shared) > 15
    assert {id_: CHOSEN[id_].parameters for id_ in shared} == {id_: guidelines[id_] for id_ in shared}


def test_what_it_asks_of_ipv6_needs_two_name_servers_and_a_year_of_hsts() -> None:
    assert {"ipv6.name_servers_two", "ipv6.name_servers_reachable"} <= CHOSEN.keys()
    assert CHOSEN["tls.hsts"].parameters == {"max_age": 31536000}

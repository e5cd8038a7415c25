"""The vocabulary of facts."""

from __future__ import annotations

import re

import pytest

from checks.facts import FACTS


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_named_by_its_check(name: str) -> None:
    assert re.fullmatch(r"(ipv6|dns|tls|web|exposure|trust_label|security_plan)(\.[a-z0-9_]+){1,2}", name)


@pytest.mark.parametrize(("name", "kind"), FACTS.items())
def test_a_fact_has_a_type_that_predicates_know(name: str, kind: str) -> None:
    scalar = r"(?:bool|int|string|dyn)"
    assert re.fullmatch(rf"{scalar}|list<string>|(?:list<)?map<string,{scalar}>>?", kind), name


def test_no_fact_lies_inside_of_another() -> None:
    assert not [(one, other) for one in FACTS for other in FACTS if other.startswith(f"{one}.")]

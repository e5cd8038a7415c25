"""What a comparison lets pass and what it does not: a world is worth no more than this."""

from __future__ import annotations

from typing import Any

import pytest

from tests.netlab.expect import Above, Both, Every, Holds, OneOf, Some, Without, at, filled, is_like, unseen

SILENT = {"unseen": "timeout", "detail": "203.1.0.1"}


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        (True, True),
        (None, None),
        (SILENT, unseen("timeout")),
        ({"a": 1, "b": 2}, {"a": 1}),
        (["b", "a"], ["a", "b"]),
        ([{"a": 1, "b": 2}], Some({"a": 1})),
        ([{"a": 1}, {"a": 1, "b": 2}], Every({"a": 1})),
        ([{"a": 1}], Without({"a": 2})),
        ([], Without({"a": 2})),
        ([1, 2], Both((Some(1), Some(2)))),
        (None, OneOf((None, unseen("refused")))),
        (3, Above(2)),
        ("signature_expired a.test.", Holds("expired")),
    ],
)
def test_it_is_like_what_was_wanted(seen: Any, wanted: Any) -> None:
    assert is_like(seen, wanted)


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        (1, True),
        (0, False),
        (None, False),
        (SILENT, False),
        (SILENT, None),
        (SILENT, unseen("refused")),
        ({"a": 1}, {"a": 1, "b": None}),
        (SILENT, []),
        (["a"], ["a", "b"]),
        (["a", "b"], ["a"]),
        (["a", "c"], ["a", "b"]),
        (["a", "a"], ["a", "b"]),
        ([], Some({"a": 1})),
        (SILENT, Some({"a": 1})),
        ([], Every({"a": 1})),
        ([{"a": 1}, {"a": 2}], Every({"a": 1})),
        (SILENT, Every({"a": 1})),
        ([{"a": 2, "b": 1}], Without({"a": 2})),
        (SILENT, Without({"a": 2})),
        ([1], Both((Some(1), Some(2)))),
        (SILENT, OneOf((None, unseen("refused")))),
        (2, Above(2)),
        (None, Above(2)),
        (None, Holds("")),
    ],
)
def test_it_is_not_like_what_was_wanted(seen: Any, wanted: Any) -> None:
    assert not is_like(seen, wanted)


def test_places_are_filled_in_at_any_depth() -> None:
    wanted = {"x": Both((Some({"address": "{ipv6}"}), Holds("at {ipv6_2}"))), "y": ["{host}", None, Above(1)]}
    assert filled(wanted, {"ipv6": "::6", "ipv6_2": "::7", "host": "a.test"}) == {
        "x": Both((Some({"address": "::6"}), Holds("at ::7"))),
        "y": ["a.test", None, Above(1)],
    }


def test_an_unseen_fact_stands_for_its_members() -> None:
    observations = {"dns": {"dnssec": SILENT, "mail": {"mx": ["a.test"]}}}
    assert at(observations, "dns.dnssec.status") == SILENT
    assert at(observations, "dns.mail.mx") == ["a.test"]

"""Which single values a verdict turns on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from policies.bearings import Bearing, Bearings
from policies.judge import judge
from policies.requirement import Profile, Requirement, Text
from tests.policies.records import record

FOR, AGAINST = Bearing.FOR, Bearing.AGAINST
UNSEEN = {"unseen": "timeout", "detail": ""}


def bearings(requires: str, facts: Mapping[str, Any], **parameters: Any) -> Bearings:
    """The bearings of the values on one requirement."""
    words = {"vi": "vì", "en": "as"}
    requirement = Requirement.model_validate(
        {
            "id": "tls.made_up",
            "status": "active",
            "title": words,
            "why": words,
            "citation": [{"instrument": "A", "clause": "B", "confirmation": "primary"}],
            "force": "recommended",
            "effective_from": date(2026, 1, 1),
            "subject": "tls",
            "layer": 1,
            "severity": "low",
            "requires": requires,
            "because": {"pass": words, "fail": words},
            "remedy": words,
            "parameters": parameters,
        }
    )
    profile = Profile(name="made", title=Text(vi="Mẫu", en="Made"), requirements=(requirement,))
    seen = record(facts)
    return Bearings(seen, judge(seen, profile, date(2026, 11, 21)), {requirement.id: requirement})


def endpoints(*items: Mapping[str, Any]) -> dict[str, Any]:
    return {"tls.endpoints": [{"address": f"192.0.2.{place}", **item} for place, item in enumerate(items)]}


def test_the_value_that_fails_alone_is_the_one_to_blame() -> None:
    found = bearings(
        "tls.endpoints.all(e, !e.versions.exists(v, v in param.versions))",
        endpoints({"versions": ["TLSv1.0", "TLSv1.2"]}, {"versions": ["TLSv1.2"]}),
        versions=["SSLv3", "TLSv1.0"],
    )
    assert found.member("tls.endpoints", 0, "versions", "TLSv1.0") is AGAINST
    assert found.member("tls.endpoints", 0, "versions", "TLSv1.2") is None
    assert found.member("tls.endpoints", 1, "versions", "TLSv1.2") is None


def test_what_is_there_is_not_to_blame_for_what_is_missing() -> None:
    found = bearings("tls.endpoints.all(e, e.versions.exists(v, v == 'TLSv1.3'))", endpoints({"versions": ["TLSv1.2"]}))
    assert found.member("tls.endpoints", 0, "versions", "TLSv1.2") is None


def test_a_suite_is_blamed_in_its_version_and_the_version_is_not() -> None:
    found = bearings(
        "tls.endpoints.all(e, !e.versions.exists(v, e.ciphers[v].exists(c, c == 'A')))",
        endpoints({"versions": ["TLSv1.2", "TLSv1.3"], "ciphers": {"TLSv1.2": ["A", "B"], "TLSv1.3": ["B"]}}),
    )
    assert found.member("tls.endpoints", 0, "ciphers", "TLSv1.2", "A") is AGAINST
    assert found.member("tls.endpoints", 0, "ciphers", "TLSv1.2", "B") is None
    assert found.member("tls.endpoints", 0, "ciphers", "TLSv1.3", "B") is None
    assert found.member("tls.endpoints", 0, "versions", "TLSv1.2") is None


@pytest.mark.parametrize(("compression", "bearing"), [(True, AGAINST), (False, FOR)])
def test_a_flag_is_blamed_or_praised(compression: bool, bearing: Bearing) -> None:
    found = bearings(
        "tls.endpoints.all(e, !e.compression)", endpoints({"compression": compression, "session_tickets": True})
    )
    assert found.member("tls.endpoints", 0, "compression") is bearing
    assert found.member("tls.endpoints", 0, "session_tickets") is None


def test_parts_of_what_passes_are_not_praised_one_by_one() -> None:
    found = bearings("tls.endpoints.all(e, size(e.versions) > 0)", endpoints({"versions": ["TLSv1.2"]}))
    assert found.member("tls.endpoints", 0, "versions") is FOR
    assert found.member("tls.endpoints", 0, "versions", "TLSv1.2") is None


def test_a_fact_is_blamed_as_a_member_is() -> None:
    facts = {"tls.certificate.days_left": -3, "tls.certificate.name_matches": True, "tls.certificate.scts": 2}
    found = bearings("tls.certificate.days_left >= 0 && tls.certificate.name_matches", facts)
    assert found.fact("tls.certificate.days_left") is AGAINST
    assert found.fact("tls.certificate.name_matches") is None, "without it the requirement still fails"
    assert found.fact("tls.certificate.scts") is None


def test_objects_in_a_list_and_members_of_an_object_are_blamed_one_by_one() -> None:
    small, large = {"bits": 1024}, {"bits": 4096}
    dh = bearings("tls.endpoints.all(e, e.dh.all(p, p.bits >= 2048))", endpoints({"dh": [small, large]}))
    assert dh.member("tls.endpoints", 0, "dh", small) is AGAINST
    assert dh.member("tls.endpoints", 0, "dh", large) is None
    weak = bearings(
        "!tls.endpoints.exists(e, e.weaknesses.rc4)", endpoints({"weaknesses": {"rc4": True, "null": False}})
    )
    assert weak.member("tls.endpoints", 0, "weaknesses", "rc4") is AGAINST
    assert weak.member("tls.endpoints", 0, "weaknesses", "null") is None


def test_what_was_not_seen_bears_on_nothing() -> None:
    found = bearings("tls.endpoints.all(e, !e.compression)", endpoints({"compression": UNSEEN}))
    assert found.member("tls.endpoints", 0, "compression") is None
    assert found.member("tls.endpoints", 5, "compression") is None
    assert found.fact("tls.certificate.days_left") is None


def test_verdicts_on_requirements_that_nobody_knows_any_more_bear_on_nothing() -> None:
    seen = record(endpoints({"compression": True}))
    assert Bearings(seen, [], {}).member("tls.endpoints", 0, "compression") is None

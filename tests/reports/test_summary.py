from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.observation import Json
from policies.verdict import Outcome, Severity, Verdict
from reports import summary
from reports.model import AgencyRow, AuditReport, PortalResult, SystemResult
from reports.summary import Standing, Tally
from tests.reports.asked import REQUIREMENTS
from tests.reports.judged import audited, systems, with_verdicts
from tests.reports.province import report
from tests.reports.systems import silent, system

MANDATORY, MANDATORY_TOO, ADVISED = "tls.asked.n1", "tls.asked.n3", "tls.asked.n2"


def verdict(requirement: str, outcome: Outcome) -> Verdict:
    asked = REQUIREMENTS[requirement]
    return Verdict(requirement, outcome, asked.severity, asked.layer, {"vi": "vì", "en": "as"}, ("0" * 16,))


def counts(passed: int = 0, failed: int = 0, unknown: int = 0, waived: int = 0, none: int = 0) -> Tally:
    return Tally(dict(zip(Outcome, (passed, failed, unknown, none, waived), strict=True)))


def test_the_share_of_passes_counts_unknowns_as_neither_pass_nor_fail() -> None:
    tally = counts(passed=6, failed=2, unknown=2, none=90)
    assert [tally.share(outcome) for outcome in ("pass", "fail", "unknown")] == [60, 20, 20]


def test_nothing_that_applies_has_no_share() -> None:
    assert counts(none=3).share("pass") is None


@pytest.mark.parametrize(("passed", "failed", "share"), [(999, 1, 99), (1, 999, 1), (0, 5, 0), (5, 0, 100)])
def test_a_share_is_whole_only_when_nothing_is_missing(passed: int, failed: int, share: int) -> None:
    assert counts(passed=passed, failed=failed).share("pass") == share


@given(st.lists(st.sampled_from(Outcome)))
def test_every_verdict_is_counted_once(outcomes: list[Outcome]) -> None:
    tally = summary.tally(verdict(MANDATORY, outcome) for outcome in outcomes)
    assert tally.total == len(outcomes) == sum(tally[outcome] for outcome in Outcome)
    assert tally.applicable == tally.total - tally["not_applicable"]


def test_subjects_layers_and_agencies_each_add_up_to_the_whole() -> None:
    told = report()
    whole = summary.tally(one for _, one in told.verdicts())
    subjects, layers, agencies = summary.by_subject(told), summary.by_layer(told), summary.by_agency(told)
    for outcome in Outcome:
        for group in (subjects.values(), layers.values(), agencies.values()):
            assert sum(tally[outcome] for tally in group) == whole[outcome]
    assert list(subjects) == ["ipv6", "tls", "trust_label", "security_plan"]
    assert list(layers) == [1, 2, 3, 4]


def test_portals_of_no_listed_agency_are_counted_apart() -> None:
    told = report(agencies=[row for row in report().agencies if row.id != "ubnd-tinh"])
    assert summary.by_agency(told)[None].total == 4 * len(REQUIREMENTS)


@pytest.mark.parametrize(
    ("outcomes", "standing"),
    [
        ({MANDATORY: Outcome.PASS, MANDATORY_TOO: Outcome.NOT_APPLICABLE}, Standing.COMPLIANT),
        ({MANDATORY: Outcome.PASS, MANDATORY_TOO: Outcome.WAIVED}, Standing.COMPLIANT),
        ({MANDATORY: Outcome.PASS, ADVISED: Outcome.FAIL}, Standing.COMPLIANT),
        ({MANDATORY: Outcome.PASS, MANDATORY_TOO: Outcome.UNKNOWN}, Standing.UNDETERMINED),
        ({MANDATORY: Outcome.FAIL, MANDATORY_TOO: Outcome.UNKNOWN}, Standing.FAILING),
        ({MANDATORY: Outcome.NOT_APPLICABLE}, Standing.UNDETERMINED),
        ({ADVISED: Outcome.PASS}, Standing.UNDETERMINED),
        ({}, Standing.UNDETERMINED),
    ],
)
def test_a_portal_is_compliant_only_when_every_mandatory_requirement_is_known_to_be_met(
    outcomes: dict[str, Outcome], standing: Standing
) -> None:
    assert summary.standing([verdict(*one) for one in outcomes.items()], REQUIREMENTS) is standing


def test_every_portal_stands_somewhere() -> None:
    told = report()
    assert sum(summary.standings(told).values()) == len(told.portals)
    assert all(summary.standings(told).values())


def test_what_to_do_first_is_what_harms_most_mandatory_before_recommended() -> None:
    told = report()
    first = summary.first_things(told)
    assert len(first) == 5
    every = summary.first_things(told, limit=100)
    order = [
        (item.severity.rank, REQUIREMENTS[item.requirement].force != "mandatory", -len(item.portals)) for item in every
    ]
    assert order == sorted(order)
    assert first == every[:5]
    assert {REQUIREMENTS[item.requirement].force for item in every} == {"mandatory", "recommended"}
    critical = next(item for item in first if item.severity is Severity.CRITICAL)
    assert all(
        any(one.requirement == critical.requirement and one.verdict is Outcome.FAIL for one in portal.verdicts)
        for portal in critical.portals
    )


def test_one_severe_failure_comes_before_a_slight_one_everywhere() -> None:
    told = report()
    severe, slight = (
        next(name for name, asked in REQUIREMENTS.items() if asked.severity is severity)
        for severity in (Severity.HIGH, Severity.LOW)
    )
    failing = [
        PortalResult(item.record, [verdict(name, Outcome.FAIL) for name in ([severe, slight] if not at else [slight])])
        for at, item in enumerate(told.portals)
    ]
    first = summary.first_things(replace(told, portals=failing))
    assert [(item.requirement, len(item.portals)) for item in first] == [(severe, 1), (slight, len(told.portals))]


def test_without_failures_there_is_nothing_to_do_first() -> None:
    told = report()
    passing = [
        PortalResult(item.record, [replace(v, verdict=Outcome.PASS) for v in item.verdicts]) for item in told.portals
    ]
    assert summary.first_things(replace(told, portals=passing)) == []


def about_systems(*told: SystemResult, **changed: Any) -> AuditReport:
    """An audit of these systems, without portals unless they are given."""
    return audited(told, **{"portals": [], **changed})


def test_what_systems_alone_are_judged_on_counts_in_subjects_layers_and_what_to_do_first() -> None:
    told = audited()
    alone = with_verdicts(systems()[1], tcvn__scan=Outcome.FAIL)
    more = audited([alone])
    repeated = audited([systems()[1]])
    assert summary.by_subject(repeated) == summary.by_subject(replace(told, systems=[])), "its portals tell it already"
    added = {
        "subject": (summary.by_subject(more)["security_plan"], summary.by_subject(repeated)["security_plan"]),
        "layer": (summary.by_layer(more)[1], summary.by_layer(repeated)[1]),
    }
    for after, before in added.values():
        assert after["fail"] == before["fail"] + 1
        assert after.total == before.total + 1
    first = {item.requirement: item for item in summary.first_things(more, limit=100)}
    assert (first["tcvn.scan"].portals, first["tcvn.scan"].systems, first["tcvn.scan"].count) == ((), (alone,), 1)
    assert "tcvn.scan" not in {item.requirement for item in summary.first_things(repeated, limit=100)}
    assert summary.standings(more) == summary.standings(repeated)


def test_a_requirement_on_both_counts_at_portals_and_at_the_systems_that_have_none() -> None:
    without = with_verdicts(systems()[0], plan__level_approved=Outcome.FAIL)
    told = audited([systems()[1], without])
    found = next(item for item in summary.first_things(told, limit=100) if item.requirement == "plan.level_approved")
    assert found.portals == tuple(told.portals)
    assert found.systems == (without,)
    assert found.count == len(told.portals) + 1


def test_systems_weigh_as_much_as_portals_in_what_to_do_first() -> None:
    many = [system(f"s{place}", "S", silent()) for place in range(3)]
    told = about_systems(
        with_verdicts(
            many[0], plan__deployed=Outcome.FAIL, layers__local_force=Outcome.FAIL, layers__drill=Outcome.FAIL
        ),
        with_verdicts(many[1], layers__local_force=Outcome.FAIL, layers__drill=Outcome.FAIL),
        with_verdicts(many[2], layers__drill=Outcome.FAIL),
    )
    first = [(item.requirement, item.count) for item in summary.first_things(told)]
    assert first == [("layers.local_force", 2), ("plan.deployed", 1), ("layers.drill", 3)]


def test_every_verdict_that_counts_is_in_one_subject_and_one_layer() -> None:
    for told in (audited(), about_systems(*systems())):
        whole = summary.tally(verdict for _, verdict in told.counted())
        for group in (summary.by_subject(told).values(), summary.by_layer(told).values()):
            assert sum(tally.total for tally in group) == whole.total
        assert whole.total <= sum(1 for _ in told.judged())


def test_the_worst_verdicts_come_first() -> None:
    ordered = summary.worst_first(report().portals[0].verdicts, REQUIREMENTS)
    places = [summary.WORST_FIRST.index(one.verdict) for one in ordered]
    assert places == sorted(places)
    failed = [one for one in ordered if one.verdict is Outcome.FAIL]
    forces = [REQUIREMENTS[one.requirement].force for one in failed]
    assert forces == sorted(forces)
    assert ordered[-1].verdict is Outcome.NOT_APPLICABLE


def test_agencies_are_told_below_their_parents() -> None:
    rows = [
        AgencyRow("c", "C", "unit", "b"),
        AgencyRow("a", "A", "province"),
        AgencyRow("b", "B", "department", "a"),
        AgencyRow("x", "X", "commune", "nowhere"),
        AgencyRow("d", "D", "department", "a"),
    ]
    assert [(depth, row.id) for depth, row in summary.agency_tree(rows)] == [
        (0, "a"),
        (1, "b"),
        (2, "c"),
        (1, "d"),
        (0, "x"),
    ]


def showing(*certificates: Json, agency: str, host: str) -> PortalResult:
    """A portal of an agency that shows these certificates."""
    first = report().portals[0]
    portal = {**first.record.portal, "url": f"https://{host}/", "agency_id": agency}
    tls = {"certificates": list(certificates), "certificate": certificates[0]}
    return PortalResult(replace(first.record, portal=portal, observations={"tls": tls}), [])


def shared(*portals: PortalResult) -> list[summary.SharedCertificate]:
    return summary.shared_certificates(report(portals=portals, changes=[]))


def test_a_certificate_of_several_agencies_is_told_with_all_its_portals() -> None:
    wildcard, own = {"sha256": "aa", "subject": "CN=*", "days_left": -3}, {"sha256": "bb", "subject": "CN=b"}
    (found,) = shared(
        showing(own, wildcard, agency="so-tc", host="a.test"),
        showing(wildcard, agency="so-xd", host="b.test"),
        showing(wildcard, agency="so-xd", host="c.test"),
    )
    assert (found.sha256, found.subject, found.days_left) == ("aa", "CN=*", -3)
    assert found.agencies == ("so-tc", "so-xd")
    assert [portal.url for portal in found.portals] == ["https://a.test/", "https://b.test/", "https://c.test/"]


def test_a_certificate_that_portals_of_one_agency_share_is_nothing_to_tell() -> None:
    own = {"sha256": "aa", "subject": "CN=a"}
    assert shared(showing(own, agency="so-tc", host="a.test"), showing(own, agency="so-tc", host="b.test")) == []


def test_the_certificate_that_most_agencies_share_comes_first() -> None:
    few, many = {"sha256": "aa"}, {"sha256": "bb"}
    portals = [showing(few, many, agency=name, host=f"{name}.test") for name in ("so-tc", "so-xd")]
    found = shared(*portals, showing(many, agency="so-yt", host="so-yt.test"))
    assert [(one.sha256, len(one.agencies)) for one in found] == [("bb", 3), ("aa", 2)]
    assert (found[0].subject, found[0].days_left) == ("", None)


@pytest.mark.parametrize("tls", [{}, {"certificates": {"unseen": "timeout"}}, {"certificates": [3, {"sha256": 3}]}])
def test_certificates_that_were_not_seen_are_shared_by_nobody(tls: dict[str, Json]) -> None:
    first = report().portals[0]
    assert shared(PortalResult(replace(first.record, observations={"tls": tls}), [])) == []


def test_a_record_from_before_there_were_lists_of_certificates_tells_its_first() -> None:
    tls = {"certificate": {"sha256": "aa", "subject": "CN=a"}}
    portals = [showing({"sha256": "aa"}, agency=name, host=f"{name}.test") for name in ("so-tc", "so-xd")]
    old = [PortalResult(replace(one.record, observations={"tls": tls}), []) for one in portals]
    assert [one.subject for one in shared(*old)] == ["CN=a"]

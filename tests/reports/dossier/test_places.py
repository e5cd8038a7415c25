from dataclasses import replace

import pytest

from policies.changes import Change, ChangeKind
from policies.verdict import Severity
from reports.dossier.places import Spot, dossier_agencies, key_of, owned
from reports.model import AgencyRow
from tests.reports.dossier.made import (
    ADVISED,
    AGENCY,
    APPROVED,
    COMING,
    FAIL,
    HSTS,
    IIS,
    IPV6,
    LABEL,
    NGINX,
    OLD_TLS,
    OVERDUE,
    PASS,
    SILENT,
    SYSTEM,
    finding,
    made,
    own_portals,
    with_verdicts,
)
from tests.reports.province import START, report

KEY = f"system:{SYSTEM}"


def places(spots: tuple[Spot, ...]) -> list[tuple[str, str]]:
    return [(key_of(spot.place), spot.verdict.requirement) for spot in spots]


def test_failures_are_told_by_requirement_the_most_severe_first_and_advice_apart() -> None:
    found = owned(made(), AGENCY)
    assert [one.asked.id for one in found.duties] == [OVERDUE.id, APPROVED.id, HSTS.id, OLD_TLS.id]
    assert [one.severity for one in found.duties] == [*[Severity.HIGH] * 3, Severity.LOW]
    assert [one.asked.id for one in found.advice] == [ADVISED.id]
    assert places(found.duties[-1].spots) == [(url, OLD_TLS.id) for url in (NGINX, IIS, SILENT)]


def test_what_a_system_fails_is_told_there_once_with_its_portals() -> None:
    (spot,) = owned(made(), AGENCY).duties[1].spots
    assert key_of(spot.place) == KEY
    assert [portal.url for portal in spot.portals] == [NGINX, IIS, SILENT]


def test_a_portal_that_differs_from_its_system_and_one_of_another_owners_system_are_told_themselves() -> None:
    passing = with_verdicts(made(), PASS, [APPROVED.id])
    differs = replace(passing, systems=made().systems)
    assert places(owned(differs, AGENCY).duties[1].spots) == [(KEY, APPROVED.id)]
    assert owned(differs, AGENCY).duties[1].spots[0].portals == ()
    elsewhere = owned(made(systems=[]), AGENCY)
    assert places(elsewhere.duties[0].spots) == [(url, APPROVED.id) for url in (NGINX, IIS, SILENT)]


def test_each_failure_has_its_change_and_since_when_it_is_open() -> None:
    told = owned(made(), AGENCY).duties
    assert [(spot.change, spot.finding is not None) for spot in told[-1].spots] == [
        (ChangeKind.PERSISTING, True),
        (ChangeKind.REOPENED, False),
        (ChangeKind.NEW, False),
    ]
    (of_system,) = told[1].spots
    assert of_system.finding is not None
    assert of_system.finding.place == KEY
    assert of_system.change is ChangeKind.PERSISTING


def test_a_system_without_a_past_of_its_own_has_that_of_its_portals() -> None:
    changes = [Change(url, APPROVED.id, ChangeKind.REOPENED) for url in (NGINX, IIS)]
    findings = [finding(NGINX, APPROVED.id, 20), finding(IIS, APPROVED.id, 60)]
    (spot,) = owned(made(changes=changes, findings=findings), AGENCY).duties[1].spots
    assert (spot.change, spot.finding) == (ChangeKind.REOPENED, findings[1])
    mixed = [*changes, Change(SILENT, APPROVED.id, ChangeKind.NEW)]
    assert owned(made(changes=mixed, findings=[]), AGENCY).duties[1].spots[0].change is None


@pytest.mark.parametrize(
    ("days", "reopened", "previous", "kind"),
    [
        (30, True, "2026-11-09-0800", ChangeKind.PERSISTING),
        (0, True, "2026-11-09-0800", ChangeKind.REOPENED),
        (0, False, "2026-11-09-0800", ChangeKind.NEW),
        (0, False, None, None),
    ],
)
def test_where_audits_were_not_compared_the_open_failure_says_what_it_is(
    days: int, reopened: bool, previous: str | None, kind: ChangeKind | None
) -> None:
    told = made(changes=[], findings=[finding(NGINX, HSTS.id, days, reopened=reopened)], previous_audit=previous)
    assert owned(told, AGENCY).duties[2].spots[0].change is kind


def test_a_failure_that_was_fixed_is_not_open_any_more() -> None:
    ended = replace(finding(NGINX, HSTS.id, 50), fixed_at=START)
    assert owned(made(findings=[ended]), AGENCY).duties[2].spots[0].finding is None


def test_unknown_waived_fixed_not_seen_again_and_to_come_are_kept_apart() -> None:
    found = owned(made(), AGENCY)
    assert places(found.unknown) == [(IIS, IPV6.id), (SILENT, LABEL.id), (SILENT, IPV6.id)]
    assert places(found.again) == [(SILENT, IPV6.id)]
    assert places(found.fixed) == [(NGINX, IPV6.id)]
    assert places(found.waived) == [(IIS, HSTS.id)]
    assert places(found.coming) == [(KEY, COMING.id)]


def test_fixed_needs_a_pass_of_this_audit() -> None:
    changes = [Change(IIS, IPV6.id, ChangeKind.FIXED)]
    assert owned(made(changes=changes), AGENCY).fixed == ()


def test_an_open_failure_that_is_unknown_now_was_not_seen_again_even_without_a_comparison() -> None:
    told = made(changes=[], findings=[finding(IIS, IPV6.id, 9)])
    assert places(owned(told, AGENCY).again) == [(IIS, IPV6.id)]


def test_nothing_of_another_agency_gets_in() -> None:
    whole = replace(report(), systems=made().systems, requirements={**report().requirements, **made().requirements})
    found = owned(replace(whole, portals=[*whole.portals, *own_portals()]), "so-yt")
    assert {place.agency_id for place in found.places} == {"so-yt"}
    assert all(spot.place.agency_id == "so-yt" for one in (*found.duties, *found.advice) for spot in one.spots)


def test_agencies_with_portals_or_systems_have_a_dossier_and_an_unlisted_one_has_none() -> None:
    assert dossier_agencies(made()) == [AGENCY]
    assert dossier_agencies(made(portals=[])) == [AGENCY]
    assert dossier_agencies(made(portals=[], systems=[])) == []
    with pytest.raises(ValueError, match="no agency 'khong-co'"):
        owned(made(), "khong-co")
    empty = owned(made(agencies=[AgencyRow("moi", "Sở mới", "department")]), "moi")
    assert (empty.places, empty.duties) == ((), ())


def test_every_failure_of_the_agency_is_told() -> None:
    told = with_verdicts(made(), FAIL)
    found = owned(told, AGENCY)
    names = {spot.verdict.requirement for one in (*found.duties, *found.advice) for spot in one.spots}
    assert names == {verdict.requirement for verdict in told.judged()}

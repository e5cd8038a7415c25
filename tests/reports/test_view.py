from dataclasses import replace

from policies.changes import Change, ChangeKind
from policies.verdict import Outcome
from reports.view import CHANGES_SHOWN, PLACES_NAMED, Drawing, ReportView
from reports.wording import Wording
from tests.reports.province import report

VI = Wording("vi")


def view(**changed: object) -> ReportView:
    return Drawing(report(**changed), VI).view()


def test_portals_are_numbered_in_the_order_of_the_agencies() -> None:
    drawn = view()
    assert [portal.number for portal in drawn.portals] == list(range(1, 46))
    assert [portal for agency in drawn.agencies for portal in agency.portals] == list(drawn.portals)
    names = [agency.name for agency in drawn.agencies[:4]]
    assert names == [
        "UBND tỉnh Thí Điểm",
        "Sở Khoa học và Công nghệ",
        "Trung tâm Công nghệ thông tin và Truyền thông",
        "Sở Tài chính",
    ]
    assert [agency.depth for agency in drawn.agencies[:4]] == [0, 1, 2, 1]


def test_a_portal_shows_each_verdict_once_worst_first_with_its_evidence() -> None:
    told = report()
    portal = view().portals[0]
    shown = [verdict for subject in portal.subjects for verdict in subject.verdicts]
    assert sorted(v.requirement.id for v in shown) == sorted(v.requirement for v in told.portals[0].verdicts)
    assert all(item in portal.evidence for verdict in shown for item in verdict.evidence)
    assert len({item.anchor for drawn in view().portals for item in drawn.evidence}) == 45 * len(portal.evidence)


def test_only_an_unknown_tells_what_is_needed() -> None:
    shown = [v for portal in view().portals for subject in portal.subjects for v in subject.verdicts]
    assert {v.outcome for v in shown if v.needs} == {Outcome.UNKNOWN}
    assert any("Bổ sung văn bản chứng minh" in v.needs[0] for v in shown if v.needs)


def test_secondary_sources_are_flagged_and_primary_ones_are_not() -> None:
    shown = {v.requirement.id: v.requirement for s in view().portals[0].subjects for v in s.verdicts}
    assert [basis.flag for basis in shown["tls.asked.n1"].citations] == ["theo nguồn thứ cấp"]
    assert [basis.flag for basis in shown["tls.asked.n2"].citations] == [""]


def test_contacts_leave_out_what_is_not_known() -> None:
    rows = [replace(row, contact={"phone": "0237"}) for row in report().agencies]
    assert view(agencies=rows).portals[0].contact == "0237"
    assert view().portals[5].contact == ""


def test_portals_of_no_listed_agency_have_a_line_of_their_own() -> None:
    drawn = view(agencies=[row for row in report().agencies if row.id != "so-tc"])
    assert drawn.agencies[-1].name == "Cổng chưa gắn với cơ quan, đơn vị trong danh mục"
    assert [portal.number for portal in drawn.agencies[-1].portals] == [44, 45]
    assert drawn.agencies[-1].portals[0].agency == "Sở Tài chính"


def test_changes_are_counted_whole_and_listed_in_part() -> None:
    many = [Change("https://gone.test/", f"tls.gone.n{n}", ChangeKind.NEW) for n in range(CHANGES_SHOWN + 5)]
    new = view(changes=many).changes[0]
    assert (new.kind, new.count, len(new.items)) == ("new", CHANGES_SHOWN + 5, CHANGES_SHOWN)
    assert new.items[0] == (None, "https://gone.test/", "tls.gone.n0")


def test_changes_point_at_the_portal_and_name_the_requirement() -> None:
    persisting = next(change for change in view().changes if change.kind == "persisting")
    portal, url, title = persisting.items[0]
    assert portal is not None
    assert portal.url == url
    assert title in {v.requirement.title for subject in portal.subjects for v in subject.verdicts}


def test_what_to_do_first_names_a_bounded_number_of_portals_in_order() -> None:
    failing = [
        replace(result, verdicts=[replace(v, verdict=Outcome.FAIL) for v in result.verdicts])
        for result in report().portals
    ]
    first = view(portals=failing).priorities[0]
    assert (first.where, len(first.portals), first.more_portals) == ("45 cổng", PLACES_NAMED, 45 - PLACES_NAMED)
    assert [portal.number for portal in first.portals] == list(range(1, PLACES_NAMED + 1))
    assert (first.systems, first.more_systems) == ((), 0)


def test_tls_is_told_in_sections_where_its_evidence_stands() -> None:
    told = {item.name: item.told for item in view().portals[0].evidence}
    assert [section.title for section in told["tls.endpoints"] if section.major] == [
        "127.0.8.1:443, [2001:db8:8::1]:443"
    ]
    assert [section.title for section in told["tls.certificates"]] == ["Chứng thư số"]
    assert not any(sections for name, sections in told.items() if name not in ("tls.endpoints", "tls.certificates"))


def test_the_label_is_told_where_its_verdicts_stand_and_nowhere_else() -> None:
    told = {subject.name: subject.told for subject in view().portals[0].subjects}
    assert [name for name, sections in told.items() if sections] == ["Nhãn tín nhiệm mạng"]


def test_a_certificate_that_agencies_share_names_them_and_their_portals() -> None:
    shared = view().shared
    assert len(shared) == 4
    assert (shared[0].subject, shared[0].days_left) == ("CN=www.thidiem.gov.test", "còn 41 ngày")
    assert shared[0].agencies == ("UBND tỉnh Thí Điểm", "UBND phường Núi Giả Định")
    assert len(shared[0].portals) == 2
    assert shared[0].fingerprint == "0" * 16

from dataclasses import replace
from typing import Any

from policies.verdict import Outcome
from reports.system_telling import TOLD
from reports.view import Drawing, PortalView, ReportView
from reports.wording import Wording
from tests.reports.judged import NOT_APPLICABLE, audited, systems, with_verdicts
from tests.reports.province import report


def view(**changed: Any) -> ReportView:
    return Drawing(audited(**changed), Wording("vi")).view()


def test_the_table_begins_with_the_province_and_follows_the_tree_of_agencies() -> None:
    four = view().four_layers
    assert four is not None
    assert [(row.depth, row.name, row.systems) for row in four.rows] == [
        (0, "Tất cả hệ thống thông tin", 4),
        (1, "UBND tỉnh Thí Điểm", 2),
        (2, "Sở Khoa học và Công nghệ", 1),
        (1, "ngoai-danh-muc", 1),
    ]
    assert four.heads[4:] == ("Cấp độ được phê duyệt", "Phương án đã triển khai")
    assert [name for name, _ in four.rows[0].cells] == list(four.heads)
    assert four.rows[2].cells[1][1]["fail"] == 1
    assert [row.name for row in four.operators] == [
        "Trung tâm Công nghệ thông tin và Truyền thông",
        "Đơn vị vận hành chưa có trong danh mục",
        "ngoai-danh-muc",
    ]
    assert (four.contradictions, four.contradicted) == (2, 2)


def test_without_systems_there_is_no_table_and_portals_are_told_as_ever() -> None:
    drawn = view(told=[])
    assert (drawn.four_layers, drawn.systems) == (None, ())
    assert not any(subject.short for portal in drawn.portals for subject in portal.subjects)
    assert {portal.system_anchor for portal in drawn.portals} == {""}


def test_systems_are_numbered_in_the_order_of_their_owners() -> None:
    drawn = view().systems
    assert [(one.number, one.anchor, one.id) for one in drawn] == [
        (1, "s1", "httt-dvc"),
        (2, "s2", "httt-xa"),
        (3, "s3", "httt-cong"),
        (4, "s4", "httt-dat"),
    ]
    assert (drawn[2].owner, drawn[2].unit) == ("Sở Khoa học và Công nghệ", "Sở Khoa học và Công nghệ")
    assert drawn[1].operator == drawn[1].unit == ""
    assert [outcome for _, outcome in drawn[2].cells] == ["pass", "fail", "unknown", "waived", "fail", "waived"]
    assert [outcome for _, outcome in drawn[3].cells] == ["not_applicable", "", "", "", "", ""]


def test_a_system_tells_each_verdict_once_what_is_unknown_by_reason_the_rest_by_family() -> None:
    drawn = view().systems[2]
    families = {one.name: one for one in drawn.families}
    assert list(families) == [
        "Cấp độ",
        "Hồ sơ cấp độ và phương án bảo đảm an ninh mạng",
        "Mô hình bốn lớp",
        "Thời hạn theo quy định",
        "Yêu cầu khác",
    ]
    told = [*(v for one in drawn.families for v in (*one.failed, *one.waived, *one.met, *one.coming))]
    told += [v for group in drawn.unknown for v in group.verdicts]
    shown = [v.requirement.id for v in told] + [asked.id for one in drawn.families for asked in one.apart]
    assert sorted(shown) == sorted(v.requirement for v in systems()[1].verdicts)
    layers = families["Mô hình bốn lớp"]
    assert [v.requirement.id for v in layers.failed] == ["layers.monitoring_covers", "layers.drill"]
    assert [v.requirement.id for v in layers.waived] == ["layers.national"]
    assert {v.outcome for group in drawn.unknown for v in group.verdicts} == {"unknown"}
    assert all(v.evidence for one in drawn.families for v in (*one.failed, *one.waived))


def test_unknowns_for_the_same_reason_are_one_entry_with_the_law_of_all_and_what_they_need() -> None:
    alike = replace(
        systems()[2], verdicts=[replace(v, because={"vi": "Vì.", "en": "As."}) for v in systems()[2].verdicts]
    )
    (drawn,) = view(told=[alike], portals=[]).systems
    (group,) = drawn.unknown
    assert (group.because, len(group.verdicts)) == ("Vì.", 3)
    assert group.instruments == "Nghị định 331/2026/NĐ-CP; Công văn thử"
    assert len(view(told=[systems()[2]], portals=[]).systems[0].unknown) == 3
    assert len(drawn.needs) == 1
    assert drawn.needs[0].startswith("Bổ sung văn bản chứng minh")


def test_what_is_not_due_yet_is_told_with_its_days_and_what_does_not_apply_by_title_alone() -> None:
    late, far = "deadline.ct09_approved", "deadline.transition_approved"
    one = with_verdicts(
        systems()[0], deadline__ct09_approved=NOT_APPLICABLE, deadline__transition_approved=NOT_APPLICABLE
    )
    due = {
        "vi": "Chưa đạt. Chưa đến hạn 31/12/2026 (còn 45 ngày).",
        "en": "No. Not due before 31/12/2026 (45 days left).",
    }
    one = replace(one, verdicts=[replace(v, because=due) if v.requirement == far else v for v in one.verdicts])
    (family,) = view(told=[one], portals=[]).systems[0].families
    assert [(v.requirement.id, v.because) for v in family.coming] == [(far, due["vi"])]
    assert [asked.id for asked in family.apart] == [late]


def test_facts_of_the_same_value_share_a_line_and_those_told_above_have_none() -> None:
    quiet = view().systems[1]
    (only,) = quiet.shown
    assert only.value == "? không đủ bằng chứng, cần văn bản chứng minh: the record does not say"
    names = {item.anchor: item.name for item in quiet.evidence}
    assert len(only.facts) + sum(item.name in TOLD for item in quiet.evidence) == len(quiet.evidence)
    assert not {names[anchor] for anchor, _ in only.facts} & TOLD
    assert {item.anchor for item in quiet.evidence if item.name in TOLD} == {"se2"}
    assert "nhân sự: 5; số người đã được đào tạo: 4" in " ".join(row.value for row in view().systems[0].shown)


def test_a_system_links_its_portals_and_tells_where_they_contradict_it() -> None:
    drawn = view()
    assert [ref.anchor for ref in drawn.systems[2].portals] == [portal.anchor for portal in drawn.portals]
    assert [(one.portal.anchor, one.verdict.requirement.id) for one in drawn.systems[2].contradictions] == [
        ("p1", "contradiction.tls"),
        ("p2", "contradiction.tls"),
    ]
    assert (drawn.systems[0].portals, drawn.systems[0].contradictions) == ((), ())


def security(portal: PortalView) -> tuple[list[str], list[str]]:
    (subject,) = [one for one in portal.subjects if one.name == "Cấp độ và phương án bảo đảm an ninh mạng"]
    return [v.requirement.id for v in subject.verdicts], [v.outcome for v in subject.short]


def test_a_portal_tells_in_full_only_what_its_system_does_not() -> None:
    portal = view().portals[0]
    told, short = security(portal)
    assert told == ["contradiction.tls", "contradiction.ipv6"]
    assert set(short) == {"fail", "unknown", "waived"}
    assert len(short) == sum(v.verdict is not Outcome.PASS for v in systems()[1].verdicts)
    assert (portal.system, portal.system_anchor) == ("Cổng thông tin điện tử", "s3")


def test_what_the_system_shows_is_evidence_once_and_portals_point_there() -> None:
    drawn = view()
    portal, system = drawn.portals[0], drawn.systems[2]
    assert not any(item.name.startswith("security_plan.") for item in portal.evidence)
    (subject,) = [one for one in portal.subjects if one.verdicts[0].requirement.id == "contradiction.tls"]
    anchors = {item.anchor for verdict in subject.verdicts for item in verdict.evidence}
    assert anchors
    assert anchors <= {item.anchor for item in system.evidence}


def test_a_portal_whose_papers_were_seen_otherwise_keeps_its_own_evidence() -> None:
    told = audited()
    record = told.portals[0].record
    plan = {**record.observations["security_plan"], "level": 5}
    other = replace(record, observations={**record.observations, "security_plan": plan})
    portals = [replace(told.portals[0], record=other, verdicts=()), *told.portals[1:]]
    kept = [item.name for item in view(portals=portals).portals[0].evidence if item.name.startswith("security_plan.")]
    assert kept == ["security_plan.level"]


def test_every_requirement_has_its_place_in_the_list_of_legal_bases() -> None:
    drawn = Drawing(report(), Wording("vi")).view()
    assert [one.anchor for one in drawn.requirements] == [f"r{n}" for n in range(1, len(drawn.requirements) + 1)]
    assert [one.id for one in drawn.requirements] == sorted(report().requirements)

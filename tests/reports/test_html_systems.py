"""The four layers, the information systems and the law in the page of the report."""

from __future__ import annotations

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from policies.catalogue import load_catalogue, load_profile
from policies.judge import judge
from policies.verdict import Outcome
from reports.html import render_html
from reports.model import SystemResult
from tests.reports.judged import audited
from tests.reports.pages import text_of
from tests.reports.province import report, small_report
from tests.reports.systems import register_report
from tests.reports.systems import systems as register


def test_the_four_layers_stand_right_after_the_summary_as_numbers_with_words() -> None:
    html = render_html(audited(), "vi")
    tree = LexborHTMLParser(html)
    sections = [node.attributes["id"] for node in tree.css("main > section")]
    assert sections[:3] == ["summary", "four-layers", "first"]
    rows = [" ".join(node.text().split()) for node in tree.css("#four-layers > table tbody tr")]
    assert rows[0].startswith("Tất cả hệ thống thông tin 4 hệ thống")
    assert "Lớp 2: Giám sát, bảo vệ chuyên nghiệp Đạt 1 Không đạt 1 Chưa xác định 1" in rows[0].replace(
        "nghiệpĐạt", "nghiệp Đạt"
    )
    assert "2 mâu thuẫn giữa hồ sơ và kết quả quét tại 2 cổng" in text_of(html, "#four-layers")
    assert tree.css("#four-layers .count svg")
    assert all(node.css_first(".hidden") is not None for node in tree.css("#four-layers .count"))


def test_an_audit_without_systems_tells_of_none() -> None:
    tree = LexborHTMLParser(render_html(small_report(), "vi"))
    assert tree.css("#four-layers, #systems, .system") == []
    assert "mâu thuẫn" not in render_html(audited(portals=[]), "vi")


def test_each_line_of_a_system_says_by_which_law_it_was_judged() -> None:
    tree = LexborHTMLParser(render_html(audited(), "vi"))
    judged = [v.verdict for one in audited().systems for v in one.verdicts]
    lines = {
        name: [" ".join(node.text().split()) for node in tree.css(f".system .verdicts > .{name} > .lines > li")]
        for name in ("fail", "waived", "unknown", "pass")
    }
    assert {name: len(found) for name, found in lines.items()} == {name: judged.count(Outcome(name)) for name in lines}
    law = "Căn cứ: Nghị định 331/2026/NĐ-CP, Điều 18 (từ 19/08/2026); Công văn thử, mục 2 (văn bản chỉ đạo của tỉnh)."
    assert all(law in line for name in ("fail", "waived") for line in lines[name])
    assert all("Căn cứ: Nghị định 331/2026/NĐ-CP; Công văn thử." in line for line in lines["unknown"])
    assert not any("85/2016" in line for found in lines.values() for line in found)
    leading = {str(node.attributes["href"])[1:] for node in tree.css(".system .lines a[href^='#r']")}
    assert leading <= {str(node.attributes["id"]) for node in tree.css("#law [id]")}
    assert len(tree.css(".system .lines a[href^='#r']:not([href$='-fix'])")) == sum(map(len, lines.values()))


def test_a_pass_is_one_line_and_what_does_not_apply_is_a_title_whose_reason_is_in_the_json() -> None:
    html = render_html(audited(), "vi")
    lines = LexborHTMLParser(html).css("#s1 .verdicts > .pass > .lines > li")
    assert "Yêu cầu plan.deployed: Vì sao plan.deployed." in [node.text().strip() for node in lines]
    assert text_of(html, "#s4 .apart p") == "Yêu cầu layers.local_force."
    assert "Vì sao layers.local_force." not in text_of(html, "#s4 .apart")
    assert html.count("Lý do một yêu cầu không áp dụng") == 1


def test_a_remedy_that_systems_share_stands_once_and_every_failure_leads_there() -> None:
    html = render_html(audited(portals=[]), "vi")
    tree = LexborHTMLParser(html)
    failing = {v.requirement for one in audited().systems for v in one.verdicts if v.verdict is Outcome.FAIL}
    assert html.count("1. Ban hành quyết định.") == len(failing)
    places = {str(node.attributes["id"]): " ".join(node.text().split()) for node in tree.css("#law [id$='-fix']")}
    links = [str(node.attributes["href"])[1:] for node in tree.css(".system .fail a[href$='-fix']")]
    assert set(links) == set(places)
    assert len(links) == sum(v.verdict is Outcome.FAIL for one in audited().systems for v in one.verdicts)
    assert set(places.values()) == {"Người dân gửi hồ sơ qua hệ thống. 1. Ban hành quyết định."}


def test_what_is_to_be_done_first_names_systems_and_leads_to_them() -> None:
    html = render_html(audited(portals=[]), "vi")
    tree = LexborHTMLParser(html)
    assert "1 hệ thống" in text_of(html, "#first .tags")
    assert "cổng" not in text_of(html, "#first .tags")
    assert [node.text() for node in tree.css("#first li:first-child details > summary")] == ["Các hệ thống liên quan"]
    assert [node.attributes["href"] for node in tree.css("#first li:first-child details a")] == ["#s3"]
    assert "Đã đánh giá 4 hệ thống, với tổng số 35 kết luận." in text_of(html, "#summary")
    assert "Đã đánh giá 9 cổng, 4 hệ thống" in text_of(render_html(audited(), "vi"), "#summary")
    assert "Judged: 9 portals, 4 systems; " in text_of(render_html(audited(), "en"), "#summary")


def test_a_system_takes_at_most_28_kilobytes_of_the_page() -> None:
    profile = load_profile("thanh-hoa", load_catalogue())
    asked = {**report().requirements, **{item.id: item for item in profile.requirements}}

    def size(times: int) -> int:
        judged = []
        for number in range(times):
            for one in register():
                portal = {**one.record.portal, "system": f"{one.id}-{number}", "url": f"system:{one.id}-{number}"}
                record = replace(one.record, portal=portal)
                judged.append(SystemResult(record, judge(record, profile, report().law_date)))
        assert min(len(one.verdicts) for one in judged) > 50
        return len(render_html(register_report(judged, requirements=asked), "vi").encode())

    assert size(2) - size(1) < 28_000 * len(register())


def test_the_legal_bases_of_the_day_are_listed_and_every_line_leads_there() -> None:
    html = render_html(audited(), "vi")
    tree = LexborHTMLParser(html)
    law = text_of(html, "#law")
    assert "Căn cứ của từng yêu cầu theo pháp luật tại ngày 16/11/2026." in law
    assert "Thời hạn: 31/12/2026" in law
    assert "Hiệu lực: từ 07/06/2019" in law
    assert "85/2016" not in law
    lines = tree.css(".portal .verdicts > li a.id")
    assert lines
    by_anchor = {
        f"#{node.attributes['id']}": node.css_first("code") for node in tree.css("#law [id]") if node.css_first("code")
    }
    for line in lines:
        place = by_anchor[str(line.attributes["href"])]
        assert place is not None
        assert place.text() == line.text() or line.css_first("code") is None


def test_links_of_systems_all_arrive_and_no_id_is_used_twice() -> None:
    tree = LexborHTMLParser(render_html(audited(), "vi"))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    links = {str(node.attributes["href"])[1:] for node in tree.css("[href]")}
    assert links <= set(ids)
    assert {"s1", "s3", "p1"} <= links


def test_a_portal_tells_its_system_in_short_and_the_contradiction_in_full() -> None:
    html = render_html(audited(), "vi")
    portal = text_of(html, "#p1")
    assert "Xem đầy đủ tại hệ thống thông tin: Cổng thông tin điện tử" in portal
    assert "Vì sao contradiction.tls." in portal
    assert "Yêu cầu plan.level_approved" in portal
    assert "Vì sao plan.level_approved." not in portal
    assert "Vì sao plan.level_approved." in text_of(html, "#s3")
    assert "Cổng thông tin điện tử tỉnh Thí Điểm – Yêu cầu contradiction.tls: Vì sao contradiction.tls." in text_of(
        html, "#s3"
    )
    assert "2 mâu thuẫn giữa hồ sơ và kết quả quét" in text_of(html, "#s3 > .notice")

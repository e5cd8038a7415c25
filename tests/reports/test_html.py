import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from checks.observation import Json, Reason
from policies.changes import Change, ChangeKind
from policies.verdict import Outcome, Verdict
from reports.html import render_html
from reports.i18n import Language
from reports.model import AgencyRow, AuditReport, PortalResult, SystemResult
from reports.summary import Tally
from reports.templating import segments
from tests.reports.judged import audited
from tests.reports.pages import text_of
from tests.reports.province import VANTAGE, report, small_report

HOSTILE = (
    "<script>alert(1)</script></style></title><img src=x onerror=alert(1)>\"'><a href=javascript:1>{{7*7}}{% raw %}"
    "&lt;b&gt;<!--\u202egpj.exe\u2066\u200b\x00\x07\x1b]\ud800\r\n\u2028" + "W" * 10_000
)


def filled(value: Json, text: str) -> Json:
    """The same value with every string in it replaced; unseen marks keep their reason."""
    match value:
        case {"unseen": reason}:
            return {"unseen": reason, "detail": text}
        case dict():
            return {key: filled(item, text) for key, item in value.items()}
        case list():
            return [filled(item, text) for item in value]
        case str():
            return text
    return value


def report_full_of(text: str) -> AuditReport:
    """A report in which every text that comes from outside is `text`."""
    told = audited()

    def system(found: SystemResult) -> SystemResult:
        named = dict.fromkeys(("name", "agency", "operator", "operator_id", "unit", "agency_kind"), text)
        observations = filled(found.record.observations, text)
        hostile = replace(found.record, portal={**found.record.portal, **named}, observations=observations)
        ids = tuple(item.id for item in hostile.evidence())[:2]
        return SystemResult(
            hostile, [replace(v, because={"vi": text, "en": text}, observations=ids) for v in found.verdicts]
        )

    def result(found: PortalResult) -> PortalResult:
        record = found.record
        observations = filled(record.observations, text)
        observations["web"]["headers"] = {text: text, f"{text}2": [text, {text: text}]}
        observations["tls"]["endpoints"] = [{text: text}, text]
        portal = {**record.portal, "name": text, "agency": text, "kind": text}
        if record.portal["host"].startswith("www."):
            portal["system"] = text
        hostile = replace(record, portal=portal, vantage=dict.fromkeys(record.vantage, text), observations=observations)
        ids = tuple(item.id for item in hostile.evidence())[:2]
        verdicts = [replace(v, because={"vi": text, "en": text}, observations=ids) for v in found.verdicts]
        return PortalResult(hostile, verdicts)

    return replace(
        told,
        audit_id=text,
        province=text,
        profile=text,
        vantage={"name": text, "ipv4": True, "ipv6": False, "resolver": text, "tool": text, "version": text},
        agencies=[AgencyRow(row.id, text, text, row.parent_id, {"name": text, "phone": text}) for row in told.agencies],
        portals=[result(found) for found in told.portals[:4]],
        systems=[system(found) for found in told.systems],
        changes=[Change(text, text, ChangeKind.NEW)],
        previous_audit=text,
        caused_load={text: 1},
    )


def skeleton(html: str) -> list[tuple[str | None, dict[str, str | None]]]:
    """Every element with its attributes, in order, without the hash of each fact."""
    root = LexborHTMLParser(html).root
    assert root is not None
    return [
        (node.tag, {name: value for name, value in node.attributes.items() if name != "title"})
        for node in root.traverse(include_text=False)
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_element_and_no_attribute_ever_comes_from_a_text_from_outside(lang: Language) -> None:
    hostile, tame = (render_html(report_full_of(text), lang) for text in (HOSTILE, "lành"))
    assert skeleton(hostile) == skeleton(tame)


def test_nothing_that_misleads_the_eye_gets_through_and_long_texts_are_cut() -> None:
    html = render_html(report_full_of(HOSTILE), "vi")
    assert {char for char in html if not char.isprintable()} == {"\n"}
    assert "[U+202E]" in html
    assert "{{7*7}}" in html
    assert "W" * 600 not in html
    assert re.search(r"… \(lược bớt [\d.]+ ký tự\)", html)
    html.encode()


def test_the_file_stands_alone() -> None:
    html = render_html(small_report(), "vi")
    tree = LexborHTMLParser(html)
    assert tree.css("script, link, img, iframe, object, embed, form, base, audio, video") == []
    assert not re.search(r"@import|url\(", html)
    assert {node.attributes["href"][0] for node in tree.css("[href]") if node.attributes["href"]} == {"#"}
    assert not [name for node in tree.css("*") for name in node.attributes if name.startswith("on") or name == "style"]
    policies = [node.attributes["content"] for node in tree.css("meta[http-equiv]")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_same_report_gives_the_same_bytes(lang: Language) -> None:
    assert render_html(small_report(), lang) == render_html(small_report(), lang)


def test_a_province_fits_in_three_megabytes() -> None:
    assert len(render_html(report(), "vi").encode()) < 3_000_000


def test_the_head_tells_what_where_when_and_by_which_law() -> None:
    head = text_of(render_html(small_report(), "vi"), "header")
    for part in ("Tỉnh Thí Điểm", "16/11/2026 08:00 – 08:46", "vn-2026", "2026-11-16-0800", "tuanthu 0.1.0"):
        assert part in head
    assert "Áp dụng pháp luật tại ngày16/11/2026" in head
    assert "Trung tâm giám sát tỉnh (IPv4: có, IPv6: có)" in head


def test_the_language_of_the_page_is_declared_and_spoken() -> None:
    words: dict[Language, str] = {"vi": "Không đạt", "en": "Fail"}
    for lang, word in words.items():
        html = render_html(small_report(), lang)
        assert [node.attributes["lang"] for node in LexborHTMLParser(html).css("html")] == [lang]
        assert text_of(html, ".badge.fail") == word
    assert "Không đạt" not in render_html(small_report(agencies=[], portals=[], changes=[]), "en")


def notices(**changed: Any) -> str:
    tree = LexborHTMLParser(render_html(small_report(**changed), "vi"))
    return " ".join(node.text() for node in tree.css(".notice"))


def test_an_incomplete_audit_and_a_vantage_without_ipv6_are_told_at_the_top() -> None:
    assert notices() == ""
    assert "Đợt đánh giá chưa hoàn tất." in notices(complete=False)
    assert "Điểm quan sát không có IPv6." in notices(vantage={**VANTAGE, "ipv6": False})


def test_the_share_of_unknowns_is_told_beside_every_share_of_passes() -> None:
    shares = [
        " ".join(node.text().split()) for node in LexborHTMLParser(render_html(small_report(), "vi")).css(".shares")
    ]
    assert len(shares) == 5 + 4 + 9
    assert all(re.search(r"\d+% đạt .*\d+% chưa xác định", share) for share in shares)


def verdicts(outcome: Outcome) -> Iterator[str]:
    told = small_report()
    only = [
        PortalResult(found.record, [v for v in found.verdicts if v.verdict is outcome][:1]) for found in told.portals
    ]
    for node in LexborHTMLParser(render_html(replace(told, portals=only), "vi")).css(".verdicts > li"):
        yield " ".join(node.text().split())


def test_a_failure_tells_why_it_matters_the_remedy_and_the_legal_basis() -> None:
    told = list(verdicts(Outcome.FAIL))
    assert told
    for text in told:
        assert "Máy chủ còn chấp nhận TLSv1.0, TLSv1.1." in text
        assert "Người dân gửi hồ sơ qua cổng" in text
        assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
        assert re.search(r"Căn cứ: Nghị định 331/2026/NĐ-CP, Điều \d+ khoản \d", text)
        assert re.search("Bắt buộc|Khuyến nghị", text)
    assert any("(theo nguồn thứ cấp)" in text for text in told)


def test_an_unknown_tells_what_is_needed_and_a_pass_needs_no_remedy() -> None:
    assert all("sau đó" in text for text in verdicts(Outcome.UNKNOWN))
    assert not any("Cách khắc phục" in text for text in verdicts(Outcome.PASS))
    assert all("đến hết ngày 31/12/2026" in text for text in verdicts(Outcome.WAIVED))


def test_links_within_the_page_all_arrive_and_no_id_is_used_twice() -> None:
    tree = LexborHTMLParser(render_html(small_report(), "vi"))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    assert {str(node.attributes["href"])[1:] for node in tree.css("[href]")} <= set(ids)


def test_the_label_is_told_beside_its_verdicts_with_the_code_to_copy() -> None:
    told = report()
    tree = LexborHTMLParser(render_html(replace(told, portals=told.portals[:3]), "vi"))
    codes = [node.text() for node in tree.css(".label pre > code")]
    hosts = [found.record.portal["host"].removeprefix("www.") for found in told.portals[:3]]
    assert len(codes) == 3
    assert all(any(f'{host}" width' in code for code in codes) for host in hosts)
    assert all(code.startswith('<a href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/') for code in codes)
    assert "chân trang · dòng 812" in tree.css(".label .told")[0].text()
    assert not tree.css(".label a, .label img")


def test_evidence_is_told_once_a_portal_with_id_hash_and_time() -> None:
    told = small_report()
    tree = LexborHTMLParser(render_html(told, "vi"))
    first = told.portals[0].record.evidence()
    metas = [node.text() for node in tree.css("#p1 .evidence .meta")]
    assert metas == [f"{item.id} · {item.sha256[:12]} · 16/11/2026 08:01:41" for item in first]


def test_changes_are_told_by_kind_and_a_first_audit_says_that_it_is_the_first() -> None:
    assert re.search(
        r"\d+ Mới phát sinh \d+ Tái diễn \d+ Còn tồn tại \d+ Chưa quan sát lại được \d+ Đã khắc phục",
        text_of(render_html(small_report(), "vi"), "#changes"),
    )
    assert "Chưa có đợt đánh giá trước" in text_of(
        render_html(small_report(previous_audit=None, changes=[]), "vi"), "#changes"
    )


def test_the_load_that_was_caused_is_told() -> None:
    reading = text_of(render_html(small_report(), "vi"), "#reading")
    assert "Tải do đợt đánh giá gây ra: số kết nối: 1.342; số truy vấn tên miền: 611." in reading
    assert "Tải do" not in text_of(render_html(small_report(caused_load={}), "vi"), "#reading")


def test_a_report_of_nothing_can_be_read() -> None:
    html = render_html(small_report(portals=[], agencies=[], changes=[], requirements={}), "vi")
    assert "Đã đánh giá 0 cổng" in text_of(html, "#summary")
    assert "Không có yêu cầu nào không đạt." in text_of(html, "#first")


def test_a_portal_without_a_mandatory_verdict_is_not_called_compliant() -> None:
    told = small_report()
    html = render_html(replace(told, portals=[PortalResult(told.portals[0].record, [])]), "vi")
    assert "Chưa có yêu cầu bắt buộc nào kết luận được." in text_of(html, "#p1 .result")


def test_an_unknown_without_a_reason_of_ours_is_still_told() -> None:
    told = small_report()
    one = next(v for _, v in told.verdicts() if v.verdict is Outcome.UNKNOWN)
    bare: Verdict = replace(one, reasons=())
    html = render_html(replace(told, portals=[PortalResult(told.portals[0].record, [bare])]), "vi")
    assert "Chưa quan sát được dữ kiện" in text_of(html, "#p1 .verdicts")
    assert LexborHTMLParser(html).css("#p1 .need") == []


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_for_an_unknown_is_followed_by_what_to_do(reason: Reason) -> None:
    told = small_report()
    one = next(v for _, v in told.verdicts() if v.verdict is Outcome.UNKNOWN)
    found = PortalResult(told.portals[0].record, [replace(one, reasons=(reason.value,))])
    need = text_of(render_html(replace(told, portals=[found]), "vi"), "#p1 .need")
    assert need.endswith(".")
    assert reason.value not in need


def test_a_bar_is_filled_to_its_end_by_what_applies() -> None:
    parts = segments(Tally({Outcome.PASS: 1, Outcome.FAIL: 1, Outcome.UNKNOWN: 1, Outcome.NOT_APPLICABLE: 7}))
    assert [name for name, _, _ in parts] == ["fail", "unknown", "pass"]
    assert parts[0][1] == 0
    assert round(parts[-1][1] + parts[-1][2], 2) == 100
    assert segments(Tally({Outcome.NOT_APPLICABLE: 3})) == []


def test_a_compliant_portal_whose_recommendations_fail_does_not_hide_it() -> None:
    told = small_report()
    found = next(portal for portal in told.portals if all(v.verdict is Outcome.PASS for v in portal.verdicts))
    outcomes = {"recommended": Outcome.FAIL, "mandatory": Outcome.PASS}
    mixed = [replace(v, verdict=outcomes[told.requirements[v.requirement].force]) for v in found.verdicts]
    html = render_html(replace(told, portals=[PortalResult(found.record, mixed)]), "vi")
    assert "Mọi yêu cầu bắt buộc có áp dụng đều đạt. 9 khuyến nghị chưa đạt." in text_of(html, "#p1 .result")
    assert "Trong số các cổng tuân thủ, 1 cổng còn khuyến nghị chưa đạt." in text_of(html, "#summary")
    assert "còn khuyến nghị chưa đạt" not in render_html(replace(told, portals=[found]), "vi")


def test_what_tls_offers_is_told_row_by_row_with_its_tone() -> None:
    tree = LexborHTMLParser(render_html(small_report(), "vi"))
    (broad,) = [node for node in tree.css("#p4 .evidence > dl > div") if "tls.endpoints" in node.text()]
    assert [node.text() for node in broad.css(".t-bad")][:2] == ["✗ TLSv1.1", "✗ TLSv1.0"]
    assert next(node.text() for node in broad.css(".minor")) == "Phiên bản và bộ mã"
    assert "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" in broad.text()


def test_certificates_that_agencies_share_are_told_near_the_top_and_only_when_there_are_any() -> None:
    assert "CN=www.thidiem.gov.test" in text_of(render_html(report(), "vi"), "#shared")
    assert LexborHTMLParser(render_html(small_report(), "vi")).css("#shared") == []

"""What a report tells of several vantages, beside what it tells of one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from checks.observation import Reason, Unseen, to_json
from reports.document import audit_document, schema
from reports.html import render_html
from reports.model import AuditReport, PortalResult
from reports.vantages import answers_text, differing, look_views, vantage_views
from reports.wording import Wording
from tests.reports.province import START, VANTAGE, small_report

OTHER = {**VANTAGE, "name": "Đà Nẵng", "ipv6": False}
PORTALS = jsonschema_rs.Registry([(schema("portal-1")["$id"], schema("portal-1"))])
AUDIT = jsonschema_rs.validator_for(schema("audit-1"), validate_formats=True, registry=PORTALS)
SILENT = to_json(Unseen(Reason.TIMEOUT, "127.0.8.1:443"))


def combined(**other: Any) -> AuditReport:
    """The small audit as if a second vantage had met silence at its first portal, and elsewhere what the first met."""
    portals = [_seen_twice(place, result) for place, result in enumerate(small_report().portals)]
    times = {"started": START.isoformat(), "finished": START.isoformat()}
    looks = [{**one, "audit": f"2026-{number}", **times} for number, one in enumerate((VANTAGE, {**OTHER, **other}))]
    return small_report(portals=portals, vantage={**VANTAGE, "name": "cả hai", "vantages": looks})


def _seen_twice(place: int, result: PortalResult) -> PortalResult:
    record = result.record
    facts = {check: dict.fromkeys(found, SILENT) for check, found in record.observations.items()}
    also = replace(record, vantage=OTHER, observations=facts if place == 0 else record.observations)
    also = replace(also, finished=record.finished.replace(":41", ":43"))
    pointing = [replace(verdict, observations=(also.evidence()[0].id,)) for verdict in result.verdicts[:1]]
    return replace(result, record=replace(record, also=(also,)), verdicts=[*pointing, *result.verdicts[1:]])


def test_a_report_of_one_vantage_says_nothing_of_several() -> None:
    report = small_report()
    page = render_html(report, "en")
    assert "did not answer every vantage" not in page
    assert "Not every vantage" not in page
    assert differing(report) == []
    document = audit_document(report, "en")
    assert "answers_differ" not in document["summary"]
    assert all("also" not in portal and "answers" not in portal for portal in document["portals"])
    assert look_views(report.portals[0].record, Wording("en")) == ()


def test_the_document_of_several_vantages_is_valid_and_keeps_every_look() -> None:
    report = combined()
    document = audit_document(report, "vi")
    AUDIT.validate(document)
    first = document["portals"][0]
    assert first["answers"] == {VANTAGE["name"]: "answered", "Đà Nẵng": "silent"}
    assert first["also"][0]["vantage"] == OTHER
    assert len(first["also"][0]["evidence"]) == len(first["evidence"])
    assert document["summary"]["answers_differ"] == [
        {"portal": report.portals[0].url, "answered": [VANTAGE["name"]], "blocked": [], "silent": ["Đà Nẵng"]}
    ]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            (
                "Các cổng không trả lời mọi điểm quan sát như nhau",
                "Trung tâm giám sát tỉnh: có trả lời; Đà Nẵng: không trả lời",
                "Không phải điểm quan sát nào cũng có IPv6.",
                "Các điểm quan sát",
            ),
        ),
        (
            "en",
            (
                "Portals that did not answer every vantage alike",
                "Trung tâm giám sát tỉnh: answered; Đà Nẵng: did not answer",
                "Not every vantage had IPv6.",
                "Vantages",
            ),
        ),
    ],
)
def test_the_page_tells_who_was_answered(lang: Any, words: tuple[str, ...]) -> None:
    page = render_html(combined(), lang)
    for word in words:
        assert word in page
    assert page.count(words[1]) == 2, "in the summary and at the portal itself"


def test_evidence_of_every_vantage_is_on_the_page_and_links_reach_it() -> None:
    page = render_html(combined(), "en")
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert "#e1-v2-1" in page
    assert re.search(r"<summary>Evidence: \d+ facts \(Đà Nẵng\)</summary>", page)


def test_a_vantage_with_ipv6_everywhere_gives_no_notice() -> None:
    report = combined(ipv6=True)
    assert "Not every vantage had IPv6" not in render_html(report, "en")
    assert [(one.name, one.ipv6) for one in vantage_views(report, Wording("en"))] == [
        (VANTAGE["name"], True),
        ("Đà Nẵng", True),
    ]


def test_the_name_of_a_vantage_is_text_and_nothing_else() -> None:
    report = combined(name="<script>alert(1)</script>\u202e")
    page = render_html(report, "vi")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page


def test_who_could_not_be_asked_is_told_as_that() -> None:
    record = combined().portals[1].record
    blind = replace(record.also[0], observations={"web": {"status": to_json(Unseen(Reason.NOT_AUTHORISED))}})
    told = answers_text(replace(record, also=(blind,)), Wording("vi"))
    assert told == "Trung tâm giám sát tỉnh: có trả lời; Đà Nẵng: không hỏi được"

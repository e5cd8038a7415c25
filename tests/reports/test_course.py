"""What came between in an audit, and what it did not reach, is told in every report, safe to show."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from reports.course import course_notes
from reports.document import audit_document, schema
from reports.html import render_html
from reports.i18n import Language
from reports.official.scope import scope
from reports.wording import Wording
from tests.reports.province import small_report

BREAKS = [
    {"at": "2026-11-21T18:10:00+00:00", "why": "killed"},
    {"at": "2026-11-21T19:10:00+00:00", "why": "deadline"},
]
MISSED = [f"https://a{number}.test/" for number in range(21)] + ["https://\u202e.test/"]
REPORT = small_report(interruptions=BREAKS, missed=MISSED)
PORTALS = jsonschema_rs.Registry([(schema("portal-1")["$id"], schema("portal-1"))])
AUDIT = jsonschema_rs.validator_for(schema("audit-1"), validate_formats=True, registry=PORTALS)


def test_an_audit_at_a_stretch_has_nothing_to_say() -> None:
    assert course_notes(small_report(), Wording("vi")) == ()
    document = audit_document(small_report(), "vi")
    assert {"interruptions", "missed"}.isdisjoint(document["audit"])


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("vi", "Đợt đánh giá này có gián đoạn: kết thúc đột ngột (như khi tiến trình bị ngắt hoặc mất điện), "
               "sau đó được tiếp tục (22/11/2026 01:10:00)."),
        ("en", "This audit did not go without a break: it ended without a word, as when it is killed or the power "
               "fails, and was taken up again (22/11/2026 01:10:00)."),
    ],
)  # fmt: skip
def test_breaks_are_told_with_their_moments(lang: Language, expected: str) -> None:
    interrupted, missed = course_notes(REPORT, Wording(lang))
    assert interrupted == expected
    assert missed.count("https://") == 20


def test_every_report_tells_it_and_html_and_json_name_all_that_was_missed() -> None:
    page = render_html(REPORT, "vi")
    assert all(url in page for url in MISSED[:-1])
    assert "https://[U+202E].test/" in page
    assert "22/11/2026 01:10:00" in page
    document = json.loads(json.dumps(audit_document(REPORT, "vi")))
    AUDIT.validate(document)
    assert (document["audit"]["interruptions"], document["audit"]["missed"]) == (BREAKS, MISSED)
    told = " ".join(map(str, scope(REPORT, Wording("vi")).paragraphs))
    assert "Đợt đánh giá này có gián đoạn" in told
    assert "https://a19.test/" in told
    many = small_report(interruptions=BREAKS[:1] * 7)
    assert course_notes(many, Wording("en"))[0].endswith("; 2 more times.")

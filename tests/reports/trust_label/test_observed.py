"""What was seen of the label is told whole, safely and in both languages, with the code that puts it right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.observation import Json
from policies.catalogue import load_catalogue, load_profile
from policies.judge import judge
from reports.i18n import Language
from reports.telling import Section
from reports.trust_label.observed import MOST_FOUND, MOST_PAGES, tell_label
from reports.wording import Wording
from tests.policies.records import record

HOST = "xa.thidiem.gov.test"
SLUG = "xathidiemgovtest-1637050850"
PROFILE = load_profile("vn-2026", load_catalogue())
ITEM: dict[str, Json] = {
    "embed": "valid",
    "slug": SLUG,
    "image_domain": HOST,
    "belongs_to": "portal",
    "link": "certificate",
    "link_host": "tinnhiemmang.vn",
    "picture": "picture",
    "picture_host": "tinnhiemmang.vn",
    "page": f"https://{HOST}/",
    "part": "footer",
    "line": 120,
    "rendered": False,
    "hidden": False,
}
LISTED: dict[str, Json] = {
    "status": "listed",
    "domain": HOST,
    "is_own": True,
    "owner": "UBND xã Khe",
    "level": "cơ bản",
    "since": "2021-11-16",
    "slug": None,
    "moved_to": None,
    "source": "directory",
    "as_of": "2026-11-21",
}
VALID: dict[str, Json] = {
    "embed": "valid",
    "rendered": False,
    "slug": SLUG,
    "registered_at": "2021-11-16T15:20:50+07:00",
    "image_domain": HOST,
    "belongs_to": "portal",
    "found": [ITEM],
    "pages": [f"https://{HOST}/"],
    "registry": LISTED,
    "owner_is_agency": True,
    "marks": {"ministry_of_industry": True, "gov_vn": False, "organisation": "UBND xã", "security_txt_signed": None},
    "privacy_policy": True,
}
ABSENT = VALID | {
    **dict.fromkeys(("slug", "registered_at", "image_domain", "belongs_to")),
    "embed": "absent",
    "found": [],
    "registry": LISTED | {"status": "not_listed"},
}
OTHERS = ITEM | {
    "embed": "domain_mismatch",
    "slug": "thidiemgovtest-1637050850",
    "image_domain": "thidiem.gov.test",
    "belongs_to": "parent",
}
FAKE = ITEM | {
    "embed": "fake_host",
    "slug": None,
    "image_domain": None,
    "belongs_to": None,
    "link": "fake",
    "link_host": "tinnhiemmang.vn.khac.test",
    "picture": "none",
    "picture_host": None,
    "line": None,
    "rendered": True,
    "hidden": True,
}


def told(facts: dict[str, Json], lang: Language = "en", **portal: Json) -> tuple[Section, ...]:
    observed = record({f"trust_label.{name}": value for name, value in facts.items()}, {"host": HOST, **portal})
    verdicts = judge(observed, PROFILE, date(2026, 11, 21))
    return tell_label(observed, verdicts, Wording(lang))


def lines(sections: tuple[Section, ...], label: str) -> list[str]:
    (row,) = [row for section in sections for row in section.rows if row.label == label]
    return ["".join(piece.text for piece in line) for line in row.lines]


def code(sections: tuple[Section, ...]) -> str:
    return "".join(section.code for section in sections)


def test_without_the_check_nothing_is_told() -> None:
    assert tell_label(record({"web.https": True}), (), Wording("vi")) == ()


def test_a_right_label_is_told_with_its_place_and_written_anew() -> None:
    found = told(VALID)
    assert lines(found, "Label on the page") == ["✓ valid embed"]
    assert lines(found, "Whose label it is") == ["✓ the portal's own"]
    assert lines(found, "Found") == [
        "valid embed",
        f"page footer · line 120 · https://{HOST}/",
        f"Link leads to: an entry of the directory (https://tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG})",
        f"Picture comes from: the label's picture (https://tinnhiemmang.vn/handle_cert?id={HOST})",
        "Whose it is: the portal's own",
    ]
    assert found[-1].title == "The label, written anew"
    assert f'href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}"' in code(found)


def test_it_is_told_in_vietnamese_too() -> None:
    assert [section.title for section in told(VALID, "vi")] == [
        "Nhãn tín nhiệm mạng trên trang",
        "Nhãn tín nhiệm mạng trong danh bạ",
        "Dấu hiệu tin cậy khác",
        "Nhãn của cổng, viết lại từ dữ liệu đã đọc",
    ]
    assert 'danh-ba-tin-nhiem/MÃ_NHÃN"' in code(told(ABSENT, "vi"))


def test_what_the_directory_says_is_told() -> None:
    found = told(VALID)
    assert lines(found, "Entry in the directory") == ["✓ listed"]
    assert lines(found, "Owner") == ["UBND xã Khe"]
    assert lines(found, "Source") == ["the directory's own page"]
    assert lines(found, "As of") == ["21/11/2026"]
    assert "Moved to" not in {row.label for section in found for row in section.rows}


def test_other_marks_are_told_and_those_that_nobody_asked_for_are_not() -> None:
    found = told(VALID)
    assert lines(found, "Organisation in the certificate") == ["UBND xã"]
    assert lines(found, "Security.txt is signed") == ["none"]
    assert lines(found, "Links a privacy policy") == ["✓ yes"]
    unasked = told(VALID | {"marks": {"gov_vn": True, "organisation": {"unseen": "needs_lookup"}}})
    assert "Organisation in the certificate" not in {row.label for section in unasked for row in section.rows}


def test_without_a_label_the_code_to_put_in_has_a_placeholder_and_says_where_to_get_it() -> None:
    found = told(ABSENT)
    assert found[-1].title == "The label to put in"
    assert 'danh-ba-tin-nhiem/LABEL_CODE"' in code(found)
    assert f"handle_cert?id={HOST}" in code(found)
    assert lines(found, "Code of the label")[1].endswith("https://tinnhiemmang.vn/danh-ba-tin-nhiem")


@pytest.mark.parametrize(
    ("registry", "slug"),
    [
        (LISTED | {"slug": SLUG}, SLUG),
        (LISTED | {"slug": SLUG, "moved_to": "xathidiemgovtest-1700000000"}, "xathidiemgovtest-1700000000"),
        (LISTED | {"slug": "thidiemgovtest-1637050850"}, "LABEL_CODE"),
        ({"unseen": "blocked", "detail": ""}, "LABEL_CODE"),
    ],
)
def test_a_code_that_the_directory_gives_this_portal_is_put_in(registry: Json, slug: str) -> None:
    assert f'danh-ba-tin-nhiem/{slug}"' in code(told(ABSENT | {"registry": registry}))


@pytest.mark.parametrize(("status", "slug"), [("listed", SLUG), ("not_listed", "LABEL_CODE")])
def test_a_code_on_the_page_is_kept_unless_the_directory_does_not_know_it(status: str, slug: str) -> None:
    half = ITEM | {"embed": "link_only", "picture": "here", "image_domain": None}
    facts = VALID | {"embed": "link_only", "found": [half], "registry": LISTED | {"status": status}}
    assert f'danh-ba-tin-nhiem/{slug}"' in code(told(facts))


def test_somebody_else_s_label_is_told_as_that_and_never_put_in() -> None:
    found = told(VALID | {"embed": "domain_mismatch", "belongs_to": "parent", "found": [OTHERS]})
    assert lines(found, "Label on the page") == ["✗ label of another domain"]
    assert lines(found, "Whose label it is") == ["✗ the portal of a parent domain"]
    assert "thidiemgovtest-1637050850" not in code(found).replace(SLUG, "")
    assert f"handle_cert?id={HOST}" in code(found)


def test_a_fake_host_is_shown_and_cannot_be_clicked_or_copied() -> None:
    found = told(VALID | {"embed": "fake_host", "found": [FAKE, OTHERS]})
    assert lines(found, "Found 1/2") == [
        "✗ link to an imitated host · Hidden · Seen by a browser",
        f"page footer · https://{HOST}/",
        "Link leads to: a host that imitates the registry (tinnhiemmang.vn.khac.test)",
    ]
    assert "khac" not in code(found)


def test_hostile_text_is_made_visible_and_cut() -> None:
    hostile = FAKE | {"link_host": "\u202e" + "x" * 5000, "page": "https://a.test/\x1b[31m" + "y" * 5000}
    text = "\n".join(lines(told(VALID | {"embed": "fake_host", "found": [hostile]}), "Found"))
    assert "[U+202E]" in text
    assert "\x1b" not in text
    assert len(text) < 1500


def test_lists_are_bounded() -> None:
    found = told(VALID | {"found": [FAKE] * 50, "pages": ["https://a.test/"] * 50})
    labels = [row.label for section in found for row in section.rows]
    assert len([label for label in labels if label.startswith("Found")]) == MOST_FOUND
    assert len(lines(found, "Pages searched")) == MOST_PAGES + 1


def test_what_was_not_observed_tells_why() -> None:
    mark = {"unseen": "tool_missing", "detail": ""}
    found = told(dict.fromkeys(VALID, mark))
    assert lines(found, "Label on the page") == ["? a tool that is needed is missing at the vantage"]
    assert lines(found, "Entry in the directory") == ["? a tool that is needed is missing at the vantage"]
    assert 'danh-ba-tin-nhiem/LABEL_CODE"' in code(found)


def test_a_host_that_is_an_address_has_no_code() -> None:
    assert code(told(ABSENT, host="127.0.0.1")) == ""


def test_an_older_record_is_told_as_far_as_it_goes() -> None:
    found = told({"embed": "absent", "slug": None, "registered_at": None, "registry": {"unseen": "needs_lookup"}})
    assert lines(found, "Label on the page") == ["no label"]  # whether its scripts were run is not told


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["unseen", "embed", "slug", "status", "domain"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, database=None, max_examples=300)
@given(name=st.sampled_from([*VALID]), inner=st.sampled_from([*ITEM]), value=JSON)
def test_no_value_of_whatever_shape_is_ever_an_error(name: str, inner: str, value: Any) -> None:
    facts = VALID | {"found": [ITEM | {inner: value}]} | {name: value}
    observed = record({f"trust_label.{key}": part for key, part in facts.items()}, {"host": HOST})
    assert isinstance(tell_label(observed, (), Wording("vi")), tuple)

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checks.observation import Reason, Seen, Unseen
from checks.trust_label.embed import MAX_CHARACTERS, ORDER, Label, find_label

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "pages.yaml").read_text("utf-8"))
PORTAL = "https://binhminh.gov.test/"
LABEL = (
    '<a href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/binhminhgovtest-1637050850">'
    '<img src="https://tinnhiemmang.vn/handle_cert?id=binhminh.gov.test"></a>'
)


def look(html: str, url: str = PORTAL) -> Label | Reason:
    found = find_label(html, url, urlsplit(url).hostname or "")
    return found.value if isinstance(found, Seen) else found.reason


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['page']}-{case.get('url', PORTAL)}")
def test_the_label_on_each_golden_page_is_what_the_list_says(case: dict[str, Any]) -> None:
    html = (HERE / "pages" / f"{case['page']}.html").read_text("utf-8")
    if "unseen" in case:
        assert look(html) is Reason(case["unseen"])
    else:
        expected = Label(case["embed"], case.get("slug"), case.get("registered_at"))
        assert look(html, case.get("url", PORTAL)) == expected


def test_every_golden_page_is_in_the_list() -> None:
    assert {path.name for path in (HERE / "pages").iterdir()} == {f"{case['page']}.html" for case in CASES}


def test_every_word_for_what_is_on_a_page_has_a_golden_page() -> None:
    assert {case["embed"] for case in CASES if "embed" in case} == set(ORDER)


def test_a_page_may_be_given_as_bytes_even_broken_ones() -> None:
    assert find_label(b"\xff\xfe" + LABEL.encode(), PORTAL, "binhminh.gov.test") == Seen(
        Label("valid", "binhminhgovtest-1637050850", "2021-11-16T15:20:50+07:00")
    )


@pytest.mark.parametrize(("first", "second"), list(pairwise(ORDER[:-1])))
def test_of_two_labels_on_a_page_the_more_telling_one_is_told_wherever_it_stands(first: str, second: str) -> None:
    page = {case["embed"]: case["page"] for case in reversed(CASES) if "embed" in case and "url" not in case}
    one, other = ((HERE / "pages" / f"{page[word]}.html").read_text("utf-8") for word in (first, second))
    for html in (one + other, other + one):
        found = look(html)
        assert isinstance(found, Label)
        assert found.embed == first


def test_a_page_that_is_too_long_is_not_judged_by_its_beginning() -> None:
    found = find_label(LABEL + " " * MAX_CHARACTERS, PORTAL, "binhminh.gov.test")
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOO_LARGE


def test_scripts_on_a_page_with_words_of_its_own_hide_nothing() -> None:
    assert look(f"<p>{'Cổng thông tin điện tử. ' * 5}</p><script src=/a.js></script>") == Label("absent")


def test_the_path_of_another_host_says_nothing_of_this_portal() -> None:
    html = LABEL.replace("binhminhgovtest", "binhminhgovtestxahoabinh")
    found = find_label(html, "https://khac.gov.test/xahoabinh/", "binhminh.gov.test")
    assert isinstance(found, Seen)
    assert found.value.embed == "domain_mismatch"


@pytest.mark.parametrize(
    "bomb",
    [
        "<p>" + "".join(f"<b id={number}>" for number in range(4000)) + "</p>" + "<p>x</p>" * 20000,
        "<div>" * 200_000,
        "<img " + " ".join(f"data-{number}=x" for number in range(50_000)) + ">",
        "<!--" * 200_000,
        "<a b='" * 200_000,
        "<title>" * 200_000,
        f'<img src="&#{"9" * 100_000};">',
    ],
    ids=["formatting", "nesting", "attributes", "comments", "quotes", "raw text", "reference"],
)
def test_a_page_made_to_exhaust_a_parser_is_read_like_any_other(bomb: str) -> None:
    assert look(bomb) == Label("absent")


@given(st.text(alphabet=st.sampled_from("<>/=\"' !-aimgsrcptehf:#&;.\\@tinhemng vđ"), max_size=300))
def test_no_page_whatsoever_makes_the_search_fail(html: str) -> None:
    found = look(html + '<a href="https://tinnhiemmang.vn')
    assert isinstance(found, Reason) or found.embed in ORDER


@given(st.text(max_size=80))
def test_no_address_whatsoever_makes_the_search_fail(url: str) -> None:
    found = look(f'<a href="https://tinnhiemmang.vn{url}"><img src="{url}tinnhiemmang"></a>')
    assert isinstance(found, Reason) or found.embed in ORDER

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checks.network.http import Page
from checks.trust_label.address import REGISTRY
from checks.trust_label.embed import MOST_FOUND, search_page
from checks.trust_label.found import ORDER, Found, OwnNames
from checks.trust_label.relations import Relations

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "pages.yaml").read_text("utf-8"))
PORTAL = "https://binhminh.gov.test/"
ENTRY = "https://tinnhiemmang.vn/danh-ba-tin-nhiem/binhminhgovtest-1637050850"
PICTURE = "https://tinnhiemmang.vn/handle_cert?id=binhminh.gov.test"
LABEL = f'<a href="{ENTRY}"><img src="{PICTURE}"></a>'
MADE_OF = {
    "LABEL": LABEL,
    "LIST": '<!DOCTYPE html><html lang="vi"><body><h1>Tin tức</h1><ul>\n',
    "NEWS": '<li class="tin"><a href="/tin/1.html" title="Họp báo"><img src="/anh/1.jpg" alt="Ảnh"> Họp báo quý IV về '
    "tình hình kinh tế - xã hội của huyện</a></li>\n",
    "END": "</ul><footer>",
}
FIELDS = ("embed", "slug", "image_domain", "belongs_to", "part", "hidden")


def names_of(case: dict[str, Any]) -> OwnNames:
    url = urlsplit(case.get("url", PORTAL))
    relatives = Relations(case.get("relatives", {}).items())
    return OwnNames(f"{url.hostname}{url.path}", tuple(case.get("aliases", ())), relatives)


def text_of(case: dict[str, Any]) -> str:
    """The page as it is read: made for the case, or from its file as it would come over the network."""
    if "made" in case:
        words = MADE_OF.items()
        made = "".join(text * times for text, times in case["made"])
        for word, text in words:
            made = made.replace(word, text)
        return made
    headers = {"content-type": f"text/html; charset={case['charset']}"} if "charset" in case else {}
    body = (HERE / "pages" / f"{case['page']}.html").read_bytes()
    return Page(PORTAL, 200, headers, 1, body=body).text


def look(html: str, url: str = PORTAL) -> list[Found]:
    return search_page(html, url, OwnNames("binhminh.gov.test/"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['page']}-{case['why'][:40]}")
def test_the_label_on_each_golden_page_is_what_the_list_says(case: dict[str, Any]) -> None:
    found = search_page(text_of(case), case.get("url", PORTAL), names_of(case))
    told = found[0].as_json() if found else {"embed": "absent"}
    assert {name: told[name] for name in FIELDS if told.get(name)} == {
        name: case[name] for name in FIELDS if name in case
    }
    assert "line" not in case or told["line"] == case["line"]


def test_every_golden_page_is_in_the_list() -> None:
    listed = {f"{case['page']}.html" for case in CASES if "made" not in case}
    assert {path.name for path in (HERE / "pages").iterdir()} == listed


def test_there_are_enough_golden_pages_and_some_are_long() -> None:
    assert len({case["page"] for case in CASES}) >= 120
    assert sum(len(text_of(case)) > 300_000 for case in CASES if "made" in case) >= 8


def test_every_word_for_what_stands_on_a_page_has_a_golden_page() -> None:
    assert {case["embed"] for case in CASES} == set(ORDER) - {"script_injected"}


@pytest.mark.parametrize(("first", "second"), list(pairwise(word for word in ORDER if word != "script_injected")))
def test_of_two_labels_on_a_page_the_more_telling_one_is_told_wherever_it_stands(first: str, second: str) -> None:
    pages = {case["embed"]: text_of(case) for case in reversed(CASES) if set(case) <= {"page", "why", *FIELDS}}
    assert look(pages[first] + pages[second])[0].embed == first
    assert look(pages[second] + pages[first])[0].embed == first


def test_everything_about_a_label_is_told() -> None:
    html = f'<footer>\n<a href="{ENTRY}"><img src="{PICTURE}"></a></footer>'
    assert [one.as_json() for one in look(html, "https://binhminh.gov.test/lien-he")] == [
        {
            "embed": "valid",
            "slug": "binhminhgovtest-1637050850",
            "image_domain": "binhminh.gov.test",
            "belongs_to": "portal",
            "link": "certificate",
            "link_host": "tinnhiemmang.vn",
            "picture": "picture",
            "picture_host": "tinnhiemmang.vn",
            "page": "https://binhminh.gov.test/lien-he",
            "part": "footer",
            "line": 2,
            "rendered": False,
            "hidden": False,
        }
    ]


@pytest.mark.parametrize(
    ("html", "link", "picture"),
    [
        (f'<a href="{ENTRY}"><img src="/nhan.png"></a>', ("certificate", REGISTRY), ("here", PORTAL[8:-1])),
        (f'<a href="{ENTRY}"><img src="//khac.test/a.png"></a>', ("certificate", REGISTRY), ("elsewhere", "khac.test")),
        (f'<a href="{ENTRY}">Nhãn</a>', ("certificate", REGISTRY), ("none", None)),
        (f'<img src="{PICTURE}">', ("none", None), ("picture", REGISTRY)),
        (f'<a><img src="{PICTURE}"></a>', ("here", PORTAL[8:-1]), ("picture", REGISTRY)),
        (
            f'<a href="https://baochi.test/"><img src="{PICTURE}"></a>',
            ("elsewhere", "baochi.test"),
            ("picture", REGISTRY),
        ),
        ('<a href="https://tinnhiemmang.vn/">Nhãn</a>', ("registry", REGISTRY), ("none", None)),
        ('<a href="https://tinnhiemmang.vn.example/">Nhãn</a>', ("fake", "tinnhiemmang.vn.example"), ("none", None)),
        (f'<a href="{ENTRY}1"><img src="{PICTURE}&id=b"></a>', ("malformed", REGISTRY), ("malformed", REGISTRY)),
    ],
)
def test_link_and_picture_are_told_with_their_hosts(
    html: str, link: tuple[str, str | None], picture: tuple[str, str | None]
) -> None:
    one = look(html)[0]
    assert (one.link, one.link_host) == link
    assert (one.picture, one.picture_host) == picture


def test_the_best_come_first_and_there_are_not_too_many() -> None:
    found = look('<a href="https://tinnhiemmang.vn/">x</a>' * 100 + LABEL + f'<img src="{PICTURE}">')
    assert [one.embed for one in found[:3]] == ["valid", "image_only", "not_a_label"]
    assert len(found) == MOST_FOUND


def test_on_a_rendered_page_lines_say_nothing_and_noscript_is_left_out() -> None:
    lazy = f'<a href="{ENTRY}"><noscript><img src="{PICTURE}"></noscript></a>'
    names = OwnNames("binhminh.gov.test/")
    assert [(one.embed, one.line, one.rendered) for one in search_page(lazy + LABEL, PORTAL, names, rendered=True)] == [
        ("valid", None, True),
        ("link_only", None, True),
    ]


def test_the_path_of_another_page_says_nothing_of_this_portal() -> None:
    html = LABEL.replace("binhminhgovtest", "binhminhgovtestxahoabinh")
    assert look(html, "https://binhminh.gov.test/xahoabinh/")[0].embed == "domain_mismatch"


def test_what_a_hostile_page_has_to_say_is_cut() -> None:
    found = look(
        f'<img src="https://tinnhiemmang.vn/handle_cert?id={"a" * 3000}.test"><a href="//tinnhiemmang.{"b" * 3000}">'
    )
    assert [len(one.image_domain or one.link_host or "") for one in found] == [253, 253]


@given(st.text(alphabet=st.sampled_from("<>/=\"' !-aimgsrcptehf:#&;.\\@tinhemng vđ"), max_size=300))
def test_no_page_whatsoever_makes_the_search_fail(html: str) -> None:
    assert all(one.embed in ORDER for one in look(html + '<a href="https://tinnhiemmang.vn'))


@given(st.text(max_size=80))
def test_no_address_whatsoever_makes_the_search_fail(url: str) -> None:
    page = f'<a href="https://tinnhiemmang.vn{url}"><img src="{url}tinnhiemmang"></a><iframe srcdoc="{url}">'
    assert all(one.embed in ORDER for one in look(page))

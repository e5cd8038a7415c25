"""What stands in the place of a site is told by published rules; a site that speaks of such things is a site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checks.network.http import Page
from checks.observation import Fact, Reason, Seen, Unseen
from checks.web.page_kind import KINDS, UNTOLD, PageKind, observe_page_kind, page_kind
from checks.web.rules import load
from tests.checks.looks import look_at
from tests.servers import Talk, answering, closed_port, talking

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("page_kinds.yaml").read_text("utf-8"))


def kind_of(body: str, status: int = 200) -> PageKind:
    return page_kind(Page("https://binhminh.gov.test/", status, {}, 1, body.encode()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.get('rule', 'site')}-{case['page'][:40]}")
def test_each_page_is_of_the_kind_that_the_list_says(case: dict[str, Any]) -> None:
    found = kind_of(case["page"] * case.get("repeat", 1), case.get("status", 200))
    rule: str | None = case.get("rule")
    assert (found.kind, found.rule) == (case.get("kind") or str(rule).partition(".")[0], rule)


def test_every_rule_has_a_page() -> None:
    assert {rule["id"] for rule in load("page_kinds")} == {c["rule"] for c in CASES if "." in c.get("rule", "")}


def test_every_rule_is_of_a_kind_that_there_is_and_named_once() -> None:
    rules = load("page_kinds")
    assert {rule["kind"] for rule in rules} <= {*KINDS, *UNTOLD}
    assert all(rule["id"].startswith(f"{rule['kind']}.") for rule in rules)
    assert len({rule["id"] for rule in rules}) == len(rules)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<title>Welcome to nginx!</title><p>Xin chào", "Welcome to nginx!"),
        ("<title>x</title><p>TÊN MIỀN NÀY ĐÃ ĐƯỢC ĐĂNG KÝ hôm qua", "TÊN MIỀN NÀY ĐÃ ĐƯỢC ĐĂNG KÝ"),
        ("<title>Tên miền</title>", None),
    ],
)
def test_the_words_that_told_are_quoted_as_written(body: str, words: str | None) -> None:
    assert kind_of(body).words == (words or "Tên miền")


def test_the_status_tells_when_no_rule_does() -> None:
    assert kind_of("<p>x", 404).words == "HTTP 404"


def test_the_kind_of_a_page_is_told_once() -> None:
    served = Page("https://binhminh.gov.test/", 200, {}, 1, b"<title>x</title>")
    assert page_kind(served) is page_kind(served)


def test_a_quote_is_short() -> None:
    told = kind_of(f"<title>404 Not Found {'x' * 5000}</title>")
    assert len(told.words or "") == 200


@given(st.text(alphabet="<>/ \"'=!-abp\x00ĐđƠ\u0301&#;", max_size=200), st.sampled_from([200, 302, 404, 503]))
def test_whatever_a_page_holds_it_is_of_some_kind(body: str, status: int) -> None:
    assert kind_of(body, status).kind in (*KINDS, *UNTOLD)


def observed(talk: Talk) -> Fact[PageKind]:
    with talking(talk) as (host, port):
        return observe_page_kind(look_at(host, closed_port(), port, scheme="http"))


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b"<h1>It works!</h1>", "default"),
        (200, b"", "blank"),
        (200, b"<p>Tin</p>", "site"),
        (403, b"<title>Test Page for the HTTP Server on AlmaLinux</title>", "default"),
        (404, b"<p>x", "error"),
        (503, b"<h1>Website dang bao tri</h1>", "under_construction"),
        (503, b"<p>x", Reason.PROTOCOL_ERROR),
        (302, b"", Reason.PROTOCOL_ERROR),
        (403, b"<p>x", Reason.BLOCKED),
        (200, b"<title>Just a moment...</title>", Reason.BLOCKED),
        (200, b"<div id=root></div><script src=/a.js></script>", Reason.TOOL_MISSING),
    ],
)
def test_what_says_nothing_of_the_portal_is_unseen(status: int, body: bytes, expected: str | Reason) -> None:
    found = observed(answering(status, body=body))
    assert (found.reason if isinstance(found, Unseen) else found.value.kind) == expected


def test_a_portal_that_is_down_is_of_no_kind() -> None:
    found = observe_page_kind(look_at("127.0.0.1", closed_port(), closed_port()))
    assert isinstance(found, Unseen)
    assert found.reason is Reason.REFUSED


def test_the_first_address_that_tells_counts() -> None:
    found = observed(answering(body=b"<title>Index of /</title>"))
    assert found == Seen(PageKind("listing", "Index of /", "listing.index_of"))

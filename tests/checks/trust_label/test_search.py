"""Where the label is looked for, on real servers: no page is asked for in vain, none that counts is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from checks.browser import Browser
from checks.network.names import Names
from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.trust_label.observe import observe
from checks.trust_label.relations import Relations
from checks.trust_label.search import MORE_PAGES, MOST_SHELLS
from tests.checks.browsers import browser_here
from tests.checks.looks import look_at
from tests.checks.web.pages import Answer, page, serving
from tests.lab.name_server import NameServer
from tests.servers import closed_port, name_server, talking

HOST = "binhminh.gov.test"
OTHER, AWAY, RELATIVE = "binhminh2.gov.test", "ngoai.gov.test", "vanphong.binhminh.test"
LABEL = ("embed", "slug", "registered_at", "image_domain", "belongs_to")
MORE = "<footer><a href=/lien-he>Liên hệ</a> <a href=/gioi-thieu>Giới thiệu</a></footer>"
SCRIPT = "<script>var luotTruyCap = 1;</script>"


def label(host: str = HOST) -> str:
    slug = "".join(letter for letter in host if letter.isalnum())
    return (
        f'<a href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/{slug}-1637050850">'
        f'<img src="https://tinnhiemmang.vn/handle_cert?id={host}"></a>'
    )


def js(what: str) -> Answer:
    code = f"document.getElementById('x').innerHTML = '{what}'"
    return Answer(200, "Content-Type: text/javascript\r\n", code.encode())


def inserting(what: str, condition: str = "true") -> str:
    return f"<div id=x></div><script>if ({condition}) document.getElementById('x').innerHTML = '{what}'</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser = browser_here(60.0)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {(name, "A"): ["127.0.0.1"] for name in (HOST, OTHER, AWAY)}
    with name_server(NameServer({("test", "SOA"): ["a.test. b.test. 1 1 1 1 1"], **records})) as port:
        yield Names("127.0.0.53", port, timeout=2)


Observed = dict[str, Fact[Json]]
Observe = Callable[..., tuple[Observed, list[str]]]


@pytest.fixture
def observed(names: Names) -> Observe:
    """Serves pages by their path, the same under every name, and observes the portal; with what was asked for."""

    def observe_them(answers: Mapping[str, Answer | str], browser: Browser | None = None, path: str = "/") -> Any:
        asked: list[str] = []
        served = {at: page(answer) if isinstance(answer, str) else answer for at, answer in answers.items()}
        with talking(serving(served, asked)) as (_, port):
            look = look_at(
                HOST, closed_port(), port, names=names, path=path, scheme="http", in_scope=lambda host: host == OTHER
            )
            look.relatives = Relations([(RELATIVE, "agency")])
            if browser is not None:
                look.network.browser = browser
            return observe(look), asked

    return observe_them


def values(facts: Observed, *which: str) -> list[Json]:
    found = [facts[name] for name in which]
    assert all(isinstance(fact, Seen) for fact in found), found
    return [fact.value for fact in found if isinstance(fact, Seen)]


def reasons(facts: Observed, *which: str) -> set[Reason]:
    found = [facts[name] for name in which]
    assert all(isinstance(fact, Unseen) for fact in found), found
    return {fact.reason for fact in found if isinstance(fact, Unseen)}


def test_a_label_on_the_home_page_settles_it(observed: Observe) -> None:
    facts, asked = observed({"/": label() + SCRIPT + MORE})
    assert values(facts, *LABEL, "rendered") == [
        "valid",
        "binhminhgovtest-1637050850",
        "2021-11-16T15:20:50+07:00",
        HOST,
        "portal",
        False,
    ]
    (found,), (url,) = values(facts, "found", "pages")
    assert (found["embed"], found["page"], found["line"], found["rendered"]) == ("valid", url, 1, False)
    assert asked == ["/"]


def test_a_page_without_a_label_and_without_scripts_has_none(observed: Observe) -> None:
    facts, asked = observed({"/": "<p>Xin chào</p>"})
    assert values(facts, *LABEL, "rendered", "found") == ["absent", None, None, None, None, False, []]
    assert asked == ["/"]


def test_pages_that_the_footer_links_are_searched_until_one_has_it(observed: Observe) -> None:
    more = {f"/{word}": "<p>Trang</p>" for word in ("lien-he", "gioi-thieu", "gioi-thieu/2", "gioi-thieu/3")}
    home = "<footer>" + "".join(f"<a href={path}>Giới thiệu {path}</a>" for path in more) + "</footer>"
    facts, asked = observed({"/": home, **more})
    assert values(facts, "embed") == ["absent"]
    assert len(asked) == 1 + MORE_PAGES
    (pages,) = values(facts, "pages")
    assert [url.rpartition(".gov.test")[2].partition("/")[2] for url in pages] == [path[1:] for path in asked]
    facts, asked = observed({"/": MORE, "/lien-he": label(), "/gioi-thieu": "<p>Trang</p>"})
    assert values(facts, "embed", "belongs_to") == ["valid", "portal"]
    assert values(facts, "found")[0][0]["page"].endswith("/lien-he")
    assert asked == ["/", "/lien-he"]


def test_a_wrong_label_on_the_home_page_is_told_without_asking_for_more(observed: Observe) -> None:
    facts, asked = observed({"/": label(RELATIVE) + MORE})
    assert values(facts, "embed", "belongs_to", "image_domain") == ["domain_mismatch", "agency", RELATIVE]
    assert asked == ["/"]


def test_something_that_only_looks_like_a_label_does_not_end_the_search(observed: Observe) -> None:
    facts, asked = observed({"/": '<a href="https://tinnhiemmang.vn/">Tín nhiệm mạng</a>' + MORE, "/lien-he": label()})
    assert values(facts, "embed") == ["valid"]
    facts, asked = observed({"/": '<a href="https://tinnhiemmang.vn/">Tín nhiệm mạng</a>' + MORE})
    assert values(facts, "embed") == ["not_a_label"]
    assert asked == ["/", "/lien-he", "/gioi-thieu"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(403), Reason.BLOCKED),
        (Answer(429), Reason.BLOCKED),
        (Answer(500), Reason.PROTOCOL_ERROR),
        (Answer(200, "Content-Encoding: gzip\r\n", b"none"), Reason.PROTOCOL_ERROR),
    ],
)
def test_a_further_page_that_was_not_seen_may_have_it(observed: Observe, answer: Answer, why: Reason) -> None:
    facts, _ = observed({"/": MORE, "/lien-he": answer})
    assert reasons(facts, *LABEL) == {why}
    assert values(facts, "rendered", "found") == [False, []]


@pytest.mark.parametrize(
    "answer",
    [Answer(404), Answer(410), Answer(302, f"Location: http://{AWAY}/\r\n"), Answer(302, "Location: /\r\n")],
)
def test_a_further_page_that_does_not_exist_or_is_not_the_portals_counts_for_nothing(
    observed: Observe, answer: Answer
) -> None:
    facts, _ = observed({"/": MORE, "/lien-he": answer})
    assert values(facts, "embed") == ["absent"]
    assert len(values(facts, "pages")[0]) == 1


def test_frames_within_the_scope_are_searched_and_those_outside_not_asked_for(observed: Observe) -> None:
    facts, asked = observed({"/": f"<iframe src=//{AWAY}/x></iframe><iframe src=/khung></iframe>", "/khung": label()})
    assert values(facts, "embed", "rendered") == ["valid", False]
    assert values(facts, "found")[0][0]["part"] == "frame"
    assert asked == ["/", "/khung"]


def test_a_frameset_within_a_frameset_is_searched_and_scripts_within_it_count(observed: Observe) -> None:
    outer, inner = "<frameset><frame src=/ngoai></frameset>", "<frameset><frame src=/trong></frameset>"
    facts, _ = observed({"/": outer, "/ngoai": inner, "/trong": label()})
    assert values(facts, "embed") == ["valid"]
    facts, _ = observed({"/": outer, "/ngoai": inner, "/trong": SCRIPT})
    assert reasons(facts, *LABEL, "rendered") == {Reason.TOOL_MISSING}


def test_frames_without_end_are_not_followed_for_ever(observed: Observe) -> None:
    chain = {f"/{number}": f"<iframe src=/{number + 1}></iframe>" for number in range(50)}
    facts, asked = observed({"/": "<iframe src=/0></iframe>", **chain})
    assert reasons(facts, "embed") == {Reason.TOO_LARGE}
    assert len(asked) == 1 + MOST_SHELLS


def test_a_refresh_is_followed_within_the_scope(observed: Observe) -> None:
    facts, _ = observed({"/": "<meta http-equiv=refresh content='0; url=/moi'>", "/moi": label()})
    assert values(facts, "embed") == ["valid"]
    facts, asked = observed({"/": f"<meta http-equiv=refresh content='0; url=http://{AWAY}/'>"})
    assert reasons(facts, *LABEL) == {Reason.NOT_AUTHORISED}
    assert asked == ["/"]


def test_the_name_that_a_redirect_leads_to_is_another_name_of_the_portal(names: Names) -> None:
    answers: dict[str, Answer] = {}
    with talking(serving({"/": page(label(OTHER))})) as (_, there), talking(serving(answers)) as (_, here):
        answers["/"] = Answer(302, f"Location: http://{OTHER}:{there}/\r\n")
        look = look_at(HOST, closed_port(), here, names=names, scheme="http", in_scope=lambda host: host == OTHER)
        facts = observe(look)
    assert values(facts, "embed", "belongs_to") == ["valid", "alias"]


def test_a_sub_site_may_carry_the_label_of_its_path(observed: Observe) -> None:
    slug = "binhminhgovtestxa-1637050850"
    text = f'<a href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/{slug}">'
    text += f'<img src="https://tinnhiemmang.vn/handle_cert?id={HOST}/xa"></a>'
    assert values(observed({"/xa/": text}, path="/xa/")[0], "embed") == ["valid"]


def test_a_home_page_that_was_not_seen_leaves_all_unseen_and_the_directory_asked(observed: Observe) -> None:
    facts, _ = observed({"/": Answer(403)})
    assert reasons(facts, *LABEL, "rendered", "found", "pages") == {Reason.BLOCKED}
    assert reasons(facts, "registry") == {Reason.NEEDS_LOOKUP}


def test_scripts_without_a_browser_leave_it_open(observed: Observe) -> None:
    facts, _ = observed({"/": inserting(label())})
    assert reasons(facts, *LABEL, "rendered") == {Reason.TOOL_MISSING}
    facts, _ = observed({"/": '<a href="https://tinnhiemmang.vn/">Tín nhiệm mạng</a>' + SCRIPT})
    assert reasons(facts, *LABEL, "rendered") == {Reason.TOOL_MISSING}
    assert len(values(facts, "found")[0]) == 1


def test_a_wrong_label_is_told_though_no_browser_looked(observed: Observe) -> None:
    facts, _ = observed({"/": label(RELATIVE) + SCRIPT})
    assert values(facts, "embed") == ["domain_mismatch"]
    assert reasons(facts, "rendered") == {Reason.TOOL_MISSING}


@pytest.mark.browser
def test_a_right_label_that_a_script_inserts_is_seen_by_a_browser(observed: Observe, browser: Browser) -> None:
    facts, asked = observed({"/": "<div id=x></div><script src=/nhan.js></script>", "/nhan.js": js(label())}, browser)
    assert values(facts, "embed", "slug", "belongs_to", "rendered") == [
        "script_injected",
        "binhminhgovtest-1637050850",
        "portal",
        True,
    ]
    (found,) = values(facts, "found")[0]
    assert (found["embed"], found["rendered"], found["line"]) == ("valid", True, None)
    assert asked == ["/", "/nhan.js"]


@pytest.mark.browser
def test_a_label_that_a_script_inserts_only_for_another_host_is_absent(observed: Observe, browser: Browser) -> None:
    here = inserting(label(), f"location.hostname === '{HOST}'")
    assert values(observed({"/": here}, browser)[0], "embed") == ["script_injected"]
    elsewhere = inserting(label(), "location.hostname === 'www.khac.gov.test'")
    assert values(observed({"/": elsewhere}, browser)[0], "embed", "slug", "rendered") == ["absent", None, True]


@pytest.mark.browser
def test_somebody_elses_label_that_a_script_inserts_is_a_mismatch(observed: Observe, browser: Browser) -> None:
    facts, _ = observed({"/": inserting(label("www.khac.gov.test"))}, browser)
    assert values(facts, "embed", "belongs_to", "rendered") == ["domain_mismatch", "other", True]


@pytest.mark.browser
def test_a_right_label_by_script_beside_a_wrong_one_is_told(observed: Observe, browser: Browser) -> None:
    picture = f'<img src="https://tinnhiemmang.vn/handle_cert?id={HOST}">'
    facts, _ = observed({"/": picture + inserting(label())}, browser)
    assert values(facts, "embed") == ["script_injected"]
    assert [found["embed"] for found in values(facts, "found")[0]] == ["valid", "image_only"]


@pytest.mark.browser
def test_what_was_sent_is_not_told_twice(observed: Observe, browser: Browser) -> None:
    facts, _ = observed({"/": label(RELATIVE) + SCRIPT}, browser)
    assert values(facts, "embed", "rendered") == ["domain_mismatch", True]
    assert [found["rendered"] for found in values(facts, "found")[0]] == [False]


@pytest.mark.browser
def test_a_script_that_lies_outside_the_scope_may_insert_it(observed: Observe, browser: Browser) -> None:
    facts, asked = observed({"/": f"<script src=//{AWAY}/a.js></script>"}, browser)
    assert reasons(facts, *LABEL, "rendered") == {Reason.NOT_AUTHORISED}
    assert asked == ["/"]
    facts, asked = observed({"/": "<script src=/khong-co.js></script>"}, browser)
    assert values(facts, "embed", "rendered") == ["absent", True]
    assert asked == ["/", "/khong-co.js"]


@pytest.mark.browser
def test_a_label_in_a_frame_that_a_script_opens_is_seen(observed: Observe, browser: Browser) -> None:
    code = "const f = document.createElement('iframe'); f.src = '/khung'; document.body.append(f)"
    facts, _ = observed({"/": f"<body><script>{code}</script>", "/khung": label()}, browser)
    assert values(facts, "embed") == ["script_injected"]
    assert values(facts, "found")[0][0]["part"] == "frame"


@pytest.mark.browser
def test_a_page_that_the_browser_cannot_show_stays_open(observed: Observe) -> None:
    hasty = browser_here(4.0)
    try:
        facts, _ = observed({"/": "<script>for (;;);</script>"}, hasty)
    finally:
        hasty.close()
    assert reasons(facts, *LABEL, "rendered") == {Reason.TIMEOUT}

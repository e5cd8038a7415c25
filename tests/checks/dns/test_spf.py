"""SPF records that hold, and those that receivers give up."""

from collections.abc import Iterator

import pytest

from checks.dns.spf import MOST_LOOKUPS, Term, parse, policy
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.lab.name_server import NameServer
from tests.servers import name_server

TEXTS = {
    "hard": ["v=spf1 mx -all"],
    "soft": ["v=spf1 ~all"],
    "neutral": ["v=spf1 ?all"],
    "open": ["v=spf1 all"],
    "endless": ["v=spf1 mx"],
    "empty": ["v=spf1"],
    "upper": ["V=SPF1 MX -ALL"],
    "others": ["google-site-verification=x", "v=spf10 -all", "v=spf2.0/pra -all"],
    "two": ["v=spf1 -all", "v=spf1 ~all"],
    "typo": ["v=spf1 inlcude:hard.spf.test -all"],
    "on": ["v=spf1 redirect=hard.spf.test"],
    "onon": ["v=spf1 redirect=on.spf.test"],
    "both": ["v=spf1 ~all redirect=typo.spf.test"],
    "round": ["v=spf1 redirect=round.spf.test"],
    "none": ["v=spf1 redirect=nowhere.spf.test"],
    "include": ["v=spf1 include:hard.spf.test ~all"],
    "bad": ["v=spf1 include:typo.spf.test ~all"],
    "twice": ["v=spf1 include:two.spf.test ~all"],
    "missing": ["v=spf1 include:nowhere.spf.test ~all"],
    "itself": ["v=spf1 include:itself.spf.test -all"],
    "ten": [f"v=spf1 {' '.join(['a'] * MOST_LOOKUPS)} -all"],
    "eleven": [f"v=spf1 {' '.join(['a'] * MOST_LOOKUPS)} mx -all"],
    "behind": [f"v=spf1 -all {' '.join(['a'] * 20)}"],
    "sum": ["v=spf1 include:six.spf.test include:four.spf.test -all"],
    "six": ["v=spf1 a mx ptr exists:%{i}.spf.test a:a.spf.test mx:a.spf.test -all"],
    "four": ["v=spf1 a mx ip4:192.0.2.1 ip6:2001:db8::1 -all"],
    "explained": ["v=spf1 include:six.spf.test a -all exp=why.spf.test"],
    "macro": ["v=spf1 include:%{i}.spf.test -all"],
    "macroten": [f"v=spf1 include:%{{i}}.spf.test {' '.join(['a'] * MOST_LOOKUPS)} -all"],
    "self": ["v=spf1 include:_spf.%{d} -all"],
    "_spf.self": ["v=spf1 ~all"],
    "mute": ["v=spf1 include:www.silent.test ~all"],
    "mutebad": ["v=spf1 include:www.silent.test include:typo.spf.test ~all"],
    "muteon": ["v=spf1 redirect=www.silent.test"],
    "macroon": ["v=spf1 redirect=%{s}.spf.test"],
    "split": ['v=spf1 a" "ll'],
}


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {("spf.test", "SOA"): ["ns.test. admin.test. 1 3600 600 86400 60"]}
    records |= {(f"{name}.spf.test", "TXT"): [f'"{text}"' for text in found] for name, found in TEXTS.items()}
    with name_server(NameServer(records, silent=["silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("hard", "-"),
        ("soft", "~"),
        ("neutral", "?"),
        ("open", "+"),
        ("endless", None),
        ("empty", None),
        ("upper", "-"),
        ("split", "+"),
        ("on", "-"),
        ("onon", "-"),
        ("both", "~"),
        ("include", "~"),
        ("behind", "-"),
        ("ten", "-"),
        ("sum", "-"),
        ("explained", "-"),
        ("self", "-"),
    ],
)
def test_records_that_hold_end_as_they_say(names: Names, name: str, ending: str | None) -> None:
    found = policy(names, f"{name}.spf.test")
    assert found.record == Seen(TEXTS[name][0].replace('" "', ""))
    assert found.all == Seen(ending)
    assert found.problem == Seen(None)


@pytest.mark.parametrize(
    ("name", "problem", "ending"),
    [
        ("two", "several", None),
        ("typo", "syntax", None),
        ("bad", "syntax", "~"),
        ("twice", "several", "~"),
        ("missing", "no_record", "~"),
        ("none", "no_record", None),
        ("round", "too_many_lookups", None),
        ("itself", "too_many_lookups", "-"),
        ("eleven", "too_many_lookups", "-"),
        ("macroten", "too_many_lookups", "-"),
        ("mutebad", "syntax", "~"),
    ],
)
def test_records_that_receivers_give_up(names: Names, name: str, problem: str, ending: str | None) -> None:
    found = policy(names, f"{name}.spf.test")
    assert found.problem == Seen(problem)
    assert found.all == Seen(ending)


@pytest.mark.parametrize("name", ["others", "nowhere"])
def test_no_record_is_seen(names: Names, name: str) -> None:
    found = policy(names, f"{name}.spf.test")
    assert (found.record, found.all, found.problem) == (Seen(None), Seen(None), Seen(None))


@pytest.mark.parametrize(
    ("name", "reason"), [("mute", Reason.DNS_TIMEOUT), ("macro", Reason.TOOL_MISSING), ("muteon", Reason.DNS_TIMEOUT)]
)
def test_what_an_include_holds_can_stay_open(names: Names, name: str, reason: Reason) -> None:
    found = policy(names, f"{name}.spf.test")
    assert isinstance(found.problem, Unseen)
    assert found.problem.reason is reason
    assert found.record == Seen(TEXTS[name][0])


@pytest.mark.parametrize(("name", "reason"), [("muteon", Reason.DNS_TIMEOUT), ("macroon", Reason.TOOL_MISSING)])
def test_a_redirect_to_what_nobody_told_leaves_the_end_open(names: Names, name: str, reason: Reason) -> None:
    found = policy(names, f"{name}.spf.test")
    assert isinstance(found.all, Unseen)
    assert found.all.reason is reason


def test_silence_leaves_everything_open(names: Names) -> None:
    found = policy(names, "www.silent.test")
    for fact in (found.record, found.all, found.problem):
        assert isinstance(fact, Unseen)
        assert fact.reason is Reason.DNS_TIMEOUT


@pytest.mark.parametrize(
    "terms",
    [
        "a",
        "a/24",
        "a//64",
        "a/24//64",
        "a:x.test/24//64",
        "mx:x.test.",
        "a:x.test//0",
        "ptr",
        "ptr:x.test",
        "include:_spf.x.test",
        "include:%{d2r.-}.x.test",
        "exists:%{ir}.%{v}._spf.%{d2}",
        "exists:x.test%%",
        "ip4:192.0.2.0/24",
        "ip4:192.0.2.1",
        "ip4:192.0.2.1/0",
        "ip6:2001:db8::/32",
        "ip6:::ffff:192.0.2.1/128",
        "  a   mx  ",
        "unknown=%{s}whatever",
        "unknown=",
        "exp=why.%{d}",
        "redirect=a.test exp=b.test",
    ],
)
def test_terms_that_are_right(terms: str) -> None:
    assert parse(f"v=spf1 {terms}") is not None


@pytest.mark.parametrize(
    "terms",
    [
        "ip4:192.0.2.256",
        "ip4:192.0.2.0/33",
        "ip4:192.0.2.0/024",
        "ip4:192.0.2.0/",
        "ip4",
        "ip4=192.0.2.1 ip4/24",
        "ip6:192.0.2.1",
        "ip6:2001:db8::/129",
        "ip6:fe80::1%eth0",
        "ipv4:192.0.2.1",
        "include",
        "include:",
        "include:localhost",
        "include:x.123",
        "include:x.test/24",
        "include:-x.-test",
        "a:x.test/33",
        "a:x.test/24/64",
        "a:",
        "a/٢",
        "mx//129",
        "exists",
        "exists:%{z}.test",
        "exists:%x.test",
        "all:x.test",
        "all/24",
        "-all,",
        "--all",
        "+-all",
        "a\tmx",
        "a:đ.test",
        "redirect=a.test redirect=b.test",
        "exp=a.test exp=b.test",
        "redirect=",
        "unknown=%",
        "1x=y",
    ],
)
def test_terms_that_break_the_record(terms: str) -> None:
    assert parse(f"v=spf1 {terms}") is None


def test_terms_stand_in_the_order_of_their_evaluation() -> None:
    assert parse("v=spf1 redirect=r.test ~A:x.test/24 ?include:i.test") == [
        Term("~", "a", "x.test"),
        Term("?", "include", "i.test"),
        Term("", "redirect", "r.test"),
    ]
    assert parse("v=spf1 -all mx redirect=r.test") == [Term("-", "all", "")]


def test_a_hostile_record_is_read_in_linear_time() -> None:
    assert parse("v=spf1 a:" + "/1" * 2000) is None
    assert parse("v=spf1 exists:" + "%{d" * 1300) is None
    assert parse("v=spf1 " + "a" * 4000) is None

"""Mail as the DNS describes it for a portal's name."""

from collections.abc import Iterator

import pytest

from checks.dns.mail import MOST_EXCHANGERS, exchangers, mail
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen, to_json
from tests.lab.name_server import NameServer
from tests.servers import name_server


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {
        ("test", "SOA"): ["ns.test. admin.test. 1 3600 600 86400 60"],
        ("a.test", "MX"): ["20 mx1.a.test.", "5 MX2.a.test.", "100 mx3.a.test."],
        ("a.test", "TXT"): ['"v=spf1 mx -all"'],
        ("_dmarc.a.test", "TXT"): ['"v=DMARC1; p=reject"'],
        ("null.test", "MX"): ["0 ."],
        ("mixed.test", "MX"): ["0 .", "10 mx1.a.test."],
        ("web.test", "A"): ["127.0.0.1"],
        ("crowd.test", "MX"): [f"10 mx{n}.crowd.test." for n in range(MOST_EXCHANGERS + 1)],
    }
    with name_server(NameServer(records, silent=["_dmarc.web.test", "silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


def test_the_preferred_server_comes_first(names: Names) -> None:
    assert exchangers(names, "a.test") == Seen(["mx2.a.test", "mx1.a.test", "mx3.a.test"])


def test_a_null_mx_is_told_from_none(names: Names) -> None:
    assert exchangers(names, "null.test") == Seen([""])
    assert exchangers(names, "web.test") == Seen([])
    assert exchangers(names, "127.0.0.1") == Seen([])


def test_more_servers_than_anybody_keeps_are_unseen(names: Names) -> None:
    found = exchangers(names, "crowd.test")
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOO_LARGE


def test_a_name_that_sends_mail_and_says_how(names: Names) -> None:
    assert to_json(mail(names, "a.test")) == {
        "mx": ["mx2.a.test", "mx1.a.test", "mx3.a.test"],
        "null_mx": False,
        "sends": True,
        "spf": "v=spf1 mx -all",
        "spf_all": "-",
        "spf_problem": None,
        "dmarc": "v=DMARC1; p=reject",
        "dmarc_policy": "reject",
    }


@pytest.mark.parametrize(
    ("host", "mx", "null_mx"), [("null.test", [], True), ("mixed.test", ["mx1.a.test"], False), ("no.test", [], False)]
)
def test_who_takes_mail(names: Names, host: str, mx: list[str], null_mx: bool) -> None:
    found = to_json(mail(names, host))
    assert (found["mx"], found["null_mx"], found["sends"]) == (mx, null_mx, bool(mx))
    assert found["spf"] is found["spf_all"] is found["spf_problem"] is found["dmarc"] is found["dmarc_policy"] is None


def test_what_nobody_told_is_unseen_beside_what_was_told(names: Names) -> None:
    found = to_json(mail(names, "web.test"))
    assert found["mx"] == []
    assert found["spf"] is None
    assert found["dmarc"]["unseen"] == found["dmarc_policy"]["unseen"] == "dns_timeout"


def test_silence_leaves_every_member_unseen(names: Names) -> None:
    assert {member["unseen"] for member in to_json(mail(names, "silent.test")).values()} == {"dns_timeout"}


def test_an_address_is_no_name_for_mail(names: Names) -> None:
    found = mail(names, "127.0.0.1")
    assert isinstance(found, Unseen)
    assert found.reason is Reason.NEEDS_LOOKUP

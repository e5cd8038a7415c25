"""IPv6 beside IPv4: the same portal, another one, or none."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from checks.ipv6.observe import observe
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import Talk, answering, name_server, self_signed, talking_on

HOST = "www.province.test"
RECORDS = {
    ("province.test", "SOA"): ["ns1.province.test. admin.province.test. 1 3600 600 86400 60"],
    ("province.test", "NS"): ["ns1.province.test."],
    ("ns1.province.test", "A"): ["127.0.0.53"],
    ("ns1.province.test", "AAAA"): ["::1"],
    (HOST, "A"): ["127.0.0.1"],
    (HOST, "AAAA"): ["::1"],
    ("four.province.test", "A"): ["127.0.0.1"],
}
HOME = answering(body="<title>Cổng thông tin</title><body>Tin tức và sự kiện của tỉnh hôm nay</body>".encode())
DEFAULT = answering(body=b"<title>Welcome to nginx!</title><body>the server works, configure it</body>")


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    server = NameServer(RECORDS, silent=["silent.test"])
    with name_server(server, ("127.0.0.53", "::1")) as port:
        yield Names("127.0.0.53", port, timeout=1)


def observed(
    tmp_path: Path, names: Names, over4: Talk | None, over6: Talk | None, host: str = HOST, ipv6: bool = True
) -> dict[str, Any]:
    """The facts of a portal that talks like this over each family; None refuses."""
    with ExitStack() as stack:
        port = talking_on(stack, {"127.0.0.1": over4, "::1": over6}, self_signed(tmp_path, HOST))
        return observe(look_at(host, port, port, names=names, ipv6=ipv6))


def reach(facts: dict[str, Any], family: int) -> dict[str, Any]:
    """The entry for HTTPS over one family."""
    found: dict[str, Any] = next(
        entry for entry in facts["reach"].value if entry["family"] == family and entry["service"] == "https"
    )
    return found


def test_the_same_portal_over_both_families(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, HOME, HOME)
    assert facts["aaaa"] == Seen(["::1"])
    assert facts["same_content"] == Seen(True)
    assert facts["same_certificate"] == Seen(True)
    assert reach(facts, 6)["tls"] == Seen(True)
    assert reach(facts, 6)["http_status"] == Seen(200)


def test_another_page_over_ipv6_is_told_in_words(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, HOME, DEFAULT)
    assert facts["same_content"] == Seen(False)
    assert "Welcome to nginx!" in facts["differences"].value[0]


def test_a_refusal_over_ipv6_is_seen_while_ipv4_answers(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, HOME, None)
    assert reach(facts, 6)["tcp"] == Seen(False)
    assert isinstance(facts["same_content"], Unseen)


def test_a_refusal_over_both_families_proves_nothing(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, None, None)
    assert isinstance(reach(facts, 6)["tcp"], Unseen)
    assert reach(facts, 6)["tcp"].reason is Reason.REFUSED


def test_no_aaaa_is_seen_and_leaves_nothing_to_compare(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, HOME, None, host="four.province.test")
    assert facts["aaaa"] == Seen([])
    assert facts["same_content"] == Seen(None)
    assert facts["same_certificate"] == Seen(None)


def test_a_vantage_without_ipv6_does_not_look_and_says_so(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, HOME, HOME, ipv6=False)
    assert facts["aaaa"] == Seen(["::1"])
    assert reach(facts, 6)["tcp"].reason is Reason.NO_IPV6_VANTAGE
    assert facts["same_content"].reason is Reason.NO_IPV6_VANTAGE
    assert reach(facts, 4)["tcp"] == Seen(True)


def test_without_dns_nothing_is_seen(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, HOME, HOME, host="www.silent.test")
    assert {fact.reason for fact in facts.values()} == {Reason.DNS_TIMEOUT}


def test_different_pages_without_a_word_are_not_called_the_same(tmp_path: Path, names: Names) -> None:
    one, other = answering(body=b"<div id=app></div>"), answering(body=b"<div id=root>404</div>")
    facts = observed(tmp_path, names, one, other)
    assert isinstance(facts["same_content"], Unseen)
    assert observed(tmp_path, names, one, one)["same_content"] == Seen(True)

"""What is at a name: an alias, addresses, nothing of both, no such name, or nobody told."""

from collections.abc import Iterator

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from checks.dns.found import Found, find
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.lab.name_server import NameServer
from tests.servers import name_server


class WithoutSix(NameServer):
    """Denies a name where it has but no IPv6 address for it, as broken load balancers do (RFC 4074 §4.2)."""

    def _fill(self, reply: dns.message.Message, question: dns.rrset.RRset) -> None:
        super()._fill(reply, question)
        if not reply.answer and question.rdtype == dns.rdatatype.AAAA:
            reply.set_rcode(dns.rcode.NXDOMAIN)


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {
        ("test", "SOA"): ["ns.test. admin.test. 1 3600 600 86400 60"],
        ("four.test", "A"): ["127.0.0.1"],
        ("six.test", "AAAA"): ["::1"],
        ("text.test", "TXT"): ["x"],
        ("alias.test", "CNAME"): ["Four.test."],
        ("lost.test", "CNAME"): ["nowhere.test."],
    }
    with name_server(NameServer(records, servfail=["broken.test"], silent=["silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("four.test", Found(None, True, True)),
        ("FOUR.test.", Found(None, True, True)),
        ("six.test", Found(None, True, True)),
        ("text.test", Found(None, False, True)),
        ("alias.test", Found("four.test", False, True)),
        ("lost.test", Found("nowhere.test", False, True)),
        ("nowhere.test", Found(None, False, False)),
    ],
)
def test_what_is_at_a_name(names: Names, name: str, found: Found) -> None:
    assert find(names, name) == Seen(found)


@pytest.mark.parametrize(
    ("name", "reason"), [("broken.test", Reason.DNS_SERVFAIL), ("silent.test", Reason.DNS_TIMEOUT)]
)
def test_what_nobody_told_is_unseen(names: Names, name: str, reason: Reason) -> None:
    found = find(names, name)
    assert isinstance(found, Unseen)
    assert found.reason is reason


def test_a_name_denied_for_one_kind_only_exists() -> None:
    server = WithoutSix({("test", "SOA"): ["ns.test. admin.test. 1 3600 600 86400 60"], ("text.test", "TXT"): ["x"]})
    with name_server(server) as port:
        assert find(Names("127.0.0.53", port, timeout=1), "text.test") == Seen(Found(None, False, True))


@pytest.mark.parametrize("name", ["a..test", f"{'a' * 64}.test", f"{'a.' * 130}test"])
def test_what_can_be_no_name_is_not_asked_for(names: Names, name: str) -> None:
    asked = names.queries
    found = find(names, name)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.PROTOCOL_ERROR
    assert names.queries == asked

"""A name does not exist where both kinds of address are answered with NXDOMAIN, and only there."""

from collections.abc import Iterator

import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from checks.dns.exists import exists
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.lab.name_server import NameServer
from tests.servers import name_server


class WithoutAddresses(NameServer):
    """Fails where it is asked for addresses below `half.test`."""

    def respond(self, query: dns.message.Message, reply: dns.message.Message, datagram: bool) -> bool:
        asked = query.question[0]
        if asked.name.to_text().endswith("half.test.") and asked.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA):
            reply.set_rcode(dns.rcode.SERVFAIL)
            return True
        return super().respond(query, reply, datagram)


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {
        ("test", "SOA"): ["ns.test. admin.test. 1 3600 600 86400 60"],
        ("a.test", "A"): ["127.0.0.1"],
        ("six.test", "AAAA"): ["::1"],
        ("text.test", "TXT"): ['"v=spf1 -all"'],
        ("alias.test", "CNAME"): ["gone.test."],
        ("spf.half.test", "TXT"): ['"v=spf1 -all"'],
        ("caa.half.test", "CAA"): ['0 issue ";"'],
        ("half.test", "CAA"): ['0 issue ";"'],
    }
    with name_server(WithoutAddresses(records, servfail=["broken.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


@pytest.mark.parametrize("host", ["a.test", "six.test", "text.test", "alias.test"])
def test_a_name_with_anything_at_it_exists(names: Names, host: str) -> None:
    assert exists(names, host) == Seen(True)


def test_a_name_that_is_denied_does_not(names: Names) -> None:
    assert exists(names, "gone.test") == Seen(False)


@pytest.mark.parametrize("host", ["spf.half.test", "caa.half.test"])
def test_records_at_a_name_prove_it_where_addresses_are_not_told(names: Names, host: str) -> None:
    assert exists(names, host) == Seen(True)


def test_records_above_a_name_prove_nothing(names: Names) -> None:
    assert isinstance(exists(names, "other.half.test"), Unseen)


def test_a_failure_tells_nothing(names: Names) -> None:
    failed = exists(names, "broken.test")
    assert isinstance(failed, Unseen)
    assert failed.reason is Reason.DNS_SERVFAIL


def test_an_address_is_no_name(names: Names) -> None:
    unseen = exists(names, "127.0.0.1")
    assert isinstance(unseen, Unseen)
    assert unseen.reason is Reason.NEEDS_LOOKUP

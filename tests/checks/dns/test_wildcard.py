"""A zone with a name for everything, and a resolver that only pretends."""

from collections.abc import Iterator

import dns.message
import dns.name
import dns.rcode
import dns.rrset
import pytest

from checks.dns.wildcard import makes_up_answers, wildcard
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.lab.name_server import NameServer
from tests.servers import name_server

SOA = ["ns.test. admin.test. 1 3600 600 86400 60"]
RECORDS = {
    ("plain.test", "SOA"): SOA,
    ("www.plain.test", "A"): ["127.0.0.1"],
    ("four.test", "SOA"): SOA,
    ("*.four.test", "A"): ["127.0.0.1"],
    ("six.test", "SOA"): SOA,
    ("*.six.test", "AAAA"): ["::1"],
    ("alias.test", "SOA"): SOA,
    ("*.alias.test", "CNAME"): ["nowhere.alias.test."],
    ("mail.test", "SOA"): SOA,
    ("*.mail.test", "MX"): ["10 mx.mail.test."],
}


class Wild(NameServer):
    """Answers for `*` labels as RFC 4592 says, where they stand right above the name asked for."""

    def _fill(self, reply: dns.message.Message, question: dns.rrset.RRset) -> None:
        super()._fill(reply, question)
        if reply.rcode() != dns.rcode.NXDOMAIN:
            return
        source = dns.name.from_text("*", question.name.parent())
        for (name, kind), records in self._rrsets.items():
            if name == source:
                reply.set_rcode(dns.rcode.NOERROR)
                if kind in (question.rdtype, dns.rdatatype.CNAME):
                    reply.answer.append(dns.rrset.from_rdata_list(question.name, 60, list(records)))


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    server = Wild(RECORDS, servfail=["broken.test"], silent=["silent.test"])
    with name_server(server) as port:
        yield Names("127.0.0.53", port, timeout=1)


@pytest.mark.parametrize("host", ["www.four.test", "www.six.test", "www.alias.test", "four.test"])
def test_made_up_names_that_lead_somewhere(names: Names, host: str) -> None:
    assert wildcard(names, host) == Seen(True)


@pytest.mark.parametrize("host", ["www.plain.test", "plain.test", "www.mail.test", "127.0.0.1"])
def test_made_up_names_that_lead_nowhere(names: Names, host: str) -> None:
    assert wildcard(names, host) == Seen(False)


def test_siblings_are_asked_for_once(names: Names) -> None:
    first = wildcard(names, "one.plain.test")
    asked = names.queries
    assert wildcard(names, "two.plain.test") == first
    assert names.queries == asked


@pytest.mark.parametrize(
    ("host", "reason"), [("www.broken.test", Reason.DNS_SERVFAIL), ("www.silent.test", Reason.DNS_TIMEOUT)]
)
def test_what_nobody_told_is_unseen(names: Names, host: str, reason: Reason) -> None:
    found = wildcard(names, host)
    assert isinstance(found, Unseen)
    assert found.reason is reason


def test_a_resolver_that_makes_up_answers_shows_no_wildcard() -> None:
    records = {**RECORDS, ("invalid", "SOA"): SOA, ("*.invalid", "A"): ["127.0.0.99"]}
    with name_server(Wild(records)) as port:
        names = Names("127.0.0.53", port, timeout=1)
        assert makes_up_answers(names) == Seen(True)
        found = wildcard(names, "www.four.test")
        assert wildcard(names, "www.plain.test") == Seen(False)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.PROTOCOL_ERROR

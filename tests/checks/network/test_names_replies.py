"""Whole replies: through the resolver with signatures and unjudged, and from one name server."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.dns.daemons import Answer, datagrams, framed
from tests.lab.name_server import NameServer
from tests.servers import closed_port, name_server, talking

ADDRESS = "127.0.0.57"
RECORDS = {
    ("province.test", "SOA"): ["ns1.province.test. admin.province.test. 1 3600 600 86400 60"],
    ("province.test", "NS"): ["ns1.province.test."],
    ("www.province.test", "A"): ["127.0.0.1"],
    ("long.province.test", "TXT"): [f'"{"x" * 200}{n}"' for n in range(20)],
}
SERVER = NameServer(RECORDS, servfail=["broken.test"], silent=["silent.test"])


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with name_server(SERVER, (ADDRESS,)) as port:
        yield Names(ADDRESS, port, timeout=1)


@contextlib.contextmanager
def served(answer: Answer, over_tcp: Answer | None = None, timeout: float = 1.0) -> Iterator[Names]:
    """Names whose resolver answers like this over UDP; over TCP its port is closed unless told otherwise."""
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(datagrams(answer, ADDRESS))
        if over_tcp is not None:
            stack.enter_context(talking(framed(over_tcp), ADDRESS, port=port))
        yield Names(ADDRESS, port, timeout=timeout)


def message(fact: Fact[dns.message.Message]) -> dns.message.Message:
    assert isinstance(fact, Seen), fact
    return fact.value


def reason(fact: Fact[dns.message.Message]) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


def test_the_resolver_is_asked_for_signatures_and_not_to_judge_them() -> None:
    asked: list[dns.message.Message] = []

    def answer(query: bytes) -> bytes | None:
        asked.append(dns.message.from_wire(query))
        return SERVER.answer(query)

    with served(answer) as names:
        reply = message(names.reply("www.province.test", "A"))
    assert [record.to_text() for record in reply.answer[0]] == ["127.0.0.1"]
    (query,) = asked
    assert query.flags & dns.flags.CD
    assert query.flags & dns.flags.RD
    assert query.ednsflags & dns.flags.DO


def test_no_such_name_is_seen(names: Names) -> None:
    assert message(names.reply("never.province.test", "A")).rcode() == dns.rcode.NXDOMAIN


def test_a_failing_resolver_a_silent_one_and_a_missing_one_are_unseen(names: Names) -> None:
    assert reason(names.reply("www.broken.test", "A")) is Reason.DNS_SERVFAIL
    assert reason(names.reply("www.silent.test", "A")) is Reason.DNS_TIMEOUT
    assert reason(Names(ADDRESS, closed_port(), timeout=0.2).reply("province.test", "NS")) is Reason.DNS_TIMEOUT


def test_a_resolver_that_refuses_told_nothing(names: Names) -> None:
    assert reason(names.reply("www.elsewhere.test", "A")) is Reason.DNS_SERVFAIL


def test_what_a_datagram_is_too_short_for_comes_over_tcp(names: Names) -> None:
    assert len(message(names.reply("long.province.test", "TXT")).answer[0]) == 20


def test_a_truncated_reply_is_no_answer_when_tcp_is_closed() -> None:
    with served(lambda query: SERVER.answer(query, datagram=True)) as names:
        assert isinstance(names.reply("long.province.test", "TXT"), Unseen)


def test_a_reply_is_asked_for_once(names: Names) -> None:
    first = names.reply("www.province.test", "A")
    asked = names.queries
    assert names.reply("www.province.test", "A") is first
    assert names.queries == asked


def test_one_name_server_answers_with_authority_over_udp_and_tcp(names: Names) -> None:
    for tcp in (False, True):
        reply = message(names.ask(ADDRESS, "province.test", "SOA", tcp=tcp))
        assert reply.flags & dns.flags.AA
        assert reply.answer[0].rdtype == dns.rdatatype.SOA


def test_any_code_of_a_name_server_is_seen(names: Names) -> None:
    assert message(names.ask(ADDRESS, "www.elsewhere.test", "A")).rcode() == dns.rcode.REFUSED
    assert message(names.ask(ADDRESS, "www.broken.test", "A")).rcode() == dns.rcode.SERVFAIL


def test_recursion_and_signatures_are_asked_for_only_when_told() -> None:
    asked: list[dns.message.Message] = []

    def answer(query: bytes) -> bytes | None:
        asked.append(dns.message.from_wire(query))
        return SERVER.answer(query)

    with served(answer) as names:
        for recursion, dnssec in ((False, False), (True, False), (False, True)):
            names.ask(ADDRESS, "province.test", "SOA", recursion=recursion, dnssec=dnssec)
    assert [bool(query.flags & dns.flags.RD) for query in asked] == [False, True, False]
    assert [bool(query.ednsflags & dns.flags.DO) for query in asked] == [False, False, True]


def test_a_truncated_reply_of_a_name_server_is_handed_over_as_it_came(names: Names) -> None:
    assert message(names.ask(ADDRESS, "long.province.test", "TXT")).flags & dns.flags.TC
    assert len(message(names.ask(ADDRESS, "long.province.test", "TXT", tcp=True)).answer[0]) == 20


def test_a_closed_port_and_silence_differ() -> None:
    with served(lambda query: None, timeout=0.2) as names:
        assert reason(names.ask(ADDRESS, "province.test", "SOA")) is Reason.DNS_TIMEOUT
        assert reason(names.ask(ADDRESS, "province.test", "SOA", tcp=True)) is Reason.REFUSED
        assert reason(names.ask("127.0.0.58", "province.test", "SOA")) is Reason.REFUSED


def test_a_lost_datagram_is_sent_again() -> None:
    lost = iter([True])

    def answer(query: bytes) -> bytes | None:
        return None if next(lost, False) else SERVER.answer(query)

    with served(answer) as names:
        message(names.ask(ADDRESS, "province.test", "SOA"))
        assert names.queries == 2


def test_a_reply_that_comes_after_the_time_out_is_silence() -> None:
    def answer(query: bytes) -> bytes | None:
        time.sleep(0.5)
        return SERVER.answer(query)

    with served(answer, over_tcp=answer, timeout=0.2) as names:
        for tcp in (False, True):
            assert reason(names.ask(ADDRESS, "province.test", "SOA", tcp=tcp)) is Reason.DNS_TIMEOUT


@pytest.mark.parametrize(
    "rubbish",
    [b"", b"\0", b"\xff" * 600, bytes(12)],
    ids=["empty", "one byte", "ones", "another question"],
)
def test_rubbish_is_a_protocol_error(rubbish: bytes) -> None:
    with served(lambda query: rubbish, over_tcp=lambda query: rubbish) as names:
        for tcp in (False, True):
            assert reason(names.ask(ADDRESS, "province.test", "SOA", tcp=tcp)) is Reason.PROTOCOL_ERROR
        assert reason(names.reply("province.test", "SOA")) is Reason.PROTOCOL_ERROR


def test_the_same_question_in_another_manner_is_another_question(names: Names) -> None:
    first = names.ask(ADDRESS, "www.province.test", "A")
    asked = names.queries
    assert names.ask(ADDRESS, "www.province.test", "A") is first
    assert names.queries == asked
    names.ask(ADDRESS, "www.province.test", "A", recursion=True)
    assert names.queries == asked + 1


def test_what_is_done_once_is_done_once_by_many_at_a_time() -> None:
    names, done = Names(ADDRESS, 9), []
    together = threading.Barrier(8)

    def work() -> str:
        done.append(1)
        return "province.test"

    def look(_: int) -> str:
        together.wait()
        return names.once(("zone", "province.test"), work)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(look, range(8))) == {"province.test"}
    assert len(done) == 1


def test_what_failed_is_done_again() -> None:
    names, results = Names(ADDRESS, 9), iter([ValueError("first"), None])

    def work() -> str:
        failure = next(results)
        if failure is not None:
            raise failure
        return "done"

    with pytest.raises(ValueError, match="first"):
        names.once("x", work)
    assert names.once("x", work) == "done"

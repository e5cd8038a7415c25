"""TXT records as one text each."""

from collections.abc import Iterator

import pytest

from checks.dns.texts import MOST_CHARACTERS, texts
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.lab.name_server import NameServer
from tests.servers import name_server


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {
        ("test", "SOA"): ["ns.test. admin.test. 1 3600 600 86400 60"],
        ("a.test", "TXT"): ['"V=one " "and \\"two\\""', '"other"', '"v=\\255"'],
        ("long.test", "TXT"): [" ".join(["v=" + "x" * 250] * (MOST_CHARACTERS // 250 + 1)), "short"],
    }
    with name_server(NameServer(records, silent=["silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


def test_strings_are_joined_and_told_by_their_start(names: Names) -> None:
    found = texts(names, "a.test", "v=")
    assert isinstance(found, Seen)
    assert sorted(found.value) == ['V=one and "two"', "v=\N{REPLACEMENT CHARACTER}"]


def test_none_is_seen(names: Names) -> None:
    assert texts(names, "nowhere.test", "v=") == Seen([])


def test_a_record_that_is_too_long_is_unseen_and_another_beside_it_is_not(names: Names) -> None:
    found = texts(names, "long.test", "v=")
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOO_LARGE
    assert texts(names, "long.test", "short") == Seen(["short"])


def test_silence_is_unseen(names: Names) -> None:
    found = texts(names, "silent.test", "v=")
    assert isinstance(found, Unseen)
    assert found.reason is Reason.DNS_TIMEOUT

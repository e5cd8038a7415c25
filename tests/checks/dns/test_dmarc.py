"""The DMARC record that holds for a host: its own, or its organisation's."""

from collections.abc import Iterator

import pytest

from checks.dns.dmarc import asked, policy
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.lab.name_server import NameServer
from tests.servers import name_server

SOA = ["ns.test. admin.test. 1 3600 600 86400 60"]
OWN, ORGANISATION, BELOW = "v=DMARC1; p=reject", "v=DMARC1; p=quarantine", "v=DMARC1;p=reject;sp=none"


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {
        ("test", "SOA"): SOA,
        ("_dmarc.a.test", "TXT"): [f'"{ORGANISATION}"', '"unrelated"'],
        ("_dmarc.own.a.test", "TXT"): [f'"{OWN}"'],
        ("_dmarc.other.a.test", "TXT"): ['"v=spf1 -all"'],
        ("_dmarc.two.a.test", "TXT"): [f'"{OWN}"', f'"{ORGANISATION}"'],
        ("_dmarc.b.test", "TXT"): [f'"{BELOW}"'],
        ("_dmarc.mute.d.test", "TXT"): [f'"{OWN}"'],
    }
    with name_server(NameServer(records, silent=["silent.test", "_dmarc.d.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


@pytest.mark.parametrize(
    ("host", "record", "wanted"),
    [
        ("own.a.test", OWN, "reject"),
        ("a.test", ORGANISATION, "quarantine"),
        ("www.so.a.test", ORGANISATION, "quarantine"),
        ("other.a.test", ORGANISATION, "quarantine"),
        ("two.a.test", None, None),
        ("below.own.a.test", ORGANISATION, "quarantine"),
        ("b.test", BELOW, "reject"),
        ("so.b.test", BELOW, "none"),
        ("c.test", None, None),
        ("mute.d.test", OWN, "reject"),
    ],
)
def test_the_record_that_holds(names: Names, host: str, record: str | None, wanted: str | None) -> None:
    found = policy(names, host)
    assert found.record == Seen(record)
    assert found.policy == Seen(wanted)


@pytest.mark.parametrize("host", ["www.silent.test", "so.d.test"])
def test_silence_at_the_host_or_its_organisation_is_unseen(names: Names, host: str) -> None:
    found = policy(names, host)
    assert isinstance(found.record, Unseen)
    assert found.record.reason is Reason.DNS_TIMEOUT
    assert found.policy == found.record


@pytest.mark.parametrize(
    ("record", "here", "below"),
    [
        ("v=DMARC1; p=Reject", "reject", "reject"),
        ("v=DMARC1; p = none ; sp = quarantine", "none", "quarantine"),
        ("v=DMARC1; p=reject; p=none", "reject", "reject"),
        ("v=DMARC1; p=rejekt", None, None),
        ("v=DMARC1; p=rejekt; rua=mailto:a@a.test", "none", "none"),
        ("v=DMARC1; p=reject; sp=rejekt", None, None),
        ("v=DMARC1; p=reject; sp=rejekt; rua=mailto:a@a.test", "none", "none"),
        ("v=DMARC1", None, None),
        ("v=DMARC1;;;=;p", None, None),
    ],
)
def test_what_a_record_asks_for(record: str, here: str | None, below: str | None) -> None:
    assert asked(record, below=False) == here
    assert asked(record, below=True) == below

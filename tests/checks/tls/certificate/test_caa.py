from __future__ import annotations

import dns.rdata
import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from checks.observation import Reason, Seen, Unseen
from checks.tls.certificates.caa import caa_allows


def issuer(*organisations: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation) for organisation in organisations]
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, "E7")])


LETS_ENCRYPT = issuer("Let's Encrypt")


def test_without_records_there_is_no_answer() -> None:
    assert caa_allows([], LETS_ENCRYPT, by_wildcard=False) == Seen(None)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (['0 issue "letsencrypt.org"'], True),
        (['0 issue "LetsEncrypt.ORG"'], True),
        (['0 ISSUE "letsencrypt.org"'], True),
        (['0 issue " letsencrypt.org ; validationmethods=dns-01"'], True),
        (['0 issue "\\009letsencrypt.org\\009"'], True),
        (['128 issue "letsencrypt.org"'], True),
        (['0 issue "digicert.com"'], False),
        (['0 issue "digicert.com"', '0 issue "letsencrypt.org"'], True),
        (['0 issue ";"'], False),
        (['0 issue ""'], False),
        (['0 issue "%%%%%"'], False),
        (['0 issue "evil-letsencrypt.org"'], False),
        (['0 issue ";"', '0 issue "letsencrypt.org"'], True),
        (['0 iodef "mailto:soc@gov.test"'], True),
        (['128 iodef "mailto:soc@gov.test"'], True),
        (['0 issuewild ";"'], True),
        (['0 issuewild "digicert.com"', '0 issue "letsencrypt.org"'], True),
        (['0 tbs "unknown"'], True),
    ],
)
def test_the_records_decide_for_plain_names(records: list[str], expected: bool) -> None:
    assert caa_allows(records, LETS_ENCRYPT, by_wildcard=False) == Seen(expected)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (['0 issuewild "letsencrypt.org"', '0 issue ";"'], True),
        (['0 issuewild ";"', '0 issue "letsencrypt.org"'], False),
        (['0 issue "letsencrypt.org"'], True),
        (['0 issue "digicert.com"'], False),
    ],
)
def test_wildcards_have_a_property_of_their_own(records: list[str], expected: bool) -> None:
    assert caa_allows(records, LETS_ENCRYPT, by_wildcard=True) == Seen(expected)


def test_an_issuer_that_is_not_known_is_unseen_where_a_domain_is_allowed() -> None:
    private = issuer("UBND tỉnh Bình Minh")
    found = caa_allows(['0 issue "letsencrypt.org"'], private, by_wildcard=False)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOOL_MISSING
    assert caa_allows(['0 issue ";"'], private, by_wildcard=False) == Seen(False)
    assert caa_allows(['0 iodef "mailto:a@b.test"'], private, by_wildcard=False) == Seen(True)
    assert isinstance(caa_allows(['0 issue "pki.goog"'], issuer(), by_wildcard=False), Unseen)


def test_a_critical_property_that_is_not_known_leaves_the_answer_open() -> None:
    found = caa_allows(['128 tbs "unknown"', '0 issue "letsencrypt.org"'], LETS_ENCRYPT, by_wildcard=False)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOOL_MISSING


@pytest.mark.parametrize(
    "record", ["", "0 issue", "0 issue letsencrypt.org", 'x issue "a"', '0 is-sue "a"', '0 issue "a']
)
def test_what_is_no_record_is_malformed(record: str) -> None:
    assert caa_allows([record], LETS_ENCRYPT, by_wildcard=False) == Unseen(
        Reason.PROTOCOL_ERROR, "malformed CAA record"
    )


@pytest.mark.parametrize("value", [b"letsencrypt.org", b'a"b\\c', b"\0\xff;", b"caf\xc3\xa9.test; a=b"])
def test_every_record_that_dnspython_writes_is_read(value: bytes) -> None:
    wire = b"\0\x05issue" + value
    record = dns.rdata.from_wire("IN", "CAA", wire, 0, len(wire)).to_text()
    assert caa_allows([record], LETS_ENCRYPT, by_wildcard=False) == Seen(value == b"letsencrypt.org")

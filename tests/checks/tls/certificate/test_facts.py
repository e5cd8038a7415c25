from __future__ import annotations

import json
import random
import ssl
import warnings
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509

from checks.observation import Fact, Json, Reason, Seen, Unseen, to_json
from checks.tls.certificates import trust as trust_module
from checks.tls.certificates.facts import certificate_facts
from checks.tls.certificates.trust import TrustStore
from tests.checks.tls.certificate.making import asks_for, ders, usages
from tests.checks.tls.certificate.test_staple import GOOD, answer
from tests.checks.tls.certificate.test_tlsa import record
from tests.checks.tls.certificates import DAY, NOW, Holder, authority, issue, names, write

NEEDS_LOOKUP = {"unseen": "needs_lookup", "detail": "DNS was not asked"}


@pytest.fixture
def trust(monkeypatch: pytest.MonkeyPatch, ca_file: Path, tmp_path: Path) -> TrustStore:
    """A given CA file beside a system that trusts another authority."""
    system = write(tmp_path / "system.pem", authority("System"))
    paths = SimpleNamespace(cafile=str(system), capath=None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    return TrustStore(ca_file)


def facts(
    trust: TrustStore, *holders: Holder, host: str = "binhminh.gov.test", now: datetime = NOW
) -> dict[str, Fact[Json]]:
    return certificate_facts(ders(*holders), host, trust, now)


def reason(fact: Fact[Json]) -> Reason:
    assert isinstance(fact, Unseen)
    return fact.reason


def test_all_facts_of_a_good_certificate_are_told(trust: TrustStore, leaf: Holder, intermediate: Holder) -> None:
    found = to_json(facts(trust, leaf, intermediate))
    links = found.pop("chain")
    assert found == {
        "subject": "CN=binhminh.gov.test",
        "issuer": "CN=Intermediate",
        "names": ["binhminh.gov.test", "*.binhminh.gov.test"],
        "not_before": "2026-10-02T12:00:00+00:00",
        "not_after": "2026-12-31T12:00:00+00:00",
        "days_left": 60,
        "validity_days": 91,
        "serial": (number := leaf.certificate.serial_number).to_bytes((number.bit_length() + 7) // 8).hex(),
        "key": {"type": "EC", "bits": 256},
        "signature": "ecdsa-with-SHA256",
        "sha256": leaf.openssl.digest("sha256").decode().replace(":", "").lower(),
        "name_matches": True,
        "names_in_use": {"binhminh.gov.test": True},
        "chain_trusted": True,
        "chain_problem": None,
        "trusted_by": {"system": False, "ca_file": True},
        "chain_faults": [],
        "self_signed": False,
        "scts": 0,
        "must_staple": False,
        "key_usage": [],
        "extended_key_usage": [],
        "staple": None,
        "caa": NEEDS_LOOKUP,
        "tlsa": NEEDS_LOOKUP,
    }
    assert [link["subject"] for link in links] == ["CN=binhminh.gov.test", "CN=Intermediate"]
    assert [link["is_ca"] for link in links] == [False, True]
    assert {name: found[name] for name in links[0] if name != "is_ca"} == {
        name: value for name, value in links[0].items() if name != "is_ca"
    }


@pytest.mark.parametrize(("later", "left"), [(0, 60), (59.5, 0), (60, 0), (60.01, -1), (90, -30)])
def test_days_left_are_whole_days_and_negative_once_expired(
    trust: TrustStore, leaf: Holder, later: float, left: int
) -> None:
    assert facts(trust, leaf, now=NOW + later * DAY)["days_left"] == Seen(left)


@pytest.mark.parametrize("days", [-100, -30, 0, 60, 900])
def test_the_leafs_own_dates_do_not_make_its_chain_untrusted(
    trust: TrustStore, leaf: Holder, intermediate: Holder, days: int
) -> None:
    found = facts(trust, leaf, intermediate, now=NOW + days * DAY)
    assert found["chain_trusted"] == Seen(True)
    assert to_json(found["trusted_by"]) == {"system": False, "ca_file": True}


def test_an_issuer_that_expired_does_not_help_a_leaf_that_is_valid(trust: TrustStore, root: Holder) -> None:
    old = authority("Old", root, days=(-900, -10))
    found = facts(trust, issue("a.test", old), old)
    assert (found["chain_trusted"], found["chain_problem"]) == (Seen(False), Seen("expired_issuer"))


def test_a_leaf_that_was_never_valid_has_a_problem_in_words(trust: TrustStore, root: Holder) -> None:
    future = facts(trust, issue("a.test", root, days=(2000, 2001)))
    assert future["chain_trusted"] == Seen(False)


def test_a_self_signed_certificate_is_told(trust: TrustStore) -> None:
    found = facts(trust, issue("a.test", None, names("a.test")))
    assert (found["self_signed"], found["chain_problem"]) == (Seen(True), Seen("self_signed"))
    assert found["chain_faults"] == Seen([])


def test_a_certificate_without_names_matches_nothing_whatever_its_subject(trust: TrustStore) -> None:
    found = facts(trust, issue("binhminh.gov.test"))
    assert (found["names"], found["name_matches"]) == (Seen([]), Seen(False))


def test_addresses_among_the_names_are_told(trust: TrustStore) -> None:
    found = facts(trust, issue("x", None, names("127.0.0.1", "2001:db8::1", "a.test")), host="[2001:DB8::1]")
    assert found["names"] == Seen(["127.0.0.1", "2001:db8::1", "a.test"])
    assert found["name_matches"] == Seen(True)


def test_every_name_in_use_is_compared(trust: TrustStore) -> None:
    der = ders(issue("x", None, names("gov.test", "*.gov.test")))
    found = certificate_facts(der, "gov.test", trust, NOW, names_in_use=["www.gov.test", "a.b.test", "gov.test"])
    assert found["names_in_use"] == Seen({"gov.test": True, "www.gov.test": True, "a.b.test": False})


def test_of_ten_thousand_names_each_is_compared_and_none_listed(trust: TrustStore) -> None:
    many = issue("x", None, names(*(f"a{number}.test" for number in range(10_000))))
    found = facts(trust, many, host="a9999.test")
    assert found["names"] == Unseen(Reason.TOO_LARGE, "10000 names")
    assert found["name_matches"] == Seen(True)


def test_a_link_is_missing_only_where_neither_store_goes_on(
    trust: TrustStore, leaf: Holder, intermediate: Holder, root: Holder
) -> None:
    assert facts(trust, leaf)["chain_faults"] == Seen(["missing_link"])
    assert facts(trust, leaf, root)["chain_faults"] == Seen(["missing_link", "superfluous"])
    assert facts(trust, leaf, intermediate)["chain_faults"] == Seen([])


def test_a_staple_is_verified_by_the_issuer_that_was_sent(
    trust: TrustStore, leaf: Holder, intermediate: Holder
) -> None:
    found = certificate_facts(ders(leaf, intermediate), "a.test", trust, NOW, staple=answer(leaf, intermediate))
    assert to_json(found["staple"]) == GOOD


def test_a_staple_is_verified_by_the_issuer_of_the_store(trust: TrustStore, root: Holder) -> None:
    leaf = issue("a.test", root)
    found = certificate_facts(ders(leaf), "a.test", trust, NOW, staple=answer(leaf, root))
    assert to_json(found["staple"]) == GOOD


def test_records_of_the_domain_are_compared(trust: TrustStore) -> None:
    der = ders(leaf := issue("x", None, names("*.gov.test")))

    def found(host: str, *records: str) -> Fact[Json]:
        return certificate_facts(der, host, trust, NOW, caa=Seen(list(records)))["caa"]

    assert found("a.gov.test") == Seen(None)
    assert found("a.gov.test", '0 issue ";"') == Seen(False)
    assert found("a.gov.test", '0 issuewild ";"') == Seen(False)
    assert found("gov.test", '0 issuewild ";"') == Seen(True)
    records: Fact[list[str]] = Seen([record(3, 1, 1, leaf)])
    assert certificate_facts(der, "a.gov.test", trust, NOW, tlsa=records)["tlsa"] == Seen(True)


def test_what_dns_did_not_tell_stays_unseen(trust: TrustStore, leaf: Holder) -> None:
    why = Unseen(Reason.DNS_TIMEOUT, "gov.test CAA")
    found = certificate_facts(ders(leaf), "a.test", trust, NOW, caa=why, tlsa=why)
    assert (found["caa"], found["tlsa"]) == (why, why)


def test_a_certificate_that_cannot_be_read_at_all_is_unseen_but_for_its_bytes(trust: TrustStore) -> None:
    found = certificate_facts([b"garbage"], "a.test", trust, NOW, staple=b"garbage", caa=Seen(["x"]))
    seen = {name for name, fact in found.items() if isinstance(fact, Seen)}
    assert seen == {"sha256", "trusted_by", "chain"}
    assert {reason(fact) for name, fact in found.items() if name not in seen} == {
        Reason.PROTOCOL_ERROR,
        Reason.NEEDS_LOOKUP,
    }


def test_no_certificate_has_no_facts(trust: TrustStore) -> None:
    with pytest.raises(ValueError, match="sent no certificate"):
        certificate_facts([], "a.test", trust, NOW)


def test_a_system_without_a_store_leaves_only_trust_unseen(
    monkeypatch: pytest.MonkeyPatch, leaf: Holder, intermediate: Holder
) -> None:
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: SimpleNamespace(cafile=None, capath=None))
    monkeypatch.setattr(trust_module, "_USUAL_BUNDLES", [])
    found = facts(TrustStore(), leaf, intermediate)
    unseen = {name for name, fact in found.items() if isinstance(fact, Unseen)}
    assert unseen == {"chain_trusted", "chain_problem", "chain_faults", "caa", "tlsa"}
    assert to_json(found["trusted_by"])["system"]["unseen"] == Reason.TOOL_MISSING


def test_certificates_altered_anywhere_are_no_crash(trust: TrustStore, root: Holder, intermediate: Holder) -> None:
    rng = random.Random(5280)  # noqa: S311 (the same each time)
    leaf = issue(
        "a.test",
        intermediate,
        names("a.test", "192.0.2.1"),
        usages("digital_signature", "key_agreement"),
        x509.TLSFeature([x509.TLSFeatureType.status_request]),
        asks_for(intermediate),
    )
    staple = answer(leaf, intermediate)
    tlsa: Fact[list[str]] = Seen(["0 1 1 ab", "2 1 1 ab", "3 1 1 ab"])
    caa: Fact[list[str]] = Seen(['0 issue "letsencrypt.org"'])
    names_of_facts = set(facts(trust, leaf))
    for _ in range(400):
        sent = ders(leaf, intermediate, root)
        place = rng.randrange(len(sent))
        altered = bytearray(sent[place])
        for _ in range(rng.choice([1, 1, 3])):
            altered[rng.randrange(len(altered))] = rng.choice([0, 0x30, 0x80, 0xFF, rng.randrange(256)])
        sent[place] = bytes(altered)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = certificate_facts(sent, "a.test", trust, NOW, staple=staple, caa=caa, tlsa=tlsa)
        assert set(found) == names_of_facts
        json.dumps(to_json(found))

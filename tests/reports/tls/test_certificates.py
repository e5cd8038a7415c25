"""The certificates of a portal, in words."""

from __future__ import annotations

from checks.observation import Json
from tests.reports.tls.made import bad_certificate, certificate, endpoint, seen
from tests.reports.tls.told import rows, telling, texts, tones, unjudged

ISSUER = "CN=TuanThu Lab Issuing CA,O=TuanThu Lab,C=VN"
SILENT: dict[str, Json] = {"unseen": "tls_handshake", "detail": "alert 40"}


def told(first: dict[str, Json]) -> list[str]:
    """Every line of a certificate that was judged, with its label."""
    return [
        f"{row.label}: {''.join(piece.text for piece in line)}"
        for section in telling(seen([endpoint()], first)).certificates
        for row in section.rows
        for line in row.lines
    ]


def test_a_good_certificate_is_told_whole() -> None:
    lines = told(certificate())
    for line in (
        "Subject: CN=www.thidiem.gov.test",
        "Names: www.thidiem.gov.test, thidiem.gov.test",
        "Name matches: ✓ yes",
        "Valid: 01/10/2026 07:00:00 – 02/01/2027 06:59:59",
        "Valid: ✓ 41 days left",
        "Key: ✓ EC 256 bit",
        "Chain trusted: ✓ yes",
        "Trusted by: the system's store: no, the CA file given: yes",
        "Faults of the chain: none",
        "Stapled OCSP answer: ✓ good · last update: 20/11/2026 07:00:00 · next update: 27/11/2026 07:00:00",
        "Agrees with TLSA: no record",
        "Shown at: 192.0.2.1",
    ):
        assert line in lines


def test_a_bad_one_tells_what_fails_and_what_is_weak() -> None:
    lines = told(bad_certificate())
    for line in (
        "Name matches: ✗ no",
        "Valid: ✗ expired 689 days ago",
        "Key: ✗ RSA 1024 bit",
        "Signature: ✗ sha1WithRSAEncryption",
        "Chain trusted: ✗ no",
        "Problem of the chain: ✗ certificate has expired",
        "Agrees with CAA: no record",
    ):
        assert line in lines
    assert any(line.startswith("Faults of the chain: ") and "a link is missing" in line for line in lines)


def test_what_no_requirement_asks_about_is_told_without_a_judgement() -> None:
    found = unjudged(seen([endpoint()], bad_certificate())).certificates
    assert texts(found, "Name matches") == ["no"]
    assert texts(found, "Valid")[1] == "expired 689 days ago"
    assert ("✗ RSA 1024 bit", "bad") in tones(found), "the strength of a key is BCP 195's"


def test_the_chain_is_told_as_it_was_sent() -> None:
    (row,) = rows(unjudged(seen([endpoint()], certificate())).certificates, "Chain as sent")
    assert row.table
    assert [[piece.text for piece in line] for line in row.lines] == [
        ["0", "CN=www.thidiem.gov.test", "✓ EC 256 bit", "✓ sha256WithRSAEncryption", "01/01/2027"],
        ["1", ISSUER, "✓ RSA 2048 bit", "✓ sha256WithRSAEncryption", "01/01/2027"],
    ]


def test_each_of_several_certificates_has_its_section_and_its_own_verdicts() -> None:
    first, other = certificate(endpoints=["192.0.2.1"]), bad_certificate(sha256="ef" * 32, endpoints=["192.0.2.1"])
    found = telling(seen([endpoint()], first, [first, other])).certificates
    assert [section.title for section in found] == ["Certificate 1/2", "Certificate 2/2"]
    assert [texts([section], "Valid")[1] for section in found] == ["✓ 41 days left", "✗ expired 689 days ago"]


def test_a_record_from_before_there_were_lists_of_them_tells_the_first() -> None:
    record = seen([endpoint()], certificate())
    del record.observations["tls"]["certificates"]
    (section,) = unjudged(record).certificates
    assert texts([section], "Subject") == ["CN=www.thidiem.gov.test"]


def test_a_certificate_that_was_not_seen_tells_why() -> None:
    (section,) = unjudged(seen([endpoint()], SILENT)).certificates
    assert texts([section], "Not observed") == ["? the TLS handshake could not be completed (alert 40)"]


def test_members_that_were_not_seen_are_told_together() -> None:
    found = unjudged(seen([endpoint()], certificate(caa=SILENT, tlsa=SILENT, staple=SILENT))).certificates
    assert texts(found, "Not observed")[0] == "? stapled OCSP answer, agrees with CAA, agrees with TLSA"
    assert rows(found, "Agrees with CAA") == []


def test_hostile_names_are_visible_and_bounded() -> None:
    names: list[Json] = ["a\u202egpj.test", *(f"n{number}.test" for number in range(5_000))]
    found = unjudged(seen([endpoint()], certificate(subject="CN=\x1b[2J" + "x" * 9_000, names=names))).certificates
    assert texts(found, "Names")[0].startswith("a[U+202E]gpj.test, n0.test")
    assert texts(found, "Names")[0].endswith(" … +4,961")
    assert texts(found, "Subject")[0].startswith("CN=[U+001B][2J")
    assert len(texts(found, "Subject")[0]) < 300

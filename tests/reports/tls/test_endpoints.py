"""What TLS offers at the addresses, in words."""

from __future__ import annotations

import pytest

from checks.observation import Json
from reports.tls.endpoints import FLAGS
from tests.reports.tls.made import (
    NOT_AUTHORISED,
    PROBES,
    SEEN_WEAKNESSES,
    SUITES_12,
    broad_endpoint,
    certificate,
    endpoint,
    seen,
)
from tests.reports.tls.told import rows, telling, texts, tones, unjudged

MODERN = unjudged(seen([endpoint()], certificate())).endpoints
BROAD = unjudged(seen([broad_endpoint()], certificate())).endpoints
SILENT: dict[str, Json] = {"unseen": "timeout", "detail": "192.0.2.9: 2 s"}


def test_the_address_the_kind_of_look_and_what_it_cost_come_first() -> None:
    first = MODERN[0]
    assert (first.title, first.major) == ("192.0.2.1:443", True)
    assert [texts([first], label) for label in ("Kind of look", "Connections")] == [["exact"], ["11"]]
    assert [section.title for section in MODERN[1:]] == [
        "Versions and cipher suites",
        "Key exchange and signatures",
        "Features",
        "Weaknesses",
    ]


def test_versions_are_told_newest_first_with_those_that_are_not_accepted() -> None:
    assert texts(MODERN, "Versions") == ["✓ TLSv1.3, ✓ TLSv1.2", "not accepted: TLSv1.1, TLSv1.0, SSLv3, SSLv2"]
    assert texts(BROAD, "Versions")[0] == "✓ TLSv1.2, ✗ TLSv1.1, ✗ TLSv1.0, ✗ SSLv3, ✗ SSLv2"


def test_suites_are_told_for_each_version_with_code_order_and_flaws() -> None:
    (row,) = rows(MODERN, "TLSv1.2 – in the server's order")
    assert row.table
    assert [line[1].text for line in row.lines] == [f"✓ {name}" for name in SUITES_12]
    assert row.lines[0][0].text == "0xC02C"
    (broad,) = rows(BROAD, "TLSv1.2 – in the client's order")
    assert ["".join(piece.text for piece in line[1:]) for line in broad.lines[:2]] == [
        "✓ TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "✗ TLS_DH_anon_WITH_AES_128_CBC_SHAserver not authenticated, finite-field DH, CBC",
    ]


def test_versions_with_the_same_suites_in_the_same_order_are_told_together() -> None:
    assert [row.label for row in rows(BROAD, "TLSv1.1, TLSv1.0, SSLv3 – in the client's order")]
    other = broad_endpoint(order={"TLSv1.1": "server", "TLSv1.0": "client", "SSLv3": "client"})
    labels = [row.label for part in unjudged(seen([other], certificate())).endpoints for row in part.rows]
    assert "TLSv1.1 – in the server's order" in labels
    assert "TLSv1.0, SSLv3 – in the client's order" in labels


def test_groups_dh_and_signatures_have_their_strength() -> None:
    assert texts(MODERN, "Key-exchange groups") == ["✓ X25519MLKEM768 (post-quantum), ✓ x25519, ✓ secp256r1"]
    assert texts(BROAD, "Key-exchange groups") == ["✓ secp256r1, ✗ secp192r1, ! sect283k1"]
    assert texts(BROAD, "Diffie-Hellman parameters") == ["✗ 1024 bit (a prime of its own), ✓ 2048 bit (ffdhe2048)"]
    assert texts(BROAD, "Signatures accepted") == ["TLSv1.2: ✓ rsa_pkcs1_sha256, ✗ rsa_pkcs1_sha1, ✗ rsa_pkcs1_md5"]
    assert rows(MODERN, "Diffie-Hellman parameters") == []


def test_features_are_facts_and_no_verdicts() -> None:
    found = telling(seen([broad_endpoint()], certificate())).endpoints
    flags = {row.label: row.lines[0][0] for section in found if section.title == "Features" for row in section.rows}
    assert flags["TLS compression"].text == "yes"
    assert {piece.tone for piece in flags.values()} == {"plain", "dim", "weak"}
    assert texts(found, "Early data (0-RTT)") == ["not applicable"]
    assert texts(found, "Session resumption") == ["by session ID: yes", "by ticket: no"]
    assert texts(found, "Other server names (SNI)") == ["name missing: the same certificate", "name unknown: refused"]
    assert texts(found, "Intolerances") == ["! unknown values (GREASE), ! newer versions"]
    assert len(FLAGS) == len(set(FLAGS))


def test_weaknesses_are_those_there_are_those_there_are_not_and_those_nobody_looked_for() -> None:
    assert texts(BROAD, "Weak to")[0].startswith("✗ Heartbleed, ✗ CCS injection")
    assert texts(BROAD, "Not weak to") == ["✓ ROBOT"]
    assert texts(BROAD, "Cannot be weak to") == ["Ticketbleed"]
    assert rows(MODERN, "Weak to") == []
    assert len(rows(MODERN, "Not weak to")[0].lines[0]) == 2 * len(SEEN_WEAKNESSES) - 1
    (unseen,) = [row for row in MODERN[-1].rows if row.label == "Not observed"]
    assert unseen.lines[0][0].text == "? Heartbleed, CCS injection, Ticketbleed, ROBOT, POODLE against TLS"
    assert len(PROBES) == 5


def test_a_value_on_which_a_requirement_fails_is_bad_however_strong_it_is() -> None:
    found = telling(seen([endpoint(versions=["TLSv1.0", "TLSv1.2"])], certificate())).endpoints
    assert ("✗ TLSv1.0", "bad") in tones(found)
    assert ("✓ TLSv1.2", "good") in tones(found)


def test_addresses_that_agree_are_told_once() -> None:
    found = [endpoint(), endpoint("2001:db8::1", connections=12), endpoint("192.0.2.7")]
    told = unjudged(seen(found, certificate())).endpoints
    assert [section.title for section in told if section.major] == ["192.0.2.1:443, [2001:db8::1]:443, 192.0.2.7:443"]


def test_of_another_address_only_what_differs_is_told() -> None:
    other = endpoint("192.0.2.2", alpn=["http/1.1"], groups=["secp256r1"])
    told = unjudged(seen([endpoint(), other, endpoint("192.0.2.3")], certificate())).endpoints
    assert [section.title for section in told if section.major] == [
        "192.0.2.1:443, 192.0.2.3:443",
        "What differs at 192.0.2.2:443",
    ]
    assert [row.label for row in told[-1].rows] == ["Key-exchange groups", "Protocols (ALPN)"]


def test_an_address_of_which_nothing_was_seen_says_so_once() -> None:
    hidden = {**dict.fromkeys(endpoint(), SILENT), "address": "192.0.2.9", "port": 443, "weaknesses": {"rc4": SILENT}}
    told = unjudged(seen([endpoint(), hidden], certificate())).endpoints
    assert [(row.label, row.lines[0][0].tone) for row in told[-1].rows] == [("Versions", "unseen")]
    alone = unjudged(seen([SILENT], certificate())).endpoints
    assert [row.label for section in alone for row in section.rows] == ["Versions"]


def test_versions_that_are_in_doubt_hide_nothing_else() -> None:
    told = unjudged(seen([endpoint(versions=SILENT)], certificate())).endpoints
    assert texts(told, "Versions")[0].startswith("? no answer")
    assert rows(told, "TLSv1.3 – in the server's order")


def test_a_quick_look_tells_what_it_leaves_out() -> None:
    left = {"unseen": "needs_lookup", "detail": "the quick tier does not list them"}
    quick = endpoint(
        tier="quick",
        suite_classes={"strong": SUITES_12[0], "weak": None, "broken": None},
        post_quantum="X25519MLKEM768",
    ) | dict.fromkeys(("ciphers", "order", "server_preference", "groups", "dh"), left)
    told = unjudged(seen([quick], certificate())).endpoints
    assert texts(told, "Suite chosen of each class") == [f"strong suites✓ {SUITES_12[0]}"]
    assert texts(told, "Post-quantum group") == ["✓ X25519MLKEM768 (post-quantum)"]
    assert [text for row in rows(told, "Not looked at") for text in [row.lines[0][0].text]] == [
        "cipher suites, whose order of suites wins, server's order wins (--tls exact)",
        "key-exchange groups, Diffie-Hellman parameters, signatures accepted (--tls exact)",
    ]
    assert texts(MODERN, "Not looked at") == ["signatures accepted (--tls full)"]


def test_what_only_a_document_allows_says_so() -> None:
    (row,) = [row for section in MODERN if section.title == "Features" for row in section.rows[-1:]]
    assert row.lines[0][0].text == "? client may renegotiate, session resumption, other server names (SNI)"
    assert "the authorisation does not cover this check" in row.lines[1][0].text
    assert NOT_AUTHORISED["unseen"] == "not_authorised"


@pytest.mark.parametrize(("name", "shown"), [("TLS_NEVER_HEARD_OF", "TLS_NEVER_HEARD_OF"), ("a\u202eb", "a[U+202E]b")])
def test_a_suite_that_the_registry_does_not_hold_is_shown_as_it_is(name: str, shown: str) -> None:
    told = unjudged(seen([endpoint(ciphers={"TLSv1.2": [name]}, order={})], certificate())).endpoints
    assert texts(told, "TLSv1.2") == [shown]


def test_a_flood_of_suites_is_bounded_and_counted() -> None:
    told = unjudged(seen([endpoint(ciphers={"TLSv1.2": ["TLS_X"] * 9_000}, order={})], certificate())).endpoints
    (row,) = rows(told, "TLSv1.2")
    assert len(row.lines) == 401
    assert row.lines[-1][-1].text == "… +8,600"

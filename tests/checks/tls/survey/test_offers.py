from __future__ import annotations

import pytest

from checks.tls.registry import SUITES, group_name, suite, suite_named, suites_for
from checks.tls.survey.offers import (
    DRESSES,
    MOST_UNPROVEN,
    POST_QUANTUM,
    USUAL,
    classes,
    curves,
    ephemeral_suites,
    goes_first,
    offer,
)

TLS = ["SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]


@pytest.mark.parametrize("version", TLS)
def test_an_offer_holds_every_suite_that_the_version_can_have(version: str) -> None:
    assert sorted(offer(version)) == sorted(suites_for(version))
    assert len(set(offer(version))) == len(offer(version))


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_an_offer_ends_with_what_servers_usually_take_and_chacha20_before_the_others(version: str) -> None:
    last = [suite(code).cipher for code in offer(version)[-6 if version == "TLSv1.2" else -3 :]]
    assert list(dict.fromkeys(last)) == ["CHACHA20_POLY1305", "AES_128_GCM", "AES_256_GCM"]


def test_only_chacha20_hints_at_a_server_without_an_order() -> None:
    assert goes_first(suite_named("TLS_CHACHA20_POLY1305_SHA256").code)
    assert not goes_first(suite_named("TLS_AES_128_GCM_SHA256").code)


def test_classes_part_an_offer_without_losing_any_and_keep_its_order() -> None:
    cut = classes(offer("TLSv1.2"))
    assert sorted(code for part in cut for code in part) == sorted(offer("TLSv1.2"))
    assert all(part == [code for code in offer("TLSv1.2") if code in part] for part in cut)


def test_the_classes_go_from_the_strongest_to_the_weakest() -> None:
    firsts = [suite(part[-1]) for part in classes(offer("TLSv1.2"))]
    assert [each.forward_secret for each in firsts] == sorted((each.forward_secret for each in firsts), reverse=True)
    assert firsts[0].is_aead


def test_suites_of_ephemeral_curves_are_all_those_that_the_version_has() -> None:
    assert set(ephemeral_suites("TLSv1.2")) == {code for code in offer("TLSv1.2") if SUITES[code].is_ecdhe}


def test_curves_leave_out_finite_fields_and_post_quantum_hybrids() -> None:
    names = {group_name(code) for code in curves("TLSv1.2")}
    assert {"x25519", "secp256r1", "sect571k1", "brainpoolP256r1"} <= names
    assert not any(name.startswith("ffdhe") or "MLKEM" in name for name in names)


def test_the_post_quantum_hybrids_are_among_the_groups() -> None:
    names = {group_name(code) for code in POST_QUANTUM}
    assert {"X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"} <= names


def test_each_dress_leaves_out_more_than_the_one_before() -> None:
    assert DRESSES[0] == USUAL
    assert [dress.intolerance for dress in DRESSES] == [None, "grease", "status_request", "long_hello", "extensions"]
    assert [dress.most_suites for dress in DRESSES] == [None, None, None, MOST_UNPROVEN, MOST_UNPROVEN]

from __future__ import annotations

import pytest

from checks.tls import registry
from checks.tls.registry import groups_for, schemes_for


def test_names_and_codes_are_found_from_each_other() -> None:
    assert registry.group_name(registry.group_code("X25519MLKEM768")) == "X25519MLKEM768"
    assert registry.scheme_name(registry.scheme_code("rsa_pss_rsae_sha256")) == "rsa_pss_rsae_sha256"
    assert registry.alert_name(70) == "protocol_version"
    assert registry.EXTENSIONS[16] == "application_layer_protocol_negotiation"


def test_what_has_no_name_is_shown_as_its_number() -> None:
    assert registry.group_name(0x0A0A) == "0x0a0a"
    assert registry.scheme_name(0xFFFF) == "0xffff"
    assert registry.alert_name(255) == "alert_255"


def test_an_unknown_name_has_no_code() -> None:
    with pytest.raises(KeyError):
        registry.group_code("P-256")
    with pytest.raises(KeyError):
        registry.scheme_code("rot13")


@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
def test_groups_that_nearly_all_servers_have_come_first(version: str) -> None:
    first = {registry.group_name(code) for code in groups_for(version)[:4]}
    assert {"x25519", "secp256r1", "secp384r1"} < first
    assert len(set(groups_for(version))) == len(groups_for(version))


def test_every_group_can_occur_in_some_version() -> None:
    offered = {*groups_for("TLSv1.2"), *groups_for("TLSv1.3")}
    assert {registry.GROUPS[code] for code in registry.GROUPS.keys() - offered} == {
        "arbitrary_explicit_prime_curves",
        "arbitrary_explicit_char2_curves",
    }


def test_ssl_has_no_groups_and_only_new_versions_name_signature_schemes() -> None:
    assert groups_for("SSLv3") == ()
    assert schemes_for("TLSv1.1") == ()
    assert registry.scheme_code("dsa_sha1") in schemes_for("TLSv1.2")
    assert registry.scheme_code("dsa_sha1") not in schemes_for("TLSv1.3")
    assert schemes_for("TLSv1.2")[: len(schemes_for("TLSv1.3"))] == schemes_for("TLSv1.3")

from __future__ import annotations

from pathlib import Path

import pytest

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.engine import run
from checks.tls.survey.signatures import signature_algorithms
from tests.checks.tls.peers import Endpoint, openssl_server
from tests.checks.tls.survey.asking import Small, every_version, peer_at
from tests.servers import talking

ECDHE = ["-cipher", "ECDHE-RSA-AES128-GCM-SHA256"]


def schemes(endpoint: Endpoint) -> dict[str, Fact[list[str]]]:
    async def ask() -> dict[str, Fact[list[str]]]:
        versions = await every_version(peer_at(endpoint), every_suite=True)
        return await signature_algorithms(versions.interview, versions.accepted)

    return run(ask())


@pytest.mark.parametrize(
    ("configured", "older", "newest"),
    [
        ("RSA-PSS+SHA384:RSA+SHA256", {"rsa_pss_rsae_sha384", "rsa_pkcs1_sha256"}, {"rsa_pss_rsae_sha384"}),
        ("RSA-PSS+SHA256:RSA-PSS+SHA512", *[{"rsa_pss_rsae_sha256", "rsa_pss_rsae_sha512"}] * 2),
    ],
)
def test_every_scheme_is_found_in_the_versions_that_let_the_client_name_them(
    rsa_server: Path, configured: str, older: set[str], newest: set[str]
) -> None:
    with openssl_server(rsa_server, *ECDHE, "-sigalgs", configured) as endpoint:
        found = schemes(endpoint)
    assert {version: set(fact.value) for version, fact in found.items() if isinstance(fact, Seen)} == {
        "TLSv1.2": older,
        "TLSv1.3": newest,
    }


def test_older_versions_let_nobody_choose(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0") as endpoint:
        assert schemes(endpoint) == {}


def test_sha_1_is_found_where_it_is_still_signed_with(rsa_server: Path) -> None:
    options = ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0", "-sigalgs", "RSA+SHA1"]
    with openssl_server(rsa_server, *options) as endpoint:
        assert schemes(endpoint) == {"TLSv1.2": Seen(["rsa_pkcs1_sha1"])}


def test_where_nothing_is_signed_there_is_no_scheme(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_2", "-cipher", "AES128-SHA") as endpoint:
        assert schemes(endpoint) == {"TLSv1.2": Seen([])}


def test_a_handshake_that_does_not_come_to_its_signature_shows_no_scheme(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_3", "-groups", "ffdhe2048") as endpoint:
        newest = schemes(endpoint)["TLSv1.3"]
    with talking(Small([0xC02F])) as endpoint:  # it says its ServerHello and no more
        broken_off = schemes(endpoint)["TLSv1.2"]
    with talking(Small([0xC02F], dislikes=lambda hello: hello.extension(50) is not None)) as endpoint:
        refused = schemes(endpoint)["TLSv1.2"]
    for found in (newest, broken_off, refused):
        assert isinstance(found, Unseen)
        assert found.reason is Reason.TLS_HANDSHAKE

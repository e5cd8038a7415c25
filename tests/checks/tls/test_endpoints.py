from __future__ import annotations

import contextlib
import socket
import ssl
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from checks.network.dial import begin
from checks.observation import to_json
from checks.tls.certificates.trust import TrustStore
from checks.tls.endpoints import MEMBERS, Site, observe_endpoints
from tests.checks.tls.certificates import Holder, issue, names, server_context
from tests.checks.tls.peers import hold, nginx_server
from tests.servers import closed_port, talking

HOST = "a.test"
Endpoint = tuple[str, int]


@pytest.fixture
def trust(ca_file: Path) -> TrustStore:
    return TrustStore(ca_file)


def look(trust: TrustStore, *endpoints: Endpoint, timeout: float = 10.0, **more: Any) -> dict[str, Any]:
    facts = observe_endpoints(Site(HOST), endpoints, begin, trust, datetime.now(UTC), timeout, **more)
    return {name: to_json(fact) for name, fact in facts.items()}


def serving(stack: contextlib.ExitStack, folder: Path, holder: Holder) -> Endpoint:
    context = server_context(folder, holder)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return stack.enter_context(talking(hold, tls=context))


def fingerprint(holder: Holder) -> str:
    return sha256(holder.certificate.public_bytes(Encoding.DER)).hexdigest()


def test_a_portal_is_told_by_its_endpoints_and_its_certificates(tmp_path: Path, trust: TrustStore) -> None:
    holder = issue(HOST, None, names(HOST), around=datetime.now(UTC))
    with contextlib.ExitStack() as stack:
        address, port = serving(stack, tmp_path, holder)
        facts = look(trust, (address, port))
    [endpoint] = facts["endpoints"]
    assert endpoint.keys() == {"address", "port", "tier", "connections", *MEMBERS}
    assert (endpoint["address"], endpoint["port"], endpoint["tier"]) == (address, port, "exact")
    assert endpoint["versions"] == ["TLSv1.2", "TLSv1.3"]
    assert endpoint["certificates"] == [endpoint["certificate_sha256"]] == [fingerprint(holder)]
    [certificate] = facts["certificates"]
    assert certificate == {**facts["certificate"], "endpoints": [address]}
    assert (certificate["subject"], certificate["name_matches"]) == (f"CN={HOST}", True)
    assert certificate["chain_problem"] == "self_signed"


def test_every_connection_is_counted(tmp_path: Path, trust: TrustStore) -> None:
    calls: list[Endpoint] = []

    def counted(address: str, port: int) -> socket.socket:
        calls.append((address, port))
        return begin(address, port)

    with contextlib.ExitStack() as stack:
        endpoint = serving(stack, tmp_path, issue(HOST))
        facts = observe_endpoints(Site(HOST), [endpoint], counted, trust, datetime.now(UTC), 10.0)
    assert to_json(facts["endpoints"])[0]["connections"] == len(calls)
    assert set(calls) == {endpoint}


def test_a_modern_server_is_asked_with_at_most_twelve_connections(
    tmp_path: Path, rsa_server: Path, trust: TrustStore
) -> None:
    ciphers = "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305"
    lines = ["ssl_protocols TLSv1.2 TLSv1.3;", f"ssl_ciphers {ciphers};"]
    with nginx_server(tmp_path, rsa_server, *lines) as endpoint:
        exact, quick = (look(trust, endpoint, tier=tier)["endpoints"][0] for tier in ("exact", "quick"))
    assert exact["connections"] <= 12
    assert quick["connections"] <= 8
    assert exact["groups"][:2] == ["x25519", "secp256r1"]


def test_each_address_is_told_for_itself(tmp_path: Path, trust: TrustStore) -> None:
    one, other = issue(HOST, None, names(HOST)), issue("b.test", None, names("b.test"))
    refused = ("127.0.0.1", closed_port())
    with contextlib.ExitStack() as stack:
        first, second = (serving(stack, tmp_path, holder) for holder in (one, other))
        facts = look(trust, refused, first, second)
    shown = [endpoint["certificate_sha256"] for endpoint in facts["endpoints"]]
    assert shown[1:] == [fingerprint(one), fingerprint(other)]
    assert shown[0]["unseen"] == facts["endpoints"][0]["versions"]["unseen"] == "refused"
    assert facts["certificate"]["sha256"] == fingerprint(one)
    assert [certificate["sha256"] for certificate in facts["certificates"]] == shown[1:]


def test_a_certificate_that_two_addresses_show_is_told_once(tmp_path: Path, trust: TrustStore) -> None:
    context = server_context(tmp_path, issue(HOST))
    with talking(hold, tls=context) as one, talking(hold, "127.0.0.2", tls=context) as other:
        facts = look(trust, one, other)
    assert [certificate["endpoints"] for certificate in facts["certificates"]] == [["127.0.0.1", "127.0.0.2"]]


def test_a_portal_that_refuses_everywhere_shows_nothing(trust: TrustStore) -> None:
    facts = look(trust, ("127.0.0.1", closed_port()), ("127.0.0.1", closed_port()))
    assert all(endpoint[name]["unseen"] == "refused" for endpoint in facts["endpoints"] for name in ("versions", "dh"))
    assert facts["certificate"] == facts["endpoints"][0]["versions"]
    assert facts["certificates"] == []


def test_a_portal_that_hangs_is_unseen(trust: TrustStore) -> None:
    with talking(hold) as endpoint:
        facts = look(trust, endpoint, timeout=0.2)
    assert facts["certificate"] == facts["endpoints"][0]["certificate_sha256"]
    assert facts["certificate"]["unseen"] == "timeout"


def test_a_port_that_speaks_something_else_is_unseen(trust: TrustStore) -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with talking(talk) as endpoint:
        facts = look(trust, endpoint)
    assert facts["endpoints"][0]["versions"]["unseen"] == "protocol_error"
    assert facts["certificate"]["unseen"] == "protocol_error"


def test_probes_run_only_when_they_are_allowed(tmp_path: Path, trust: TrustStore) -> None:
    with contextlib.ExitStack() as stack:
        endpoint = serving(stack, tmp_path, issue(HOST))
        without, probed = (look(trust, endpoint, weaknesses=allowed)["endpoints"][0] for allowed in (False, True))
    for name in ("heartbleed", "ccs_injection", "ticketbleed", "robot", "poodle_tls"):
        assert without["weaknesses"][name]["unseen"] == "not_authorised"
        assert probed["weaknesses"][name] is False
    assert without["sni"]["unseen"] == "not_authorised"
    assert probed["sni"] == {"missing": "same", "unknown": "same"}
    assert without["weaknesses"]["sweet32"] is probed["weaknesses"]["sweet32"] is False


def test_the_full_tier_lists_what_the_handshake_may_be_signed_with(rsa_server: Path, trust: TrustStore) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(rsa_server)
    with talking(hold, tls=context) as endpoint:
        exact, full = (look(trust, endpoint, tier=tier)["endpoints"][0] for tier in ("exact", "full"))
    assert exact["signature_algorithms"]["unseen"] == "needs_lookup"
    assert full["signature_algorithms"]["TLSv1.3"] == [f"rsa_pss_rsae_sha{bits}" for bits in (256, 384, 512)]
    assert "rsa_pkcs1_sha256" in full["signature_algorithms"]["TLSv1.2"]

"""Whether the check `tls` tells the truth about a fleet of real servers whose configuration is known."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from checks.network.dial import begin
from checks.observation import to_json
from checks.tls.certificates.trust import TrustStore
from checks.tls.endpoints import Site, observe_endpoints
from tests.tls_fleet import STACKS, Running, Stack, missing, running

UNORDERED = ("groups", "certificates", "alpn", "chain_faults")


def seen(server: Running) -> dict[str, Any]:
    """What the check says of a server, in the shape of its truth."""
    facts = observe_endpoints(
        Site(server.host),
        [(server.address, server.port)],
        begin,
        TrustStore(server.ca_file),
        datetime.now(UTC),
        timeout=10,
        tier="full",
        weaknesses=True,
    )
    endpoint: dict[str, Any] = to_json(facts["endpoints"])[0]
    return endpoint | {"chain_faults": to_json(facts["certificate"]).get("chain_faults", [])}


def disagreements(server: Running) -> Iterator[str]:
    """Each member of the truth that was seen otherwise."""
    found = seen(server)
    for name, true in server.truth.items():
        told = found.get(name)
        if name in server.unseeable and isinstance(told, Mapping) and "unseen" in told:
            continue
        if isinstance(true, Mapping) and isinstance(told, Mapping) and "unseen" not in told:
            pairs = [
                (f"{name}.{key}", true.get(key), told.get(key)) for key in sorted({*true, *told} & _asked(name, true))
            ]
        else:
            pairs = [(name, true, told)]
        for member, wanted, got in pairs:
            if _comparable(member, wanted, server) != _comparable(member, got, server):
                yield f"{server.name}: {member} is {wanted}, was seen as {got}"


def _asked(name: str, true: Mapping[str, object]) -> set[str]:
    """Weaknesses are declared as far as they follow from the configuration; all else is declared whole."""
    return set(true) if name in ("weaknesses", "signature_used") else set(true) | {"SSLv3", "TLSv1.0"}


def _comparable(member: str, value: Any, server: Running) -> object:
    name, _, version = member.partition(".")
    order = server.truth["order"]
    assert isinstance(order, Mapping)
    if not isinstance(value, list):
        return value
    if name in UNORDERED or (name == "ciphers" and order.get(version) != "server"):
        return sorted(value)
    if name == "ciphers" and server.floating:
        return sorted(value, key=lambda suite: server.floating in suite)
    return sorted(value, key=str) if name == "dh" else value


def _need(stack: Stack) -> None:
    """What is not installed skips the test, but never in CI."""
    if absent := missing(stack):
        reason = f"not installed: {', '.join(absent)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.name)
def test_every_server_of_the_fleet_is_seen_as_it_was_configured(stack: Stack) -> None:
    _need(stack)
    with running([stack]) as servers, ThreadPoolExecutor(4) as pool:
        found = [line for lines in pool.map(lambda server: list(disagreements(server)), servers) for line in lines]
    assert not found, "\n".join(found)

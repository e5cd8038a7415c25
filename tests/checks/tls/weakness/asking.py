"""Asks real and faked servers what the probes ask, and makes sure that they still work afterwards."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from checks.network.dial import begin
from checks.tls.engine import Peer, run
from checks.tls.registry import suites_for
from checks.tls.weakness.attempt import Ended, Probe, attempt
from checks.tls.weakness.client import hear_hello
from checks.tls.wire.hello import Hello
from tests.checks.tls.peers import Endpoint
from tests.tls_fleet.node_versions import node

T = TypeVar("T")
Question = Callable[[Peer, Hello], Coroutine[Any, Any, T]]

LONG, SHORT = 10.0, 1.0

HEARTBLEED_NODE = "0.10.0"  # OpenSSL 1.0.1e with heartbeats: CVE-2014-0160 and CVE-2014-0224
CCS_NODE = "0.8.26"  # OpenSSL 1.0.0f: CVE-2014-0224
MENDED_NODE = "0.10.48"  # OpenSSL 1.0.1u

_NODE_SERVER = Path(__file__).with_name("node_server.js")


def peer_at(endpoint: Endpoint, timeout: float = LONG, host: str = "a.test") -> Peer:
    return Peer(begin, host, *endpoint, timeout)


def control_hello(version: str = "TLSv1.2", host: str | None = "a.test") -> Hello:
    return Hello(version=version, suites=suites_for(version), server_name=host)


def asked(
    question: Question[T], endpoint: Endpoint, version: str = "TLSv1.2", timeout: float = LONG, after: bool = True
) -> T:
    """What a probe finds at a server, which must still answer a hello when the probe is done, unless not `after`."""
    found = run(question(peer_at(endpoint, timeout), control_hello(version)))
    assert not after or works(endpoint, version)
    return found


def works(endpoint: Endpoint, version: str = "TLSv1.2") -> bool:
    control = control_hello(version)
    return not isinstance(tried(endpoint, lambda channel: hear_hello(channel, control)), Ended)


def tried(endpoint: Endpoint, probe: Probe[T], timeout: float = LONG) -> T | Ended:
    return run(attempt(peer_at(endpoint, timeout), probe))


@contextlib.contextmanager
def node_server(version: str, certificate: Path) -> Iterator[Endpoint]:
    """A TLS server of an old Node.js on a free port; without npm the test is skipped, but never in CI."""
    try:
        binary = node(version)
    except RuntimeError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    with subprocess.Popen(
        [binary, _NODE_SERVER, certificate], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield "127.0.0.1", int(process.stdout.readline())
            assert process.poll() is None, "a probe has brought the server down"
        finally:
            process.terminate()

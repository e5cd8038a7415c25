"""Our own scan as a program, for measurements: `python -m benchmarks.tls.own TIER AT_ONCE < targets`.

Reads one "ADDRESS PORT" a line, looks at each with the engine and the certificate facts of the audit, and prints one
JSON object: seconds and processor seconds of the scan, without the imports and the reading of the trust store that an
audit does once, the process's peak memory (bytes), and for each address how many suites were found.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from agent.cli.main import collect_rarely
from benchmarks.tls.proxy import Endpoint
from checks.facts import Tier
from checks.network.dial import begin
from checks.observation import Json, to_json
from checks.tls.certificates.trust import TrustStore
from checks.tls.endpoints import Site, certificates_of, look_at
from checks.tls.engine import Peer, run_many

_TIMEOUT = 10.0


def scan(endpoints: Sequence[Endpoint], tier: Tier, at_once: int, trust: TrustStore) -> Iterator[Json]:
    """The members of `tls.endpoints`, each with its `certificate_facts`, in the order in which they are finished."""
    now = datetime.now(UTC)

    async def look(endpoint: Endpoint) -> Json:
        peer = Peer(begin, endpoint.address, endpoint.address, endpoint.port, _TIMEOUT)
        surveyed, facts = await look_at(peer, tier, weaknesses=False)
        certificates = certificates_of(Site(peer.host), [(peer, surveyed)], trust, now)
        return to_json(facts | {"certificate_facts": certificates})

    yield from run_many(map(look, endpoints), at_once)


def _suites(endpoint: Json) -> int:
    ciphers = endpoint["ciphers"]
    return sum(map(len, ciphers.values())) if "unseen" not in ciphers else 0


def _peak_memory() -> int:
    """Bytes; not `ru_maxrss`, which a process inherits from the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def main() -> None:
    """Scan what standard input names; see the module."""
    tier, at_once = cast(Tier, sys.argv[1]), int(sys.argv[2])
    endpoints = [Endpoint(address, int(port)) for address, port in map(str.split, sys.stdin)]
    collect_rarely()
    trust = TrustStore()
    began, cpu_before = time.monotonic(), sum(os.times()[:2])
    told = {endpoint["address"]: _suites(endpoint) for endpoint in scan(endpoints, tier, at_once, trust)}
    result = {
        "seconds": time.monotonic() - began,
        "cpu_seconds": sum(os.times()[:2]) - cpu_before,
        "peak_memory": _peak_memory(),
        "told": told,
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()

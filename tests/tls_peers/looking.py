"""Looks at peers with the check `tls`, many at the same time, and measures what that takes."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from checks.network.dial import begin
from checks.observation import Json, to_json
from checks.tls.certificates.trust import TrustStore
from checks.tls.endpoints import Site, observe_endpoints
from tests.tls_peers.front import Endpoint
from tests.tls_peers.identity import HOST


@dataclass(frozen=True, slots=True)
class Looked:
    """What the check said of one address, in JSON, and how many seconds it took."""

    endpoint: Mapping[str, Json]
    certificate: Json
    seconds: float


def look(endpoint: Endpoint, timeout: float, *, weaknesses: bool = False) -> Looked:
    """The exact tier of the check; `timeout` is in seconds, for one question."""
    started = time.monotonic()
    now = datetime.now(UTC)
    facts = observe_endpoints(Site(HOST), [endpoint], begin, _trust(), now, timeout, "exact", weaknesses)
    endpoints, certificate = to_json(facts["endpoints"]), to_json(facts["certificate"])
    return Looked(endpoints[0], certificate, time.monotonic() - started)


def look_at_all(
    endpoints: Mapping[str, Endpoint],
    timeouts: Mapping[str, float],
    patience: float,
    *,
    weaknesses: bool = False,
) -> dict[str, Looked | BaseException]:
    """Looks at peers by their names, side by side, or what a look raised.

    After `patience` seconds a look that has not ended is a `TimeoutError`, and is left running.
    """
    found: dict[str, Looked | BaseException] = {}

    def one(name: str) -> None:
        try:
            found[name] = look(endpoints[name], timeouts[name], weaknesses=weaknesses)
        except BaseException as error:
            found[name] = error

    threads = [threading.Thread(target=one, args=(name,), daemon=True) for name in endpoints]
    for thread in threads:
        thread.start()
    until = time.monotonic() + patience
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return {name: found.get(name, TimeoutError("has not ended")) for name in endpoints}


class Memory:
    """The peak of this process's resident memory from the making of this object on (Linux, proc(5))."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # begin a new peak
        self._before = _resident("VmRSS")

    def growth(self) -> int:
        """Bytes by which the peak lies above what there was before."""
        return _resident("VmHWM") - self._before


@cache
def _trust() -> TrustStore:
    return TrustStore()


def _resident(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024

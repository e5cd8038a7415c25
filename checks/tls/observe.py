"""Looks at the TLS of a portal: each of its addresses for itself, and the certificate that citizens are shown."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import datetime

from OpenSSL.crypto import X509

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.certificate import certificate_facts, fingerprint
from checks.tls.handshake import certificate_chain
from checks.tls.trust import TrustStore
from checks.tls.versions import Dial, Versions, accepted_versions

# After one of these a further connection would only meet the same.
_HOPELESS = {Reason.REFUSED, Reason.UNREACHABLE, Reason.TIMEOUT}


def observe(
    host: str,
    endpoints: Sequence[tuple[str, int]],
    dial: Dial,
    trust: TrustStore,
    now: datetime,
    timeout: float,
) -> dict[str, Fact[Json]]:
    """The facts `endpoints` and `certificate` of the check `tls`.

    `endpoints` are the portal's (address, port); `host` is its ASCII name or IP address; `now` is aware of its
    zone; `timeout` is in seconds, for one question. The certificate is that of the first address that shows one;
    `certificate_sha256` of each endpoint tells whether the others agree.
    """
    if not endpoints:
        nowhere = Unseen(Reason.UNREACHABLE, f"{host} has no address to ask")
        return {"endpoints": nowhere, "certificate": nowhere}
    seen: list[Json] = []
    chains: list[Fact[Sequence[X509]]] = []
    for address, port in endpoints:
        counted = _Counter(dial)
        versions = accepted_versions(counted, host, address, port, timeout)
        chain = _hopeless(versions) or certificate_chain(counted, host, address, port, timeout)
        chains.append(chain)
        seen.append(
            {
                "address": address,
                "port": port,
                "versions": versions.accepted,
                "chosen_cipher": versions.chosen_cipher,
                "certificate_sha256": Seen(fingerprint(chain.value[0])) if isinstance(chain, Seen) else chain,
                "tier": "quick",
                "connections": counted.count,
            }
        )
    shown = next((chain for chain in chains if isinstance(chain, Seen)), chains[0])
    certificate = Seen(certificate_facts(shown.value, host, trust, now)) if isinstance(shown, Seen) else shown
    return {"endpoints": Seen(seen), "certificate": certificate}


def _hopeless(versions: Versions) -> Unseen | None:
    """Why no handshake need be tried at an address that answered nothing at all."""
    why = versions.chosen_cipher
    return why if isinstance(why, Unseen) and why.reason in _HOPELESS else None


class _Counter:
    """Counts the connections that are dialled."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self.count = 0

    def __call__(self, address: str, port: int) -> socket.socket:
        self.count += 1
        return self._dial(address, port)

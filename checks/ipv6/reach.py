"""How far each address of the portal lets us in over each service: connection, TLS, HTTP."""

from __future__ import annotations

from typing import Any

from checks.look import SERVICES, Look, Service
from checks.network.http import Exchange
from checks.observation import Fact, Reason, Seen, Unseen


def reach(look: Look) -> Fact[list[dict[str, Any]]]:
    """One entry an address and service, IPv4 first; unseen where DNS did not tell every address.

    Each is `{address, family: 4|6, port, service, tcp, tls, http_status, ms, attempts, connect_ms}`: `ms` is the time
    until the answer began, `connect_ms` until the connection stood; `attempts` is 2 where the first got no answer, and
    0 where the address was not to be contacted.
    """
    for fact in (look.ipv4, look.ipv6):
        if isinstance(fact, Unseen):
            return fact
    return Seen([_entry(look, address, service) for address in look.addresses for service in SERVICES])


def _entry(look: Look, address: str, service: Service) -> dict[str, Any]:
    exchange = look.exchange(address, service)
    head = exchange.head
    return {
        "address": address,
        "family": 6 if ":" in address else 4,
        "port": look.port(service),
        "service": service,
        "tcp": connected(look, exchange),
        "tls": exchange.tls,
        "http_status": Seen(head.value.status) if isinstance(head, Seen) else head,
        "ms": Seen(head.value.ms) if isinstance(head, Seen) else head,
        "attempts": exchange.attempts,
        "connect_ms": exchange.tcp if exchange.connect_ms is None else exchange.connect_ms,
    }


def connected(look: Look, exchange: Exchange) -> Fact[bool]:
    """Whether a connection came about. A refusal is a closed port, but only where the portal is seen to live."""
    refused = isinstance(exchange.tcp, Unseen) and exchange.tcp.reason is Reason.REFUSED
    if refused and any(look.alive(address) for address in look.addresses):
        return Seen(False)
    return exchange.tcp

"""What a browser with both families gets: it tries IPv6 first and IPv4 a moment later (RFC 8305, Happy Eyeballs)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from checks.ipv6.reach import connected
from checks.look import Look
from checks.observation import Fact, Reason, Seen, Unseen

DELAY = 250
"""Milliseconds between the beginnings of two attempts (RFC 8305 §5 and §8: Connection Attempt Delay)."""


class Won(NamedTuple):
    """The address that a browser ends up at, how long its connection took, and when it stood; in milliseconds."""

    address: str
    connect_ms: int
    after_ms: int


def citizen(look: Look) -> Fact[dict[str, Any] | None]:
    """`{family: 4|6, connect_ms, delay_ms}` over the main service, from here; None without both families.

    `delay_ms` is what the connection comes later than it would with IPv4 alone, itself unseen where IPv4 is. Unseen as
    soon as the outcome hangs on an address that gave no answer.
    """
    if isinstance(look.ipv4, Unseen):
        return look.ipv4
    if isinstance(look.ipv6, Unseen):
        return look.ipv6
    if not (look.ipv4.value and look.ipv6.value):
        return Seen(None)

    def attempt(address: str) -> Fact[int | None]:
        exchange = look.exchange(address, look.main_service)
        if exchange.connect_ms is not None:
            return Seen(exchange.connect_ms)
        closed = connected(look, exchange)
        return closed if isinstance(closed, Unseen) else Seen(None)

    won = race(preferred(look.ipv6.value, look.ipv4.value), attempt)
    if isinstance(won, Unseen):
        return won
    alone = race(look.ipv4.value, attempt)
    family = 6 if ":" in won.value.address else 4
    delay = alone if isinstance(alone, Unseen) else max(0, won.value.after_ms - alone.value.after_ms)
    return Seen({"family": family, "connect_ms": won.value.connect_ms, "delay_ms": delay})


def preferred(ipv6: Sequence[str], ipv4: Sequence[str]) -> list[str]:
    """The order in which a browser tries addresses: the families in turn, IPv6 first (RFC 8305 §4)."""
    return [address for address in chain(*zip_longest(ipv6, ipv4)) if address is not None]


def race(addresses: Sequence[str], attempt: Callable[[str], Fact[int | None]]) -> Fact[Won]:
    """Who wins when a further address is tried each `DELAY`, or at once where the one before refuses (RFC 8305 §5).

    `attempt` tells how many milliseconds a connection takes, None for a closed port, whose refusal is counted as
    coming at once; it is asked for no address that would not be tried. Unseen where it decides and is unseen.
    """
    best: Won | None = None
    begins = 0
    for address in addresses:
        if best is not None and best.after_ms <= begins:
            break
        took = attempt(address)
        if isinstance(took, Unseen):
            return took
        if took.value is None:
            continue
        won = Won(address, took.value, begins + took.value)
        best = won if best is None else min(best, won, key=lambda each: each.after_ms)
        begins += DELAY
    return Unseen(Reason.REFUSED, "no address accepts a connection") if best is None else Seen(best)

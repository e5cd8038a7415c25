"""Observes which TCP ports of a portal's addresses are open to the vantage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from checks.access import MOST_ADDRESSES
from checks.exposure.ports import PORTS
from checks.exposure.scanner import OpenPort, Scan, end_scans, scan
from checks.look import Look
from checks.means import Allowance
from checks.network.dial import connect, unseen_because
from checks.observation import Fact, Reason, Seen, Unseen


def observe(look: Look) -> dict[str, Fact[Any]]:
    """`exposure.ports` and `exposure.scanned`, over every address of the portal.

    An address is scanned once an audit, however many portals share it. One that was not seen is an entry of
    `exposure.ports` in which all but the address is unseen.
    """
    allowed = look.exposure
    if allowed is None:
        return dict.fromkeys(("ports", "scanned"), Unseen(Reason.NOT_AUTHORISED, "no document allows port scans"))
    unknown = look.nothing_visible()
    if not look.addresses:
        return dict.fromkeys(("ports", "scanned"), unknown or Unseen(Reason.UNREACHABLE, look.target.host))
    with ThreadPoolExecutor(MOST_ADDRESSES) as pool:
        scanning = {address: pool.submit(_scanned, look, allowed, address) for address in look.addresses}
    return told({address: scan.result() for address, scan in scanning.items()})


def told(scans: dict[str, Fact[Scan]]) -> dict[str, Fact[Any]]:
    """The facts that the scans of a portal's addresses, at least one, make together."""
    seen = {address: found.value for address, found in scans.items() if isinstance(found, Seen)}
    if not seen:
        return dict.fromkeys(("ports", "scanned"), next(iter(scans.values())))
    return {
        "ports": Seen([entry for address, found in scans.items() for entry in _entries(address, found)]),
        "scanned": Seen(
            {
                "ports": max(found.asked for found in seen.values()),
                "addresses": list(seen),
                "seconds": sum(found.seconds for found in seen.values()),
                "tool": next(iter(seen.values())).tool,
            }
        ),
    }


def _entries(address: str, found: Fact[Scan]) -> list[dict[str, Any]]:
    if isinstance(found, Unseen):
        unseen = dict.fromkeys(("port", "service", "product", "version"), found)
        return [{"address": address, "protocol": "tcp", **unseen}]
    return [_entry(address, port) for port in found.value.ports]


def _entry(address: str, port: OpenPort) -> dict[str, Any]:
    return {
        "address": address,
        "port": port.port,
        "protocol": "tcp",
        "service": port.service,
        "product": port.product,
        "version": port.version,
    }


def _scanned(look: Look, allowed: Allowance, address: str) -> Fact[Scan]:
    barred = look.barred(address)
    if barred is not None:
        return barred
    if not allowed.scope.allows(address):
        return Unseen(Reason.NOT_AUTHORISED, f"{address} is outside the networks that may be scanned")
    return look.network.names.once(("exposure", address), lambda: _scan(look, allowed, address))


def _scan(look: Look, allowed: Allowance, address: str) -> Fact[Scan]:
    """Scan an address while nobody else asks it anything, and then see whether it is still there.

    A firewall that shuts us out during the scan, or a host that goes down, would look like closed ports.
    """
    own = {look.target.https_port, look.target.http_port}
    politeness = look.network.politeness
    with politeness.alone(address), politeness.halting.ending(end_scans):
        if (barred := look.barred(address)) is not None:  # while it waited for the others to leave
            return barred
        found = scan(address, tuple({*PORTS, *own}), allowed.rate)
        politeness.halting.check()
        if isinstance(found, Unseen):
            return found
        numbers = [port.port for port in found.value.ports]
        control = next((number for number in numbers if number in own | {80, 443}), numbers[0])
        try:
            connect(address, control, look.network.timeout, halting=politeness.halting).close()
        except OSError as error:
            why = unseen_because(error, f"{address} port {control}")
            return Unseen(Reason.UNREACHABLE, f"{why.detail} stopped answering during the scan ({why.reason})")
    return found

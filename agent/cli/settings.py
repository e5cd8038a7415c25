"""From an inventory's vantage and the command line's options to the settings of the network."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path

from agent.errors import InputError
from agent.inventory import Inventory, load_inventory
from agent.inventory.fields import read_endpoint
from agent.network import TIMEOUT, Settings
from agent.texts import _


def settings_from(
    inventory: Inventory | Path | None,
    resolver: str | None,
    ca_file: Path | None,
    timeout: float | None,
    trust_anchors: Path | None,
    networks: Sequence[str] = (),
) -> Settings:
    """What the command line says, else what the inventory's vantage says, else the usual."""
    if isinstance(inventory, Path):
        inventory = load_inventory(inventory)
    asked = resolver_endpoint(resolver) if resolver else None
    if inventory is None:
        return Settings(
            name=socket.gethostname(),
            resolver=asked,
            networks=networks,
            ca_file=ca_file,
            trust_anchors=trust_anchors,
            timeout=timeout or TIMEOUT,
        )
    vantage = inventory.vantage
    named = {str(network) for authorisation in inventory.authorisations for network in authorisation.networks}
    return Settings(
        name=vantage.name,
        resolver=asked or vantage.resolver,
        anchors=vantage.anchors,
        networks=sorted({*named, *networks}),
        ca_file=ca_file or vantage.ca_file,
        trust_anchors=trust_anchors or vantage.trust_anchors,
        timeout=timeout or vantage.timeout or TIMEOUT,
        contact=vantage.contact,
    )


def resolver_endpoint(text: str) -> tuple[str, int]:
    """`HOST[:PORT]` as address and port; raises `InputError` for anything else."""
    endpoint = read_endpoint(text, 53)
    if endpoint is not None:
        return endpoint
    host, _colon, port = text.partition(":")
    try:
        number = int(port or 53)
        if not 0 < number < 65536:
            raise ValueError(port)
        found = socket.getaddrinfo(host, number, type=socket.SOCK_DGRAM)
    except (OSError, ValueError, UnicodeError):
        raise InputError(
            _("--resolver '{text}' is no address; write 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:53").format(
                text=text
            )
        ) from None
    return str(found[0][4][0]), number

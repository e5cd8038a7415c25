"""Hostile peers: each a function on a raw socket, entered into `HOSTILE` by its name."""

from tests.tls_peers.hostile import (
    certificates,
    contents,
    encrypted,
    endings,
    hellos,
    key_exchanges,
    records,
    retries,
    silence,
    ssl2,
    strangers,
)
from tests.tls_peers.hostile.kinds import HOSTILE, Hostile, Shows

__all__ = [
    "HOSTILE",
    "Hostile",
    "Shows",
    "certificates",
    "contents",
    "encrypted",
    "endings",
    "hellos",
    "key_exchanges",
    "records",
    "retries",
    "silence",
    "ssl2",
    "strangers",
]

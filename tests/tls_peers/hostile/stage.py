"""Runs hostile peers in a process of their own, so that what they spend is not counted as the client's."""

from __future__ import annotations

import contextlib
import multiprocessing
import selectors
import socket
import threading
from collections.abc import Collection, Iterator
from multiprocessing.connection import Connection

from tests.tls_peers.front import Endpoint, own_address
from tests.tls_peers.hostile import HOSTILE
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import Talk
from tests.tls_peers.identity import Identity


@contextlib.contextmanager
def hostile_peers(identity: Identity, names: Collection[str]) -> Iterator[dict[str, Endpoint]]:
    """Hostile peers by their names, each on an address of its own; yields where."""
    places = {name: own_address() for name in names}
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_perform, args=(identity, places, there), daemon=True)
    process.start()
    there.close()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()
        process.close()
        here.close()


def _perform(identity: Identity, places: dict[str, str], ready: Connection) -> None:
    selector = selectors.DefaultSelector()
    endpoints = {}
    for name, address in places.items():
        listener = socket.create_server((address, 0), backlog=512)
        selector.register(listener, selectors.EVENT_READ, HOSTILE[name].talk)
        endpoints[name] = listener.getsockname()
    ready.send(endpoints)
    while True:
        for key, _ in selector.select():
            assert isinstance(key.fileobj, socket.socket)
            sock, _ = key.fileobj.accept()
            threading.Thread(target=_talk, args=(key.data, Client(sock, identity)), daemon=True).start()


def _talk(talk: Talk, client: Client) -> None:
    with contextlib.suppress(OSError, ValueError):
        talk(client)
    client.finish()

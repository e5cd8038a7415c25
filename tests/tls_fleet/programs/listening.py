"""A thread for each listening address, one for each connection."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any


def serve_all(prepare: Callable[[dict[str, Any]], Callable[[socket.socket], None]]) -> None:
    """Serves each entry of the file in argv[1] with what `prepare` makes of it, until standard input ends."""
    for entry in json.loads(Path(sys.argv[1]).read_text()):
        listener = socket.create_server((entry["address"], entry["port"]), backlog=128)
        threading.Thread(target=_accept, args=(listener, prepare(entry)), daemon=True).start()
    sys.stdin.read()


def _accept(listener: socket.socket, talk: Callable[[socket.socket], None]) -> None:
    while True:
        connection, _ = listener.accept()
        connection.settimeout(10)
        threading.Thread(target=_talk, args=(connection, talk), daemon=True).start()


def _talk(connection: socket.socket, talk: Callable[[socket.socket], None]) -> None:
    with connection, contextlib.suppress(OSError):
        talk(connection)

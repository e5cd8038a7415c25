"""Tells systemd how the service is, by its protocol sd_notify; nothing where systemd did not start it."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def tell_systemd(**states: str | int) -> None:
    """Send states such as READY=1; a supervisor that does not listen is no reason to fail."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    message = "\n".join(f"{name}={' '.join(str(value).split())}" for name, value in states.items())
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        sender.settimeout(1)
        sender.sendto(message.encode(), "\0" + address[1:] if address.startswith("@") else address)

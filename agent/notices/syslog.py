"""Sends events to a log collector: RFC 5424 messages, framed and encrypted as in RFC 5425, holding ECS JSON or CEF."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import ssl
import time
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib import metadata
from typing import Any, Final

from agent.notices.outbox import Notice
from agent.notices.sending import ChannelError
from agent.notices.settings import Syslog

PATIENCE: Final = 60.0
"""Seconds that one notice may take."""
NOTICE_LEVEL: Final = 5
WARNING_LEVEL: Final = 4
WARNED_FROM: Final = 8
"""Weight from which an event is a warning rather than a notice."""
LONGEST: Final = 8000
"""Bytes of one message that every collector is likely to take (RFC 5425 asks for 8192)."""
CUT: Final = 200
"""Characters that each text of an event keeps where its message would be too long; with those none is."""

_UNPRINTABLE = re.compile("[^\x21-\x7e]")


def send_events(notice: Notice, collector: Syslog) -> None:
    """Send the events of a notice over one connection.

    The collector is asked to end the session and ends it once it has read what came before, some without a word of
    TLS; syslog knows no other receipt. One that leaves anything unread resets the connection. Raises `ChannelError`.
    """
    deadline = time.monotonic() + PATIENCE
    try:
        frames = [_framed(message_of(event, collector)) for event in notice.body["events"]]
        context = ssl.create_default_context(cafile=collector.ca_file)
        if collector.certificate_file is not None:
            context.load_cert_chain(collector.certificate_file)
        address = (collector.host, collector.port)
        with (
            socket.create_connection(address, collector.timeout) as plain,
            context.wrap_socket(plain, server_hostname=collector.host) as secured,
        ):
            for frame in frames:
                if time.monotonic() > deadline:
                    raise TimeoutError("the collector is too slow")
                secured.sendall(frame)
            with contextlib.suppress(ssl.SSLEOFError):
                secured.unwrap()
    except (OSError, ValueError) as error:
        raise ChannelError(f"{type(error).__name__}: {error}") from error


def message_of(event: Mapping[str, Any], collector: Syslog) -> bytes:
    """One message as RFC 5424 has it; the texts of one that would be too long are cut."""
    level = WARNING_LEVEL if event["weight"] >= WARNED_FROM else NOTICE_LEVEL
    priority = 8 * collector.facility + level
    when = datetime.fromisoformat(event["at"]).isoformat(timespec="milliseconds")
    host = _UNPRINTABLE.sub("", socket.gethostname())[:255] or "-"
    head = f"<{priority}>1 {when} {host} tuanthu {os.getpid()} {event['action'][:32]} - "
    payload = ecs if collector.format == "ecs" else cef
    message = f"{head}{payload(event)}".encode()
    return message if len(message) <= LONGEST else f"{head}{payload(_cut(event))}".encode()


def _cut(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: f"{value[:CUT]}…" if isinstance(value, str) and len(value) > CUT else value
        for name, value in event.items()
    }


def ecs(event: Mapping[str, Any]) -> str:
    """The event as JSON with the names of Elastic Common Schema."""
    document: dict[str, Any] = {
        "@timestamp": event["at"],
        "ecs": {"version": "8.17.0"},
        "message": event["message"],
        "event": {
            "id": event["id"],
            "kind": "alert" if event["weight"] >= WARNED_FROM else "event",
            "category": ["configuration"],
            "type": ["change" if "requirement" in event else "info"],
            "action": event["action"],
            "severity": event["weight"],
            "provider": "tuanthu",
        },
        "observer": {"vendor": "tuanthu", "product": "tuanthu", "version": _version()},
        "tuanthu": {"audit": event["audit"]},
    }
    if "requirement" in event:
        document["rule"] = {"id": event["requirement"], "name": event["title"]}
        document["organization"] = {"id": event["agency"], "name": event["agency_name"]}
        document["tuanthu"] |= {name: event[name] for name in ("news", "place", "name", "severity", "because")}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def cef(event: Mapping[str, Any]) -> str:
    """The event in ArcSight's Common Event Format."""
    signature = event.get("requirement", event["action"])
    name = event.get("title", event["message"])
    head = ["CEF:0", "tuanthu", "tuanthu", _version(), signature, name, str(event["weight"])]
    fields = {
        "externalId": event["id"],
        "rt": str(int(datetime.fromisoformat(event["at"]).timestamp() * 1000)),
        "act": event["action"],
        "msg": event["message"],
        "cs1Label": "audit",
        "cs1": event["audit"],
    }
    if "requirement" in event:
        fields |= {
            "request": event["place"],
            "cs2Label": "agency",
            "cs2": event["agency_name"],
            "reason": event["because"],
        }
    told = " ".join(f"{key}={_cef_value(value)}" for key, value in fields.items() if value)
    return f"{'|'.join([head[0], *map(_cef_header, head[1:])])}|{told}"


@lru_cache
def _version() -> str:
    return metadata.version("tuanthu")


def _cef_header(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())


def _cef_value(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("=", "\\=").split())


def _framed(message: bytes) -> bytes:
    """Octet counting (RFC 5425, 4.3)."""
    return b"%d %s" % (len(message), message)

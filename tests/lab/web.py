"""Serves the portals: HTTP/1.1 with and without TLS, and every way of not answering."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path

from .authority import Authority
from .conversation import conversation
from .places import Place, leave_unanswered
from .replies import Elsewhere, Reply, Request, reply

_Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_HEAD_LIMIT = 16 * 1024
_PATIENCE = 60.0
_HANDSHAKE_PATIENCE = 30.0


class Counters:
    """How many TCP connections each host got, kept in a JSON file that is never older than the last connection."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._counts: Counter[str] = Counter()
        self._write()

    def count(self, host: str) -> None:
        """One more connection to a host."""
        self._counts[host] += 1
        self._write()

    def _write(self) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._counts, indent=1, sort_keys=True), "utf-8")
        fresh.replace(self._file)


class Web:
    """All web servers of the province."""

    def __init__(self, authority: Authority, counters: Counters, elsewhere: Elsewhere) -> None:
        self._authority = authority
        self._counters = counters
        self._elsewhere = elsewhere
        self._fillers: list[socket.socket] = []

    async def serve(self, place: Place) -> None:
        """Open the doors of one portal as its behaviour says; those that stay closed are bound all the same."""
        behaviour = place.portal.trait.behaviour
        usual = self._authority.context(place.portal.host, behaviour.certificate, behaviour.versions)
        for (service, address), sock in place.sockets.items():
            over_ipv6 = ":" in address
            opening = behaviour.https if service == "https" else behaviour.http
            if over_ipv6 and behaviour.ipv6 == "closed":
                opening = "closed"
            if over_ipv6 and behaviour.ipv6 == "unanswered":
                self._fillers += leave_unanswered(sock)
            elif opening == "silent":
                await self._listen(sock, place.portal.host, _listen_only, None)
            elif opening != "closed":
                context = usual if service == "https" else None
                if context and over_ipv6 and behaviour.ipv6 == "other_certificate":
                    context = self._authority.context(place.portal.host, behaviour.certificate, behaviour.versions)
                await self._listen(sock, place.portal.host, self._conversation(place, context, over_ipv6), context)

    async def _listen(
        self, sock: socket.socket, host: str, converse: _Conversation, context: ssl.SSLContext | None
    ) -> None:
        """Listen on a bound socket; every connection is counted before TLS begins."""

        def accepted() -> asyncio.StreamReaderProtocol:
            self._counters.count(host)
            return asyncio.StreamReaderProtocol(asyncio.StreamReader(_HEAD_LIMIT), converse)

        await asyncio.get_running_loop().create_server(
            accepted, sock=sock, ssl=context, ssl_handshake_timeout=_HANDSHAKE_PATIENCE if context else None
        )

    def _conversation(self, place: Place, context: ssl.SSLContext | None, over_ipv6: bool) -> _Conversation:
        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with conversation(writer):
                async with asyncio.timeout(_PATIENCE):
                    request = await read_request(reader)
                    if request is None:
                        await send(writer, Reply(HTTPStatus.BAD_REQUEST), "GET")
                        return
                    answer = reply(place, request, context is not None, over_ipv6, self._elsewhere)
                    if answer is None:
                        await _listen_only(reader, writer)
                    else:
                        await send(writer, answer, request.method)

        return converse


async def _listen_only(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take everything and say nothing, until the other side gives up."""
    with conversation(writer):
        while await reader.read(65536):
            pass


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The request, or None when it is none (RFC 9112 §3)."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.LimitOverrunError:
        return None
    first, *lines = head.split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        return None
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Request(parts[0], parts[1], headers.get("host", "").partition(":")[0].lower())


async def send(writer: asyncio.StreamWriter, answer: Reply, method: str) -> None:
    """Send a reply; to HEAD only its head."""
    body = answer.body.encode()
    headers = {
        "Server": "nginx",
        "Content-Type": "text/html; charset=utf-8",
        "Connection": "close",
        **answer.headers,
    }
    if not answer.endless:
        headers["Content-Length"] = str(len(body))
    status = HTTPStatus(answer.status)
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers.items())
    writer.write(head.encode("latin-1") + b"\r\n")
    if method != "HEAD":
        writer.write(body)
        await writer.drain()
        while answer.endless:
            writer.write(body)
            await writer.drain()
            await asyncio.sleep(0)
    await writer.drain()

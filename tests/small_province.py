"""A province of three portals whose faults change when a test says so: DNS and HTTP on loopback, in one process.

A portal that is told to be without IPv6 has no AAAA record from then on; one that is told to be down answers nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import socket
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import dns.message
import yaml

from tests.lab.name_server import NameServer
from tests.lab.places import bind_alike

ZONE = "tinh.test"
AGENCIES = {"so1": "Sở Một", "so2": "Sở Hai", "xa3": "UBND xã Ba"}
HOSTS = tuple(f"{agency}.{ZONE}" for agency in AGENCIES)
"""One portal an agency."""
_DNS = "127.0.0.53"
_PAGE = "<!doctype html><html lang=vi><meta charset=utf-8><title>Trang thông tin</title><p>Xin chào"
_ANSWER = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(_PAGE.encode())}\r\n\r\n{_PAGE}".encode()


@dataclass(frozen=True)
class SmallProvince:
    """The province as it stands. `folder` holds its inventory and what it is told."""

    folder: Path
    resolver: str
    web_port: int

    @property
    def inventory(self) -> Path:
        """The inventory file."""
        return self.folder / "tinh.yaml"

    def url(self, agency: str) -> str:
        """The URL of an agency's portal."""
        return f"http://{agency}.{ZONE}:{self.web_port}/"

    def set(self, *, without_ipv6: Collection[str] = ()) -> None:
        """From now on the portals of these agencies have no AAAA record, all others have one."""
        whole = self.folder / "told.new"
        whole.write_text(json.dumps(sorted(f"{agency}.{ZONE}" for agency in without_ipv6)), "utf-8")
        whole.rename(self.folder / "told")


class _Names(NameServer):
    """The zone, with AAAA records left out as the file `told` says."""

    def __init__(self, told: Path) -> None:
        addresses = {(host, "A"): ["127.0.0.1"] for host in HOSTS} | {(host, "AAAA"): ["::1"] for host in HOSTS}
        super().__init__(
            {
                ("test", "SOA"): ["ns.test. a.test. 1 3600 600 86400 60"],
                ("test", "NS"): [f"ns.{ZONE}."],
                (ZONE, "SOA"): [f"ns.{ZONE}. a.{ZONE}. 1 3600 600 86400 60"],
                (ZONE, "NS"): [f"ns.{ZONE}."],
                (f"ns.{ZONE}", "A"): [_DNS],
                **addresses,
            }
        )
        self._told = told

    def respond(self, query: dns.message.Message, reply: dns.message.Message, datagram: bool) -> bool:
        """Answer, but not with what is to be left out."""
        answered = super().respond(query, reply, datagram)
        without = json.loads(self._told.read_text("utf-8"))
        if str(query.question[0].name).rstrip(".") in without:
            reply.answer = [found for found in reply.answer if found.rdtype != dns.rdatatype.AAAA]
        return answered


@contextlib.contextmanager
def small_province(folder: Path) -> Iterator[SmallProvince]:
    """The province for the length of a `with` block; nothing is wrong with its portals but what HTTP alone is."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    SmallProvince(folder, "", 0).set()
    process = spawn.Process(target=_serve, args=(folder / "told", there))
    process.start()
    there.close()
    try:
        dns_port, web_port = here.recv()
        province = SmallProvince(folder, f"{_DNS}:{dns_port}", web_port)
        province.inventory.write_text(yaml.safe_dump(_inventory(province), allow_unicode=True), "utf-8")
        yield province
    finally:
        process.terminate()
        process.join()
        process.close()


def _inventory(province: SmallProvince) -> dict[str, object]:
    agencies = [
        {"id": agency, "name": name, "kind": "commune" if agency == "xa3" else "department",
         "contact": {"name": "Cán bộ phụ trách", "email": f"{agency}@{ZONE}"}}
        for agency, name in AGENCIES.items()
    ]  # fmt: skip
    return {
        "schema_version": 1,
        "province": {"name": "Tỉnh Thí Điểm", "zone": ZONE},
        "vantage": {
            "name": "lab",
            "resolver": province.resolver,
            "anchors": [f"127.0.0.1:{province.web_port}", f"[::1]:{province.web_port}"],
            "timeout": 1.0,
        },
        "agencies": [{"id": "tinh", "name": "UBND tỉnh Thí Điểm", "kind": "province", "agencies": agencies}],
        "portals": [
            {"url": province.url(agency), "name": name, "agency": agency, "kind": "information"}
            for agency, name in AGENCIES.items()
        ],
        "authorisations": [
            {
                "document": "01/VB-UBND",
                "date": "2026-01-02",
                "signer": "Chủ tịch",
                "hosts": [f"*.{ZONE}"],
                "from": "2020-01-01",
                "to": "2099-12-31",
                "networks": ["127.0.0.0/8", "::1/128"],
                "rate": {"connections": 16, "per_second": 1000},
            }
        ],
    }


def _serve(told: Path, ready: Connection) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(_ANSWER)
            await writer.drain()
        writer.close()

    async def serve() -> None:
        dns_port, dns_sockets = bind_alike((_DNS,), [socket.SOCK_STREAM, socket.SOCK_DGRAM])
        await _Names(told).serve(dns_sockets[_DNS, socket.SOCK_DGRAM], dns_sockets[_DNS, socket.SOCK_STREAM])
        web_port, web_sockets = bind_alike(("127.0.0.1", "::1"), [socket.SOCK_STREAM])
        for sock in web_sockets.values():
            await asyncio.start_server(answer, sock=sock)
        ready.send((dns_port, web_port))
        await asyncio.Event().wait()

    asyncio.run(serve())

"""The registry's own pages, as the lab's province finds them: one a label, over HTTPS, and not for everybody.

The portals of `MOVED`, `SILENT` and `WALLED` carry labels whose pages have moved, never answer, or bar the way.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from .authority import Authority, Leaf
from .conversation import conversation
from .inventory import label_level, listed_owner
from .labels import registered_at, slug
from .places import Place, bind_alike
from .replies import Reply
from .web import read_request, send

HOST, ADDRESS = "danhba.gov.test", "127.66.54.1"
MOVED, SILENT, WALLED = "dulieu", "congbao", "phananh"
PATH = "/danh-ba-tin-nhiem/"
_LATER = 400
_PATIENCE = 60.0


def new_slug(place: Place) -> str:
    """The code that took the place of a portal's first one."""
    return slug(place.portal.host, place.number + _LATER)


class LabelDirectory:
    """The running directory. Every request is noted in a JSON file: the codes in the order of their coming."""

    def __init__(self, authority: Authority, places: Sequence[Place], notes: Path) -> None:
        self._context = authority.context(HOST, Leaf(), ("TLSv1.2", "TLSv1.3"))
        self._places = {place.slug: place for place in places} | {
            new_slug(place): place for place in places if place.portal.key == MOVED
        }
        self._notes = notes
        self._asked: list[str] = []
        self._write()

    async def serve(self) -> str:
        """Listen on a port of its own; returns the URL."""
        port, sockets = bind_alike([ADDRESS], [socket.SOCK_STREAM])
        await asyncio.start_server(self._converse, sock=sockets[ADDRESS, socket.SOCK_STREAM], ssl=self._context)
        return f"https://{HOST}:{port}/"

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with conversation(writer):
            async with asyncio.timeout(_PATIENCE):
                request = await read_request(reader)
                if request is None:
                    return
                code = request.path.removeprefix(PATH)
                self._asked.append(code)
                self._write()
                answer = self._reply(code)
                if answer is None:
                    await reader.read()
                else:
                    await send(writer, answer, request.method)

    def _reply(self, code: str) -> Reply | None:
        """The page of a code; None: there never is an answer."""
        place = self._places.get(code)
        key = place.portal.key if place else None
        if key == SILENT:
            return None
        if key == WALLED:
            return Reply(HTTPStatus.FORBIDDEN, "<!DOCTYPE html><title>Just a moment...</title>")
        owner = listed_owner(place) if place else None
        if place is None or owner is None:
            return Reply(HTTPStatus.NOT_FOUND, "<!DOCTYPE html><title>404</title><p>Không tìm thấy nhãn này.</p>")
        if key == MOVED and code == place.slug:
            return Reply(HTTPStatus.MOVED_PERMANENTLY, "", {"Location": f"{PATH}{new_slug(place)}"})
        return Reply(HTTPStatus.OK, _page(place, owner))

    def _write(self) -> None:
        fresh = self._notes.with_suffix(".new")
        fresh.write_text(json.dumps(self._asked), "utf-8")
        fresh.replace(self._notes)


def _page(place: Place, owner: str) -> str:
    """The page of a listed label, with the menu and the foot of the site around it."""
    fields = {
        "Tên miền": f'<a href="https://{place.portal.host}/">{place.portal.host}</a>',
        "Đơn vị sở hữu": owner,
        "Mức độ tín nhiệm": label_level(place).capitalize(),
        "Ngày cấp": f"{registered_at(place.number):%d/%m/%Y}",
    }
    rows = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in fields.items())
    return (
        '<!DOCTYPE html><html lang="vi"><head><title>Chứng nhận Tín nhiệm mạng</title></head><body>'
        '<nav><a href="/">Website</a> <a href="/to-chuc">Tổ chức</a></nav>'
        f"<main><h1>Chứng nhận Tín nhiệm mạng</h1><table>{rows}</table></main>"
        "<footer>Đơn vị chủ quản: Trung tâm Giám sát Giả định</footer></body></html>"
    )

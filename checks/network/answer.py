"""Reads the head of an HTTP answer as browsers do, and tells a head that was cut off from one that is whole."""

from __future__ import annotations

import http.client
import io
import re
from typing import Any

MOST_PASSED_OVER = 100
"""Lines that are not headers, and lines of interim answers: a head with more of them is not read to its end."""
# RFC 9110 §15.2: any number of these may come before the answer. After 101 the peer speaks another protocol.
_INTERIM = re.compile(rb"HTTP/1\.\d 1(?!01)\d\d\b")
_NAME = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:")


class Answer(http.client.HTTPResponse):
    """An answer whose interim answers (103 Early Hints …) are passed over and whose malformed header lines are, too.

    `http.client` itself takes the first line that is none for the end of the head, as it takes the end of the
    connection: headers that come later, or never came, would be told as absent. `begin` raises `RemoteDisconnected`
    where the connection ends before the head does.
    """

    def begin(self) -> None:
        """Read the head."""
        stream: Any = self.fp
        self.fp = _Lines(stream)  # type: ignore[assignment]
        try:
            super().begin()
        finally:
            self.fp = stream


class _Lines:
    """The lines of a head, well formed."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self._in_fields = False
        self._was_kept = False
        self._passed_over = 0

    def close(self) -> None:
        self._stream.close()

    def readline(self, limit: int) -> bytes:
        """The next line, or as much of it as the limit allows; empty where no answer begins."""
        if self._in_fields:
            return self._field(limit)
        status = self._stream.readline(limit)
        while _INTERIM.match(status):
            while self._line(limit) != b"\r\n":
                self._pass_over()
            self._pass_over()
            status = self._stream.readline(limit)
        self._in_fields = True
        return status

    def _field(self, limit: int) -> bytes:
        """The next header, or a line that continues it, or the empty line at the end."""
        while True:
            line = self._line(limit)
            if line == b"\r\n" or len(line) >= limit:
                return line
            if line[:1] in b" \t":
                if self._was_kept:
                    return line
            elif name := _NAME.match(line):
                self._was_kept = True
                return name[1] + b":" + line[name.end() :]  # RFC 9112 §5.1: no space before the colon
            else:
                self._was_kept = False
            self._pass_over()

    def _line(self, limit: int) -> bytes:
        line = self._stream.readline(limit)
        if not line.endswith(b"\n"):
            if len(line) >= limit:
                return line
            raise http.client.RemoteDisconnected("the head was cut off")
        return line.removesuffix(b"\n").removesuffix(b"\r").replace(b"\r", b" ") + b"\r\n"  # RFC 9112 §2.2

    def _pass_over(self) -> None:
        self._passed_over += 1
        if self._passed_over > MOST_PASSED_OVER:
            raise http.client.HTTPException(f"more than {MOST_PASSED_OVER} lines that are no headers")

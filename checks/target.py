"""Which portal a look is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One portal as a citizen reaches it.

    `host` is lower-case ASCII (IDNA), `path` starts with a slash and carries the query;
    `https_port` and `http_port` are where the encrypted and the plain service are looked for.
    """

    url: str
    scheme: str
    host: str
    path: str = "/"
    https_port: int = 443
    http_port: int = 80

    @property
    def port(self) -> int:
        """The port of the portal's own URL."""
        return self.https_port if self.scheme == "https" else self.http_port

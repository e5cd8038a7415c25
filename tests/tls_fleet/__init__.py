"""A fleet of real TLS servers of known configuration, and with it the truth about them: `with fleet() as servers`."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator

from tests.tls_fleet.run import Running, Stack, missing, running
from tests.tls_fleet.stacks import gnutls, java, lighttpd, nginx, node, openssl, proxies, python

STACKS: tuple[Stack, ...] = (
    nginx.STACK,
    openssl.STACK,
    *node.STACKS,
    *lighttpd.STACKS,
    *proxies.STACKS,
    gnutls.STACK,
    *python.STACKS,
    java.STACK,
)

__all__ = ["STACKS", "Running", "Stack", "fleet", "missing", "running"]


@contextlib.contextmanager
def fleet(names: Collection[str] | None = None) -> Iterator[list[Running]]:
    """Every server, or those named, up and answering until the end of the block.

    Raises ValueError for a name that no server has, RuntimeError if a server does not start.
    """
    known = {server.name for stack in STACKS for server in stack.servers}
    if unknown := set(names or ()) - known:
        raise ValueError(f"no such server: {', '.join(sorted(unknown))}")
    with running(STACKS, names) as servers:
        yield servers

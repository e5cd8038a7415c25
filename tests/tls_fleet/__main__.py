"""`python -m tests.tls_fleet [NAME …]`: the fleet for people to look at, until Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import sys
import time

from tests.tls_fleet import fleet


def main() -> None:
    """Starts the servers named, or all; prints where each listens and what is true of it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    began = time.monotonic()
    with fleet(sys.argv[1:] or None) as servers:
        for server in servers:
            ciphers = server.truth["ciphers"]
            assert isinstance(ciphers, dict)
            told = " ".join(f"{version}:{len(suites)}" for version, suites in ciphers.items())
            sys.stdout.write(f"{server.address}:{server.port}  {server.host:45}{told}\n")
        sys.stdout.write(f"{len(servers)} servers in {time.monotonic() - began:.1f} s; Ctrl-C ends them\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


main()

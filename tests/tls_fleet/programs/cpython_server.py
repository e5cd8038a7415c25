"""TLS servers on CPython's ssl module: {address, port, pairs, suites, versions, alpn, curve, options}."""

from __future__ import annotations

import contextlib
import socket
import ssl
import warnings
from collections.abc import Callable
from typing import Any

from tests.tls_fleet.programs.listening import serve_all

_VERSIONS = {
    "TLSv1.0": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}


def prepare(entry: dict[str, Any]) -> Callable[[socket.socket], None]:
    """One context for an entry; the function returned serves a connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = (_VERSIONS[entry["versions"][end]] for end in (0, -1))
    if entry["suites"]:
        context.set_ciphers(f"{entry['suites']}:@SECLEVEL=0")
    for option in entry["options"]:
        context.options |= getattr(ssl, option)
    for option in entry["without"]:
        context.options &= ~getattr(ssl, option)
    if "num_tickets" in entry:
        context.num_tickets = entry["num_tickets"]
    if entry["curve"]:
        context.set_ecdh_curve(entry["curve"])
    if entry["dh"]:
        context.load_dh_params(entry["dh"])
    if entry["alpn"]:
        context.set_alpn_protocols(entry["alpn"])
    for chain, key in entry["pairs"]:
        context.load_cert_chain(chain, key)
    if entry["strict"]:
        context.sni_callback = lambda _, name, __: (
            None if name and name.endswith(entry["strict"]) else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        )

    def serve(accepted: socket.socket) -> None:
        with contextlib.suppress(ssl.SSLError), context.wrap_socket(accepted, server_side=True) as connection:
            connection.recv(1024)

    return serve


if __name__ == "__main__":
    serve_all(prepare)

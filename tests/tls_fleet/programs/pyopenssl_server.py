"""TLS servers on pyOpenSSL, whose `cryptography` brings the newest OpenSSL: {address, port, pairs, versions, …}."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.bindings.openssl.binding import Binding
from OpenSSL import SSL

from tests.tls_fleet.programs.listening import serve_all

_VERSIONS = {
    "TLSv1.0": SSL.TLS1_VERSION,
    "TLSv1.1": SSL.TLS1_1_VERSION,
    "TLSv1.2": SSL.TLS1_2_VERSION,
    "TLSv1.3": SSL.TLS1_3_VERSION,
}
_library: Any = Binding().lib


def prepare(entry: dict[str, Any]) -> Callable[[socket.socket], None]:
    """One context for an entry; the function returned serves a connection."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(_VERSIONS[entry["versions"][0]])
    context.set_max_proto_version(_VERSIONS[entry["versions"][-1]])
    if entry["suites"]:
        context.set_cipher_list(f"{entry['suites']}:@SECLEVEL=0".encode())
    context.set_tls13_ciphersuites(entry["suites13"].encode())
    for option in entry["options"]:
        context.set_options(getattr(_library, option))
    raw: Any = context._context
    if entry["groups"] and _library.SSL_CTX_set1_curves_list(raw, entry["groups"].encode()) != 1:
        raise ValueError(entry["groups"])
    if entry["signatures"] and _library.SSL_CTX_set1_sigalgs_list(raw, entry["signatures"].encode()) != 1:
        raise ValueError(entry["signatures"])
    if entry["early_data"]:
        _library.SSL_CTX_set_max_early_data(raw, 16384)
    if entry["dh"]:
        context.load_tmp_dh(entry["dh"])
    for chain, key in entry["pairs"]:
        context.use_certificate_chain_file(chain)
        context.use_privatekey_file(key)
    if entry["alpn"]:
        offered = [name.encode() for name in entry["alpn"]]
        context.set_alpn_select_callback(
            lambda _, names: next((name for name in offered if name in names), SSL.NO_OVERLAPPING_PROTOCOLS)
        )
    if entry["staple"]:
        staple = Path(entry["staple"]).read_bytes()
        context.set_ocsp_server_callback(lambda *_: staple)

    def serve(accepted: socket.socket) -> None:
        accepted.settimeout(None)
        connection = SSL.Connection(context, accepted)
        connection.set_accept_state()
        with contextlib.suppress(SSL.Error):
            connection.do_handshake()
            connection.recv(1024)

    return serve


if __name__ == "__main__":
    serve_all(prepare)

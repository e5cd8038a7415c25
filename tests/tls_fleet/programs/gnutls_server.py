"""TLS servers on GnuTLS: {address, port, priority, pairs: [[chain, key]], dh, staple, tickets}."""

from __future__ import annotations

import ctypes
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.tls_fleet.programs.listening import serve_all

_SERVER = 1
_CERTIFICATE = 1
_ANONYMOUS = 2
_PEM = 1
_GOOD = 0

_library = ctypes.CDLL("libgnutls.so.30")


class _Datum(ctypes.Structure):
    _fields_ = (("data", ctypes.c_char_p), ("size", ctypes.c_uint))


def _datum(content: bytes) -> _Datum:
    return _Datum(content, len(content))


def _check(code: int) -> None:
    if code < 0:
        raise OSError(_strerror(code).decode())


_strerror = _library.gnutls_strerror
_strerror.restype = ctypes.c_char_p
_library.gnutls_transport_set_int2.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_int)
_library.gnutls_record_recv.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t)
_library.gnutls_deinit.argtypes = _library.gnutls_handshake.argtypes = (ctypes.c_void_p,)


def prepare(entry: dict[str, Any]) -> Callable[[socket.socket], None]:
    """Loads certificates and priorities once; the function returned serves a connection."""
    credentials, anonymous, priorities = (ctypes.c_void_p() for _ in range(3))
    key = _Datum()
    _check(_library.gnutls_certificate_allocate_credentials(ctypes.byref(credentials)))
    _check(_library.gnutls_anon_allocate_server_credentials(ctypes.byref(anonymous)))
    for chain, private in entry["pairs"]:
        _check(_library.gnutls_certificate_set_x509_key_file(credentials, chain.encode(), private.encode(), _PEM))
    if entry["dh"]:
        parameters = ctypes.c_void_p()
        content = _datum(Path(entry["dh"]).read_bytes())
        _check(_library.gnutls_dh_params_init(ctypes.byref(parameters)))
        _check(_library.gnutls_dh_params_import_pkcs3(parameters, ctypes.byref(content), _PEM))
        _library.gnutls_certificate_set_dh_params(credentials, parameters)
        _library.gnutls_anon_set_server_dh_params(anonymous, parameters)
    if entry["staple"]:
        _check(_library.gnutls_certificate_set_ocsp_status_request_file(credentials, entry["staple"].encode(), 0))
    _check(_library.gnutls_priority_init(ctypes.byref(priorities), entry["priority"].encode(), None))
    _check(_library.gnutls_session_ticket_key_generate(ctypes.byref(key)))

    def serve(connection: socket.socket) -> None:
        connection.settimeout(None)
        session = ctypes.c_void_p()
        _check(_library.gnutls_init(ctypes.byref(session), _SERVER))
        try:
            _check(_library.gnutls_priority_set(session, priorities))
            _check(_library.gnutls_credentials_set(session, _CERTIFICATE, credentials))
            _check(_library.gnutls_credentials_set(session, _ANONYMOUS, anonymous))
            if entry["tickets"]:
                _check(_library.gnutls_session_ticket_enable_server(session, ctypes.byref(key)))
            _library.gnutls_transport_set_int2(session, connection.fileno(), connection.fileno())
            _library.gnutls_handshake_set_timeout(session, 10_000)
            code = _library.gnutls_handshake(session)
            if code < 0:
                _library.gnutls_alert_send_appropriate(session, code)
                return
            _library.gnutls_record_set_timeout(session, 10_000)
            _library.gnutls_record_recv(session, ctypes.create_string_buffer(1024), 1024)
        finally:
            _library.gnutls_deinit(session)

    return serve


if __name__ == "__main__":
    serve_all(prepare)

"""Plain clients that look at the lab: DNS questions, HTTP requests, certificates."""

from __future__ import annotations

import http.client
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

import dns.message
import dns.query
import dns.rdatatype
from cryptography import x509

from tests.lab import Lab

SILENCE = 0.4
"""Seconds without a word after which a test believes that none will come."""


def ask(
    lab: Lab,
    name: str,
    kind: str,
    *,
    server: str = "127.0.0.53",
    tcp: bool = False,
    patience: float = 5,
    signed: bool = False,
    payload: int = 1232,
) -> dns.message.Message:
    """A question as a resolver or, with `signed`, as one that validates puts it."""
    port = int(lab.resolver.rpartition(":")[2])
    query = dns.message.make_query(name, kind, use_edns=0 if signed else None, want_dnssec=signed, payload=payload)
    return (dns.query.tcp if tcp else dns.query.udp)(query, server, port=port, timeout=patience)


def answers(reply: dns.message.Message, kind: str) -> list[str]:
    wanted = dns.rdatatype.from_text(kind)
    return sorted(item.to_text() for rrset in reply.answer if rrset.rdtype == wanted for item in rrset)


def ports(lab: Lab, inventory: dict[str, Any], key: str) -> dict[str, int]:
    """The HTTPS and HTTP port of a portal."""
    url = lab.portal(key)["url"]
    entry = next(entry for entry in inventory["portals"] if entry["url"] == url)
    own = urlsplit(url)
    assert own.port is not None
    return {own.scheme: own.port} | {name: entry[f"{name}_port"] for name in ("http", "https") if name != own.scheme}


def address(lab: Lab, key: str) -> str:
    found = answers(ask(lab, lab.portal(key)["host"], "A"), "A")
    return found[0]


def anything_goes() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def get(
    lab: Lab, inventory: dict[str, Any], key: str, service: str = "https", *, over: str | None = None, path: str = "/"
) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of a page, over IPv4 or at the address `over`."""
    host, port = lab.portal(key)["host"], ports(lab, inventory, key)[service]
    plain = socket.create_connection((over or address(lab, key), port), timeout=5)
    sock = anything_goes().wrap_socket(plain, server_hostname=host) if service == "https" else plain
    connection = http.client.HTTPConnection(host, port)
    connection.sock = sock
    with sock:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, {n.lower(): v for n, v in response.getheaders()}, response.read().decode()


def certificate(lab: Lab, inventory: dict[str, Any], key: str, *, over: str | None = None) -> x509.Certificate:
    host, port = lab.portal(key)["host"], ports(lab, inventory, key)["https"]
    with (
        socket.create_connection((over or address(lab, key), port), timeout=5) as plain,
        anything_goes().wrap_socket(plain, server_hostname=host) as sock,
    ):
        der = sock.getpeercert(binary_form=True)
    assert der is not None
    return x509.load_der_x509_certificate(der)

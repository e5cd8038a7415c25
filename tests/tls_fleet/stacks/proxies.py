"""Front ends: caddy with Go's crypto/tls, and HAProxy with OpenSSL 3.0."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from tests.tls_fleet.lists import CBC_RSA, INTERMEDIATE_BOTH, OLD_RSA, groups
from tests.tls_fleet.names import iana, openssl
from tests.tls_fleet.run import Command, Place, Stack
from tests.tls_fleet.server import Server

_GO13 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
_GO = {"extended_master_secret": False, "encrypt_then_mac": None}
"""Go 1.19 knows neither RFC 7627 (Go 1.21 does) nor RFC 7366.

Its order of suites begins with AES-GCM, or with ChaCha20 for clients that name that first.
"""

_caddy = partial(Server, stack="caddy", order="server", suites13=_GO13, floating="CHACHA20")
_haproxy = partial(Server, stack="haproxy", order="server", floating="CHACHA20")

CADDY = (
    _caddy(
        name="go-default",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=INTERMEDIATE_BOTH[1::2],
        groups=("x25519", "secp256r1"),
        facts=_GO | {"alpn": ["h2", "http/1.1"]},
    ),
    _caddy(
        name="go-ecdsa-p521",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=iana("ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-SHA"),
        groups=("secp521r1", "secp384r1"),
        certificates=("ecdsa",),
        facts=_GO | {"encrypt_then_mac": False, "alpn": ["h2", "http/1.1"]},
    ),
)
HAPROXY = (
    _haproxy(
        name="haproxy-old",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2"),
        suites=OLD_RSA,
        groups=("x25519", "secp256r1"),
        dh="ffdhe3072",
        options={"security": 0},
    ),
    # HAProxy chooses ECDSA for every client that can verify it, before it looks at the order of suites.
    _haproxy(
        name="haproxy-two-certificates",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=(*INTERMEDIATE_BOTH[::2], *INTERMEDIATE_BOTH[1::2]),
        groups=("x25519", "secp384r1"),
        certificates=("rsa", "ecdsa"),
        options={"bind": "alpn h2,http/1.1"},
        facts={"alpn": ["h2", "http/1.1"]},
    ),
    _haproxy(
        name="haproxy-no-tickets",
        versions=("TLSv1.2",),
        suites=CBC_RSA[:2],
        groups=("secp256r1",),
        order="client",
        options={"bind": "no-tls-tickets prefer-client-ciphers"},
        facts={"session_tickets": False},
    ),
)


def _caddy_commands(places: Sequence[Place]) -> list[Command]:
    file = places[0].folder / "caddy.json"
    sites = {
        place.server.name: {
            "listen": [f"{place.address}:{place.port}"],
            "automatic_https": {"disable": True},
            "protocols": ["h1", "h2"],
            "tls_connection_policies": [
                {
                    "protocol_min": place.server.versions[0].lower().replace("v", ""),
                    "cipher_suites": [*place.server.suites],
                    "curves": list(place.server.groups),
                    "certificate_selection": {"any_tag": [place.server.certificates[0]]},
                }
            ],
        }
        for place in places
    }
    files = {
        place.server.certificates[0]: {
            "certificate": str(place.chain()),
            "key": str(place.key()),
            "tags": [place.server.certificates[0]],
        }
        for place in places
    }
    apps = {"http": {"servers": sites}, "tls": {"certificates": {"load_files": list(files.values())}}}
    file.write_text(json.dumps({"admin": {"disabled": True}, "apps": apps}))
    return [("caddy", "run", "--config", file)]


def _haproxy_commands(places: Sequence[Place]) -> list[Command]:
    file = places[0].folder / "haproxy.cfg"
    blocks = ["global", " maxconn 500", "defaults", " mode http", " timeout client 60s", " timeout server 5s"]
    blocks += [" timeout connect 5s"]
    for place in places:
        server = place.server
        security = f":@SECLEVEL={server.options['security']}" if "security" in server.options else ""
        folder = place.folder / f"haproxy-{server.name}"
        folder.mkdir()
        for index in range(len(server.certificates)):
            dh = place.dh.read_bytes() if place.dh else b""
            (folder / f"{index}.pem").write_bytes(place.both(index).read_bytes() + dh)
        line = [
            f" bind {place.address}:{place.port} ssl crt {folder}/ ssl-min-ver {server.versions[0]}",
            f"ssl-max-ver {server.versions[-1]} ciphers {openssl(server.suites)}{security}",
            f"curves {groups(server.groups)}",
            str(server.options.get("bind", "")),
        ]
        blocks += [f"frontend {server.name}", " ".join(line), " http-request return status 200"]
    file.write_text("\n".join(blocks) + "\n")
    return [("haproxy", "-db", "-f", file)]


STACKS = (
    Stack("caddy", CADDY, _caddy_commands, programs=("caddy",)),
    Stack("haproxy", HAPROXY, _haproxy_commands, programs=("haproxy",)),
)

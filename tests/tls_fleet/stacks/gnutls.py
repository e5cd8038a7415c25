"""GnuTLS 3.7 as Debian has it: one Python process that calls it, since gnutls-serv listens on every address."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial

from tests.tls_fleet.lists import FFDHE
from tests.tls_fleet.names import iana
from tests.tls_fleet.run import Command, Place, Stack
from tests.tls_fleet.server import Server

_GROUPS = {
    "x25519": "X25519",
    "x448": "X448",
    "secp256r1": "SECP256R1",
    "secp384r1": "SECP384R1",
    "secp521r1": "SECP521R1",
}
_TLS13 = ("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_SHA256")

_gnutls = partial(Server, stack="gnutls")

SERVERS = (
    _gnutls(
        name="gnutls-tls13",
        versions=("TLSv1.3",),
        groups=("x25519", "x448", "secp256r1", "ffdhe2048", "ffdhe4096"),
        suites13=_TLS13,
        order="server",
        options={"priority": "+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:+AES-128-CCM:+AEAD"},
    ),
    # To a client that lists FFDHE groups, none of which it has, GnuTLS grants no DHE at all (RFC 7919 §4): DHE with
    # parameters of one's own is for clients that list none.
    _gnutls(
        name="gnutls-broad",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
        suites=(
            *("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256"),
            *("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"),
            *("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_DHE_RSA_WITH_CAMELLIA_128_GCM_SHA256"),
            *("TLS_DHE_RSA_WITH_AES_256_CBC_SHA", "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"),
            *("TLS_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_CAMELLIA_128_GCM_SHA256"),
            *("TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ),
        suites13=("TLS_AES_256_GCM_SHA384",),
        groups=("secp256r1", "secp521r1"),
        dh="own2048",
        options={
            "priority": "+ECDHE-RSA:+DHE-RSA:+RSA:+AES-256-GCM:+CAMELLIA-128-GCM:+AES-256-CBC:+3DES-CBC:+AEAD:+SHA1",
        },
    ),
    _gnutls(
        name="gnutls-anonymous",
        versions=("TLSv1.2",),
        suites=(
            "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
            "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
            "TLS_DH_anon_WITH_AES_128_CBC_SHA",
        ),
        certificates=(),
        groups=("secp256r1",),
        dh="modp2048",
        options={"priority": "+ANON-DH:+ANON-ECDH:+AES-128-GCM:+AES-128-CBC:+AEAD:+SHA1"},
    ),
    _gnutls(
        name="gnutls-no-extensions",
        versions=("TLSv1.2",),
        suites=iana("ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-SHA"),
        groups=("secp384r1",),
        options={"priority": "+ECDHE-RSA:+AES-128-CBC:+AES-256-CBC:+SHA1:%NO_ETM:%NO_SESSION_HASH", "tickets": False},
        facts={"encrypt_then_mac": False, "extended_master_secret": False, "session_tickets": False},
    ),
    _gnutls(
        name="gnutls-ffdhe",
        versions=("TLSv1.2",),
        suites=iana("DHE-RSA-AES256-GCM-SHA384 DHE-RSA-CHACHA20-POLY1305"),
        order="server",
        groups=FFDHE[:3],
        options={"priority": "+DHE-RSA:+AES-256-GCM:+CHACHA20-POLY1305:+AEAD"},
        facts={"dh": [{"bits": 2048, "prime": "ffdhe2048"}]},
    ),
    _gnutls(
        name="gnutls-stapling",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=iana("ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-ECDSA-AES256-CCM"),
        suites13=("TLS_AES_256_GCM_SHA384",),
        groups=("x25519",),
        certificates=("ecdsa384",),
        options={"priority": "+ECDHE-ECDSA:+AES-256-GCM:+AES-256-CCM:+AEAD", "staple": True},
        facts={"ocsp_stapling": True},
    ),
)


def _commands(places: Sequence[Place]) -> list[Command]:
    file = places[0].folder / "gnutls.json"
    file.write_text(json.dumps([_entry(place) for place in places]))
    return [(sys.executable, "-m", "tests.tls_fleet.programs.gnutls_server", file)]


def _entry(place: Place) -> dict[str, object]:
    server = place.server
    versions = [f"+VERS-{version.replace('v', '')}" for version in reversed(server.versions)]
    named = [f"+GROUP-{_GROUPS.get(group, group.upper())}" for group in server.groups]
    order = ["%SERVER_PRECEDENCE"] if server.order == "server" else []
    told = str(server.options["priority"])
    return {
        "address": place.address,
        "port": place.port,
        "priority": ":".join(["NONE", *versions, "+SIGN-ALL", "+CTYPE-X509", "+COMP-NULL", *named, told, *order]),
        "pairs": [[str(place.chain(index)), str(place.key(index))] for index in range(len(server.certificates))],
        "dh": str(place.dh) if place.dh else None,
        "staple": str(place.authority.staple(server.certificates[0])) if server.options.get("staple") else None,
        "tickets": server.options.get("tickets", True),
    }


STACK = Stack("gnutls", SERVERS, _commands)

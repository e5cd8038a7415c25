"""Two OpenSSLs under Python: the newest in the wheel of `cryptography`, and the one that CPython was built with."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial

from tests.tls_fleet.certificates import DOMAIN
from tests.tls_fleet.lists import CBC_RSA, INTERMEDIATE_BOTH, groups
from tests.tls_fleet.names import iana, openssl
from tests.tls_fleet.run import Command, Place, Stack
from tests.tls_fleet.server import Server

_POST_QUANTUM = ("X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024")

_pyopenssl = partial(Server, stack="pyopenssl")
_cpython = partial(Server, stack="cpython", order="server")

PYOPENSSL = (
    _pyopenssl(
        name="pyopenssl-post-quantum",
        versions=("TLSv1.3",),
        groups=(*_POST_QUANTUM, "x25519", "secp256r1"),
        options={"alpn": ("h2", "http/1.1")},
        facts={"alpn": ["h2", "http/1.1"]},
    ),
    _pyopenssl(name="pyopenssl-secp384r1mlkem1024", versions=("TLSv1.3",), groups=("SecP384r1MLKEM1024",)),
    _pyopenssl(name="pyopenssl-mlkem-alone", versions=("TLSv1.3",), groups=("MLKEM512", "MLKEM768", "MLKEM1024")),
    _pyopenssl(
        name="pyopenssl-mldsa",
        versions=("TLSv1.3",),
        groups=("X25519MLKEM768", "x25519"),
        certificates=("mldsa65",),
        facts={"signature_used": {"TLSv1.3": "mldsa65"}},
    ),
    # OpenSSL 4.0 follows RFC 7919 in TLS 1.2 and below: DHE only for clients that list no FFDHE group, as it has none.
    _pyopenssl(
        name="pyopenssl-broad",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
        suites=(*INTERMEDIATE_BOTH, *CBC_RSA),
        order="server",
        groups=("X25519MLKEM768", "x25519", "secp384r1"),
        dh="own2048",
        certificates=("ecdsa384", "rsa4096"),
        options={"early_data": True},
        facts={"early_data": True},
    ),
    _pyopenssl(
        name="pyopenssl-stapling",
        versions=("TLSv1.2",),
        suites=INTERMEDIATE_BOTH[1::2],
        order="server",
        groups=("brainpoolP384r1", "secp256r1"),
        options={"staple": True, "options": ("SSL_OP_NO_TICKET",)},
        facts={"ocsp_stapling": True, "session_tickets": False},
    ),
    _pyopenssl(
        name="pyopenssl-signatures",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=iana("ECDHE-ECDSA-AES256-GCM-SHA384"),
        groups=("x25519", "secp384r1"),
        certificates=("ecdsa384",),
        options={"signatures": "ECDSA+SHA384"},
        facts={
            "signature_used": {"TLSv1.2": "ecdsa_secp384r1_sha384", "TLSv1.3": "ecdsa_secp384r1_sha384"},
            "signature_algorithms": {"TLSv1.2": ["ecdsa_secp384r1_sha384"], "TLSv1.3": ["ecdsa_secp384r1_sha384"]},
        },
    ),
)
CPYTHON = (
    _cpython(
        name="cpython-default",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=INTERMEDIATE_BOTH[1::2],
        groups=("secp256r1",),
        options={"alpn": ("http/1.1",)},
        facts={"alpn": ["http/1.1"]},
    ),
    _cpython(
        name="cpython-strict-names",
        versions=("TLSv1.0", "TLSv1.1"),
        suites=CBC_RSA,
        order="client",
        groups=("secp521r1",),
        dh="own4096",
        options={"strict": DOMAIN, "without": ("OP_CIPHER_SERVER_PREFERENCE",)},
        facts={"sni": {"missing": "refused", "unknown": "refused"}},
    ),
    _cpython(
        name="cpython-no-tickets",
        versions=("TLSv1.3",),
        groups=("secp384r1",),
        certificates=("ecdsa521",),
        options={"num_tickets": 0},
        facts={"session_tickets": False},
    ),
)


def _commands(program: str, places: Sequence[Place]) -> list[Command]:
    file = places[0].folder / f"{program}.json"
    file.write_text(json.dumps([_entry(place) for place in places]))
    return [(sys.executable, "-W", "ignore", "-m", f"tests.tls_fleet.programs.{program}", file)]


def _entry(place: Place) -> dict[str, object]:
    server = place.server
    order = ["SSL_OP_CIPHER_SERVER_PREFERENCE"] if server.order == "server" and server.stack == "pyopenssl" else []
    more = server.options.get("options", ())
    assert isinstance(more, tuple)
    options = {"alpn": None, "signatures": None, "strict": None, "early_data": False, "without": (), **server.options}
    return options | {
        "options": [*order, *more],
        "address": place.address,
        "port": place.port,
        "versions": list(server.versions),
        "suites": openssl(server.suites),
        "suites13": ":".join(server.suites13),
        "groups": groups(server.groups),
        "curve": server.groups[0].replace("secp256r1", "prime256v1"),
        "dh": str(place.dh) if place.dh else None,
        "pairs": [[str(place.chain(index)), str(place.key(index))] for index in range(len(server.certificates))],
        "staple": str(place.authority.staple(server.certificates[0])) if server.options.get("staple") else None,
    }


STACKS = (
    Stack("pyopenssl", PYOPENSSL, partial(_commands, "pyopenssl_server")),
    Stack("cpython", CPYTHON, partial(_commands, "cpython_server")),
)

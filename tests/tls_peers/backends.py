"""The real servers behind defective front ends: nginx with a configuration whose truth is known."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from checks.observation import Json
from tests.checks.tls.certificates import Holder, write
from tests.checks.tls.peers import nginx_server
from tests.tls_peers.front import Endpoint
from tests.tls_peers.identity import make_holder, make_rsa_holder, sha256_of
from tests.tls_peers.truth import ANYTHING, AnyOrder, Truth

_TLS10 = [
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA",
]
_TLS12 = [
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA",
]
_TLS13 = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"]
_OLD10 = ["TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA"]
_OLD12 = ["TLS_RSA_WITH_AES_256_GCM_SHA384", *_OLD10]
_MODERN12 = ["TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]

SOUND: dict[str, Json] = {
    **dict.fromkeys(("crime", "freak", "logjam", "sweet32", "rc4", "null", "anonymous", "export"), False),
    **dict.fromkeys(("poodle", "insecure_renegotiation", "drown"), False),
    **dict.fromkeys(("heartbleed", "ccs_injection", "ticketbleed", "robot", "poodle_tls"), False),
}
"""`weaknesses` of OpenSSL 3 without weak suites."""


@dataclass(frozen=True, slots=True)
class Backend:
    """A running server and the truth about it, as told by its configuration."""

    endpoint: Endpoint
    truth: Truth


@dataclass(frozen=True, slots=True)
class Backends:
    """`broad`: TLS 1.0 to 1.3; `old`: RSA key exchange in TLS 1.0 to 1.2 alone; `modern`: TLS 1.2 and 1.3 with ECDSA.
    `modern` and `old` have no suite and no certificate in common."""

    broad: Backend
    old: Backend
    modern: Backend


@contextlib.contextmanager
def backends(folder: Path) -> Iterator[Backends]:
    """Start the servers, with their files in `folder`."""
    rsa, ecdsa = make_rsa_holder(), make_holder(ec.generate_private_key(ec.SECP256R1()))
    with contextlib.ExitStack() as stack:

        def start(name: str, holder: Holder, *lines: str) -> Endpoint:
            own = folder / name
            own.mkdir()
            certificate = write(own / "server.pem", holder, key=True)
            return stack.enter_context(nginx_server(own, certificate, "ssl_prefer_server_ciphers on;", *lines))

        broad = start(
            "broad",
            rsa,
            "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;",
            "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
            "ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305:"
            "ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA:AES128-GCM-SHA256:AES128-SHA:AES256-SHA:CAMELLIA128-SHA:"
            "@SECLEVEL=0;",
        )
        old = start(
            "old",
            rsa,
            "ssl_protocols TLSv1 TLSv1.1 TLSv1.2;",
            "ssl_ciphers AES256-GCM-SHA384:AES256-SHA:AES128-SHA:CAMELLIA256-SHA:@SECLEVEL=0;",
        )
        modern = start(
            "modern",
            ecdsa,
            "ssl_protocols TLSv1.2 TLSv1.3;",
            "ssl_ecdh_curve prime256v1;",
            "ssl_ciphers ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256;",
        )
        yield Backends(
            Backend(
                broad,
                _truth(
                    {"TLSv1.0": _TLS10, "TLSv1.1": _TLS10, "TLSv1.2": _TLS12, "TLSv1.3": _TLS13},
                    rsa,
                    groups=AnyOrder(["x25519", "secp256r1", "secp384r1"]),
                ),
            ),
            Backend(old, _truth({"TLSv1.0": _OLD10, "TLSv1.1": _OLD10, "TLSv1.2": _OLD12}, rsa, early_data=None)),
            Backend(
                modern,
                _truth({"TLSv1.2": _MODERN12, "TLSv1.3": _TLS13}, ecdsa, groups=["secp256r1"], encrypt_then_mac=None),
            ),
        )


def without(truth: Truth, *versions: str) -> dict[str, Json]:
    """The truth for clients that cannot get these versions."""
    left = [version for version in truth["versions"] if version not in versions]
    changed: dict[str, Json] = {name: _only(left, fact) for name, fact in truth.items()}
    changed["versions"] = left
    if "TLSv1.3" in versions:
        changed["early_data"] = None
    if len(left) == 1:
        changed["fallback_scsv"] = None
    return changed


def _only(versions: list[str], fact: Json) -> Json:
    if isinstance(fact, dict) and any(version in fact for version in versions):
        return {version: fact[version] for version in versions if version in fact}
    return fact


def _truth(ciphers: dict[str, list[str]], holder: Holder, **changed: Json) -> dict[str, Json]:
    """The facts of nginx on OpenSSL 3 with the server's order."""
    sha256 = sha256_of(holder.certificate)
    return {
        "versions": list(ciphers),
        "ciphers": ciphers,
        "chosen_cipher": {version: names[0] for version, names in ciphers.items()},
        "order": dict.fromkeys(ciphers, "server"),
        "server_preference": True,
        "groups": [],
        "dh": [],
        "signature_used": ANYTHING,
        "signature_algorithms": ANYTHING,
        "fallback_scsv": True,
        "compression": False,
        "secure_renegotiation": True,
        "extended_master_secret": True,
        "encrypt_then_mac": True,
        "session_tickets": True,
        "early_data": False,
        "alpn": ["http/1.1"],
        "ocsp_stapling": False,
        "intolerances": [],
        "certificate_sha256": sha256,
        "certificates": [sha256],
        "client_renegotiation": False,
        "resumption": ANYTHING,
        "sni": {"missing": "same", "unknown": "same"},
        "weaknesses": SOUND,
        **changed,
    }

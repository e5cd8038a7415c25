"""What may be seen of a hostile peer all the same."""

from __future__ import annotations

from checks.observation import Json
from tests.tls_peers.hostile import tls12, tls13
from tests.tls_peers.hostile.kinds import Hostile, Shows
from tests.tls_peers.identity import Identity
from tests.tls_peers.truth import ANYTHING, Truth

_IN_ANY_VERSION: dict[str, Json] = {
    "server_preference": None,
    "groups": ["secp256r1"],
    "dh": [],
    "signature_algorithms": ANYTHING,
    "fallback_scsv": None,
    "compression": False,
    "encrypt_then_mac": None,
    "alpn": [],
    "ocsp_stapling": False,
    "intolerances": [],
    "client_renegotiation": ANYTHING,
    "resumption": ANYTHING,
    "sni": ANYTHING,
    "weaknesses": ANYTHING,
}
_IN_TLS12 = {
    **_IN_ANY_VERSION,
    "secure_renegotiation": True,
    "extended_master_secret": False,
    "session_tickets": False,
    "early_data": None,
}
_IN_TLS13 = {
    **_IN_ANY_VERSION,
    "secure_renegotiation": None,
    "extended_master_secret": None,
    "early_data": False,
}


def truth_of(peer: Hostile, identity: Identity) -> Truth:
    """The facts that a hostile peer shows, which are no lies to report."""
    return {**_shown(peer.shows, identity), **peer.also}


def _shown(shows: Shows, identity: Identity) -> dict[str, Json]:
    certificate = {"certificate_sha256": identity.sha256, "certificates": [identity.sha256]}
    scheme = "ecdsa_secp256r1_sha256"
    match shows:
        case Shows.NOTHING:
            return {}
        case Shows.HELLO12:
            return {**_IN_TLS12, **_choice("TLSv1.2", tls12.SUITE_NAME)}
        case Shows.FLIGHT12:
            signed = {"signature_used": {"TLSv1.2": scheme}}
            return {**_IN_TLS12, **_choice("TLSv1.2", tls12.SUITE_NAME), **signed, **certificate}
        case Shows.FLIGHT12_DHE:
            chosen = _choice("TLSv1.2", tls12.DHE_SUITE_NAME)
            shown = {**_IN_TLS12, **chosen, **certificate, "groups": [], "signature_used": ANYTHING}
            return {name: fact for name, fact in shown.items() if name != "dh"}
        case Shows.HELLO13:
            return {**_IN_TLS13, **_choice("TLSv1.3", tls13.SUITE_NAME)}
        case Shows.FLIGHT13:
            signed = {"signature_used": {"TLSv1.3": scheme}}
            chosen = _choice("TLSv1.3", tls13.SUITE_NAME)
            return {**_IN_TLS13, **chosen, **signed, **certificate, "session_tickets": False}


def _choice(version: str, suite: str) -> dict[str, Json]:
    return {
        "versions": [version],
        "ciphers": {version: [suite]},
        "chosen_cipher": {version: suite},
        "order": {version: None},
    }

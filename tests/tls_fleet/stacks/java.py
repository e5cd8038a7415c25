"""Java 17's JSSE, with every weakness that its security properties forbid allowed again: one process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.tls_fleet.lists import INTERMEDIATE_BOTH, INTERMEDIATE_RSA
from tests.tls_fleet.names import iana
from tests.tls_fleet.run import Command, Place, Stack
from tests.tls_fleet.server import Server

_GROUPS = ("x25519", "secp256r1", "secp384r1", "secp521r1")
_TLS13 = ("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256")
_WAYS = {"fallback_scsv": False, "encrypt_then_mac": False}
"""JSSE knows neither the signalling suite of RFC 7507 nor RFC 7366."""

_AEAD = _WAYS | {"encrypt_then_mac": None}
_LEGACY = iana(
    "ECDHE-RSA-AES256-SHA DHE-RSA-AES128-SHA AES256-SHA AES128-SHA ECDHE-RSA-DES-CBC3-SHA EDH-RSA-DES-CBC3-SHA"
    " DES-CBC3-SHA ECDHE-RSA-RC4-SHA RC4-SHA RC4-MD5 ECDHE-RSA-NULL-SHA NULL-SHA NULL-MD5"
    " AECDH-AES256-SHA ADH-AES128-SHA ADH-RC4-MD5"
)
_EXPORT = iana("DES-CBC-SHA EDH-RSA-DES-CBC-SHA EXP-RC4-MD5 EXP-DES-CBC-SHA EXP-EDH-RSA-DES-CBC-SHA EXP-ADH-RC4-MD5")

_java = partial(Server, stack="java", groups=_GROUPS, suites13=_TLS13, order="server")

SERVERS = (
    _java(name="java-modern", versions=("TLSv1.2", "TLSv1.3"), suites=INTERMEDIATE_BOTH[1::2], facts=_AEAD),
    _java(
        name="java-client-order",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=INTERMEDIATE_RSA,
        order="client",
        options={"alpn": ("h2", "http/1.1")},
        facts=_AEAD | {"dh": [{"bits": 768, "prime": "modp768"}], "alpn": ["h2", "http/1.1"]},
    ),
    _java(
        name="java-two-certificates",
        versions=("TLSv1.2",),
        suites=INTERMEDIATE_BOTH,
        certificates=("ecdsa", "rsa"),
        facts=_AEAD | {"fallback_scsv": None},
    ),
    _java(
        name="java-legacy",
        versions=("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2"),
        suites=_LEGACY,
        facts=_WAYS | {"dh": [{"bits": 768, "prime": "modp768"}]},
    ),
    _java(
        name="java-export",
        versions=("TLSv1.0",),
        suites=_EXPORT,
        groups=(),
        facts=_WAYS | {"dh": [{"bits": 512, "prime": "own"}, {"bits": 768, "prime": "modp768"}], "fallback_scsv": None},
    ),
)


def _commands(places: Sequence[Place]) -> list[Command]:
    security = places[0].folder / "java.security"
    names = ("jdk.tls.disabledAlgorithms", "jdk.certpath.disabledAlgorithms", "jdk.tls.legacyAlgorithms")
    security.write_text("".join(f"{name}=\n" for name in names))
    described = places[0].folder / "java.tsv"
    described.write_text("".join("\t".join(_fields(place)) + "\n" for place in places))
    flags = [
        f"-Djava.security.properties={security}",
        f"-Djdk.tls.namedGroups={','.join(_GROUPS)}",
        "-Djdk.tls.ephemeralDHKeySize=legacy",
        *("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"),
    ]
    return [("java", *flags, Path(__file__).parents[1] / "programs" / "Server.java", described)]


def _fields(place: Place) -> list[str]:
    server = place.server
    tls13 = server.suites13 if "TLSv1.3" in server.versions else ()
    alpn = server.options.get("alpn", ())
    assert isinstance(alpn, tuple)
    lists: list[Sequence[str]] = [
        [str(place.authority.credential(name).pkcs12_file) for name in server.certificates],
        [version.replace("v1.0", "v1") for version in server.versions],
        [*tls13, *map(_java_name, server.suites)],
        [server.order],
        alpn,
    ]
    return [place.address, str(place.port), *(",".join(items) or "-" for items in lists)]


def _java_name(suite: str) -> str:
    """JSSE keeps the names of SSL 3.0 for what SSL 3.0 had."""
    old = any(part in suite for part in ("_3DES_", "_DES_", "_DES40_", "_RC4_", "_NULL_"))
    return suite.replace("TLS_", "SSL_") if old and "ECDH" not in suite and not suite.endswith("SHA256") else suite


STACK = Stack("java", SERVERS, _commands, programs=("java",))

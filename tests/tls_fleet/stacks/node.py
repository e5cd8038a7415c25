"""Node.js of many ages, for the OpenSSL inside each: from 1.0.0 with SSLv2 to 3.5 with post-quantum groups."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.tls_fleet.lists import CBC_RSA, INTERMEDIATE_BOTH, INTERMEDIATE_RSA
from tests.tls_fleet.names import iana, openssl
from tests.tls_fleet.node_versions import RELEASES, node
from tests.tls_fleet.run import Command, Place, Stack
from tests.tls_fleet.server import Server

SSL2 = {
    "RC4-MD5": "SSL_CK_RC4_128_WITH_MD5",
    "EXP-RC4-MD5": "SSL_CK_RC4_128_EXPORT40_WITH_MD5",
    "RC2-CBC-MD5": "SSL_CK_RC2_128_CBC_WITH_MD5",
    "EXP-RC2-CBC-MD5": "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5",
    "DES-CBC-MD5": "SSL_CK_DES_64_CBC_WITH_MD5",
    "DES-CBC3-MD5": "SSL_CK_DES_192_EDE3_CBC_WITH_MD5",
}
"""OpenSSL's names of the cipher kinds of SSL 2.0."""

_SWITCHES = {
    "SSLv2": "SSL_OP_NO_SSLv2",
    "SSLv3": "SSL_OP_NO_SSLv3",
    "TLSv1.0": "SSL_OP_NO_TLSv1",
    "TLSv1.1": "SSL_OP_NO_TLSv1_1",
    "TLSv1.2": "SSL_OP_NO_TLSv1_2",
}
_GROUPS = {"secp256r1": "prime256v1", "x25519": "X25519", "x448": "X448"}
_EXPORT = "EXP-RC4-MD5 EXP-RC2-CBC-MD5 EXP-DES-CBC-SHA"
_RSA_100 = "AES256-SHA DES-CBC3-SHA AES128-SHA RC4-SHA RC4-MD5 DES-CBC-SHA"
"""This build has neither Camellia nor SEED nor IDEA."""

_RSA_101 = (
    "AES256-GCM-SHA384 AES256-SHA256 AES128-GCM-SHA256 AES128-SHA256 AES256-SHA CAMELLIA256-SHA DES-CBC3-SHA AES128-SHA"
    " SEED-SHA CAMELLIA128-SHA IDEA-CBC-SHA RC4-SHA RC4-MD5"
)
_ECDHE_102 = (
    "ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-SHA384 ECDHE-RSA-AES256-SHA ECDHE-RSA-DES-CBC3-SHA ECDHE-RSA-RC4-SHA"
)
_DHE_102 = "DHE-RSA-AES256-GCM-SHA384 DHE-RSA-CAMELLIA256-SHA EDH-RSA-DES-CBC3-SHA DHE-RSA-SEED-SHA"
_ANONYMOUS_102 = "AECDH-AES256-SHA AECDH-RC4-SHA ADH-AES256-GCM-SHA384 ADH-SEED-SHA ADH-RC4-MD5"

_v08 = partial(Server, stack="node-0.8.26", order="server")
_v010 = partial(Server, stack="node-0.10.48", order="server")
_v6 = partial(Server, stack="node-6.17.1", order="server", groups=("secp256r1",))
_v12 = partial(Server, stack="node-12.22.12", order="server")
_v24 = partial(Server, stack="node-24.18.1", order="server")

_SERVERS = (
    _v08(
        name="node0.8-ssl2",
        versions=("SSLv2",),
        certificates=("incomplete",),  # SSL 2.0 has room for one
        options={"ciphers": ":".join(SSL2), "secureProtocol": "SSLv2_method"},
        facts={"ciphers": {"SSLv2": list(SSL2.values())}},
    ),
    _v08(name="node0.8-ssl3", versions=("SSLv3",), suites=iana(_RSA_100), options={"secureProtocol": "SSLv3_method"}),
    _v08(
        name="node0.8-all",
        versions=("SSLv2", "SSLv3", "TLSv1.0"),
        suites=iana(f"{_EXPORT} {_RSA_100} NULL-SHA NULL-MD5"),
        certificates=("rsa512",),
        options={"ssl2": tuple(SSL2)},
        facts={"ciphers": {"SSLv2": list(SSL2.values())}},
    ),
    _v08(name="node0.8-export", versions=("TLSv1.0",), suites=iana(_EXPORT), certificates=("rsa512",), order="client"),
    _v08(name="node0.8-rc4", versions=("SSLv3", "TLSv1.0"), suites=iana("RC4-SHA RC4-MD5")),
    _v010(name="node0.10-ssl3-tls12", versions=("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2"), suites=iana(_RSA_101)),
    _v010(
        name="node0.10-client-order",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2"),
        suites=iana(_RSA_101),
        order="client",
    ),
    _v010(
        name="node0.10-ssl3-tls12-only",
        versions=("SSLv3", "TLSv1.2"),
        suites=iana("AES128-SHA SEED-SHA IDEA-CBC-SHA"),
    ),
    _v6(
        name="node6-broad",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2"),
        suites=iana(f"{_ECDHE_102} {_DHE_102} {_RSA_101}"),
        dh="own1024",
    ),
    _v6(
        name="node6-binary-curve",
        versions=("TLSv1.2",),
        suites=iana(_ECDHE_102),
        groups=("sect283k1",),
        order="client",
    ),
    _v6(
        name="node6-anonymous",
        versions=("TLSv1.2",),
        suites=iana(_ANONYMOUS_102),
        dh="modp2048",
        facts={"certificates": []},
    ),
    _v6(
        name="node6-no-tickets",
        versions=("TLSv1.1", "TLSv1.2"),
        suites=iana("ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES128-SHA DES-CBC3-SHA"),
        groups=("secp521r1",),
        options={"secureOptions": ("SSL_OP_NO_TICKET",)},
        facts={"session_tickets": False},
    ),
    _v6(name="node6-alpn", versions=("TLSv1.2",), suites=INTERMEDIATE_BOTH[1:4:2], options={"alpn": ("http/1.1",)}),
    _v12(
        name="node12-default",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=INTERMEDIATE_RSA,
        groups=("x25519", "secp256r1", "x448", "secp521r1", "secp384r1"),
        dh="rfc5114",
        options={"alpn": ("h2", "http/1.1")},
    ),
    _v12(
        name="node12-tls10-tls13",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
        suites=(*INTERMEDIATE_BOTH, *CBC_RSA),
        certificates=("rsa", "ecdsa384"),
        groups=("secp384r1",),
        dh="own2048",
    ),
    _v12(
        name="node12-stapling",
        versions=("TLSv1.2",),
        suites=INTERMEDIATE_BOTH[1::2],
        groups=("x25519",),
        order="client",
        options={"staple": True},
        facts={"ocsp_stapling": True},
    ),
    _v24(
        name="node24-default",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=INTERMEDIATE_BOTH[1::2],
        groups=(
            *("X25519MLKEM768", "x25519", "secp256r1", "x448", "secp384r1", "secp521r1"),
            *("ffdhe2048", "ffdhe3072"),
        ),
        options={"alpn": ("h2", "http/1.1")},
    ),
    _v24(
        name="node24-post-quantum-only",
        versions=("TLSv1.3",),
        groups=("X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"),
        certificates=("ecdsa",),
    ),
    _v24(
        name="node24-hybrid-or-p256",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=INTERMEDIATE_BOTH[::2],
        groups=("SecP256r1MLKEM768", "secp256r1"),
        certificates=("ecdsa",),
    ),
)


def _with_ways(server: Server) -> Server:
    """With what follows from the version: RFC 7366 and 7627 came with OpenSSL 1.1.0, RFC 7507 with 1.0.1j."""
    facts: dict[str, object] = {"alpn": list(server.options.get("alpn", ()))}  # type: ignore[call-overload]
    older = set(server.versions) - {"SSLv2", "TLSv1.3"}
    if server.stack.startswith(("node-0.", "node-6.")) and older:
        facts["extended_master_secret"] = False
        facts["encrypt_then_mac"] = False if any("_CBC_" in suite for suite in server.suites) else None
    if server.stack == "node-0.8.26":
        facts["fallback_scsv"] = False if len(server.versions) > 1 else None
    return replace(server, facts=facts | dict(server.facts))


SERVERS = tuple(map(_with_ways, _SERVERS))


def _commands(version: str, places: Sequence[Place]) -> list[Command]:
    described = places[0].folder / f"node-{version}.json"
    described.write_text(
        json.dumps(
            [{"address": place.address, "port": place.port, "options": _options(version, place)} for place in places]
        )
    )
    flags = ["--enable-ssl3"] if version == "0.10.48" else []
    if version.startswith("24."):
        flags = ["--tls-min-v1.0"]
    return [(node(version), *flags, Path(__file__).parents[1] / "programs" / "server.js", described)]


def _options(version: str, place: Place) -> dict[str, object]:
    server = place.server
    pairs = range(len(server.certificates))
    options: dict[str, object] = {
        "cert": [str(place.chain(index)) for index in pairs],
        "key": [str(place.key(index)) for index in pairs],
        "honorCipherOrder": server.order == "server",
    }
    ssl2 = server.options.get("ssl2", ())
    assert isinstance(ssl2, tuple)
    tls13 = server.suites13 if "TLSv1.3" in server.versions else ()
    options["ciphers"] = ":".join([*tls13, *filter(None, [openssl(server.suites)]), *ssl2])
    modern = int(version.partition(".")[0]) >= 12
    if modern:
        options |= {"minVersion": server.versions[0].replace("v1.0", "v1"), "maxVersion": server.versions[-1]}
    if server.groups:
        options["ecdhCurve"] = ":".join(_GROUPS.get(group, group) for group in server.groups)
    if place.dh:
        options["dhparam"] = str(place.dh)
    if server.options.get("staple"):
        options["staple"] = str(place.authority.staple(server.certificates[0]))
    if "alpn" in server.options:
        options["ALPNProtocols"] = server.options["alpn"]
    shut = [name for known, name in _SWITCHES.items() if known not in server.versions]
    more = server.options.get("secureOptions", ())
    assert isinstance(more, tuple)
    options["secureOptions"] = [] if modern else [*shut, *more]
    passed = ("secureProtocol", "ciphers")
    return options | {name: server.options[name] for name in passed if name in server.options}


STACKS = tuple(
    Stack(
        f"node-{version}",
        tuple(server for server in SERVERS if server.stack == f"node-{version}"),
        partial(_commands, version),
        programs=("npm",),
    )
    for version in RELEASES
)

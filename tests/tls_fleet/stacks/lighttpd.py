"""lighttpd with the TLS libraries that Debian builds it for: NSS, Mbed TLS 2.28 and wolfSSL 5.5, a process each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tests.tls_fleet.lists import FFDHE, INTERMEDIATE_BOTH
from tests.tls_fleet.names import iana, openssl
from tests.tls_fleet.run import Command, Place, Stack
from tests.tls_fleet.server import Server

_TLS13 = ("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384")
_NSS_GROUPS = ("x25519", "secp256r1", "secp384r1", "secp521r1", *FFDHE)
_NSS_BROAD = iana(
    "ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES128-SHA"
    " ECDHE-RSA-AES256-SHA DHE-RSA-AES128-GCM-SHA256 DHE-RSA-AES128-SHA DHE-RSA-AES256-SHA"
    " AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA CAMELLIA128-SHA AES256-SHA CAMELLIA256-SHA DES-CBC3-SHA RC4-SHA"
)
_NSS_ALL = iana(
    "ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES128-SHA"
    " ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES256-SHA ECDHE-RSA-AES256-SHA384 ECDHE-RSA-DES-CBC3-SHA ECDHE-RSA-RC4-SHA"
    " DHE-RSA-AES128-GCM-SHA256 DHE-RSA-CHACHA20-POLY1305 DHE-RSA-AES256-GCM-SHA384 DHE-RSA-AES128-SHA"
    " DHE-RSA-AES128-SHA256 DHE-RSA-CAMELLIA128-SHA DHE-RSA-AES256-SHA DHE-RSA-AES256-SHA256 DHE-RSA-CAMELLIA256-SHA"
    " EDH-RSA-DES-CBC3-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES128-SHA256 CAMELLIA128-SHA AES256-SHA"
    " AES256-SHA256 CAMELLIA256-SHA DES-CBC3-SHA RC4-SHA RC4-MD5 EDH-RSA-DES-CBC-SHA DES-CBC-SHA"
)
_MBED = (
    "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
)
_MBED_RSA = (
    "TLS_DHE_RSA_WITH_CAMELLIA_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_CAMELLIA_256_GCM_SHA384",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
)

_ALPN = {"alpn": ["h2", "http/1.1"]}
_NSS = _ALPN | {"encrypt_then_mac": False}
"""NSS does not know RFC 7366."""

_nss = partial(Server, stack="lighttpd-nss", order="server", groups=_NSS_GROUPS, suites13=_TLS13, facts=_ALPN)
_mbedtls = partial(Server, stack="lighttpd-mbedtls", order="server", facts=_ALPN)
_wolfssl = partial(Server, stack="lighttpd-wolfssl", order="server", facts=_ALPN)

SERVERS = (
    # NSS keeps its own order of suites, whatever the list's, and of groups: those after P-256 never meet an ECDSA key
    # on P-256 below TLS 1.3 (cipherSuites in ssl3con.c, ssl_named_groups in sslsock.c).
    _nss(
        name="nss-broad",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2"),
        suites=_NSS_BROAD,
        dh="ffdhe2048",
        options={"CipherString": openssl(_NSS_BROAD)},
        facts=_NSS,
    ),
    _nss(
        name="nss-all",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
        suites=_NSS_ALL,
        dh="ffdhe2048",
        options={"CipherString": "ALL"},
        facts=_NSS,
    ),
    _nss(name="nss-tls13", versions=("TLSv1.3",), certificates=("ecdsa",), options={"CipherString": "ALL"}),
    _nss(
        name="nss-ecdsa",
        versions=("TLSv1.2",),
        suites=iana("ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES256-GCM-SHA384"),
        groups=("x25519", "secp256r1"),
        certificates=("ecdsa",),
        options={
            "CipherString": "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305"
        },
    ),
    _mbedtls(name="mbedtls-ecdsa", versions=("TLSv1.2",), suites=_MBED, certificates=("ecdsa",), groups=("secp256r1",)),
    _mbedtls(
        name="mbedtls-broad",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2"),
        suites=_MBED_RSA,
        groups=("secp384r1", "x25519"),
        dh="own2048",
    ),
    _wolfssl(
        name="wolfssl-tls12",
        versions=("TLSv1.2",),
        suites=INTERMEDIATE_BOTH[1::2],
        groups=(
            *("x25519", "x448", "secp256r1", "secp256k1", "secp384r1", "secp521r1"),
            *("brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"),
        ),
        options={"CipherString": openssl(INTERMEDIATE_BOTH[1::2])},
    ),
    _wolfssl(
        name="wolfssl-tls13",
        hidden=("groups",),  # its HelloRetryRequest comes for any group, and names none
        versions=("TLSv1.3",),
        suites13=("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_8_SHA256", "TLS_AES_128_GCM_SHA256"),
        groups=("x25519", "x448", "secp256r1", "secp384r1", "secp521r1", "ffdhe2048", "ffdhe3072"),
        certificates=("ecdsa",),
        options={"CipherString": "TLS13-CHACHA20-POLY1305-SHA256:TLS13-AES128-CCM-8-SHA256:TLS13-AES128-GCM-SHA256"},
    ),
)


def _commands(library: str, places: Sequence[Place]) -> list[Command]:
    folder = places[0].folder
    file = folder / f"lighttpd-{library}.conf"
    first = places[0]
    file.write_text(
        f'server.document-root = "{folder}"\nserver.modules += ("mod_{library}")\n'
        f'server.bind = "{first.address}"\nserver.port = {first.port + 1}\n'
        + "\n".join(_socket(library, place) for place in places)
    )
    return [("lighttpd", "-D", "-f", file)]


def _socket(library: str, place: Place) -> str:
    server = place.server
    conf = {"MinProtocol": server.versions[0], "MaxProtocol": server.versions[-1]}
    if library == "mbedtls":
        conf["Ciphersuites"] = ":".join(suite.replace("_", "-") for suite in server.suites)
        conf["Curves"] = ":".join(server.groups)
    elif "CipherString" in server.options:
        conf["CipherString"] = str(server.options["CipherString"])
    if place.dh and library != "nss":
        conf["DHParameters"] = str(place.dh)
    pairs = ", ".join(f'"{name}" => "{value}"' for name, value in conf.items())
    return (
        f'$SERVER["socket"] == "{place.address}:{place.port}" {{ ssl.engine = "enable"\n'
        f'ssl.pemfile = "{place.chain()}"\nssl.privkey = "{place.key()}"\nssl.openssl.ssl-conf-cmd = ({pairs}) }}'
    )


STACKS = tuple(
    Stack(
        f"lighttpd-{library}",
        tuple(server for server in SERVERS if server.stack == f"lighttpd-{library}"),
        partial(_commands, library),
        programs=("lighttpd",),
    )
    for library in ("nss", "mbedtls", "wolfssl")
)

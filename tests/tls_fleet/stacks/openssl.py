"""`openssl s_server` of Debian's OpenSSL 3.0: a process a server, one connection at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tests.tls_fleet.certificates import DOMAIN
from tests.tls_fleet.lists import (
    ANONYMOUS,
    CBC_RSA,
    CCM_RSA,
    DEFAULT_GROUPS_30,
    DEFAULT_GROUPS_30_TLS13,
    DSS,
    EVERYTHING_30,
    FFDHE,
    INTERMEDIATE_BOTH,
    NULL_RSA,
    TLS13_ALL,
    groups,
)
from tests.tls_fleet.names import iana, openssl
from tests.tls_fleet.run import Command, Place, Stack
from tests.tls_fleet.server import Server

_openssl = partial(Server, stack="openssl", groups=DEFAULT_GROUPS_30)
_tls12 = partial(_openssl, versions=("TLSv1.2",))
_tls13 = partial(_openssl, versions=("TLSv1.3",))

SERVERS = (
    _openssl(
        name="openssl-everything",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
        suites=EVERYTHING_30,
        suites13=TLS13_ALL,
        order="server",
        groups=DEFAULT_GROUPS_30_TLS13,
        dh="own2048",
        certificates=("rsa", "ecdsa"),
    ),
    _openssl(
        name="openssl-everything-client-order",
        versions=("TLSv1.0", "TLSv1.2", "TLSv1.3"),
        suites=EVERYTHING_30,
        suites13=TLS13_ALL[:3],
        groups=DEFAULT_GROUPS_30_TLS13,
        dh="own1024",
        certificates=("rsa", "ecdsa"),
    ),
    # Without parameters of its own OpenSSL takes a prime as strong as the suite (ssl_get_auto_dh).
    _tls12(
        name="openssl-anonymous",
        suites=ANONYMOUS,
        certificates=(),
        options={"arguments": ("-nocert",)},
        facts={"dh": [{"bits": 1024, "prime": "modp1024"}, {"bits": 3072, "prime": "modp3072"}]},
    ),
    _tls12(name="openssl-null", suites=NULL_RSA, order="server"),
    _tls12(name="openssl-dsa", suites=DSS, groups=(), dh="rfc5114", certificates=("dsa",), order="server"),
    _openssl(name="openssl-tls10", versions=("TLSv1.0",), suites=CBC_RSA, dh="own1024"),
    _openssl(
        name="openssl-tls11", versions=("TLSv1.1",), suites=CBC_RSA[2:], groups=(), dh="ffdhe4096", order="server"
    ),
    _openssl(name="openssl-gap", versions=("TLSv1.0", "TLSv1.2"), suites=CBC_RSA[:2]),
    _tls13(name="openssl-tls13-ccm8", suites13=("TLS_AES_128_CCM_8_SHA256",), groups=("secp521r1",)),
    _tls13(name="openssl-tls13-ffdhe", groups=FFDHE),
    _tls13(
        name="openssl-tls13-no-tickets",
        groups=("x25519", "x448"),
        certificates=("ed448",),
        options={"arguments": ("-num_tickets", "0")},
        facts={"session_tickets": False},
    ),
    _tls13(
        name="openssl-tls13-early-data",
        groups=("x25519",),
        options={"arguments": ("-early_data",)},
        facts={"early_data": True},
    ),
    _tls12(name="openssl-ccm", suites=CCM_RSA, groups=(), dh="ffdhe2048", order="server"),
    _tls12(
        name="openssl-ecdsa521",
        suites=INTERMEDIATE_BOTH[::2],
        groups=("secp521r1", "secp384r1"),
        certificates=("ecdsa521",),
    ),
    _tls12(
        name="openssl-brainpool",
        suites=INTERMEDIATE_BOTH[:1],
        certificates=("ecdsa-brainpool",),
        groups=("brainpoolP256r1",),
    ),
    _openssl(
        name="openssl-signature-algorithms",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=INTERMEDIATE_BOTH[1::2],
        groups=("x25519",),
        options={"arguments": ("-sigalgs", "RSA-PSS+SHA384:RSA-PSS+SHA512")},
        facts={
            "signature_algorithms": {
                "TLSv1.2": ["rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512"],
                "TLSv1.3": ["rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512"],
            }
        },
    ),
    _tls12(
        name="openssl-renegotiation",
        suites=iana("AES128-SHA"),
        groups=(),
        options={"arguments": ("-client_renegotiation",)},
        facts={"client_renegotiation": True},
    ),
    _tls12(
        name="openssl-weak-certificate",
        suites=iana("ECDHE-RSA-AES256-SHA384 AES256-GCM-SHA384"),
        certificates=("rsa1024",),
    ),
    _tls12(name="openssl-sha1-chain", suites=iana("ECDHE-RSA-AES256-GCM-SHA384"), certificates=("sha1",)),
    _tls12(
        name="openssl-strict-names",
        certificates=("incomplete",),  # s_server sends no links with its second certificate
        suites=INTERMEDIATE_BOTH[1::2],
        options={
            "arguments": ("-servername", f"openssl-strict-names.{DOMAIN}", "-servername_fatal"),
            "without_name": "self-signed",
        },
        facts={"sni": {"missing": "other", "unknown": "refused"}},
    ),
)


def _commands(places: Sequence[Place]) -> list[Command]:
    return [_command(place) for place in places]


def _command(place: Place) -> Command:
    server, options = place.server, place.server.options
    command: list[object] = ["openssl", "s_server", "-accept", f"{place.address}:{place.port}", "-quiet"]
    if "without_name" in options:
        other = place.authority.credential(str(options["without_name"]))
        command += ["-cert", other.chain_file, "-key", other.key_file, "-cert2", place.chain(), "-key2", place.key()]
    else:
        for index, which in zip(range(len(server.certificates)), ("", "d"), strict=False):
            command += [f"-{which}cert", place.chain(index), f"-{which}key", place.key(index)]
            if place.links(index).stat().st_size:
                command += [f"-{which}cert_chain", place.links(index)]
    if server.suites:
        command += ["-cipher", f"{openssl(server.suites)}:@SECLEVEL=0"]
    if "TLSv1.3" in server.versions:
        command += ["-ciphersuites", ":".join(server.suites13)]
    if tuple(server.groups) not in ((), DEFAULT_GROUPS_30, DEFAULT_GROUPS_30_TLS13):
        command += ["-groups", groups(server.groups)]
    if server.order == "server":
        command.append("-serverpref")
    if place.dh:
        command += ["-dhparam", place.dh]
    arguments = options.get("arguments", ())
    assert isinstance(arguments, tuple)
    if "-early_data" not in arguments:
        command.append("-www")
    return [str(part) for part in (*command, *_limits(server.versions), *arguments)]


def _limits(versions: Sequence[str]) -> list[str]:
    flags = {"TLSv1.0": "tls1", "TLSv1.1": "tls1_1", "TLSv1.2": "tls1_2", "TLSv1.3": "tls1_3"}
    return [f"-no_{flag}" for version, flag in flags.items() if version not in versions]


STACK = Stack("openssl", SERVERS, _commands, programs=("openssl",))

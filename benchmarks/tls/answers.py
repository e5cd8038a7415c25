"""What each scanner says of one server, read from its machine output and told in IANA's names."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from checks.tls.registry import GROUPS, SSL2_CIPHERS, SUITES, group_name

Order = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One scanner's word on one server; None where it has no word for a thing at all.

    `ciphers` holds the suites of each version in the order in which they are told; `order` says for each version
    whether the server's or the client's order wins; `certificates` are SHA-256 fingerprints (hex) of the server's own.
    """

    versions: Sequence[str]
    ciphers: Mapping[str, Sequence[str]]
    groups: frozenset[str] | None
    certificates: frozenset[str] | None
    order: Order | None = None


class ScanError(Exception):
    """The output says that the scan failed, or is none."""


def read_sslscan(output: str) -> Answer:
    """The file of `sslscan --xml`."""
    test = _xml(output).find("ssltest")
    if test is None:
        raise ScanError("no test in the output")
    versions = {f"{each.get('type')}{each.get('version')}": each.get("enabled") for each in test.iter("protocol")}
    ciphers: dict[str, list[str]] = {}
    for each in test.iter("cipher"):
        name = suite_name(each.attrib["id"]) if each.get("sslversion") != "SSLv2" else each.attrib["cipher"]
        ciphers.setdefault(each.attrib["sslversion"], []).append(name)
    return Answer(
        versions=[name for told, name in _SSLSCAN_VERSIONS.items() if versions.get(told) == "1"],
        ciphers=ciphers,
        groups=frozenset(group_name(int(each.attrib["id"], 16)) for each in test.iter("group")),
        certificates=_first_of(test.itertext()),
    )


def read_nmap(output: str) -> Answer:
    """The file of `nmap -oX` with the scripts ssl-enum-ciphers, ssl-cert and sslv2."""
    scripts = {each.get("id"): each for each in _xml(output).iter("script")}
    tables = scripts["ssl-enum-ciphers"].findall("table") if "ssl-enum-ciphers" in scripts else []
    told = {each.attrib["key"]: each for each in tables}
    ciphers = {
        version: [iana(each.text or "") for each in table.iterfind("table[@key='ciphers']/table/elem[@key='name']")]
        for version, table in told.items()
    }
    if "sslv2" in scripts:
        ciphers["SSLv2"] = [
            (each.text or "").replace("SSL2_", "SSL_CK_")
            for each in scripts["sslv2"].iterfind("table[@key='ciphers']/elem")
        ]
    order = {version: table.findtext("elem[@key='cipher preference']") for version, table in told.items()}
    return Answer(
        versions=_sorted(ciphers),
        ciphers=ciphers,
        groups=None,
        certificates=_first_of(scripts["ssl-cert"].itertext()) if "ssl-cert" in scripts else frozenset(),
        order={version: who if who in ("server", "client") else None for version, who in order.items()},
    )


def read_testssl(output: str) -> Answer:
    """The file of `testssl --protocols --cipher-per-proto --jsonfile`."""
    told = {each["id"]: each["finding"] for each in _json(output)}
    ciphers: dict[str, list[str]] = {}
    for key in told:
        if match := re.fullmatch(r"cipher-(ssl\d|tls1(?:_\d)?)_x([0-9a-f]+)", key):
            ciphers.setdefault(_TESTSSL_VERSIONS[match[1]], []).append(suite_name(match[2]))
    offered = [version for key, version in _TESTSSL_VERSIONS.items() if _is_offered(told.get(_TESTSSL_IDS[key], ""))]
    return Answer(versions=offered, ciphers=ciphers, groups=None, certificates=None)


def read_sslyze(output: str) -> Answer:
    """The file of `sslyze --json_out`, of its first target."""
    results = _json(output)["server_scan_results"]
    if not results or results[0]["scan_result"] is None:
        trace = str(results and results[0]["connectivity_error_trace"])
        raise ScanError(re.findall(r'"([^"]*)"|$', trace.strip().splitlines()[-1])[0] or trace[-200:])
    scans = {name: each["result"] for name, each in results[0]["scan_result"].items() if each["result"]}
    ciphers = {
        version: [iana(each["cipher_suite"]["name"]) for each in scans[key]["accepted_cipher_suites"]]
        for key, version in _SSLYZE_VERSIONS.items()
        if key in scans and scans[key]["is_tls_version_supported"]
    }
    deployments = scans.get("certificate_info", {}).get("certificate_deployments", [])
    curves = scans.get("elliptic_curves", {}).get("supported_curves") or []
    return Answer(
        versions=_sorted(ciphers),
        ciphers=ciphers,
        groups=frozenset(_group(each["name"]) for each in curves),
        certificates=frozenset(
            base64.b64decode(each["received_certificate_chain"][0]["fingerprint_sha256"]).hex() for each in deployments
        ),
    )


def read_cryptolyzer(output: str) -> Answer:
    """What `cryptolyze --output-format json tls all` prints."""
    told = _json(output)
    if "error" in told:
        raise ScanError(told["error"])
    lists = {_CRYPTOLYZER_VERSIONS[each["target"]["proto_version"]]: each for each in told["ciphers"] or []}
    groups = [*((told["curves"] or {}).get("curves") or []), *((told["dhparams"] or {}).get("groups") or [])]
    keys = (told["pubkeys"] or {}).get("pubkeys") or []
    chains = [each["certificate_chain"]["items"] for each in keys]
    return Answer(
        versions=_sorted(_CRYPTOLYZER_VERSIONS[each] for each in told["versions"]["versions"]),
        ciphers={version: [iana(name) for name in each["cipher_suites"]] for version, each in lists.items()},
        groups=frozenset(_group(each) for each in groups),
        certificates=frozenset(
            chain[0]["fingerprints"]["SHA2_256"].replace(":", "").lower() for chain in chains if chain
        ),
        order={version: _winner(each["cipher_suite_preference"]) for version, each in lists.items()},
    )


def suite_name(code: str) -> str:
    """IANA's name of a suite told by its number in hexadecimal; SSLv2's have three bytes."""
    number = int(code, 16)
    if len(code.removeprefix("0x")) > 4:
        return SSL2_CIPHERS.get(number, code)
    return SUITES[number].name if number in SUITES else f"{number:#06x}"


def iana(name: str) -> str:
    """IANA's name of a suite for the name that a scanner gives it."""
    return _SUITE_NAMES.get(name) or name.replace("TLS_AKE_WITH_", "TLS_")


_SSLSCAN_VERSIONS = {
    "ssl2": "SSLv2",
    "ssl3": "SSLv3",
    "tls1.0": "TLSv1.0",
    "tls1.1": "TLSv1.1",
    "tls1.2": "TLSv1.2",
    "tls1.3": "TLSv1.3",
}
_VERSIONS = tuple(_SSLSCAN_VERSIONS.values())
_TESTSSL_VERSIONS = dict(zip(("ssl2", "ssl3", "tls1", "tls1_1", "tls1_2", "tls1_3"), _VERSIONS, strict=True))
_TESTSSL_IDS = dict(zip(_TESTSSL_VERSIONS, ("SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3"), strict=True))
_SSLYZE_VERSIONS = dict(
    zip(
        (f"{name}_cipher_suites" for name in ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1", "tls_1_2", "tls_1_3")),
        _VERSIONS,
        strict=True,
    )
)
_CRYPTOLYZER_VERSIONS = dict(zip(("ssl2", "ssl3", "tls1", "tls1_1", "tls1_2", "tls1_3"), _VERSIONS, strict=True))

# Where a scanner's name of a suite is not IANA's (nmap's tls.lua, cryptoparser's ciphersuite.py).
_SUITE_NAMES = {
    "OLD_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD",
    "OLD_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256_OLD",
    "OLD_TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256": "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD",
    "TLS_DHE_PSK_WITH_AES_128_CCM_8": "TLS_PSK_DHE_WITH_AES_128_CCM_8",
    "TLS_DHE_PSK_WITH_AES_256_CCM_8": "TLS_PSK_DHE_WITH_AES_256_CCM_8",
    "TLS_RSA_FIPS_WITH_DES_CBC_SHA": "SSL_RSA_FIPS_WITH_DES_CBC_SHA",
    "TLS_RSA_FIPS_WITH_3DES_EDE_CBC_SHA": "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA",
}


def _group(name: str) -> str:
    return _GROUP_NAMES.get(_bare(name), name)


def _bare(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


_GROUP_NAMES = {_bare(name): name for name in GROUPS.values()} | {"prime256v1": "secp256r1", "prime192v1": "secp192r1"}


def _sorted(versions: Iterable[str]) -> list[str]:
    return sorted(versions, key=_VERSIONS.index)


def _winner(server_wins: bool | None) -> str | None:
    return None if server_wins is None else "server" if server_wins else "client"


def _is_offered(finding: str) -> bool:
    return re.match("offered|vulnerable", finding) is not None


def _first_of(texts: Iterable[str]) -> frozenset[str]:
    """The fingerprint of the first certificate in PEM among the texts."""
    for text in texts:
        if match := re.search("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", text, re.DOTALL):
            return frozenset({hashlib.sha256(base64.b64decode(match[1])).hexdigest()})
    return frozenset()


def _xml(output: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(output)  # noqa: S314  written by a scanner about a server of ours
    except ElementTree.ParseError as error:
        raise ScanError(f"no XML: {error}") from None


def _json(output: str) -> Any:
    try:
        return json.loads(output)
    except ValueError as error:
        raise ScanError(f"no JSON: {error}") from None

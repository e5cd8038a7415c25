"""What other scanners write, in the shape of their versions that are pinned or packaged, told in IANA's names."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from benchmarks.tls.answers import (
    ScanError,
    iana,
    read_cryptolyzer,
    read_nmap,
    read_sslscan,
    read_sslyze,
    read_testssl,
    suite_name,
)

DER = b"a certificate"
FINGERPRINT = hashlib.sha256(DER).hexdigest()
PEM = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(DER).decode()}\n-----END CERTIFICATE-----"
GCM, CHACHA = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"


def test_sslscan_tells_versions_suites_groups_and_the_first_certificate() -> None:
    answer = read_sslscan(f"""<document><ssltest host="127.0.0.1">
        <protocol type="ssl" version="3" enabled="0"/>
        <protocol type="tls" version="1.2" enabled="1"/><protocol type="tls" version="1.3" enabled="1"/>
        <cipher status="preferred" sslversion="TLSv1.3" cipher="TLS_CHACHA20_POLY1305_SHA256" id="0x1303"/>
        <cipher status="accepted" sslversion="TLSv1.2" cipher="ECDHE-RSA-AES128-GCM-SHA256" id="0xC02F"/>
        <group sslversion="TLSv1.3" name="x25519" id="0x001d"/>
        <certificates><certificate><certificate-blob>{PEM}</certificate-blob></certificate></certificates>
        </ssltest></document>""")
    assert answer.versions == ["TLSv1.2", "TLSv1.3"]
    assert answer.ciphers == {"TLSv1.3": [CHACHA], "TLSv1.2": [GCM]}
    assert answer.groups == frozenset({"x25519"})
    assert answer.certificates == frozenset({FINGERPRINT})
    assert answer.order is None


def test_nmap_tells_who_chooses_but_no_groups() -> None:
    answer = read_nmap(f"""<nmaprun><host><ports><port><script id="ssl-cert"><elem key="pem">{PEM}</elem></script>
        <script id="ssl-enum-ciphers">
        <table key="TLSv1.2"><table key="ciphers"><table><elem key="name">{GCM}</elem></table></table>
        <elem key="cipher preference">server</elem></table>
        <table key="TLSv1.3"><table key="ciphers"><table><elem key="name">TLS_AKE_WITH_CHACHA20_POLY1305_SHA256</elem>
        </table></table><elem key="cipher preference">indeterminate</elem></table>
        </script></port></ports></host></nmaprun>""")
    assert answer.versions == ["TLSv1.2", "TLSv1.3"]
    assert answer.ciphers == {"TLSv1.2": [GCM], "TLSv1.3": [CHACHA]}
    assert answer.order == {"TLSv1.2": "server", "TLSv1.3": None}
    assert answer.groups is None
    assert answer.certificates == frozenset({FINGERPRINT})


def test_testssl_tells_versions_and_suites() -> None:
    findings = {
        "SSLv2": "vulnerable with 1 ciphers",
        "SSLv3": "not offered",
        "TLS1_2": "offered",
        "cipher-ssl2_x010080": "SSLv2   x010080 RC4-MD5 SSL_CK_RC4_128_WITH_MD5",
        "TLS1_3": "offered with final",
        "cipher-tls1_2_xc02f": f"TLS 1.2   xc02f   ECDHE-RSA-AES128-GCM-SHA256       {GCM}",
        "cipher-tls1_3_x1303": f"TLS 1.3   x1303   {CHACHA}",
    }
    answer = read_testssl(json.dumps([{"id": key, "finding": value} for key, value in findings.items()]))
    assert answer.versions == ["SSLv2", "TLSv1.2", "TLSv1.3"]
    assert answer.ciphers == {"SSLv2": ["SSL_CK_RC4_128_WITH_MD5"], "TLSv1.2": [GCM], "TLSv1.3": [CHACHA]}
    assert answer.groups is None
    assert answer.certificates is None


def test_sslyze_tells_each_deployed_certificate_and_curves() -> None:
    def result(value: object) -> dict[str, object]:
        return {"result": value}

    def suites(*names: str) -> dict[str, object]:
        accepted = [{"cipher_suite": {"name": name}} for name in names]
        return result({"is_tls_version_supported": bool(names), "accepted_cipher_suites": accepted})

    leaf = {"fingerprint_sha256": base64.b64encode(hashlib.sha256(DER).digest()).decode()}
    scans = {
        "tls_1_1_cipher_suites": suites(),
        "tls_1_2_cipher_suites": suites(GCM),
        "tls_1_3_cipher_suites": suites(CHACHA),
        "elliptic_curves": result({"supported_curves": [{"name": "X25519"}, {"name": "secp256r1"}]}),
        "certificate_info": result({"certificate_deployments": [{"received_certificate_chain": [leaf]}]}),
        "heartbleed": result(None),
    }
    answer = read_sslyze(json.dumps({"server_scan_results": [{"scan_result": scans}]}))
    assert answer.versions == ["TLSv1.2", "TLSv1.3"]
    assert answer.ciphers == {"TLSv1.2": [GCM], "TLSv1.3": [CHACHA]}
    assert answer.groups == frozenset({"x25519", "secp256r1"})
    assert answer.certificates == frozenset({FINGERPRINT})


def test_sslyze_that_did_not_get_through_has_no_answer() -> None:
    output = {"server_scan_results": [{"scan_result": None, "connectivity_error_trace": "refused"}]}
    with pytest.raises(ScanError, match="refused"):
        read_sslyze(json.dumps(output))


def test_cryptolyzer_tells_order_and_groups_of_both_kinds() -> None:
    def suites(version: str, preference: bool | None, *names: str) -> dict[str, object]:
        return {
            "target": {"proto_version": version},
            "cipher_suites": names,
            "cipher_suite_preference": preference,
        }

    fingerprint = ":".join(FINGERPRINT[i : i + 2].upper() for i in range(0, 64, 2))
    output = {
        "versions": {"versions": ["tls1_2", "tls1_3"]},
        "ciphers": [suites("tls1_2", True, GCM), suites("tls1_3", False, CHACHA)],
        "curves": {"curves": ["SECP256R1"]},
        "dhparams": {"groups": ["FFDHE2048"]},
        "pubkeys": {"pubkeys": [{"certificate_chain": {"items": [{"fingerprints": {"SHA2_256": fingerprint}}]}}]},
    }
    answer = read_cryptolyzer(json.dumps(output))
    assert answer.versions == ["TLSv1.2", "TLSv1.3"]
    assert answer.ciphers == {"TLSv1.2": [GCM], "TLSv1.3": [CHACHA]}
    assert answer.order == {"TLSv1.2": "server", "TLSv1.3": "client"}
    assert answer.groups == frozenset({"secp256r1", "ffdhe2048"})
    assert answer.certificates == frozenset({FINGERPRINT})


@pytest.mark.parametrize("read", [read_sslscan, read_nmap, read_testssl, read_sslyze, read_cryptolyzer])
def test_output_that_broke_off_is_no_answer(read: object) -> None:
    assert callable(read)
    with pytest.raises(ScanError):
        read("<document")


def test_suites_are_named_by_their_number() -> None:
    assert suite_name("0xC02F") == GCM
    assert suite_name("2f") == "TLS_RSA_WITH_AES_128_CBC_SHA"
    assert suite_name("010080") == "SSL_CK_RC4_128_WITH_MD5"
    assert suite_name("0xEEEE") == "0xeeee"


def test_names_of_a_scanner_s_own_become_iana_s() -> None:
    assert iana("TLS_AKE_WITH_AES_128_GCM_SHA256") == "TLS_AES_128_GCM_SHA256"
    assert iana("TLS_DHE_PSK_WITH_AES_128_CCM_8") == "TLS_PSK_DHE_WITH_AES_128_CCM_8"
    assert iana(GCM) == GCM

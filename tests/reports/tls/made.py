"""Made-up observations of the TLS check: a modern server, a broad one of long ago, and their certificates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from checks.observation import Json
from checks.record import PortalRecord
from policies.catalogue import load_catalogue
from policies.judge import judge
from policies.requirement import Profile, Requirement, Text
from policies.verdict import Verdict
from tests.policies.records import record

NOT_AUTHORISED = {"unseen": "not_authorised", "detail": "weaknesses"}
PROBES = ("heartbleed", "ccs_injection", "ticketbleed", "robot", "poodle_tls")
SEEN_WEAKNESSES = (
    *("crime", "poodle", "freak", "logjam", "sweet32", "rc4", "null", "anonymous", "export"),
    *("insecure_renegotiation", "drown"),
)
SUITES_13 = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"]
SUITES_12 = [
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
]
OLD_SUITES = ["TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA"]


def endpoint(address: str = "192.0.2.1", **other: Json) -> dict[str, Json]:
    """What a well-kept server of today offers, seen without a document that allows probes for weaknesses."""
    return {
        "address": address,
        "port": 443,
        "tier": "exact",
        "connections": 11,
        "versions": ["TLSv1.2", "TLSv1.3"],
        "ciphers": {"TLSv1.2": SUITES_12, "TLSv1.3": SUITES_13},
        "chosen_cipher": {"TLSv1.2": SUITES_12[0], "TLSv1.3": SUITES_13[0]},
        "order": {"TLSv1.2": "server", "TLSv1.3": "server"},
        "server_preference": True,
        "groups": ["X25519MLKEM768", "x25519", "secp256r1"],
        "dh": [],
        "signature_used": {"TLSv1.2": "ecdsa_secp256r1_sha256", "TLSv1.3": "ecdsa_secp256r1_sha256"},
        "signature_algorithms": {"unseen": "needs_lookup", "detail": "tier full"},
        "fallback_scsv": True,
        "compression": False,
        "secure_renegotiation": True,
        "extended_master_secret": True,
        "encrypt_then_mac": None,
        "session_tickets": True,
        "early_data": False,
        "alpn": ["h2", "http/1.1"],
        "ocsp_stapling": True,
        "intolerances": [],
        "certificate_sha256": "ab" * 32,
        "certificates": ["ab" * 32],
        "client_renegotiation": NOT_AUTHORISED,
        "resumption": NOT_AUTHORISED,
        "sni": NOT_AUTHORISED,
        "weaknesses": dict.fromkeys(PROBES, NOT_AUTHORISED) | dict.fromkeys(SEEN_WEAKNESSES, False),
    } | other


def broad_endpoint(address: str = "192.0.2.1", **other: Json) -> dict[str, Json]:
    """What a server offers that nobody touched for fifteen years, all probes allowed."""
    old = ("SSLv3", "TLSv1.0", "TLSv1.1")
    suites = ["TLS_DHE_RSA_WITH_AES_256_CBC_SHA", *OLD_SUITES, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"]
    broad: dict[str, Json] = endpoint(
        address,
        versions=["SSLv2", *old, "TLSv1.2"],
        ciphers={
            "SSLv2": ["SSL_CK_RC4_128_WITH_MD5"],
            **dict.fromkeys(old, suites),
            "TLSv1.2": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_DH_anon_WITH_AES_128_CBC_SHA", *suites],
        },
        chosen_cipher={"TLSv1.2": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
        order={"SSLv2": None, **dict.fromkeys(old, "client"), "TLSv1.2": "client"},
        server_preference=False,
        groups=["secp256r1", "secp192r1", "sect283k1"],
        dh=[{"bits": 1024, "prime": "own"}, {"bits": 2048, "prime": "ffdhe2048"}],
        signature_used={"TLSv1.2": "rsa_pkcs1_sha1"},
        signature_algorithms={"TLSv1.2": ["rsa_pkcs1_sha256", "rsa_pkcs1_sha1", "rsa_pkcs1_md5"]},
        tier="full",
        connections=83,
        fallback_scsv=False,
        compression=True,
        secure_renegotiation=False,
        extended_master_secret=False,
        encrypt_then_mac=False,
        early_data=None,
        alpn=[],
        ocsp_stapling=False,
        intolerances=["grease", "version"],
        client_renegotiation=True,
        resumption={"id": True, "ticket": False},
        sni={"missing": "same", "unknown": "refused"},
        weaknesses={**dict.fromkeys(PROBES, True), "ticketbleed": None, "robot": False}
        | dict.fromkeys(SEEN_WEAKNESSES, True),
    )
    return broad | other


def certificate(**other: Json) -> dict[str, Json]:
    """A certificate as it should be."""
    return {
        "subject": "CN=www.thidiem.gov.test",
        "names": ["www.thidiem.gov.test", "thidiem.gov.test"],
        "issuer": "CN=TuanThu Lab Issuing CA,O=TuanThu Lab,C=VN",
        "not_before": "2026-10-01T00:00:00+00:00",
        "not_after": "2027-01-01T23:59:59+00:00",
        "days_left": 41,
        "key": {"type": "EC", "bits": 256},
        "signature": "ecdsa-with-SHA256",
        "sha256": "ab" * 32,
        "name_matches": True,
        "chain_trusted": True,
        "chain_problem": None,
        "self_signed": False,
        "scts": 2,
        "serial": "04:A1:B2",
        "validity_days": 92,
        "must_staple": False,
        "key_usage": ["digitalSignature"],
        "extended_key_usage": ["serverAuth"],
        "names_in_use": {"www.thidiem.gov.test": True, "thidiem.gov.test": True},
        "trusted_by": {"system": False, "ca_file": True},
        "chain": [
            link("CN=www.thidiem.gov.test", key={"type": "EC", "bits": 256}, is_ca=False),
            link("CN=TuanThu Lab Issuing CA,O=TuanThu Lab,C=VN"),
        ],
        "chain_faults": [],
        "staple": {"status": "good", "this_update": "2026-11-20T00:00:00Z", "next_update": "2026-11-27T00:00:00Z"},
        "caa": True,
        "tlsa": None,
    } | other


def bad_certificate(**other: Json) -> dict[str, Json]:
    """One that has run out, for another name, with a poor chain."""
    bad: dict[str, Json] = certificate(
        subject="CN=mail.tinh.test",
        names=["mail.tinh.test"],
        not_before="2024-01-01T00:00:00+00:00",
        not_after="2025-01-01T00:00:00+00:00",
        days_left=-689,
        key={"type": "RSA", "bits": 1024},
        signature="sha1WithRSAEncryption",
        name_matches=False,
        names_in_use={"www.thidiem.gov.test": False},
        chain_trusted=False,
        chain_problem="certificate has expired",
        trusted_by={"system": False},
        chain=[link("CN=mail.tinh.test", key={"type": "RSA", "bits": 1024}, signature="sha1WithRSAEncryption")],
        chain_faults=["missing_link", "weak_key", "sha1_signature"],
        scts=0,
        staple=None,
        caa=None,
    )
    return bad | other


def link(subject: str, **other: Json) -> dict[str, Json]:
    """One certificate of a chain."""
    return {
        "subject": subject,
        "issuer": "CN=TuanThu Lab CA,O=TuanThu Lab,C=VN",
        "not_before": "2026-01-01T00:00:00+00:00",
        "not_after": "2027-01-01T00:00:00+00:00",
        "key": {"type": "RSA", "bits": 2048},
        "signature": "sha256WithRSAEncryption",
        "sha256": "cd" * 32,
        "is_ca": True,
        "self_signed": False,
    } | other


def seen(endpoints: Json, first: Json, every: Sequence[Json] | None = None, **other: Json) -> PortalRecord:
    """A record of the TLS check, over HTTPS with a redirect from HTTP; `every` certificate is the first alone."""
    addresses = [item["address"] for item in endpoints if "address" in item] if isinstance(endpoints, list) else []
    shown = [first | {"endpoints": addresses}] if every is None and "unseen" not in first else every or []
    facts: dict[str, Any] = {"tls.endpoints": endpoints, "tls.certificate": first, "tls.certificates": shown}
    facts |= {"tls.h3": False, "web.https": True, "web.http": "redirect", "web.redirects_to_https": True}
    return record(facts | {"web.hsts": {"max_age": 31536000, "include_subdomains": False, "preload": False}} | other)


def judged(found: PortalRecord) -> tuple[list[Verdict], Mapping[str, Requirement]]:
    """The verdicts on the versions and the certificate, and their requirements."""
    known = load_catalogue().requirements
    asked = {name: one for name, one in known.items() if name.startswith(("tls.version.", "tls.certificate."))}
    profile = Profile(name="made", title=Text(vi="Mẫu", en="Made up"), requirements=tuple(asked.values()))
    return judge(found, profile, date(2026, 11, 21)), asked

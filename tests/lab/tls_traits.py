"""TLS, certificates, and how plain HTTP leads to HTTPS."""

from __future__ import annotations

from .authority import Leaf
from .requirements import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, every
from .traits import REDIRECTED, Trait

_ONLY_ENCRYPTED = ("web.cookies.secure", "web.mixed_content", "web.http2", "web.http3")

LEGACY_TLS = Trait(
    "TLS 1.0 and 1.1 still on",
    {"versions": ("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")},
    {"tls.certificate.key": {"type": "RSA", "bits": 2048}},
    every(FAIL, "tls.version.legacy", "tls.cipher.forward_secrecy"),
)
ONLY_TLS_1_0 = Trait(
    "TLS 1.0 and nothing newer",
    {"versions": ("TLSv1.0",)},
    {"tls.certificate.key": {"type": "RSA", "bits": 2048}},
    every(FAIL, "tls.version", "tls.cipher.forward_secrecy"),
)
ONLY_TLS_1_2 = Trait("TLS 1.2 only, which is right", {"versions": ("TLSv1.2",)})
ONLY_TLS_1_3 = Trait("TLS 1.3 only, which is right", {"versions": ("TLSv1.3",)})
EXPIRED = Trait(
    "certificate expired five days ago",
    {"certificate": Leaf(days=(-370, -5))},
    verdicts=every(FAIL, "tls.certificate.validity", "tls.certificate.expiry"),
)
EXPIRING = Trait(
    "certificate ends in ten days",
    {"certificate": Leaf(days=(-80, 10))},
    verdicts={"tls.certificate.expiry": FAIL},
)
NOT_YET_VALID = Trait(
    "certificate valid only in a week",
    {"certificate": Leaf(days=(7, 372))},
    verdicts={"tls.certificate.validity": FAIL},
)
SELF_SIGNED = Trait(
    "self-signed certificate",
    {"certificate": Leaf(issuer="itself")},
    {"tls.certificate.chain_trusted": False, "tls.certificate.self_signed": True},
    {"tls.certificate.trusted": FAIL, "tls.certificate.caa": UNKNOWN},
)
UNKNOWN_AUTHORITY = Trait(
    "certificate of an authority that nobody knows",
    {"certificate": Leaf(issuer="stranger")},
    {"tls.certificate.chain_trusted": False},
    {"tls.certificate.trusted": FAIL, "tls.certificate.caa": UNKNOWN},
)
MISSING_INTERMEDIATE = Trait(
    "intermediate certificate not sent",
    {"certificate": Leaf(sends_chain=False)},
    {"tls.certificate.chain_trusted": False, "tls.certificate.chain_faults": ["missing_link"]},
    every(FAIL, "tls.certificate.trusted", "tls.certificate.chain"),
)
WRONG_NAME = Trait(
    "certificate for another name",
    {"certificate": Leaf(name="may-chu-01.hosting-thidiem.test")},
    {"tls.certificate.name_matches": False, "tls.certificate.names": ["may-chu-01.hosting-thidiem.test"]},
    every(FAIL, "tls.certificate.name", "tls.certificate.names_in_use"),
)
HTTP_CONTENT = Trait(
    "the pages over plain HTTP, without a redirect",
    {"http": "content"},
    {"web.http": "content", "web.redirects_to_https": False},
    {"tls.redirect": FAIL},
)
HTTP_CLOSED = Trait(
    "plain HTTP closed, which is right",
    {"http": "closed"},
    {"web.http": "closed", "web.redirects_to_https": False},
)
HTTP_ELSEWHERE = Trait(
    "plain HTTP redirects to another host",
    {"http": "elsewhere"},
    {"web.http": "redirect", "web.redirects_to_https": False} | REDIRECTED,
    {"tls.redirect": FAIL, "ipv6.names_in_use": PASS},
)
NO_HTTPS = Trait(
    "no HTTPS at all",
    {"https": "closed", "http": "content"},
    {
        "web.https": False,
        "web.status": 200,
        "web.http": "content",
        "web.redirects_to_https": False,
        "web.cookies": [{"secure": False, "http_only": True, "same_site": "Lax"}],
        "web.security_txt": {"problems": ["not_https", "not_https_uri"]},
        "ipv6.same_certificate": None,
    },
    every(NOT_APPLICABLE, "tls", "ipv6.same_certificate", *_ONLY_ENCRYPTED) | {"tls.https": FAIL},
)
NO_HSTS = Trait("no HSTS", {"hsts": None}, {"web.hsts": None}, {"tls.hsts": FAIL})
SHORT_HSTS = Trait("HSTS for five minutes", {"hsts": 300}, {"web.hsts": {"max_age": 300}}, {"tls.hsts": FAIL})

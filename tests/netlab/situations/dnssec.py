"""Signed, unsigned and badly signed zones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.netlab.expect import Both, Holds, OneOf, Some, unseen
from tests.netlab.model import TINH, UNSIGNED, Damage, Signing, Situation, Zone
from tests.netlab.zone_files import CHANGED_ADDRESS

_SECURE = {"status": "secure", "why": None, "unsigned_at": None}
_UNSIGNED_ZONE = "khong-ky-dich.gov.test"
MORE_ZONES = (Zone(_UNSIGNED_ZONE, ("dich A 203.1.254.1", "dich AAAA 2400:cafe:0:81::1"), signing=UNSIGNED),)


def _signed(
    name: str, told: str, signing: Signing | None, dnssec: Mapping[str, Any], more: Mapping[str, Any] | None = None
) -> Situation:
    return Situation(name, told, {"dns.dnssec": dnssec, **(more or {})}, zone=Zone(f"{name}.gov.test", signing=signing))


def _bogus(name: str, told: str, damage: Damage, *words: str) -> Situation:
    """A zone with this damage; one of the words stands in the reason."""
    why = OneOf(tuple(Holds(word) for word in words))
    return _signed(name, told, Signing(damage=damage), {"status": "bogus", "why": why}, {"ipv6.aaaa": ["{ipv6}"]})


SITUATIONS = (
    _signed(
        "ky-tot",
        "signed with ECDSA, denials with NSEC",
        Signing(),
        {**_SECURE, "algorithms": ["ECDSAP256SHA256"], "signature_days": OneOf((19, 20, 21))},
    ),
    _signed("ky-nsec3", "denials with NSEC3", Signing(denial="nsec3"), _SECURE),
    _signed("ky-rsa", "signed with RSA", Signing("RSASHA256"), {**_SECURE, "algorithms": ["RSASHA256"]}),
    _signed("ky-ed25519", "signed with Ed25519", Signing("ED25519"), {**_SECURE, "algorithms": ["ED25519"]}),
    _signed(
        "khong-ky",
        "not signed, as the parent's NSEC proves",
        UNSIGNED,
        {"status": "insecure", "unsigned_at": "khong-ky.gov.test"},
    ),
    Situation(
        "khong-ky-nsec3",
        "not signed, within the opt-out of the parent's NSEC3",
        {"dns.dnssec": {"status": "insecure"}, "dns.in_gov_vn": True, "dns.in_province_zone": False},
        zone=Zone("khong-ky-nsec3.gov.vn", signing=UNSIGNED),
    ),
    Situation(
        "ky-gov-vn",
        "signed below a parent with opt-out",
        {"dns.dnssec": _SECURE, "dns.in_gov_vn": True},
        zone=Zone("ky-gov-vn.gov.vn"),
    ),
    _signed("ky-khong-ds", "signed, but the parent has no DS", Signing(ds="none"), {"status": "insecure"}),
    _signed(
        "ky-la", "the parent's DS names an algorithm that nobody knows", Signing(ds="unknown"), {"status": "insecure"}
    ),
    _bogus("ky-het-han", "all signatures have expired", "expired", "signature_expired"),
    _bogus("ky-chua-den", "all signatures begin in the future", "not_yet_valid", "not_yet_valid"),
    _signed(
        "ky-ds-sai",
        "the parent's DS belongs to no key",
        Signing(ds="wrong"),
        {"status": "bogus", "why": Holds("no_matching_key")},
    ),
    Situation(
        "ky-sua-doi",
        "the address was changed after signing",
        {"dns.dnssec": {"status": "bogus", "why": Holds("bad_signature")}},
        records=(f"www A {CHANGED_ADDRESS}",),
        zone=Zone("ky-sua-doi.gov.test", signing=Signing(damage="changed_address")),
        ipv4=(),
    ),
    _bogus("ky-mat-chu-ky", "the signatures of A records are gone", "no_signature", "missing_signature"),
    Situation(
        "ky-mat-phu-nhan",
        "no AAAA, and nothing proves it",
        {"dns.dnssec": {"status": "bogus", "why": Holds("denial_missing")}, "ipv6.aaaa": []},
        zone=Zone("ky-mat-phu-nhan.gov.test", signing=Signing(damage="no_denial")),
        ipv6=(),
    ),
    _bogus(
        "ky-bo-di",
        "a DS above, but the zone is not signed any more",
        "unsigned",
        "missing_keys",
    ),
    Situation(
        "ky-khong-aaaa",
        "NSEC proves that there is no AAAA",
        {"dns.dnssec": _SECURE, "ipv6.aaaa": []},
        zone=Zone("ky-khong-aaaa.gov.test"),
        ipv6=(),
    ),
    Situation(
        "ky-khong-aaaa-nsec3",
        "NSEC3 proves that there is no AAAA",
        {"dns.dnssec": _SECURE, "ipv6.aaaa": []},
        zone=Zone("ky-khong-aaaa-nsec3.gov.test", signing=Signing(denial="nsec3")),
        ipv6=(),
    ),
    Situation(
        "ky-khong-ten",
        "NSEC proves that there is no such name",
        {"dns.dnssec": _SECURE, "ipv6.a": [], "ipv6.aaaa": []},
        zone=Zone("ky-khong-ten.gov.test"),
        ipv4=(),
        ipv6=(),
    ),
    Situation(
        "ky-dai-dien",
        "a signed wildcard answers",
        {"dns.dnssec": _SECURE, "dns.wildcard": True, "ipv6.a": ["203.1.254.9"]},
        records=("* A 203.1.254.9",),
        zone=Zone("ky-dai-dien.gov.test"),
        ipv4=(),
        ipv6=(),
    ),
    Situation(
        "ky-dai-dien-nsec3",
        "a signed wildcard answers, with NSEC3",
        {"dns.dnssec": _SECURE, "dns.wildcard": True},
        records=("* A 203.1.254.9",),
        zone=Zone("ky-dai-dien-nsec3.gov.test", signing=Signing(denial="nsec3")),
        ipv4=(),
        ipv6=(),
    ),
    Situation(
        "bi-danh-khong-ky",
        "an alias from a signed zone into one that is not: the weakest counts",
        {
            "dns.dnssec": {"status": "insecure", "unsigned_at": _UNSIGNED_ZONE},
            "dns.aliases": Some({"target": f"dich.{_UNSIGNED_ZONE}", "status": "resolves"}),
        },
        records=(f"{{host}} CNAME dich.{_UNSIGNED_ZONE}.",),
        ipv4=(),
        ipv6=(),
    ),
    Situation(
        "bi-danh-vong",
        "an alias to an alias that leads back: no resolver finds an end",
        {
            "ipv6.a": unseen("dns_servfail"),
            "web.https": unseen("dns_servfail"),
            "dns.dnssec": unseen("dns_servfail"),
            "dns.aliases": unseen("dns_servfail"),
        },
        records=(f"{{host}} CNAME vong.{TINH}.", f"vong.{TINH}. CNAME {{host}}"),
        ipv4=(),
        ipv6=(),
    ),
    Situation(
        "bi-danh-ky",
        "an alias within signed zones",
        {"dns.dnssec": _SECURE, "dns.aliases": Both((Some({"target": f"tot.{TINH}", "status": "resolves"}),))},
        records=(f"{{host}} CNAME tot.{TINH}.",),
        ipv4=(),
        ipv6=(),
    ),
)

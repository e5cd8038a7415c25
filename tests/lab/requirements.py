"""The requirements that the known truth speaks about, and short ways to speak about many of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PASS, FAIL, UNKNOWN, NOT_APPLICABLE, WAIVED = "pass", "fail", "unknown", "not_applicable", "waived"

PROBED = (
    "tls.renegotiation.client",
    "tls.weakness.heartbleed",
    "tls.weakness.ccs_injection",
    "tls.weakness.ticketbleed",
    "tls.weakness.robot",
    "tls.weakness.poodle_tls",
)
"""Those that are judged only where an authorisation names weaknesses."""

REQUIREMENTS = (
    "ipv6.aaaa",
    "ipv6.reachable",
    "ipv6.same_content",
    "ipv6.same_certificate",
    "ipv6.name_servers",
    "ipv6.dual_stack",
    "ipv6.addresses_global",
    "ipv6.name_servers_two",
    "ipv6.name_servers_reachable",
    "ipv6.names_in_use",
    "ipv6.large_answers",
    "ipv6.delay",
    "ipv6.same_ports",
    "ipv6.same_status",
    "ipv6.same_redirects",
    "ipv6.redirects",
    "ipv6.only_ready",
    "dns.addresses_public",
    "dns.dnssec.signed",
    "dns.dnssec.valid",
    "dns.dnssec.expiry",
    "dns.dnssec.algorithm",
    "dns.servers.two",
    "dns.servers.tcp",
    "dns.servers.lame",
    "dns.servers.resolvable",
    "dns.servers.agree",
    "dns.delegation.agrees",
    "dns.delegation.glue",
    "dns.transfer",
    "dns.recursion",
    "dns.dangling",
    "dns.caa",
    "dns.mail.spf",
    "dns.mail.dmarc",
    "dns.gov_vn",
    "dns.province_zone",
    "web.incident_contact",
    "web.security_txt",
    "web.csp",
    "web.nosniff",
    "web.framing",
    "web.referrer_policy",
    "web.permissions_policy",
    "web.cookies.secure",
    "web.cookies.http_only",
    "web.cookies.same_site",
    "web.mixed_content",
    "web.banners",
    "web.charset",
    "web.language",
    "web.http2",
    "web.http3",
    "web.page",
    "web.spam",
    "tls.https",
    "tls.redirect",
    "tls.hsts",
    "tls.version.legacy",
    "tls.version.modern",
    "tls.certificate.trusted",
    "tls.certificate.name",
    "tls.certificate.validity",
    "tls.certificate.expiry",
    "tls.certificate.names_in_use",
    "tls.certificate.key",
    "tls.certificate.signature",
    "tls.certificate.chain",
    "tls.certificate.must_staple",
    "tls.certificate.caa",
    "tls.cipher.broken",
    "tls.cipher.sweet32",
    "tls.cipher.forward_secrecy",
    "tls.dh.size",
    "tls.signature.hash",
    "tls.compression",
    "tls.renegotiation.secure",
    "tls.early_data",
    "tls.same_everywhere",
    "tls.weakness.poodle",
    "tls.weakness.freak",
    "tls.weakness.logjam",
    "tls.weakness.drown",
    *PROBED,
    "trust_label.embedded",
    "trust_label.listed",
    "trust_label.owner",
    "trust_label.not_fake",
    "trust_label.promise.tls",
    "trust_label.promise.clean",
    "trust_label.promise.privacy",
    "plan.level_assigned",
    "plan.level_approved",
    "plan.regulation_issued",
    "plan.deployed",
    "plan.assessed",
    "layers.local_force",
    "layers.monitoring",
    "layers.assessment",
    "layers.national",
    "contradiction.tls",
    "contradiction.ipv6",
    "contradiction.dnssec",
    "contradiction.trust_label",
    "contradiction.security_txt",
    "contradiction.monitoring",
    "tcvn.report_channel",
)

NEVER_RIGHT = (
    *("ipv6.addresses_global", "dns.addresses_public", "dns.gov_vn"),
    *("web.http2", "web.http3"),
)
"""Those that the lab cannot meet: it has nothing but loopback addresses, names in `.test`, and servers of Python's."""

ALWAYS_SEEN = (*PROBED,)
"""Those of which something is seen wherever they are judged."""

NEVER_BROKEN = (
    *("plan.level_assigned", "tcvn.report_channel"),
    *("ipv6.name_servers_reachable", "ipv6.large_answers", "ipv6.delay"),
    *("tls.certificate.key", "tls.certificate.signature", "tls.certificate.must_staple", "tls.certificate.caa"),
    *("tls.cipher.broken", "tls.cipher.sweet32", "tls.dh.size", "tls.signature.hash", "tls.compression"),
    *("tls.renegotiation.secure", "tls.early_data", "tls.same_everywhere"),
    *("tls.weakness.poodle", "tls.weakness.freak", "tls.weakness.logjam", "tls.weakness.drown"),
    *PROBED,
)
"""Those that no server of Python's can break; the servers of `tests.tls_fleet` do."""

Verdicts = Mapping[str, str]
Facts = Mapping[str, Any]


def every(outcome: str, *prefixes: str) -> dict[str, str]:
    """The same outcome for every requirement whose id is one of `prefixes` or lies below it."""
    return {name: outcome for name in REQUIREMENTS if any(f"{name}.".startswith(f"{prefix}.") for prefix in prefixes)}


def unseen(reason: str, *facts: str) -> dict[str, Any]:
    """The same reason why each of these facts cannot be seen."""
    return {fact: {"unseen": reason} for fact in facts}

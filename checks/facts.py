"""The facts that the checks may report: the vocabulary between looking and judging."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

FACTS: dict[str, str] = {
    "ipv6.a": "list<string>",
    "ipv6.aaaa": "list<string>",  # empty: the name has no AAAA record
    "ipv6.name_servers": "list<map<string,dyn>>",  # {name, ipv4, ipv6, answers_ipv4, answers_ipv6}
    "ipv6.reach": "list<map<string,dyn>>",  # {address, family: 4|6, port, service, tcp, tls, http_status, ms}
    "ipv6.same_content": "bool",  # null without AAAA or without A
    "ipv6.content_distance": "int",  # 0 (same) to 100; null likewise
    "ipv6.differences": "list<string>",
    "ipv6.same_certificate": "dyn",  # bool; null without AAAA, A or HTTPS
    "tls.endpoints": "list<map<string,dyn>>",  # {address, port, tier, versions, ciphers, groups, weaknesses, …}
    "tls.certificates": "list<map<string,dyn>>",  # each different one: members as below, and endpoints: [address]
    "tls.h3": "bool",  # Alt-Svc of the home page offers HTTP/3
    "tls.certificate.subject": "string",
    "tls.certificate.issuer": "string",
    "tls.certificate.names": "list<string>",
    "tls.certificate.not_before": "string",  # ISO 8601, UTC
    "tls.certificate.not_after": "string",  # ISO 8601, UTC
    "tls.certificate.days_left": "int",  # negative when expired
    "tls.certificate.key": "map<string,dyn>",  # {type: "RSA"|"EC"|"Ed25519"|"Ed448"|"DSA", bits}
    "tls.certificate.signature": "string",
    "tls.certificate.sha256": "string",
    "tls.certificate.name_matches": "bool",
    "tls.certificate.chain_trusted": "bool",  # the leaf's own dates apart
    "tls.certificate.chain_problem": "dyn",  # string or null
    "tls.certificate.self_signed": "bool",
    "tls.certificate.scts": "int",
    "tls.certificate.serial": "string",  # hexadecimal
    "tls.certificate.validity_days": "int",  # from not_before to not_after
    "tls.certificate.must_staple": "bool",  # RFC 7633
    "tls.certificate.key_usage": "list<string>",
    "tls.certificate.extended_key_usage": "list<string>",
    "tls.certificate.names_in_use": "map<string,dyn>",  # name, its apex and www where DNS knows them → bool: covered
    "tls.certificate.trusted_by": "map<string,dyn>",  # "system" and, when one was given, "ca_file" → bool
    "tls.certificate.chain": "list<map<string,dyn>>",  # as sent: {subject, issuer, key, signature, sha256, is_ca, …}
    "tls.certificate.chain_faults": "list<string>",  # wrong_order, missing_link, superfluous, root_sent, …
    "tls.certificate.staple": "dyn",  # null or the stapled OCSP answer {status, this_update, next_update}
    "tls.certificate.caa": "dyn",  # bool: the CAA record allows the issuer; null: no CAA record
    "tls.certificate.tlsa": "dyn",  # bool: a TLSA record matches; null: no TLSA record
    "web.https": "bool",  # the HTTPS port answers HTTP over TLS, whatever the certificate; false: seen closed
    "web.status": "int",
    "web.http": "string",  # "redirect" | "content" | "closed" | "error"
    "web.redirects_to_https": "bool",
    "web.hsts": "dyn",  # null or {max_age in seconds, include_subdomains, preload}
    "web.headers": "map<string,string>",
    "trust_label.embed": "string",  # valid, image_only, link_only, local_copy, script_injected, malformed, …, absent
    "trust_label.slug": "dyn",  # string or null
    "trust_label.registered_at": "dyn",  # ISO 8601 string or null
    "trust_label.registry": "dyn",  # {status: "listed"|"not_listed", level, owner, since, as_of}
    "security_plan.level": "int",
    "security_plan.approval": "string",  # the words of Mẫu số 08, column 6
    "security_plan.decision": "dyn",  # null or {number, date, body}
    "security_plan.plan_status": "string",  # the words of Mẫu số 08, column 10
    "security_plan.regulation": "dyn",  # null or {number, date, body}
    "security_plan.checked": "list<string>",  # the words of Mẫu số 08, column 12
    "security_plan.last_assessment": "dyn",  # null or {date, days_ago, assessor, report}
    "security_plan.layers": "map<string,dyn>",  # "1" to "4" → the words of Mẫu số 08, column 10
}
"""Name of every fact (`check.name`, as it lies in the observations) → its type in the notation of CEL.

Any fact may be unseen instead, and so may any member of an object. `null` occurs only where said.
"""

CHECK_NAMES = tuple(dict.fromkeys(name.partition(".")[0] for name in FACTS))
"""The checks, in the order of the record."""

Tier: TypeAlias = Literal["quick", "exact", "full"]
TIERS: tuple[Tier, ...] = get_args(Tier)
"""How thoroughly TLS is looked at: what classes of cipher suites there are; every suite and group; and every signature
algorithm too."""

WEAKNESSES = "weaknesses"
"""What an authorisation names, beside checks, to allow the probes of the TLS check that send malformed bytes."""

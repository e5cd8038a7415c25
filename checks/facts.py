"""The facts that the checks may report: the vocabulary between looking and judging."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

FACTS: dict[str, str] = {
    "ipv6.a": "list<string>",
    "ipv6.aaaa": "list<string>",  # empty: the name has no AAAA record
    "ipv6.name_servers": "list<map<string,dyn>>",  # {name, ipv4, ipv6, answers_ipv4, answers_ipv6}
    "ipv6.names": "list<map<string,dyn>>",  # names in use: {name, role: host|apex|www|redirect, a, aaaa}
    "ipv6.kinds": "list<map<string,dyn>>",  # {name, address, family: 4|6, kind: "global"|"private"|"ula"|"6to4"|…}
    "ipv6.mail_servers": "list<map<string,dyn>>",  # {name, a, aaaa}
    # {address, family: 4|6, port, service, tcp, tls, http_status, ms, connect_ms, attempts}
    "ipv6.reach": "list<map<string,dyn>>",
    "ipv6.large_answers": "dyn",  # bool: more than a packet comes whole over IPv6; null without IPv6, or nothing large
    "ipv6.citizen": "dyn",  # what a browser with both families gets: {family, connect_ms, delay_ms}; null without both
    "ipv6.same_ports": "dyn",  # bool; null without AAAA or without A, and so for the next three
    "ipv6.same_status": "dyn",
    "ipv6.same_redirects": "dyn",
    "ipv6.ipv4_only_redirects": "list<string>",  # hosts that a redirect leads to and that have no AAAA record
    "ipv6.only_blockers": "list<map<string,dyn>>",  # {kind: "name"|"name_server"|"redirect"|"resource", name}
    "ipv6.same_content": "bool",  # null without AAAA or without A
    "ipv6.content_distance": "int",  # 0 (same) to 100; null likewise
    "ipv6.differences": "list<string>",
    "ipv6.same_certificate": "dyn",  # bool; null without AAAA, A or HTTPS
    "dns.zone": "string",
    "dns.exists": "bool",  # false: NXDOMAIN
    "dns.in_gov_vn": "bool",
    "dns.in_province_zone": "dyn",  # bool; null when the inventory names no zone of the province
    # {parent, parent_servers, child_servers, agrees, glue: [{name, ipv4, ipv6}], glue_agrees, missing_glue, told_by}
    "dns.delegation": "map<string,dyn>",
    # {name, address, family, udp, tcp, authoritative, serial, transfers, recursive}
    "dns.servers": "list<map<string,dyn>>",
    "dns.unresolved_servers": "list<string>",  # name servers that have no address
    "dns.lame": "list<string>",  # name servers seen to answer without authority, or not to listen
    "dns.same_answers": "dyn",  # bool; null with fewer than two that answer
    # {status: "secure"|"insecure"|"bogus", why, unsigned_at, algorithms, signature_days}
    "dns.dnssec": "map<string,dyn>",
    "dns.aliases": "list<map<string,dyn>>",  # {name, target, status: "resolves"|"nxdomain"|"no_address"}
    "dns.dangling": "list<string>",  # targets under a foreign name that do not exist
    "dns.wildcard": "bool",
    "dns.caa": "list<string>",
    "dns.tlsa": "list<string>",
    # {mx, null_mx, sends, spf, spf_all: "-"|"~"|"?"|"+", spf_problem, dmarc, dmarc_policy}
    "dns.mail": "map<string,dyn>",
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
    # null or {enforced, report_only, unsafe_inline, unsafe_eval, any_source, frame_ancestors}
    "web.csp": "dyn",
    "web.nosniff": "bool",
    "web.framing": "string",  # who may frame the page: "deny" | "sameorigin" | "listed" | "any"
    "web.referrer_policy": "dyn",  # string or null
    "web.permissions_policy": "dyn",  # string or null
    "web.cookies": "list<map<string,dyn>>",  # {name, secure, http_only, same_site, problem: string or null}
    "web.mixed_content": "list<map<string,dyn>>",  # {kind: "active"|"passive"|"form", tag, url}
    "web.banners": "list<map<string,dyn>>",  # {where, value, version: bool}
    "web.charset": "dyn",  # string or null
    "web.language": "dyn",  # string or null
    "web.http2": "bool",
    "web.http3": "bool",
    # null or {url, contacts, expires, expired, days_left, signed, languages, canonical_matches, problems}
    "web.security_txt": "dyn",
    "web.incident_contact": "dyn",  # null or {kind: "email"|"phone"|"form"|"security_txt", value, where, words}
    "web.incident_confirmation": "dyn",  # null or {contact: string or null, by, date, document, days_ago}
    "web.page_kind": "string",  # "site" | "default" | "parked" | "suspended" | "listing" | "error" | "blank" | …
    "web.page_kind_words": "dyn",  # string or null: what the page says
    "web.spam": "list<map<string,dyn>>",  # {rule, url, text, hidden, line}
    "trust_label.embed": "string",  # valid, image_only, link_only, local_copy, script_injected, malformed, …, absent
    "trust_label.rendered": "bool",  # a browser looked; false: the page as it was sent settled it
    "trust_label.slug": "dyn",  # string or null
    "trust_label.registered_at": "dyn",  # ISO 8601 string or null
    "trust_label.image_domain": "dyn",  # the domain in the picture's id, or null
    "trust_label.belongs_to": "dyn",  # "portal"|"alias"|"parent"|"agency"|"other"; null without slug and domain
    # best first: {embed, slug, image_domain, belongs_to, link, link_host, picture, picture_host, page, part, line, …}
    "trust_label.found": "list<map<string,dyn>>",
    "trust_label.pages": "list<string>",  # URLs of the pages that were searched
    # {status: "listed"|"not_listed", domain, is_own, owner, level, since, slug, moved_to, source: "list"|"directory",
    # as_of}; `is_own`: the domain is the portal's
    "trust_label.registry": "dyn",
    "trust_label.owner_is_agency": "dyn",  # bool; null when no owner is known
    "trust_label.marks": "map<string,dyn>",  # {ministry_of_industry, gov_vn, organisation, security_txt_signed}
    "trust_label.privacy_policy": "bool",  # the home page links one
    "exposure.ports": "list<map<string,dyn>>",  # open ones: {address, port, protocol, service, product, version}
    "exposure.scanned": "map<string,dyn>",  # {ports, addresses, seconds, tool}
    "security_plan.level": "int",
    # what the level turns on: {functions: list of "information"|"online_service"|"procedures"|"data_sharing"|
    # "data_centre"|"portal_platform"|"internal", public_information_only: bool, personal_data: "none"|"basic"|
    # "sensitive", basic_subjects: int, sensitive_subjects: int, users: int, serves: "body"|"several"|"nation",
    # conditional_business: bool, round_the_clock: bool, national_security: bool}
    "security_plan.purpose": "map<string,dyn>",
    "security_plan.bodies": "map<string,dyn>",  # names: {owner, operator, unit, unit_operates: bool}
    # {state: "building"|"operating"|"upgrading"|"retired", begun, since, hosting: "own"|"rented"|"cloud",
    # separated: bool}
    "security_plan.operation": "map<string,dyn>",
    # what the record says, proven or not: {approval, plan_status, regulation: bool, "1" to "4": the words of layers}
    "security_plan.claims": "map<string,dyn>",
    "security_plan.approval": "string",  # the words of Mẫu số 08, column 6
    "security_plan.dossier": "map<string,dyn>",  # {overview, design, justification, plan, expert_opinion}: bool
    "security_plan.appraisal": "dyn",  # null or {number, date, body, level, by}; `by` as in decision
    # null or {number, date, body, level: int or null, by: "owner"|"unit"|"operator"|"ministry"|"other"|
    # "unclear"}: who issued it
    "security_plan.decision": "dyn",
    "security_plan.regulation": "dyn",  # null or {number, date, body}
    "security_plan.plan_status": "string",  # the words of Mẫu số 08, column 10
    "security_plan.plan": "dyn",  # null (nothing said of a plan but that it is not deployed) or {number, date, body}
    # {design, operation, checks, risk, monitoring, recovery, end_of_life} → the words of Mẫu số 08, column 10
    "security_plan.plan_parts": "map<string,dyn>",
    # {policy, organisation, people, build, operate, risk_plan, end_plan, network, server, application, data} → the same
    "security_plan.plan_groups": "map<string,dyn>",
    "security_plan.promises": "list<string>",  # tls, ipv6, dnssec, trust_label, security_txt, waf, siem, mfa
    "security_plan.expected": "map<string,dyn>",  # {approval, plan}: ISO dates, columns 9 and 11 of Mẫu số 08
    "security_plan.checked": "list<string>",  # the words of Mẫu số 08, column 12
    "security_plan.last_assessment": "dyn",  # null or {date, days_ago, assessor, report}
    # of the last assessment: {independent_of_operator, independent_of_monitor, names_system: bool, standing:
    # "licensed"|"public"|"designated"|"internal", licence, kind, open_findings: int}; all unseen where there is none
    "security_plan.assessor": "map<string,dyn>",
    "security_plan.layers": "map<string,dyn>",  # "1" to "4" → the words of Mẫu số 08, column 10
    "security_plan.force": "map<string,dyn>",  # layer 1: {people, trained, last_training_days, last_drill_days}: int
    # layer 2: {kind: "own"|"hired", provider, since, until, days_left: int, hosts: list, uncovered: the portals' hosts
    # that are not among them, last_event, last_event_days: int}
    "security_plan.monitoring": "map<string,dyn>",
    "security_plan.national": "map<string,dyn>",  # layer 4: {connected, last_data, last_data_days: int}
    "security_plan.incidents": "list<map<string,dyn>>",  # {date, serious: bool, notice_hours, report_hours: int}
    "security_plan.upkeep": "map<string,dyn>",  # {log_months, last_scan, last_scan_days: int}
    "security_plan.platform": "map<string,dyn>",  # {name: string or null, siblings: list, foreign_agencies: list}
    # papers with a file: {claim, number, date, sha256, state: "kept"|"changed"|"unread", signature: "none" or the worst
    # of "good"|"unknown_ca"|"expired"|"broken", signers: list, added_by, added_at}
    "security_plan.documents": "list<map<string,dyn>>",
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

EXPOSURE = "exposure"
"""The check that scans ports: an authorisation allows it only where it names it."""
DEFAULT_CHECKS = tuple(name for name in CHECK_NAMES if name != EXPOSURE)
"""The checks that an authorisation allows which names none."""

WEAKNESSES = "weaknesses"
"""What an authorisation names, beside checks, to allow the probes of the TLS check that send malformed bytes."""

"""The words of the vocabulary as a person reads them, in English; `locale/vi.po` holds the Vietnamese.

Each table maps a word of the data (`fail`, `needs_document`, `ipv6.aaaa`) to its msgid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def N_(text: str) -> str:  # noqa: N802 (gettext's customary name for "to be translated later")
    """Marks a text for translation and leaves it as it is."""
    return text


OUTCOMES: Final = {
    "pass": N_("Pass"),
    "fail": N_("Fail"),
    "unknown": N_("Unknown"),
    "not_applicable": N_("Not applicable"),
    "waived": N_("Waived until a date"),
}
STANDINGS: Final = {
    "failing": N_("Not compliant"),
    "undetermined": N_("Not yet determined"),
    "compliant": N_("Compliant"),
}
SEVERITIES: Final = {
    "critical": N_("Critical"),
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
}
FORCES: Final = {"mandatory": N_("Mandatory"), "recommended": N_("Recommended")}
CONFIRMATIONS: Final = {
    "primary": N_("read in the full text"),
    "secondary": N_("according to a secondary source"),
    "draft": N_("draft, not confirmed"),
}
PORTAL_KINDS: Final = {
    "information": N_("Information portal"),
    "online_service": N_("Online-service portal"),
    "open_data": N_("Open-data portal"),
}
AGENCY_KINDS: Final = {
    "province": N_("Province"),
    "department": N_("Department"),
    "commune": N_("Commune"),
    "unit": N_("Unit"),
}
SUBJECTS: Final = {
    "ipv6": N_("IPv6"),
    "tls": N_("HTTPS and TLS"),
    "trust_label": N_("Network trust label"),
    "security_plan": N_("Security level and plan"),
}
LAYERS: Final = {
    "1": N_("Layer 1: on-site force"),
    "2": N_("Layer 2: professional monitoring and protection"),
    "3": N_("Layer 3: independent periodic assessment"),
    "4": N_("Layer 4: link to the national monitoring system"),
}
CHANGES: Final = {
    "new": N_("New"),
    "reopened": N_("Reopened"),
    "persisting": N_("Persisting"),
    "not_reobserved": N_("Not re-observed"),
    "fixed": N_("Fixed"),
}
NEEDS: Final = {
    "timeout": N_("Check that the portal is up and reachable from the vantage, then audit it again."),
    "refused": N_("Check that the service listens and accepts the vantage's address, then audit it again."),
    "unreachable": N_("Check the route between the vantage and the portal, then audit it again."),
    "no_ipv6_vantage": N_("Audit again from a vantage that has working IPv6."),
    "dns_timeout": N_("Check the name servers of the domain and the vantage's resolver, then audit again."),
    "dns_servfail": N_("Correct the domain's configuration on its name servers (DNSSEC included), then audit again."),
    "tls_handshake": N_("Check the TLS configuration of the portal, then audit it again."),
    "protocol_error": N_("Have the operator check the service's answers, then audit the portal again."),
    "blocked": N_("Have the operator let the vantage through for the hours of the authorisation, then audit again."),
    "too_large": N_("Have the operator check why the answer is that large; what came beyond the limit was not read."),
    "not_authorised": N_("Add the portal to a written authorisation, then audit it again."),
    "needs_document": N_("Put the document (number, date, issuing body, file) into the inventory, then judge again."),
    "needs_lookup": N_("Import an exported list of the trust-label directory, then judge again."),
    "tool_missing": N_("Run the doctor command on the vantage, install what it names, then audit again."),
    "our_error": N_("This is not the portal's fault: report it to whoever runs this tool."),
}
FACTS: Final = {
    "ipv6.a": N_("IPv4 addresses (A)"),
    "ipv6.aaaa": N_("IPv6 addresses (AAAA)"),
    "ipv6.name_servers": N_("Name servers"),
    "ipv6.reach": N_("Reachability of each address"),
    "ipv6.same_content": N_("Same content over IPv4 and IPv6"),
    "ipv6.content_distance": N_("Difference in content (0–100)"),
    "ipv6.differences": N_("Differences found"),
    "ipv6.same_certificate": N_("Same certificate over IPv4 and IPv6"),
    "tls.endpoints": N_("TLS at each address"),
    "tls.certificate": N_("Certificate"),
    "web.https": N_("Answers over HTTPS"),
    "web.status": N_("HTTP status of the home page"),
    "web.http": N_("What plain HTTP does"),
    "web.redirects_to_https": N_("Redirects to HTTPS"),
    "web.hsts": N_("HSTS"),
    "web.headers": N_("HTTP headers"),
    "trust_label.embed": N_("Label on the page"),
    "trust_label.slug": N_("Code of the label"),
    "trust_label.registered_at": N_("Registration time in the code"),
    "trust_label.registry": N_("Entry in the directory"),
    "security_plan.level": N_("Level of the system"),
    "security_plan.approval": N_("State of the level's approval"),
    "security_plan.decision": N_("Decision approving the level"),
    "security_plan.plan_status": N_("State of the security plan"),
    "security_plan.regulation": N_("Security regulation"),
    "security_plan.checked": N_("Checks and assessments done"),
    "security_plan.last_assessment": N_("Latest assessment"),
    "security_plan.layers": N_("The four layers"),
}
PARTS: Final = {
    "address": N_("address"),
    "answers_ipv4": N_("answers over IPv4"),
    "answers_ipv6": N_("answers over IPv6"),
    "as_of": N_("as of"),
    "assessor": N_("assessor"),
    "bits": N_("bits"),
    "body": N_("issuing body"),
    "certificate_sha256": N_("certificate's SHA-256"),
    "chain_problem": N_("problem of the chain"),
    "chain_trusted": N_("chain trusted"),
    "chosen_cipher": N_("chosen cipher"),
    "connections": N_("connections"),
    "date": N_("date"),
    "days_ago": N_("days ago"),
    "days_left": N_("days left"),
    "family": N_("address family"),
    "http_status": N_("HTTP status"),
    "include_subdomains": N_("includes subdomains"),
    "issuer": N_("issuer"),
    "key": N_("key"),
    "level": N_("level"),
    "max_age": N_("seconds valid"),
    "ms": N_("milliseconds"),
    "name": N_("name"),
    "name_matches": N_("name matches"),
    "names": N_("names"),
    "not_after": N_("not after"),
    "not_before": N_("not before"),
    "number": N_("number"),
    "owner": N_("owner"),
    "port": N_("port"),
    "preload": N_("asks for preloading"),
    "report": N_("report"),
    "scts": N_("transparency timestamps"),
    "sha256": N_("SHA-256"),
    "self_signed": N_("self-signed"),
    "service": N_("service"),
    "signature": N_("signature"),
    "since": N_("since"),
    "status": N_("status"),
    "subject": N_("subject"),
    "tcp": N_("TCP"),
    "tier": N_("kind of look"),
    "tls": N_("TLS"),
    "type": N_("type"),
    "versions": N_("versions"),
}
VALUES: Final = {
    "trust_label.embed": {
        "valid": N_("valid embed"),
        "image_only": N_("image only, without the link"),
        "link_only": N_("link only, with another picture"),
        "local_copy": N_("local copy of the picture"),
        "script_injected": N_("inserted by a script"),
        "malformed": N_("malformed link"),
        "domain_mismatch": N_("label of another domain"),
        "not_a_label": N_("not a trust label"),
        "fake_host": N_("link to an imitated host"),
        "absent": N_("no label"),
    },
    "tls.endpoints.tier": {
        "exact": N_("exact"),
        "quick": N_("quick"),
    },
    "web.http": {
        "redirect": N_("redirects"),
        "content": N_("serves content"),
        "closed": N_("closed"),
        "error": N_("answers with an error"),
    },
    "trust_label.registry.status": {
        "listed": N_("listed"),
        "not_listed": N_("not listed"),
    },
}

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "outcome": OUTCOMES,
    "standing": STANDINGS,
    "severity": SEVERITIES,
    "force": FORCES,
    "confirmation": CONFIRMATIONS,
    "portal_kind": PORTAL_KINDS,
    "agency_kind": AGENCY_KINDS,
    "subject": SUBJECTS,
    "layer": LAYERS,
    "change": CHANGES,
    "need": NEEDS,
    "fact": FACTS,
    "part": PARTS,
}

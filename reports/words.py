"""The words of the vocabulary as a person reads them, in English; `locale/vi.po` holds the Vietnamese.

Each table maps a word of the data (`fail`, `needs_document`, `ipv6.aaaa`) to its msgid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reports.fact_words import FACTS, PARTS
from reports.i18n import N_

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
    "instruction": N_("instruction of the province"),
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
    "dns": N_("Domain names (DNS)"),
    "tls": N_("HTTPS and TLS"),
    "web": N_("Web"),
    "exposure": N_("Exposed ports"),
    "trust_label": N_("Network trust label"),
    "security_plan": N_("Security level and plan"),
}
LAYERS: Final = {
    "1": N_("Layer 1: on-site force"),
    "2": N_("Layer 2: professional monitoring and protection"),
    "3": N_("Layer 3: independent periodic assessment"),
    "4": N_("Layer 4: link to the national monitoring system"),
}
FAMILIES: Final = {
    "level": N_("Level"),
    "plan": N_("Level dossier and security plan"),
    "layers": N_("The four layers"),
    "tcvn": N_("Technical standard TCVN 14423:2026"),
    "deadline": N_("Deadlines of the law"),
    "instruction": N_("Instructions of the province"),
    "contradiction": N_("Paper against scan"),
}
AGES: Final = {
    "last_training_days": N_("last training"),
    "last_drill_days": N_("last drill"),
    "last_event_days": N_("last event received"),
    "contract_days_left": N_("contract"),
    "assessment_days": N_("last assessment"),
    "last_data_days": N_("last data sent"),
}
DUES: Final = {
    "done": N_("Done"),
    "not_due": N_("Not due yet"),
    "overdue": N_("Overdue"),
    "waived": N_("Waived until a date"),
    "unknown": N_("Unknown"),
}
FILE_STATES: Final = {
    "kept": N_("file as it was taken in"),
    "changed": N_("file changed since it was taken in"),
    "unread": N_("file cannot be read"),
}
SIGNATURES: Final = {
    "none": N_("no digital signature"),
    "good": N_("signature good"),
    "unknown_ca": N_("signature by an unknown authority"),
    "expired": N_("signature with an expired certificate"),
    "broken": N_("signature broken"),
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
INTERRUPTIONS: Final = {
    "killed": N_("it ended without a word, as when it is killed or the power fails, and was taken up again"),
    "stopped": N_("it was stopped"),
    "halted": N_("all traffic was halted by the stop switch"),
    "failed": N_("errors of our own left portals unseen"),
    "database": N_("the database could not be written"),
    "clock": N_("the clock of the machine was set"),
    "deadline": N_("its time was over"),
}
ANSWERS: Final = {
    "answered": N_("answered"),
    "blocked": N_("blocked access"),
    "silent": N_("did not answer"),
    "unasked": N_("could not be asked"),
}
FLAWS: Final = {
    "legacy": N_("broken protocol version"),
    "null": N_("no encryption"),
    "anonymous": N_("server not authenticated"),
    "export": N_("export grade"),
    "rc4": N_("RC4"),
    "short_key": N_("key too short"),
    "weak_hash": N_("MD5 or SHA-1"),
    "block64": N_("64-bit blocks"),
    "no_forward_secrecy": N_("no forward secrecy"),
    "finite_field": N_("finite-field DH"),
    "cbc": N_("CBC"),
    "deprecated_curve": N_("deprecated curve"),
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
    "family": FAMILIES,
    "age": AGES,
    "due": DUES,
    "file": FILE_STATES,
    "signature": SIGNATURES,
    "change": CHANGES,
    "answer": ANSWERS,
    "interruption": INTERRUPTIONS,
    "need": NEEDS,
    "fact": FACTS,
    "part": PARTS,
    "flaw": FLAWS,
}

"""Whether the domain's CAA records allow the authority that issued the certificate (RFC 8659)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cryptography import x509
from cryptography.x509.oid import NameOID

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.certificates.caa_domains import domains_of

_CRITICAL = 0x80
_RECORD = re.compile(r'(\d{1,3})\s+([A-Za-z0-9]+)\s+"((?:[^"\\]|\\.)*)"')  # flags, tag, value (§4.1.1)
# RFC 8659 §4, RFC 9495, CA/Browser Forum's Baseline Requirements appendix A, BIMI's draft-fetch-validation
_KNOWN_TAGS = {"issue", "issuewild", "iodef", "issuemail", "contactemail", "contactphone", "issuevmc"}


def caa_allows(records: Sequence[str], issuer: x509.Name, by_wildcard: bool) -> Fact[bool | None]:
    """Whether a CAA record set, its records as zone files write them, allows an issuer; None: there is no record.

    `by_wildcard`: it is a wildcard that covers the host, so that `issuewild` decides where there is one (§4.3).
    Where no certificate of this kind is restricted, any issuer is allowed (§4.2).
    """
    if not records:
        return Seen(None)
    parsed = [_RECORD.fullmatch(record) for record in records]
    properties = [(int(found[1]), found[2].lower(), found[3]) for found in parsed if found]
    if len(properties) < len(records):
        return Unseen(Reason.PROTOCOL_ERROR, "malformed CAA record")
    for flags, tag, _ in properties:
        if flags & _CRITICAL and tag not in _KNOWN_TAGS:  # §4.1: only who understands it may issue
            return Unseen(Reason.TOOL_MISSING, f"the critical CAA property {tag} is not understood by this tool"[:200])
    issue, issuewild = ([value for _, tag, value in properties if tag == wanted] for wanted in ("issue", "issuewild"))
    deciding = issuewild if by_wildcard and issuewild else issue
    allowed = {_issuer_domain(value) for value in deciding} - {""}
    if not deciding or not allowed:
        return Seen(not deciding)
    domains = domains_of(_organisations(issuer))
    if not domains:
        return Unseen(Reason.TOOL_MISSING, f"no CAA domain is known of {issuer.rfc4514_string()}"[:200])
    return Seen(not domains.isdisjoint(allowed))


def _issuer_domain(value: str) -> str:
    """The domain name before the parameters, between blanks and tabs (§4.2)."""
    return value.partition(";")[0].replace("\\009", " ").strip().lower()


def _organisations(issuer: x509.Name) -> list[str]:
    return [str(attribute.value) for attribute in issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]

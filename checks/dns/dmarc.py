"""The DMARC record that holds for a name (RFC 7489)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.dns.belonging import registered_domain
from checks.dns.texts import texts
from checks.network.names import Names
from checks.observation import Fact, Seen, Unseen

_VERSION = re.compile(r"[Vv][ \t]*=[ \t]*DMARC1[ \t]*(;|$)")
_POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True, slots=True)
class Policy:
    """`record` is None where no record holds; `policy` then too, and where receivers must ignore the record."""

    record: Fact[str | None]
    policy: Fact[str | None]


def policy(names: Names, host: str) -> Policy:
    """The record at `_dmarc` of the host, else of its registered domain, and what it asks for the host's mail (§6.6.3).

    Several records in one place are none.
    """
    organisation = registered_domain(host)
    for place in dict.fromkeys((host, organisation)):
        found = texts(names, f"_dmarc.{place}", "v")
        if isinstance(found, Unseen):
            return Policy(found, found)
        records = [record for record in found.value if _VERSION.match(record)]
        if records:
            break
    if len(records) != 1:
        return Policy(Seen(None), Seen(None))
    return Policy(Seen(records[0]), Seen(asked(records[0], below=place != host)))


def asked(record: str, below: bool) -> str | None:
    """ "none", "quarantine" or "reject" as a record asks; `below` for a name under the one that has the record.

    A record without a valid policy asks for "none" if it says where to report to, else for nothing: None.
    """
    tags: dict[str, str] = {}
    for tag in record.split(";"):
        name, _, value = tag.partition("=")
        tags.setdefault(name.strip().lower(), value.strip())
    own, subdomains = tags.get("p", "").lower(), tags.get("sp", "none").lower()
    if own in _POLICIES and subdomains in _POLICIES:
        return subdomains if below and "sp" in tags else own
    return "none" if "mailto:" in tags.get("rua", "").lower() else None

"""TXT records as the texts that they hold."""

from __future__ import annotations

import dns.rdata

from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen

MOST_CHARACTERS = 4096
"""Of a record that is read: ten times the longest that serve SPF or DMARC."""


def texts(names: Names, name: str, start: str) -> Fact[list[str]]:
    """The TXT records at a name that start like this in whatever case, each joined from its strings (RFC 7208 §3.3).

    Bytes that are no UTF-8 are replaced.
    """
    records = names.lookup(name, "TXT")
    if isinstance(records, Unseen):
        return records
    joined = [_joined(record) for record in records.value]
    found = [text for text in joined if text.lower().startswith(start)]
    if any(len(text) > MOST_CHARACTERS for text in found):
        return Unseen(Reason.TOO_LARGE, f"{name}: a TXT record of more than {MOST_CHARACTERS} characters")
    return Seen(found)


def _joined(record: str) -> str:
    return b"".join(dns.rdata.from_text("IN", "TXT", record).strings).decode("utf-8", "replace")  # type: ignore[attr-defined]

"""What a server says about when it wants to be asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 365 * 24 * 3600.0  # seconds; whoever says more means "never"


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait by the Retry-After of an answer, in seconds or as a date (RFC 9110 §10.2.3), at most a year.

    `headers` have lower-case names; `now` has its time zone. None where there is no such header or it says nothing
    that can be read.
    """
    said = headers.get("retry-after", "").strip()[:100]
    if re.fullmatch(r"[0-9]+", said):
        return min(float(said), _LONGEST)
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, OverflowError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), _LONGEST)

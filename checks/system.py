"""Observes one information system by its papers alone, whatever portals it has."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from checks.observation import Reason, Unseen, to_json
from checks.portal import unseen_facts
from checks.record import SYSTEM_CHECK, PortalRecord
from checks.security_plan import SystemRecord, observe

log = logging.getLogger(__name__)


def observe_system(
    papers: SystemRecord, now: datetime, context: Mapping[str, Any], vantage: Mapping[str, Any]
) -> PortalRecord:
    """What the papers of a system show on the day of `now`, which must carry its time zone.

    `context` is the `portal` of the record. A mistake of ours is logged with its trace and recorded as `our_error`.
    """
    try:
        observed = observe(papers, now.date())
    except Exception as error:
        log.exception("check %s failed on %s", SYSTEM_CHECK, context["url"])
        observed = unseen_facts(
            SYSTEM_CHECK, Unseen(Reason.OUR_ERROR, f"{type(error).__name__} in check {SYSTEM_CHECK}")
        )
    moment = now.astimezone(UTC).isoformat(timespec="milliseconds")
    return PortalRecord(dict(context), dict(vantage), moment, moment, {SYSTEM_CHECK: to_json(observed)})

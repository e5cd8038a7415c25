"""What the store knows of the time before an audit, as reports have it: earlier audits in counts, and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from agent.store import Audit, Store
from policies.requirement import Requirement
from reports.model import AgencyRow, Cell, Finding, PastAudit

WEEKS: Final = 55
"""How far back: a year, and the three weeks beside it in which an audit of a year ago may lie."""


def history_of(
    store: Store, audit: Audit, requirements: Mapping[str, Requirement], agencies: Sequence[AgencyRow]
) -> tuple[list[PastAudit], list[Finding]]:
    """The audits of the weeks before this one, at most one a week, oldest first; and every failure as an interval, as
    known when this audit ended.

    A verdict counts for the agency that had the portal at that time; where the list has that agency no more, for none.
    What is no requirement of the catalogue any more is left out of the counts. Raises `StoreError`.
    """
    listed = {agency.id for agency in agencies}

    @lru_cache(None)
    def cell_of(agency: str | None, requirement: str) -> Cell | None:
        asked = requirements.get(requirement)
        if asked is None:
            return None
        return Cell(agency if agency in listed else None, asked.subject, asked.layer, asked.severity, asked.force)

    history = [
        PastAudit(past.audit.id, past.audit.started, past.audit.profile, past.audit.law_date, past.counts)
        for past in store.history(audit.id, WEEKS, cell_of)
    ]
    findings = [
        Finding(one.portal, one.requirement, one.first_seen, one.last_seen, one.fixed_at, one.reopened)
        for one in store.findings_as_of(audit.id)
    ]
    return history, findings

"""What a store holds of an audit, without what differs from one run to the next: times, ids, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.store import Store
from checks.record import PortalRecord
from policies.verdict import Verdict

_MEASURED = frozenset({"connect_ms", "delay_ms", "ms", "delay", "connections"})
"""Facts, and keys in facts, that tell what a look took: milliseconds, connections."""


def normalised(store: Store, audit_id: str) -> dict[str, Any]:
    """All of an audit as plain data that is equal for two audits of which neither saw anything that the other did not.

    Nothing may be in it twice: the place of each portal holds one record, and one verdict a requirement.
    """
    audit = store.audit(audit_id)
    judged = store.verdicts(audit.id)
    systems = {record.portal["url"]: (record, verdicts) for record, verdicts in store.systems(audit.id)}
    portals = {record.portal["url"]: (record, judged[record.portal["url"]]) for record in store.records(audit.id)}
    return {
        "audit": [str(audit.status), str(audit.kind), audit.profile, sorted(audit.checks), audit.plan],
        "order": [*systems, *portals],
        "left": [store.remaining(audit.id), store.missed(audit.id), dict(store.owed(audit.id))],
        "judged": {place: _judged(*found) for place, found in (systems | portals).items()},
        "findings": [
            (found.portal, found.requirement, found.open, found.reopened, found.first_audit == audit.id)
            for found in store.findings()
        ],
    }


def _judged(record: PortalRecord, verdicts: list[Verdict]) -> Mapping[str, Any]:
    return {
        "looks": [(look.portal, _timeless(look.observations)) for look in record.looks],
        "verdicts": [(one.requirement, str(one.verdict), str(one.severity), one.reasons) for one in verdicts],
    }


def _timeless(value: Any, key: str = "") -> Any:
    """The same without measured times."""
    if isinstance(value, dict):
        return {name: _timeless(inner, name) for name, inner in value.items() if name not in _MEASURED}
    if isinstance(value, list):
        return [_timeless(inner) for inner in value]
    return value

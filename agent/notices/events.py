"""What machines are told of an audit: events for log collectors, and the document that webhooks post."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from agent.notices.items import Item
from agent.notices.letters import Letter, LetterDrawing
from policies.verdict import Severity
from reports.model import AuditReport

ITEMS_POSTED: Final = 200
"""Items in the document of a webhook; the rest is counted."""
WEIGHTS: Final = {Severity.CRITICAL: 10, Severity.HIGH: 8, Severity.MEDIUM: 5, Severity.LOW: 3}
"""Severities on the scale from 0 to 10 that log collectors have."""
SLIGHT: Final = 1


def audit_events(report: AuditReport, changed: Sequence[Item], drawing: LetterDrawing) -> list[dict[str, Any]]:
    """One event for the audit, and one for each failure that came or went; the same audit gives the same ids."""
    counts = Counter(str(one.news) for one in changed)
    told = ", ".join(f"{news} {count}" for news, count in sorted(counts.items())) or "no change"
    province, missed = drawing.line(report.province), len(report.missed)
    whole = {
        "id": _id(report.audit_id, "finished"),
        "action": "audit-finished",
        "at": report.finished.isoformat(),
        "weight": SLIGHT,
        "message": f"audit {report.audit_id} of {province} finished: {told}; not reached {missed}",
        "audit": report.audit_id,
    }
    return [whole, *(_event(report, item, drawing) for item in changed)]


def alarm_event(kind: str, key: str, subject: str, at: str) -> dict[str, Any]:
    """The event of an alarm, raised at a moment (ISO 8601)."""
    return {
        "id": _id(kind, key),
        "action": f"alarm-{kind}",
        "at": at,
        "weight": WEIGHTS[Severity.HIGH],
        "message": subject,
        "audit": "",
    }


def digest_document(
    report: AuditReport, letter: Letter, items: Sequence[Item], changed: Sequence[Item], drawing: LetterDrawing
) -> dict[str, Any]:
    """What a webhook posts of an audit: counts, what changed, and the same as text for people."""
    return {
        "audit": {
            "id": report.audit_id,
            "province": drawing.line(report.province),
            "started": report.started.isoformat(),
            "finished": report.finished.isoformat(),
            "portals": len(report.portals),
            "missed": len(report.missed),
        },
        "counts": dict(sorted(Counter(str(one.news) for one in items).items())),
        "items": [_item(one, drawing) for one in changed[:ITEMS_POSTED]],
        "items_left_out": max(len(changed) - ITEMS_POSTED, 0),
        "text": letter.text,
    }


def _event(report: AuditReport, item: Item, drawing: LetterDrawing) -> dict[str, Any]:
    told = _item(item, drawing)
    return {
        "id": _id(report.audit_id, item.key),
        "action": f"failure-{item.news}",
        "at": report.finished.isoformat(),
        "weight": WEIGHTS[item.severity],
        "message": f"{told['news']}: {told['title']} – {told['name']}",
        "audit": report.audit_id,
    } | told


def _item(item: Item, drawing: LetterDrawing) -> dict[str, Any]:
    lang = drawing.wording.lang
    return {
        "news": str(item.news),
        "requirement": item.asked.id,
        "title": drawing.line(item.asked.title.vi if lang == "vi" else item.asked.title.en),
        "severity": item.severity.value,
        "agency": item.agency.id,
        "agency_name": drawing.line(item.agency.name),
        "name": drawing.line(item.name),
        "place": drawing.line(item.place, 400),
        "because": drawing.line(item.because.get(lang, ""), 400),
    }


def _id(*same: str) -> str:
    return hashlib.sha256("\0".join(same).encode("utf-8", "backslashreplace")).hexdigest()[:32]

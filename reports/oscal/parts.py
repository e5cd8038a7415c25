"""What every OSCAL document is built of: identifiers, properties, and texts that are never markup by chance.

OSCAL reads texts as Markdown. Those from outside are made visible, cut, and every sign that Markdown would act on is
escaped; ours keep the code between their backticks.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final

from reports.model import AuditReport
from reports.remedy import Block
from reports.wording import ZONE, Wording

OSCAL_VERSION: Final = "1.1.3"
NAMESPACE: Final = "urn:tuanthu:oscal"
"""Of the properties that OSCAL has no name for."""
TEXT: Final = 600
"""How many letters of a text from outside are told."""

_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_ACTING = re.compile(r"[\\`*_\[\]<>{}~^&]")
_BEGINNING = re.compile(r"(?:[-+#=:]|\d+[.)])")


def identifier(*names: str) -> str:
    """The UUID (version 5) of what these names name: the same names have the same one."""
    name = "\n".join(names).encode("utf-8", "backslashreplace").decode()
    return str(uuid.uuid5(_SPACE, name))


def moment(value: datetime | str) -> str:
    """An aware time, or its ISO 8601 text, in UTC as OSCAL writes it."""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    return when.astimezone(UTC).isoformat()


def end_of(day: date) -> str:
    """The last second of a day in Vietnam."""
    return datetime.combine(day, time(23, 59, 59), ZONE).isoformat()


def plain(text: str, wording: Wording, limit: int = TEXT) -> str:
    """A text from outside as a value: visible, in one line, never empty."""
    return " ".join(wording.cut(text, limit).split()) or "–"


def prose(text: str, wording: Wording, limit: int = TEXT) -> str:
    """A text from outside as Markdown that shows it and does nothing else: visible, in one line, never empty."""
    shown = _ACTING.sub(r"\\\g<0>", plain(text, wording, limit))
    if begins := _BEGINNING.match(shown):
        return f"{shown[: begins.end() - 1]}\\{shown[begins.end() - 1 :]}"
    return shown


def code(text: str) -> str:
    """A text of the catalogue as it stands, in a fence that it cannot leave."""
    return f"```\n{text.replace('```', '')}\n```"


def instructions(blocks: Iterable[Block], wording: Wording) -> str:
    """A remedy of the catalogue as Markdown: its steps as lines, its snippets fenced, its code as code."""
    return "\n\n".join(_block(block, wording) for block in blocks) or "–"


def _block(block: Block, wording: Wording) -> str:
    if block.kind == "code":
        return code(block.text)
    spans = (f"`{part}`" if is_code else _ACTING.sub(r"\\\g<0>", part) for part, is_code in block.spans)
    return "   " * block.depth + "".join(spans)


def own(name: str, value: str) -> dict[str, str]:
    """A property that OSCAL has no name for; `value` is one of our words, or `plain`."""
    return {"name": name, "ns": NAMESPACE, "value": value}


def filled(document: Mapping[str, Any]) -> dict[str, Any]:
    """Without the members that hold nothing: OSCAL allows no empty lists."""
    return {name: value for name, value in document.items() if value not in (None, [], "")}


def metadata(title: str, report: AuditReport, wording: Wording) -> dict[str, Any]:
    """The head of a document; its time is that of the end of the audit, its version the audit's id."""
    return {
        "title": prose(title, wording),
        "last-modified": moment(report.finished),
        "version": plain(report.audit_id, wording),
        "oscal-version": OSCAL_VERSION,
        "props": [own("language", wording.lang)],
    }


def selection(report: AuditReport, judged: Iterable[str], by_name: str) -> dict[str, Any]:
    """Which requirements are meant: those judged, or all but all where none was; `by_name` tells how they are named in
    this place, `with-ids` or `control-id`."""

    def named(ids: list[str]) -> list[dict[str, Any]]:
        return [{"with-ids": ids}] if by_name == "with-ids" else [{"control-id": one} for one in ids]

    if ids := sorted(set(judged)):
        return {"include-controls": named(ids)}
    rest = sorted(report.requirements)
    return filled({"include-all": {}, "exclude-controls": named(rest) if rest else []})

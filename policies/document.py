"""The page of all requirements, `docs/requirements.md`, made from the catalogue: `python -m policies.document`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import get_args

from policies.catalogue import load_catalogue
from policies.requirement import Citation, Requirement

_SUBJECTS: tuple[str, ...] = get_args(Requirement.model_fields["subject"].annotation)
_JUDGED_AT = {"portal": "portals", "system": "systems", "both": "portals, systems"}
_HEAD = """\
# All requirements

What the catalogue in `policies/catalogue/` asks for, {count} requirements in all. This page is made by
`python -m policies.document`; a test keeps both the same. `tuanthu policy show ID` tells the reason and the remedy.

- **Law**: instrument, place in it, how sure, and from when to when it is cited. *primary*: read in full; *secondary*:
  read in an account of it; *instruction*: the province's own, judged only by its profile; *draft*: not verified, so
  left out of every profile.
- **Force**: what rests on no legal clause, or is our inference from one ("Hướng dẫn …"), is only *recommended*.
- **Judged at**: portals, information systems by their papers alone, or both.
- **In force**: both days included. **Deadline**: until that day nothing is failed.
- **Layer**: which of the four layers of Chỉ thị 14/CT-TTg has to act.
"""


def document(requirements: Iterable[Requirement]) -> str:
    """The page as Markdown: a table for each subject, by id within it."""
    ordered = sorted(requirements, key=lambda found: (_SUBJECTS.index(found.subject), found.id))
    parts = [_HEAD.format(count=len(ordered))]
    for subject, group in groupby(ordered, key=lambda found: found.subject):
        parts.append("\n".join(_table(subject, list(group))))
    return "\n".join(parts)


def _table(subject: str, requirements: list[Requirement]) -> Iterator[str]:
    yield f"## {subject} ({len(requirements)})"
    yield ""
    yield "| id | requirement | law | force | severity | layer | judged at | in force | deadline |"
    yield f"|{' --- |' * 9}"
    for found in requirements:
        cells = (
            f"`{found.id}`{' (draft)' if found.is_draft else ''}",
            f"{_plain(found.title.vi)}<br>*{_plain(found.title.en)}*",
            "<br>".join(map(_cited, found.citation)),
            found.force,
            found.severity.value,
            str(found.layer),
            _JUDGED_AT[found.about],
            _period(found.effective_from, found.effective_to),
            _day(found.deadline) if found.deadline else "",
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _cited(citation: Citation) -> str:
    period = _period(citation.since, citation.until)
    sure = f"{citation.confirmation.value}{'; ' if period else ''}{period}"
    return f"{_plain(citation.instrument)}, {_plain(citation.clause)} ({sure})"


def _period(since: date | None, until: date | None) -> str:
    words = (f"from {_day(since)}" if since else "", f"to {_day(until)}" if until else "")
    return " ".join(word for word in words if word)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _plain(text: str) -> str:
    """Text that a table cell shows as it is."""
    escaped = text
    for sign in "\\`*_|<>[]":
        escaped = escaped.replace(sign, f"\\{sign}")
    return " ".join(escaped.split())


if __name__ == "__main__":
    sys.stdout.write(document(load_catalogue().requirements.values()))

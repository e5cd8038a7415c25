"""Reads tellings in tests: as plain texts, and by tone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checks.record import PortalRecord
from policies.requirement import Requirement
from policies.verdict import Verdict
from reports.telling import Row, Section, Tone
from reports.tls.observed import TlsTelling, tell_tls
from reports.wording import Wording
from tests.reports.tls.made import judged


def telling(found: PortalRecord, verdicts: Iterable[Verdict] | None = None, lang: Any = "en") -> TlsTelling:
    """What is told of a record, judged by the requirements on versions and certificates unless `verdicts` are given."""
    passed, requirements = judged(found)
    return tell_tls(found, passed if verdicts is None else [*verdicts], requirements, Wording(lang))


def unjudged(found: PortalRecord) -> TlsTelling:
    """What is told when no requirement was asked."""
    nothing: Mapping[str, Requirement] = {}
    return tell_tls(found, [], nothing, Wording("en"))


def rows(sections: Iterable[Section], label: str) -> list[Row]:
    """The rows of a label."""
    return [row for section in sections for row in section.rows if row.label == label]


def texts(sections: Iterable[Section], label: str) -> list[str]:
    """The lines of the first row of a label."""
    return ["".join(piece.text for piece in line) for line in rows(sections, label)[0].lines]


def tones(sections: Iterable[Section]) -> Iterator[tuple[str, Tone]]:
    """Every text with its tone."""
    for section in sections:
        for row in section.rows:
            for line in row.lines:
                yield from ((piece.text, piece.tone) for piece in line)

"""What the document rests on: the instruments of the state that the requirements judged cite on the date of law."""

from __future__ import annotations

from typing import Final

from policies.requirement import Confirmation, Requirement
from reports.model import AuditReport
from reports.wording import Wording

RANKS: Final = ("Luật", "Nghị quyết", "Nghị định", "Thông tư", "Quyết định", "Chỉ thị", "Công văn")
"""The kinds of instrument that a document of a state body rests on, the highest first."""


def judged_requirements(report: AuditReport) -> tuple[Requirement, ...]:
    """The requirements that a verdict names, in the order of their ids."""
    return tuple(report.requirements[name] for name in sorted({verdict.requirement for verdict in report.judged()}))


def instruments(report: AuditReport, wording: Wording) -> tuple[str, ...]:
    """One line an instrument, by rank; one that nobody has read for us in full says so."""
    sure: dict[str, bool] = {}
    for requirement in judged_requirements(report):
        for cited in requirement.citations_on(report.law_date):
            if _rank(cited.instrument) < len(RANKS):
                known = cited.confirmation in (Confirmation.PRIMARY, Confirmation.INSTRUCTION)
                sure[cited.instrument] = sure.get(cited.instrument, False) or known
    flag = f" ({wording.word('confirmation', Confirmation.SECONDARY)})"
    lines = [
        f"Căn cứ {name}{'' if sure[name] else flag}" for name in sorted(sure, key=lambda name: (_rank(name), name))
    ]
    return tuple(f"{line}{';' if place < len(lines) else '.'}" for place, line in enumerate(lines, 1))


def _rank(instrument: str) -> int:
    """The place of its kind; one that is no instrument of the state comes last."""
    return next((place for place, kind in enumerate(RANKS) if instrument.startswith(f"{kind} ")), len(RANKS))

"""Verdicts as they stand in the JSON of portals, systems and audits, with the law that each rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from checks.observation import Json
from policies.requirement import Requirement
from policies.verdict import Verdict
from reports.i18n import Language

Laws: TypeAlias = Mapping[str, Sequence[str]]
"""The id of a requirement → what may be cited for it, as `instrument, clause`."""


def laws(requirements: Iterable[Requirement], law_date: date) -> dict[str, list[str]]:
    """By which law each requirement binds on that day; nothing for one that nothing in force carries."""
    return {
        asked.id: [f"{cited.instrument}, {cited.clause}" for cited in asked.citations_on(law_date)]
        for asked in requirements
    }


def verdict_documents(verdicts: Sequence[Verdict], lang: Language, law: Laws) -> list[Json]:
    """The verdicts in their order, with their reason in `lang`; one whose requirement `law` does not know names no
    law."""
    return [
        {
            "requirement": verdict.requirement,
            "verdict": verdict.verdict.value,
            "severity": verdict.severity.value,
            "layer": verdict.layer,
            "because": verdict.because[lang],
            "reasons": list(verdict.reasons),
            "observations": list(verdict.observations),
            **({"law": list(law[verdict.requirement])} if verdict.requirement in law else {}),
        }
        for verdict in verdicts
    ]

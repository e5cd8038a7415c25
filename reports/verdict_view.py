"""Requirements, verdicts and evidence as the templates draw them, of portals and of information systems alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from checks.observation import Json
from checks.record import PortalRecord
from policies.requirement import Citation as Cited
from policies.requirement import Confirmation, Requirement, Text
from policies.verdict import Verdict
from reports.evidence import Node, readable
from reports.remedy import Block, blocks
from reports.telling import Section
from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class Citation:
    """One legal basis in force on the date of law, with the days from and to which it is; `flag` warns when it was not
    read in the instrument itself, else empty."""

    text: str
    flag: str


@dataclass(frozen=True, slots=True)
class RequirementView:
    """A requirement in one language; `anchor` is its place in the list of legal bases, `instruments` names those alone,
    `force_from` and `deadline` are dates in words, the latter empty where there is none."""

    id: str
    anchor: str
    title: str
    why: str
    subject: str
    mandatory: bool
    force: str
    force_from: str
    deadline: str
    citations: tuple[Citation, ...]
    instruments: tuple[str, ...]
    remedy: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One observed fact: `anchor` to link to, `name` as in the data, `label` in words, the value and where it was.

    `told` is not empty where the value is told in sections of its own rather than as a tree.
    """

    anchor: str
    id: str
    name: str
    label: str
    value: Node
    told: tuple[Section, ...]
    sha256: str
    observed_at: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """One verdict; `needs` tells for an unknown, reason by reason, what is needed to find out."""

    requirement: RequirementView
    outcome: str
    severity: str
    layer: int
    because: str
    needs: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]


def requirement_view(item: Requirement, anchor: str, law_date: date, wording: Wording) -> RequirementView:
    """The requirement with the law that it rests on at that day."""
    word = wording.word
    cited = item.citations_on(law_date)
    return RequirementView(
        id=item.id,
        anchor=anchor,
        title=said(item.title, wording),
        why=said(item.why, wording),
        subject=item.subject,
        mandatory=item.force == "mandatory",
        force=word("force", item.force),
        force_from=_span(item.effective_from, item.effective_to, wording),
        deadline=wording.day(item.deadline) if item.deadline else "",
        citations=tuple(
            Citation(
                _cited(basis, wording),
                "" if basis.confirmation is Confirmation.PRIMARY else word("confirmation", basis.confirmation),
            )
            for basis in cited
        ),
        instruments=tuple(dict.fromkeys(basis.instrument for basis in cited)),
        remedy=tuple(blocks(said(item.remedy, wording))),
    )


def evidence_views(
    anchor: str, record: PortalRecord, told: Mapping[str, tuple[Section, ...]], wording: Wording
) -> tuple[EvidenceView, ...]:
    """Every fact of one look, in the order of the record; `told` holds those that have a telling of their own."""
    values: dict[str, Json] = {
        f"{check}.{name}": value for check, facts in record.observations.items() for name, value in facts.items()
    }
    return tuple(
        EvidenceView(
            anchor=f"{anchor}-{place}",
            id=item.id,
            name=wording.cut(item.fact, 80),
            label=wording.cut(wording.word("fact", item.fact), 80),
            value=readable(item.fact, values[item.fact], wording),
            told=told.get(item.fact, ()),
            sha256=item.sha256,
            observed_at=wording.observed(item.observed_at),
        )
        for place, item in enumerate(record.evidence(), 1)
    )


def verdict_view(
    verdict: Verdict, requirement: RequirementView, evidence: Mapping[str, EvidenceView], wording: Wording
) -> VerdictView:
    """The verdict with what of its evidence is shown; `evidence` maps id → fact."""
    return VerdictView(
        requirement=requirement,
        outcome=verdict.verdict.value,
        severity=verdict.severity.value,
        layer=verdict.layer,
        because=wording.cut(verdict.because[wording.lang], 600),
        needs=tuple(wording.word("need", reason) for reason in verdict.reasons),
        evidence=tuple(evidence[name] for name in verdict.observations if name in evidence),
    )


def said(text: Text, wording: Wording) -> str:
    """A text of the catalogue in the language of the report."""
    return text.vi if wording.lang == "vi" else text.en


def _cited(basis: Cited, wording: Wording) -> str:
    place = f"{basis.instrument}, {basis.clause}"
    span = _span(basis.since, basis.until, wording)
    return f"{place} ({span})" if span else place


def _span(since: date | None, until: date | None, wording: Wording) -> str:
    """From when to when something is law; empty where neither is known."""
    gettext = wording.gettext.gettext
    days = {
        "since": wording.day(since) if since else "",
        "until": wording.day(until) if until else "",
    }
    if since and until:
        return gettext("from %(since)s to %(until)s") % days
    if since:
        return gettext("from %(since)s on") % days
    return gettext("until %(until)s") % days if until else ""

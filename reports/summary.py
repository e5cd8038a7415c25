"""Counting, and nothing else: how many verdicts of each outcome, by subject, layer, agency and portal.

Requirements on information systems are counted once: at the portals that were judged on them too, else at the systems.
Shares are of the verdicts that apply, so pass, fail, unknown and waived are told side by side
and an unknown never swells the one or the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from checks.observation import Json, is_unseen
from policies.requirement import Requirement
from policies.verdict import Outcome, Severity, Verdict
from reports.model import AgencyRow, AuditReport, PortalResult, SystemResult

SUBJECTS = ("ipv6", "dns", "tls", "web", "exposure", "trust_label", "security_plan")
LAYERS = (1, 2, 3, 4)
CHANGE_KINDS = ("new", "reopened", "persisting", "not_reobserved", "fixed")
WORST_FIRST = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED, Outcome.PASS, Outcome.NOT_APPLICABLE)

Key = TypeVar("Key")
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many verdicts there are of each outcome."""

    counts: Mapping[Outcome, int]

    def __getitem__(self, outcome: Outcome | str) -> int:
        return self.counts.get(Outcome(outcome), 0)

    @property
    def total(self) -> int:
        """All verdicts, those that do not apply included."""
        return sum(self.counts.values())

    @property
    def applicable(self) -> int:
        """The verdicts that shares are taken of."""
        return self.total - self[Outcome.NOT_APPLICABLE]

    def share(self, outcome: Outcome | str) -> int | None:
        """Whole percent of the applicable verdicts; None when there are none.

        0 and 100 are kept for nothing and everything: 999 of 1,000 is 99.
        """
        if not self.applicable:
            return None
        count = self[outcome]
        if count in (0, self.applicable):
            return 100 * count // self.applicable
        return min(99, max(1, round(100 * count / self.applicable)))


class Standing(StrEnum):
    """Where a portal stands with the mandatory requirements."""

    FAILING = "failing"
    UNDETERMINED = "undetermined"
    COMPLIANT = "compliant"


@dataclass(frozen=True, slots=True)
class Priority:
    """One requirement that fails, the portals where it does, and the systems where no portal tells of it."""

    requirement: str
    severity: Severity
    portals: tuple[PortalResult, ...]
    systems: tuple[SystemResult, ...] = ()

    @property
    def count(self) -> int:
        """Portals and systems together."""
        return len(self.portals) + len(self.systems)


@dataclass(frozen=True, slots=True)
class SharedCertificate:
    """One certificate that several portals show; `days_left` is negative when it has expired, None when unseen."""

    sha256: str
    subject: str
    days_left: int | None
    portals: tuple[PortalResult, ...]

    @property
    def agencies(self) -> tuple[str, ...]:
        """Ids of the agencies that own these portals, each once."""
        return tuple(dict.fromkeys(portal.agency_id for portal in self.portals if portal.agency_id is not None))


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Counts the verdicts by outcome."""
    return Tally(Counter(verdict.verdict for verdict in verdicts))


def by_subject(report: AuditReport) -> dict[str, Tally]:
    """One tally a subject, in the order of the law's reports; subjects without verdicts are left out."""
    return _grouped(report.counted(), SUBJECTS, lambda _, verdict: report.requirements[verdict.requirement].subject)


def by_layer(report: AuditReport) -> dict[int, Tally]:
    """One tally for each of the four layers of Chỉ thị 14/CT-TTg; layers without verdicts are left out."""
    return _grouped(report.counted(), LAYERS, lambda _, verdict: verdict.layer)


def by_agency(report: AuditReport) -> dict[str | None, Tally]:
    """One tally an agency, of its own portals; None stands for portals of no listed agency."""
    order: dict[str | None, None] = {**{agency.id: None for agency in report.agencies}, None: None}
    return _grouped(
        report.verdicts(), list(order), lambda portal, _: portal.agency_id if portal.agency_id in order else None
    )


def _grouped(
    verdicts: Iterable[tuple[Place, Verdict]], order: Sequence[Key], key_of: Callable[[Place, Verdict], Key]
) -> dict[Key, Tally]:
    groups: dict[Key, list[Verdict]] = defaultdict(list)
    for place, verdict in verdicts:
        groups[key_of(place, verdict)].append(verdict)
    return {key: tally(groups[key]) for key in order if key in groups}


def agency_tree(agencies: Sequence[AgencyRow]) -> list[tuple[int, AgencyRow]]:
    """The agencies in tree order, each below its parent with its depth; one without a known parent is a root."""
    ids = {agency.id for agency in agencies}
    children: dict[str | None, list[AgencyRow]] = defaultdict(list)
    for agency in agencies:
        children[agency.parent_id if agency.parent_id in ids else None].append(agency)
    rows: list[tuple[int, AgencyRow]] = []
    stack = [(0, agency) for agency in reversed(children[None])]
    while stack:
        depth, agency = stack.pop()
        rows.append((depth, agency))
        stack.extend((depth + 1, child) for child in reversed(children[agency.id]))
    return rows


def standing(verdicts: Iterable[Verdict], requirements: Mapping[str, Requirement]) -> Standing:
    """Compliant: no mandatory requirement fails and none is unknown. Without a mandatory verdict: undetermined."""
    mandatory = tally(verdict for verdict in verdicts if requirements[verdict.requirement].force == "mandatory")
    if mandatory[Outcome.FAIL]:
        return Standing.FAILING
    if mandatory[Outcome.UNKNOWN] or not mandatory.applicable:
        return Standing.UNDETERMINED
    return Standing.COMPLIANT


def standings(report: AuditReport) -> dict[Standing, int]:
    """How many portals stand where."""
    found = Counter(standing(portal.verdicts, report.requirements) for portal in report.portals)
    return {kind: found[kind] for kind in Standing}


def first_things(report: AuditReport, limit: int = 5) -> list[Priority]:
    """What to do first: the failing requirements, most severe first, then mandatory before recommended, then by the
    number of portals and systems.

    Recommendations are among them, for an expired certificate locks citizens out whatever the law says of it.
    """
    failing: dict[str, list[PortalResult | SystemResult]] = defaultdict(list)
    severity: dict[str, Severity] = {}
    for place, verdict in report.counted():
        if verdict.verdict is Outcome.FAIL:
            failing[verdict.requirement].append(place)
            severity[verdict.requirement] = verdict.severity
    found = [
        Priority(
            name,
            severity[name],
            tuple(place for place in places if isinstance(place, PortalResult)),
            tuple(place for place in places if isinstance(place, SystemResult)),
        )
        for name, places in failing.items()
    ]
    return sorted(
        found,
        key=lambda item: (
            item.severity.rank,
            report.requirements[item.requirement].force != "mandatory",
            -item.count,
            item.requirement,
        ),
    )[:limit]


def shared_certificates(report: AuditReport) -> list[SharedCertificate]:
    """The certificates that portals of different agencies show, those that most agencies share first.

    Whoever holds the key of such a certificate can pass for the portals of every one of these agencies.
    """
    found: dict[str, tuple[dict[str, Json], dict[str, PortalResult]]] = {}
    for result in report.portals:
        for certificate in _certificates(result.record.observations.get("tls", {})):
            if isinstance(sha256 := certificate.get("sha256"), str):
                found.setdefault(sha256, (certificate, {}))[1][result.url] = result
    shared = [
        SharedCertificate(sha256, _text(one, "subject"), _days(one), tuple(portals.values()))
        for sha256, (one, portals) in found.items()
    ]
    kept = [one for one in shared if len(one.agencies) > 1]
    return sorted(kept, key=lambda one: (-len(one.agencies), -len(one.portals), one.sha256))


def _certificates(tls: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Every certificate that a portal showed, whole members of it perhaps unseen."""
    listed = tls.get("certificates")
    every = listed if isinstance(listed, list) else [tls.get("certificate")]
    return [one for one in every if isinstance(one, dict) and not is_unseen(one)]


def _days(certificate: Mapping[str, Json]) -> int | None:
    value = certificate.get("days_left")
    return value if isinstance(value, int) else None


def _text(certificate: Mapping[str, Json], name: str) -> str:
    value = certificate.get(name)
    return value if isinstance(value, str) else ""


def worst_first(verdicts: Iterable[Verdict], requirements: Mapping[str, Requirement]) -> list[Verdict]:
    """Fails before unknowns before the rest; within one outcome mandatory before recommended, heaviest first."""
    return sorted(
        verdicts,
        key=lambda verdict: (
            WORST_FIRST.index(verdict.verdict),
            requirements[verdict.requirement].force != "mandatory",
            verdict.severity.rank,
            verdict.requirement,
        ),
    )

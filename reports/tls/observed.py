"""All that the TLS check saw of one portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checks.observation import Json, is_unseen
from checks.record import PortalRecord
from policies.bearings import Bearings
from policies.requirement import Requirement
from policies.verdict import Verdict
from reports.telling import Row, Section, unseen
from reports.tls.certificates import certificate_sections
from reports.tls.endpoints import endpoint_sections
from reports.tls.manner import Manner
from reports.tls.shape import CERTIFICATE, ENDPOINT, fitting
from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class TlsTelling:
    """What the addresses offer and what the certificates say; nothing where TLS was not asked for."""

    endpoints: tuple[Section, ...] = ()
    certificates: tuple[Section, ...] = ()


def tell_tls(
    record: PortalRecord, verdicts: Sequence[Verdict], requirements: Mapping[str, Requirement], wording: Wording
) -> TlsTelling:
    """The facts of the TLS check in words, toned by the verdicts on them and by BCP 195."""
    tls = record.observations.get("tls")
    if tls is None:
        return TlsTelling()
    manner = Manner(wording, Bearings(record, verdicts, requirements))
    h3 = tls.get("h3")
    return TlsTelling(
        tuple(_endpoints(tls.get("endpoints"), h3 if isinstance(h3, bool) else None, manner)),
        tuple(_certificates(tls.get("certificate"), tls.get("certificates"), manner)),
    )


def _endpoints(value: Json, h3: bool | None, manner: Manner) -> list[Section]:
    if not isinstance(value, list):
        return _unseen("tls.endpoints", value, manner)
    found = [fitting(item, ENDPOINT) for item in value]
    told = [item for item in found if item is not None and (is_unseen(item) or {"address", "versions"} <= item.keys())]
    return endpoint_sections(told, h3, manner) if len(told) == len(value) else []


def _certificates(first: Json, every: Json, manner: Manner) -> list[Section]:
    found = [fitting(item, CERTIFICATE) for item in (every if isinstance(every, list) and every else [first])]
    told = [item for item in found if item is not None]
    return certificate_sections(fitting(first, CERTIFICATE), told, manner) if len(told) == len(found) else []


def _unseen(fact: str, value: Json, manner: Manner) -> list[Section]:
    mark = fitting(value, {})
    if not mark:
        return []
    title = manner.wording.word("fact", fact)
    return [Section(title, (Row(manner.gettext("Not observed"), ((unseen(mark, manner.wording),),)),), major=True)]

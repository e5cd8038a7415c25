"""Joins audits of one inventory from several vantages into one audit.

The model is the simplest sound one. Every vantage audits the inventory for itself. Of each portal all looks are kept,
that which saw most first; each look is judged by itself and the verdicts are joined (`policies.vantages`). What was
asked must be the same everywhere: the inventory apart from its vantage, the profile, the date of law, the checks and
how thoroughly TLS was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from importlib import metadata
from pathlib import Path
from typing import Any

from agent.auditing.load import joined
from agent.errors import InputError
from agent.profiles import read_profile
from agent.results import WRONG, no_result, read_document
from agent.store import Audit, AuditStatus, Store
from agent.texts import _
from checks.facts import TIERS
from checks.observation import is_unseen
from checks.record import TOOL, PortalRecord
from policies.judge import Waiver
from policies.vantages import judge_looks
from policies.verdict import Verdict

DATABASE = "tuanthu.db"


@dataclass(frozen=True, slots=True)
class Part:
    """One audit to be joined; `source` is what the person called it, `records` are what it saw of each portal,
    `systems` what it read of each information system."""

    source: str
    audit: Audit
    records: Sequence[PortalRecord]
    systems: Sequence[PortalRecord] = ()

    @property
    def name(self) -> str:
        """Its vantage."""
        return str(self.audit.vantage["name"])


def read_part(source: str, database: str) -> Part:
    """The audit in a JSON file, the newest in a folder's database, or one of the database at the URL `database`.

    Raises `InputError` for a file that is no audit, `StoreError` for what is not stored.
    """
    if source.endswith(".json") or Path(source).is_file():
        return _part_in(Path(source))
    is_folder = Path(source).is_dir()
    with Store(f"sqlite:///{Path(source) / DATABASE}" if is_folder else database, create=False) as store:
        audit = store.audit("latest" if is_folder else source)
        systems = [record for record, _judged in store.systems(audit.id)]
        return Part(source, audit, store.records(audit.id), systems)


def _part_in(file: Path) -> Part:
    try:
        document = read_document(file)
        told = document["audit"]
        if "plan" not in told:
            raise InputError(
                _("{file} does not say what it was asked; write it again with 'tuanthu report' of this version").format(
                    file=file
                )
            )
        plan = told["plan"]
        if plan["tier"] not in TIERS:
            raise ValueError(f"no tier {plan['tier']}")
        audit = Audit(
            id=str(told["id"]),
            inventory="",
            inventory_digest="",
            province=str(told["province"]),
            profile=str(told["profile"]),
            law_date=date.fromisoformat(told["law_date"]),
            checks=tuple(map(str, plan["checks"])),
            status=AuditStatus.FINISHED if told["complete"] is True else AuditStatus.INTERRUPTED,
            started=_moment(told["started"]),
            finished=_moment(told["finished"]),
            vantage={**told["vantage"], "name": str(told["vantage"]["name"])},
            agencies=[dict(agency) for agency in plan["agencies"]],
            waivers=[Waiver(**{**waiver, "until": date.fromisoformat(waiver["until"])}) for waiver in plan["waivers"]],
            load={str(name): int(count) for name, count in told["load"].items()},
            tier=plan["tier"],
            asked=str(plan["asked"]),
        )
        records = [PortalRecord.from_document(portal) for portal in document["portals"]]
        systems = [PortalRecord.from_document(system) for system in document.get("systems", ())]
        for record in (*records, *systems):
            _moment(record.finished)
            dict(record.vantage)
    except WRONG as error:
        raise no_result(file, error) from error
    return Part(str(file), audit, records, systems)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text[:40]} has no time zone")
    return moment


def combine(parts: Sequence[Part]) -> tuple[Audit, list[tuple[PortalRecord, list[Verdict]]]]:
    """The audit that several make together, not stored yet, with its systems and portals in the order of the first,
    judged. The papers of a system are the same everywhere: those that the first vantage read count.

    Raises `InputError` where they do not go together.
    """
    _refuse(parts)
    first = parts[0].audit
    profile = read_profile(first.profile)
    by_url = [{record.portal["url"]: record for record in part.records} for part in parts]
    portals = [_joined([records[url] for records in by_url]) for url in by_url[0]]
    audit = replace(
        first,
        id="",
        inventory=next((part.audit.inventory for part in parts if part.audit.inventory), ""),
        started=min(part.audit.started for part in parts),
        finished=max(part.audit.finished or part.audit.started for part in parts),
        vantage=_vantage(parts),
        load=reduce(joined, (part.audit.load for part in parts)),
    )
    return audit, [
        (record, judge_looks(record, profile, audit.law_date, audit.waivers))
        for record in (*parts[0].systems, *portals)
    ]


def _joined(records: Sequence[PortalRecord]) -> PortalRecord:
    """The look that saw most, the first of equals, with the others beside it in their order."""
    looks = [replace(look, also=()) for record in records for look in record.looks]
    first = min(looks, key=_gaps)
    return replace(first, also=tuple(look for look in looks if look is not first))


def _gaps(look: PortalRecord) -> int:
    return sum(is_unseen(value) for facts in look.observations.values() for value in facts.values())


def _vantage(parts: Sequence[Part]) -> dict[str, Any]:
    """All vantages as one: it has what any of them has."""
    told = [part.audit.vantage for part in parts]
    return {
        "name": " + ".join(part.name for part in parts),
        **{ability: any(each.get(ability) is True for each in told) for ability in ("ipv4", "ipv6", "dnssec")},
        "tool": TOOL,
        "version": metadata.version(TOOL),
        "vantages": [
            {
                **part.audit.vantage,
                "audit": part.audit.id,
                "started": part.audit.started.isoformat(),
                "finished": (part.audit.finished or part.audit.started).isoformat(),
            }
            for part in parts
        ],
    }


def _refuse(parts: Sequence[Part]) -> None:
    """Raise `InputError` with the first reason why these audits can't be joined."""
    if len(parts) < 2:
        raise InputError(_("one audit has nothing to be combined with; give two or more, each of its own vantage"))
    for part in parts:
        _refuse_one(part)
    names: dict[str, str] = {}
    for part in parts:
        if part.name in names:
            raise InputError(
                _(
                    "{first} and {second} were both taken from the vantage '{name}'; give each vantage a name of its "
                    "own with audit --vantage"
                ).format(first=names[part.name], second=part.source, name=part.name)
            )
        names[part.name] = part.source
    for what, told in _same().items():
        for part in parts[1:]:
            one, other = told(parts[0]), told(part)
            if one != other:
                raise InputError(
                    _("{first} and {second} cannot be combined: they differ in {what}; audit both alike").format(
                        first=parts[0].source, second=part.source, what=what
                    )
                )


def _refuse_one(part: Part) -> None:
    seen_from = {str(look.vantage.get("name", "")) for record in part.records for look in record.looks}
    if "vantages" in part.audit.vantage or seen_from - {part.name}:
        raise InputError(
            _("{audit} comes from more than one vantage already; give the audits of the single vantages").format(
                audit=part.source
            )
        )
    if not part.audit.complete:
        raise InputError(
            _("{audit} is incomplete; finish it with 'tuanthu audit --resume' at its vantage first").format(
                audit=part.source
            )
        )
    if not part.audit.asked:
        raise InputError(
            _("{audit} was taken by an older version, which did not note what was asked; audit anew").format(
                audit=part.source
            )
        )


def _same() -> dict[str, Callable[[Part], object]]:
    """What must be the same in all audits, by its name in print."""
    return {
        _("the inventory"): lambda part: (part.audit.asked, sorted(record.portal["url"] for record in part.records)),
        _("the profile"): lambda part: part.audit.profile,
        _("the date of law"): lambda part: part.audit.law_date,
        _("the checks"): lambda part: sorted(part.audit.checks),
        _("how thoroughly TLS was looked at"): lambda part: part.audit.tier,
    }

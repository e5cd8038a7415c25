"""Prints what other rules would change: the counts first, then the names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.cli.show import out, outcome_text, outcome_word, print_json, safe
from agent.simulation import Shift, Simulation
from agent.store import Audit
from agent.texts import _
from policies.requirement import Profile
from policies.verdict import Outcome
from reports.i18n import Language
from reports.wording import Wording

_TOLD: Final = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS)
"""What is named portal by portal; what would be waived or not apply is only counted."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The profile and the day of law that were tried."""

    profile: Profile
    law_date: date


def print_simulation(
    simulation: Simulation, audit: Audit, against: Audit, rules: Rules, lang: Language, as_json: bool
) -> None:
    """The whole comparison, for people or as JSON."""
    printed = _Printed(simulation, audit, against, rules, lang)
    if as_json:
        print_json(printed.document())
    else:
        printed.print()


class _Printed:
    def __init__(self, simulation: Simulation, audit: Audit, against: Audit, rules: Rules, lang: Language) -> None:
        self.simulation = simulation
        self.audit = audit
        self.against = against
        self.rules = rules
        self.lang = lang
        self.wording = Wording(lang)
        self.asked = {found.id: found for found in rules.profile.requirements}
        self.agencies = {str(row["id"]): str(row["name"]) for row in audit.agencies}
        self.by_requirement = {
            name: list(found) for name, found in groupby(simulation.shifts, key=lambda shift: shift.after.requirement)
        }

    def document(self) -> dict[str, Any]:
        """Everything, in the words of the data."""
        simulation = self.simulation
        return {
            "audit": self.audit.id,
            "against": self.against.id,
            "before": {"profile": self.against.profile, "law_date": self.against.law_date.isoformat()},
            "after": {"profile": self.rules.profile.name, "law_date": self.rules.law_date.isoformat()},
            "counts": _counts(simulation.shifts),
            "requirements": [
                {
                    "id": name,
                    "title": self._title(name),
                    "force": self.asked[name].force,
                    "severity": self.asked[name].severity.value,
                    "asked_before": self._asked_before(name),
                    "counts": _counts(self.by_requirement.get(name, ())),
                    "unchanged": {outcome.value: self._unchanged(name, outcome) for outcome in Outcome},
                }
                for name in self._judged()
            ],
            "agencies": [
                {"id": agency_id, "name": name, "counts": _counts(found)}
                for agency_id, name, found in self._by_agency()
            ],
            "changes": [
                {
                    "place": shift.record.portal["url"],
                    "agency_id": shift.record.portal.get("agency_id"),
                    "requirement": shift.after.requirement,
                    "before": shift.before and shift.before.value,
                    "after": shift.after.verdict.value,
                    "because": shift.after.because[self.lang],
                }
                for shift in simulation.shifts
            ],
            "unobserved": list(simulation.unobserved),
            "not_in_force": list(simulation.not_in_force),
            "dropped": list(simulation.dropped),
            "apart": simulation.apart,
        }

    def print(self) -> None:
        """The rules, the counts by requirement and by agency, then who it would be."""
        self._print_rules()
        if self.simulation.shifts:
            self._print_counts()
            for name, shifts in self.by_requirement.items():
                self._print_names(name, shifts)
        else:
            out.print(_("No verdict would be another one."))
        self._print_left_out()

    def _print_rules(self) -> None:
        for label, audit, profile, day in (
            (_("As concluded:"), self.against.id, self.against.profile, self.against.law_date),
            (_("As it would be:"), self.audit.id, self.rules.profile.name, self.rules.law_date),
        ):
            told = _("{label} audit {audit}, profile {profile}, law as of {day}").format(
                label=label, audit=audit, profile=profile, day=self.wording.day(day)
            )
            out.print(Text(safe(told)))
        if self.audit.id != self.against.id:
            out.print(
                Text(
                    _("These are two audits: what differs may be the portals, and not the rules alone."), style="yellow"
                )
            )
        out.print(Text(_("Nothing is stored and nothing is decided by this."), style="dim"))
        out.print()

    def _print_counts(self) -> None:
        heads = (_("would fail"), _("would become unknown"), _("would pass"), _("would be something else"))
        table = _table(_("Requirement"), *heads, _("fail already"))
        for name in self._judged():
            shifts = self.by_requirement.get(name, [])
            if shifts:
                anew = "" if self._asked_before(name) else " · " + _("asked anew")
                force = self.wording.word("force", self.asked[name].force)
                label = f"{self._title(name)} · {name} · {force}{anew}"
                table.add_row(Text(label), *_cells(shifts), str(self._unchanged(name, Outcome.FAIL)))
        table.add_row(
            Text(_("all together"), style="bold"),
            *_cells(self.simulation.shifts),
            str(sum(counts.get(Outcome.FAIL, 0) for counts in self.simulation.unchanged.values())),
        )
        out.print(table)
        out.print()
        agencies = _table(_("Agency"), *heads)
        for _id, name, found in self._by_agency():
            agencies.add_row(Text(safe(name, 160)), *_cells(found))
        out.print(agencies)

    def _print_names(self, name: str, shifts: Sequence[Shift]) -> None:
        out.print()
        out.print(Text(f"{self._title(name)}  {name}", style="bold"))
        for outcome in _TOLD:
            found = [shift for shift in shifts if shift.after.verdict is outcome]
            if outcome is Outcome.PASS and not self._asked_before(name):
                if found:
                    out.print(
                        outcome_text("pass").append(_(": {n} already do what is asked anew").format(n=len(found)))
                    )
                continue
            for shift in found:
                before = _("not judged") if shift.before is None else outcome_word(shift.before.value)
                line = outcome_text(outcome.value).append(f"  {safe(shift.record.portal['url'])}", style="")
                line.append(f"  {safe(self._agency(shift), 160)}  ", style="dim")
                out.print(line.append(_("(was: {before})").format(before=before), style="dim"))
                if outcome is not Outcome.PASS:
                    reason = Text(safe(shift.after.because[self.lang]), style="dim")
                    out.print(Padding(reason, (0, 0, 0, 3), expand=False))

    def _print_left_out(self) -> None:
        simulation = self.simulation
        for text, names in (
            (_("Not judged, for the audit did not look into it: {names}"), simulation.unobserved),
            (_("Not judged, for it is not in force on that day: {names}"), simulation.not_in_force),
            (_("Concluded then, and not asked by these rules: {n} requirements"), simulation.dropped),
        ):
            if names:
                out.print()
                out.print(text.format(names=", ".join(names), n=len(names)))
        if simulation.apart:
            out.print()
            out.print(_("Portals and systems with nothing to compare with: {n}").format(n=simulation.apart))

    def _judged(self) -> list[str]:
        """The requirements judged anew: those that change most first."""
        failing = {
            name: sum(shift.after.verdict is Outcome.FAIL for shift in shifts)
            for name, shifts in self.by_requirement.items()
        }
        judged = {*self.by_requirement, *self.simulation.unchanged}
        return sorted(judged, key=lambda name: (-failing.get(name, 0), self.asked[name].severity.rank, name))

    def _by_agency(self) -> list[tuple[str | None, str, list[Shift]]]:
        """The agencies that something would change for, in the order of the inventory, portals of none last."""
        groups: dict[str | None, list[Shift]] = {}
        for shift in self.simulation.shifts:
            agency = shift.record.portal.get("agency_id")
            groups.setdefault(agency if agency in self.agencies else None, []).append(shift)
        known = [(id_, name, groups[id_]) for id_, name in self.agencies.items() if id_ in groups]
        return [*known, *([(None, _("portals of no listed agency"), groups[None])] if None in groups else [])]

    def _agency(self, shift: Shift) -> str:
        portal = shift.record.portal
        return self.agencies.get(str(portal.get("agency_id")), str(portal.get("agency") or ""))

    def _asked_before(self, name: str) -> bool:
        """Whether the stored audit judged it anywhere that is compared."""
        shifts = self.by_requirement.get(name, [])
        return name in self.simulation.unchanged or any(shift.before is not None for shift in shifts)

    def _unchanged(self, name: str, outcome: Outcome) -> int:
        return self.simulation.unchanged.get(name, {}).get(outcome, 0)

    def _title(self, name: str) -> str:
        title = self.asked[name].title
        return safe(title.en if self.lang == "en" else title.vi)


def _counts(shifts: Iterable[Shift]) -> dict[str, int]:
    """How many would become what."""
    listed = list(shifts)
    return {outcome.value: sum(shift.after.verdict is outcome for shift in listed) for outcome in Outcome}


def _cells(shifts: Iterable[Shift]) -> list[str]:
    counts = _counts(shifts)
    other = sum(counts.values()) - sum(counts[outcome.value] for outcome in _TOLD)
    return [*(str(counts[outcome.value]) for outcome in _TOLD), str(other)]


def _table(first: str, *heads: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first, overflow="fold")
    for head in heads:
        table.add_column(head, justify="right")
    return table

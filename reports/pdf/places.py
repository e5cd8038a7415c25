"""The sections of single portals and information systems in the PDF: what is not met in full, what is met in a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from reports.brief import GroupView
from reports.pdf.parts import Data, Parts, bar, sections
from reports.system_view import FamilyView, SystemView
from reports.verdict_view import RequirementView, VerdictView
from reports.view import PortalView

UNSETTLED: Final = ("fail", "waived", "unknown")
_LONG: Final = re.compile(r"\S{61}")


def portal(one: PortalView, parts: Parts) -> Data:
    """One portal. What has the same reason is told together, with the number of each requirement."""
    own = [verdict for subject in one.subjects for verdict in subject.verdicts]
    short = [verdict for subject in one.subjects for verdict in subject.short]
    told: Data = {
        "anchor": one.anchor,
        "title": f"{one.number}. {one.name}",
        "url": one.url,
        "standing": [one.standing, parts.word("standing", one.standing)],
        "told": _standing(one, parts),
        "answers": [parts.gettext("It did not answer every vantage alike."), one.answers] if one.answers else [],
        "bar": bar(one.tally),
        "shares": parts.shares(one.tally),
        "facts": _facts(one, parts),
        "groups": [
            group for name in UNSETTLED if (group := _outcome(name, own, _at_system(name, one, short, parts), parts))
        ],
        "needs": list(dict.fromkeys(need for verdict in own for need in verdict.needs)),
        "lines": [line for name in ("pass", "not_applicable") if (line := _line(name, one, own, parts))],
    }
    return {**told, "long": has_long_word(told)}


def has_long_word(told: Any) -> bool:
    """Whether a word in it is longer than a line, so that the template has to break it."""
    match told:
        case str():
            return bool(_LONG.search(told))
        case dict():
            return any(map(has_long_word, told.values()))
        case list():
            return any(map(has_long_word, told))
    return False


def _outcome(outcome: str, own: Sequence[VerdictView], short: Sequence[list[str]], parts: Parts) -> list[Any]:
    """(outcome, head, (requirements, why) by reason); nothing where there is no such verdict."""
    alike: dict[str, list[VerdictView]] = {}
    for verdict in own:
        if verdict.outcome == outcome:
            alike.setdefault(verdict.because, []).append(verdict)
    items = [[_asked(found, parts), because] for because, found in alike.items()]
    count = sum(map(len, alike.values())) + len(short)
    if not count:
        return []
    titles = "; ".join(title for title, _where in short)
    elsewhere = [[titles, short[0][1]]] if short else []
    return [outcome, f"{parts.word('outcome', outcome)} ({parts.number(count)})", [*items, *elsewhere]]


def _asked(found: Sequence[VerdictView], parts: Parts) -> str:
    """The requirements of verdicts with the same reason; in brief, unknown ones are told by their numbers alone."""
    if parts.concise and found[0].outcome == "unknown":
        return f"[{ranges(sorted(number_of(verdict.requirement) for verdict in found))}]"
    return "; ".join(_titled(verdict, parts) for verdict in found)


def _titled(verdict: VerdictView, parts: Parts) -> str:
    """A requirement with its number and what it weighs; in brief, only that it is a recommendation is told."""
    asked = verdict.requirement
    title = f"{asked.title} [{number_of(asked)}]"
    if parts.concise:
        return title if asked.mandatory else f"{title} ({asked.force.lower()})"
    weight = f"{asked.force}, {parts.word('severity', verdict.severity)}".lower()
    return f"{title} ({weight})"


def _at_system(outcome: str, one: PortalView, short: Iterable[VerdictView], parts: Parts) -> list[list[str]]:
    """(requirement, where it is told in full) of what is judged at the portal's system."""
    where = _elsewhere(one, parts)
    return [
        [f"{verdict.requirement.title} [{number_of(verdict.requirement)}]", where]
        for verdict in short
        if verdict.outcome == outcome
    ]


def _standing(one: PortalView, parts: Parts) -> str:
    """What there is to say of the mandatory requirements and of the recommendations."""
    gettext, counted, mandatory = parts.gettext, parts.counted, one.mandatory
    told = []
    if count := mandatory["fail"]:
        told.append(counted("%(n)s mandatory requirement fails.", "%(n)s mandatory requirements fail.", count))
    if count := mandatory["unknown"]:
        told.append(
            counted("%(n)s mandatory requirement is unknown.", "%(n)s mandatory requirements are unknown.", count)
        )
    if one.standing == "compliant":
        told.append(
            gettext("Every mandatory requirement that applies is met or waived until a date.")
            if mandatory["waived"]
            else gettext("Every mandatory requirement that applies is met.")
        )
    if not mandatory.applicable:
        told.append(gettext("No mandatory requirement could be judged."))
    if count := one.advised["fail"]:
        told.append(counted("%(n)s recommendation is not met.", "%(n)s recommendations are not met.", count))
    return " ".join(told)


def _facts(one: PortalView, parts: Parts) -> list[list[str]]:
    """(label, value) of what else is known of the portal."""
    gettext = parts.gettext
    named = [
        [gettext("Agency"), one.agency],
        [gettext("Contact"), one.contact],
        [gettext("Kind"), one.kind],
        [gettext("Information system"), one.system or gettext("none in the inventory")],
        *([look.vantage, f"{look.answer}, {look.finished}"] for look in one.looks),
    ]
    if not one.looks:
        named.append([gettext("Observed at"), one.finished])
    return [fact for fact in named if fact[1]]


def _item(verdict: VerdictView, parts: Parts) -> Data:
    return _marked(
        verdict.outcome,
        parts,
        titles=[_title(verdict.requirement)],
        because=verdict.because,
        tags=parts.tags(verdict.requirement, verdict.severity),
    )


def _marked(outcome: str, parts: Parts, **told: Any) -> Data:
    empty: Data = {"because": "", "tags": ""}
    return {"outcome": outcome, "word": parts.word("outcome", outcome), **empty, **told}


def _title(asked: RequirementView) -> list[str]:
    return [asked.title, asked.anchor]


def number_of(asked: RequirementView) -> int:
    """The requirement's number in the list of legal bases, which its anchor carries."""
    return int(asked.anchor[1:])


def ranges(numbers: Iterable[int]) -> str:
    """Ascending numbers in short: `1–4, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


def _line(outcome: str, one: PortalView, own: Iterable[VerdictView], parts: Parts) -> list[str]:
    """(outcome, head, numbers) of all requirements of one outcome; nothing where there are none. Those that the
    portal's system was judged on too stand there."""
    count = one.tally[outcome]
    if not count:
        return []
    numbers = sorted(number_of(verdict.requirement) for verdict in own if verdict.outcome == outcome)
    told = [ranges(numbers)] if numbers else []
    if len(numbers) < count:
        told.append(_elsewhere(one, parts))
    return [outcome, f"{parts.word('outcome', outcome)} ({parts.number(count)})", "; ".join(told)]


def _elsewhere(one: PortalView, parts: Parts) -> str:
    return parts.gettext("In full at the information system: %(name)s") % {"name": one.system}


def system(one: SystemView, parts: Parts) -> Data:
    """One information system, as its section of the HTML report tells it."""
    gettext = parts.gettext
    none = gettext("none in the inventory")
    facts = [
        [gettext("Owner"), one.owner or none],
        [gettext("Operator"), one.operator or none],
        [gettext("Specialised unit"), one.unit],
    ]
    return {
        "anchor": one.anchor,
        "number": one.number,
        "title": f"{one.number}. {one.name}",
        "id": one.id,
        "standing": [one.standing, parts.word("standing", one.standing)],
        "shares": parts.shares(one.tally),
        "bar": bar(one.tally),
        "cells": [
            [outcome, parts.word("outcome", outcome) if outcome else gettext("not judged")] for _, outcome in one.cells
        ],
        "facts": [fact for fact in facts if fact[1]],
        "portals": [gettext("Portals"), [[ref.name, ref.anchor] for ref in one.portals], gettext("none")],
        "contradictions": [
            [ref.portal.name, ref.portal.anchor, ref.verdict.requirement.title, ref.verdict.because]
            for ref in one.contradictions
        ],
        "documents": sections(one.told),
        "needs": list(one.needs),
        "unknown": [_group(group, parts) for group in one.unknown],
        "families": [_family(family, parts) for family in one.families],
        "shown": [[", ".join(label for _, label in row.facts), row.value] for row in one.shown],
    }


def _group(group: GroupView, parts: Parts) -> Data:
    tags = f"{parts.gettext('Legal basis:')} {group.instruments}" if group.instruments else ""
    titles = [_title(verdict.requirement) for verdict in group.verdicts]
    return _marked("unknown", parts, titles=titles, because=group.because, tags=tags)


def _family(family: FamilyView, parts: Parts) -> Data:
    items = [_item(verdict, parts) for verdict in (*family.failed, *family.waived)]
    items += [_marked("pass", parts, titles=[_title(v.requirement)], because=v.because) for v in family.met]
    for verdict in family.coming:
        items.append(
            {
                **_marked("not_applicable", parts, titles=[_title(verdict.requirement)], because=verdict.because),
                "word": parts.word("due", "not_due"),
            }
        )
    apart = "; ".join(asked.title for asked in family.apart)
    head = f"{parts.word('outcome', 'not_applicable')} ({parts.number(len(family.apart))})"
    return {"name": family.name, "items": items, "apart": ["not_applicable", head, apart] if apart else []}

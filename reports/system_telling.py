"""What is told of an information system in rows: its level, its plan, the four layers, deadlines and evidence files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from checks.observation import Json, is_unseen
from policies.verdict import Outcome
from reports.evidence import Node, readable
from reports.layers import LayerState, Paper, SystemLayers
from reports.model import AuditReport
from reports.systems import Deadline, Due, Suggestion, deadlines, suggested
from reports.telling import Line, Piece, Row, Section, Tone, separated, signed, unseen_row
from reports.verdict_view import said
from reports.wording import Wording

TONES: Final[Mapping[Outcome, Tone]] = {
    Outcome.PASS: "good",
    Outcome.FAIL: "bad",
    Outcome.UNKNOWN: "unseen",
    Outcome.WAIVED: "weak",
    Outcome.NOT_APPLICABLE: "dim",
}
_DUE_TONES: Final[Mapping[Due, Tone]] = {
    Due.DONE: "good",
    Due.NOT_DUE: "weak",
    Due.OVERDUE: "bad",
    Due.WAIVED: "weak",
    Due.UNKNOWN: "unseen",
}
_LEVEL: Final = ("approval", "dossier", "appraisal", "decision", "regulation", "expected")
_PLAN: Final = ("plan_status", "plan", "plan_parts", "plan_groups", "promises", "checked", "assessor")
_PAPERS: Final = ("appraisal", "decision", "regulation", "plan")
TOLD: Final = frozenset(f"security_plan.{name}" for name in ("level", *_LEVEL, *_PLAN, "documents"))
"""The facts that these rows tell whole."""
_OPTIONAL: Final = ("expected",)
"""Facts that are told only as far as they were seen."""
_FILE_TONES: Final[Mapping[str, Tone]] = {
    "kept": "good",
    "changed": "bad",
    "unread": "bad",
    "none": "dim",
    "good": "good",
    "unknown_ca": "weak",
    "expired": "bad",
    "broken": "bad",
}


def tell_system(state: SystemLayers, report: AuditReport, wording: Wording) -> tuple[Section, ...]:
    """Everything that a person asks first about a system; parts of which nothing is known are left out."""
    return _Teller(state, report, wording).sections()


class _Teller:
    def __init__(self, state: SystemLayers, report: AuditReport, wording: Wording) -> None:
        self.state = state
        self.report = report
        self.wording = wording
        self.facts = state.system.record.observations.get("security_plan", {})
        self.gettext = wording.gettext.gettext

    def sections(self) -> tuple[Section, ...]:
        drawn = (
            (
                self.gettext("Level"),
                (*self._rows(("level",)), *self._suggestion(), *self._rows(_LEVEL), *self._unseen(("level", *_LEVEL))),
            ),
            (self.gettext("Security plan"), (*self._rows(_PLAN), *self._unseen(_PLAN))),
            (self.gettext("The four layers"), tuple(map(self._layer, self.state.layers))),
            (self.gettext("Deadlines"), tuple(map(self._deadline, self._deadlines()))),
            (self.gettext("Evidence files"), tuple(self._files())),
        )
        return tuple(Section(title, rows) for title, rows in drawn if rows)

    def _rows(self, names: tuple[str, ...]) -> Iterator[Row]:
        none = self.gettext("none")
        for name in names:
            if name in self.facts and not is_unseen(self.facts[name]):
                fact = f"security_plan.{name}"
                node = readable(fact, self.facts[name], self.wording)
                if name in _OPTIONAL:
                    node = replace(node, pairs=tuple(pair for pair in node.pairs if pair[1].kind != "unseen"))
                if name not in _OPTIONAL or node.pairs:
                    lines = (tuple(_flat(node, none)),) if name in _PAPERS else tuple(value_lines(node, none))
                    yield Row(self.wording.word("fact", fact), lines)

    def _unseen(self, names: tuple[str, ...]) -> list[Row]:
        """What of these facts was not seen at all, each reason told once."""
        named = [
            (self.wording.word("fact", f"security_plan.{name}"), self.facts[name])
            for name in names
            if name in self.facts and name not in _OPTIONAL
        ]
        return unseen_row(named, self.wording)

    def _suggestion(self) -> tuple[Row, ...]:
        found = suggested(self.state.system.verdicts, self.report.requirements)
        if found is None:
            return ()
        return (Row(self.gettext("Level that the facts suggest"), tuple(self._criteria(found))),)

    def _criteria(self, found: Suggestion) -> Iterator[Line]:
        for name in found.criteria:
            asked = self.report.requirements[name]
            force = f" ({self.wording.word('force', asked.force)})" if asked.force == "recommended" else ""
            yield (Piece(f"{found.level} – {said(asked.title, self.wording)}{force}"),)
        if found.undecided:
            more = self.wording.gettext.ngettext(
                "%(n)s criterion for a higher level is undecided",
                "%(n)s criteria for a higher level are undecided",
                len(found.undecided),
            )
            yield (signed(more % {"n": self.wording.number(len(found.undecided))}, "unseen"),)

    def _layer(self, layer: LayerState) -> Row:
        word = self.wording.word
        if layer.outcome is None or layer.verdict is None:
            lines: list[Line] = [(Piece(self.gettext("not judged"), "dim"),)]
        else:
            because = self.wording.cut(layer.verdict.because[self.wording.lang], 600)
            lines = [(signed(word("outcome", layer.outcome), TONES[layer.outcome]),), (Piece(because),)]
        lines += [(Piece(self._paper(paper)),) for paper in layer.papers]
        ages = [Piece(self._age(name, days)) for name, days in layer.days.items()]
        return Row(word("layer", str(layer.layer)), (*lines, *([separated(ages, " · ")] if ages else [])))

    def _paper(self, paper: Paper) -> str:
        parts = [
            self.wording.cut(paper.number or "", 80),
            self.wording.observed(paper.date or "", 20),
            self.wording.cut(paper.body or "", 160),
        ]
        return ", ".join(part for part in parts if part)

    def _age(self, name: str, days: int) -> str:
        if name == "contract_days_left":
            return f"{self.wording.word('age', name)}: {self.wording.days_left(days)}"
        told = self.wording.gettext.ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": self.wording.number(days)}
        return f"{self.wording.word('age', name)}: {told}"

    def _deadlines(self) -> tuple[Deadline, ...]:
        return deadlines(self.state.system.verdicts, self.report.requirements, self.report.law_date)

    def _deadline(self, one: Deadline) -> Row:
        days = abs(one.days_left)
        told = self.wording.word("due", one.due)
        if one.due in (Due.NOT_DUE, Due.OVERDUE):
            count = self.wording.gettext.ngettext("%(n)s day", "%(n)s days", days) % {"n": self.wording.number(days)}
            told = f"{told}: {count}"
        asked = self.report.requirements[one.requirement]
        return Row(
            self.wording.day(one.day), ((signed(told, _DUE_TONES[one.due]),), (Piece(said(asked.title, self.wording)),))
        )

    def _files(self) -> Iterator[Row]:
        documents = self.facts.get("documents")
        if not isinstance(documents, list):
            return
        for one in documents:
            if isinstance(one, dict) and not is_unseen(one):
                yield self._file(one)

    def _file(self, one: Mapping[str, Json]) -> Row:
        text = {name: value for name, value in one.items() if isinstance(value, str)}
        named = self._paper(Paper(text.get("number"), text.get("date"), None))
        states = [
            signed(self.wording.word(kind, text[name]), _FILE_TONES.get(text[name], "plain"))
            for kind, name in (("file", "state"), ("signature", "signature"))
            if name in text
        ]
        signers = one.get("signers")
        holders = [signer for signer in signers if isinstance(signer, str)] if isinstance(signers, list) else []
        lines: list[Line] = [(Piece(named),)] if named else []
        lines.append(separated(states, " · "))
        if holders:
            lines.append((Piece(self.wording.cut("; ".join(holders), 200)),))
        if "sha256" in text:
            lines.append((Piece(f"SHA-256 {self.wording.cut(text['sha256'], 64)}", "dim"),))
        return Row(self._claim(text.get("claim", "")), tuple(lines))

    def _claim(self, claim: str) -> str:
        """What a file proves, in words."""
        kind, _, place = claim.partition(".")
        match kind:
            case "layers":
                return self.wording.word("layer", place)
            case "assessments":
                return " ".join((self.gettext("Assessment"), self.wording.cut(place, 80))).strip()
            case _:
                return self.wording.word("fact", f"security_plan.{kind}")


def value_lines(node: Node, none: str) -> Iterator[Line]:
    """A value in lines; of an object one for each value, after the names of the members that have it."""
    match node.kind:
        case "map":
            alike: dict[tuple[Piece, ...], list[str]] = {}
            for label, item in node.pairs:
                alike.setdefault(tuple(_flat(item, none)), []).append(label)
            for value, labels in alike.items():
                yield (Piece(f"{'; '.join(labels)}: ", "dim"), *value)
            if not node.pairs:
                yield (Piece(none),)
        case "list":
            for item in node.items:
                yield tuple(_flat(item, none))
        case _:
            yield tuple(_flat(node, none))


def _flat(node: Node, none: str) -> list[Piece]:
    match node.kind:
        case "text":
            return [Piece(node.text or "—")]
        case "unseen":
            return [signed(node.text, "unseen")]
        case "texts":
            return [Piece(", ".join(item.text for item in node.items) or none)]
        case "list":
            return [piece for item in node.items for piece in (*_flat(item, none), Piece("; ", "dim"))][:-1]
        case _:
            told: list[Piece] = []
            for label, item in node.pairs:
                told += [Piece(f"{'; ' if told else ''}{label} ", "dim"), *_flat(item, none)]
            return told

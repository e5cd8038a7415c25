"""The judge: turns what was observed of a portal into verdicts. Pure: the same record gives the same verdicts."""

from __future__ import annotations

import logging
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias, TypeVar

from checks.facts import FACTS
from checks.observation import Reason
from checks.record import PortalRecord, system_key
from policies.facts import CONTEXT, SCHEMA, Gap, flatten
from policies.predicate import Expression, Kinds, Undecided, compiled, compiled_predicate, kinds_of
from policies.requirement import Profile, Requirement, split_text
from policies.verdict import Outcome, Verdict
from policies.words import LANGUAGES, Language, day_text, gaps_text, plain, reason_text, sentence, value_text, word

_log = logging.getLogger(__name__)
_NOTHING: Mapping[str, object] = {}
_MOST_KNOWN = 1024
"""Decisions, and texts for them, that are remembered of one requirement."""
_MOST_PROFILES = 4


@dataclass(frozen=True, slots=True)
class Waiver:
    """A written permission to fail one requirement up to and including `until`: at one portal (its URL), or for one
    information system (its `checks.record.system_key`) and at all of its portals."""

    requirement: str
    portal: str
    reason: str
    approver: str
    document: str
    until: date


@dataclass(frozen=True, slots=True)
class _Conclusion:
    """An outcome, the texts that say why, and for an unknown the reasons behind it."""

    outcome: Outcome
    because: dict[str, str]
    reasons: tuple[str, ...] = ()


_Decision: TypeAlias = Outcome | _Conclusion
"""An outcome with a text of its own in the catalogue, or one that is concluded already."""
T = TypeVar("T")


def judge(record: PortalRecord, profile: Profile, law_date: date, waivers: Sequence[Waiver] = ()) -> list[Verdict]:
    """The verdict on every requirement of the profile that binds and was looked into, worst severity first.

    1. A requirement whose checks were not asked for is left out, and so is one that `needs_authorisation` where there
       was none. (Where only `applies_to` rests on another check, it is taken to apply: what was not seen then stays
       unknown.)
    2. So is one that is about systems where the record is of a portal, or the other way round, and one that is not in
       force on the date of law.
    3. One that needs a vantage which was not there is unknown, whatever was seen.
    4. One that does not apply is not applicable; when that cannot be told, it is unknown.
    5. It passes or fails as it requires, unless what was seen does not decide it: then it is unknown. What fails before
       its deadline is not due yet, and so not applicable.
    6. A waiver in force turns a fail, and nothing else, into waived.
    """
    sight = _Sight(record)
    cases = (_Case(record, sight, asked) for asked in _asked(profile, law_date))
    return [case.verdict(law_date, waivers) for case in cases if case.was_asked]


class _Sight:
    """What was observed of one portal, and what stands for each part of it: the same where all of it is the same."""

    def __init__(self, record: PortalRecord) -> None:
        self.facts = flatten(record)
        self._evidence = {found.fact: (place, found) for place, found in enumerate(record.evidence())}
        self._known: dict[tuple[str, frozenset[str]], Hashable] = {}

    def ids(self, names: Collection[str]) -> tuple[str, ...]:
        """Ids of the evidence of these names, in its order."""
        found = sorted(self._evidence[name] for name in names if name in self._evidence)
        return tuple(evidence.id for _place, evidence in found)

    def shown(self, rests: _Rests) -> Hashable:
        """What stands for all that expressions can rest on."""
        return tuple(self._of(fact, rests.members) for fact in rests.facts)

    def _of(self, fact: str, members: frozenset[str]) -> Hashable:
        known = self._known.get((fact, members))
        if known is None:
            known = self._known[fact, members] = self._found(fact, members)
        return known

    def _found(self, fact: str, members: frozenset[str]) -> Hashable:
        if fact in CONTEXT:
            return repr(self.facts.values.get(fact))
        if fact in self.facts.values and _holds_objects(fact):
            gaps = [gap for gap in self.facts.gaps if gap.fact == fact]
            shown = repr((_asked_for(fact, self.facts.values[fact], members), gaps))
            return sha256(shown.encode("utf-8", "surrogatepass")).digest()
        found = self._evidence.get(_source(fact))
        return found[1].sha256 if found else None


def _source(fact: str) -> str:
    """The name of the evidence that a fact is a part of."""
    return ".".join(fact.split(".", 2)[:2])


def _holds_objects(fact: str) -> bool:
    return SCHEMA[fact] in ("map<string,dyn>", "list<map<string,dyn>>")


def _asked_for(fact: str, value: Any, members: frozenset[str]) -> Any:
    """Of the object, or of each object of the list, that a fact is, these members; all where none are named."""
    if not members or not _holds_objects(fact):
        return value
    objects = value if isinstance(value, list) else [value]
    asked = [{name: part for name, part in item.items() if name in members} for item in objects]
    return asked if isinstance(value, list) else asked[0]


class _Rests(NamedTuple):
    """What the value of some expressions can rest on: facts, and those members of the objects in them (empty: any)."""

    facts: tuple[str, ...]
    members: frozenset[str]

    @classmethod
    def of(cls, expressions: Iterable[Expression]) -> _Rests:
        expressions = list(expressions)
        facts = {fact for expression in expressions for fact in expression.facts}
        members = frozenset(member for expression in expressions for member in expression.members)
        computed = {member.removesuffix("[]") for member in members if member.endswith("[]")}
        return cls(tuple(sorted(facts)), members if computed <= members else frozenset())


@dataclass(frozen=True, slots=True)
class _Asked:
    """One requirement with its predicates by their field, in their order.

    `texts` are those for each outcome, `sources` the names of the evidence behind the predicates and that text.
    `decided` and `told` hold what was concluded so far and the texts for it, by what they rested on: many portals show
    the same.
    """

    requirement: Requirement
    kinds: Kinds
    parameters: Mapping[str, object]
    predicates: Mapping[str, Expression]
    texts: Mapping[str, Mapping[Language, str]]
    rests: _Rests
    text_rests: Mapping[str, _Rests]
    sources: Mapping[str, frozenset[str]]
    decided: dict[Hashable, _Decision] = field(default_factory=dict)
    told: dict[Hashable, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, requirement: Requirement) -> _Asked:
        """A requirement as it is asked."""
        kinds = kinds_of(requirement.parameters)
        predicates = {name: compiled_predicate(text, kinds) for name, text in requirement.predicates()}
        texts: dict[str, dict[Language, str]] = {outcome: {} for outcome in Outcome}
        for verdict, lang, text in requirement.because.texts():
            texts[verdict][lang] = text
        rests = _Rests.of(predicates.values())
        text_rests = {
            verdict: _Rests.of([compiled(part, kinds) for text in of.values() for part in _parts(text)[1::2]])
            for verdict, of in texts.items()
        }
        return cls(
            requirement,
            kinds,
            {f"param.{name}": value for name, value in requirement.parameters.items()},
            predicates,
            texts,
            rests,
            text_rests,
            {
                verdict: frozenset(_source(fact) for fact in (*rests.facts, *of.facts))
                for verdict, of in text_rests.items()
            },
        )


def _keep(known: dict[Hashable, T], rested_on: Hashable, what: T) -> None:
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[rested_on] = what


_latest: list[tuple[Profile, date, tuple[_Asked, ...]]] = []


def _asked(profile: Profile, law_date: date) -> tuple[_Asked, ...]:
    """The requirements of a profile that are in force; those of the latest profiles are remembered."""
    for known, day, asked in list(_latest):
        if known is profile and day == law_date:
            return asked
    bind = sorted(
        (one for one in profile.requirements if one.in_force(law_date)), key=lambda one: (one.severity.rank, one.id)
    )
    asked = tuple(_Asked.of(one) for one in bind)
    _latest[:] = [*_latest[1 - _MOST_PROFILES :], (profile, law_date, asked)]
    return asked


@dataclass(frozen=True, slots=True)
class _Case:
    """One requirement before the judge, with what was observed."""

    record: PortalRecord
    sight: _Sight
    asked: _Asked

    @property
    def requirement(self) -> Requirement:
        return self.asked.requirement

    @property
    def predicates(self) -> Mapping[str, Expression]:
        return self.asked.predicates

    @property
    def was_asked(self) -> bool:
        about = "system" if self.record.is_system else "portal"
        if self.requirement.about not in (about, "both"):
            return False
        needed = self.requirement.needs_authorisation
        allowed = needed is None or self.record.portal.get(needed) is True
        return allowed and self.predicates["requires"].checks <= self.record.observations.keys()

    def verdict(self, law_date: date, waivers: Sequence[Waiver]) -> Verdict:
        conclusion = self._waived(self._due(self._conclusion(), law_date), law_date, waivers)
        return Verdict(
            requirement=self.requirement.id,
            verdict=conclusion.outcome,
            severity=self.requirement.severity,
            layer=self.requirement.layer,
            because=conclusion.because,
            observations=self._observations(conclusion.outcome),
            reasons=conclusion.reasons,
        )

    def _conclusion(self) -> _Conclusion:
        """What was concluded of another portal that showed the same, else what this one shows."""
        needed = self.requirement.needs_vantage
        seen_from = needed is None or self.record.vantage.get(needed) is True
        rested_on = (seen_from, tuple(self.record.observations), self.sight.shown(self.asked.rests))
        decision = self.asked.decided.get(rested_on)
        if decision is None:
            decision = self._decision() if seen_from else _unseen_from_here()
            if isinstance(decision, Outcome) or Reason.OUR_ERROR.value not in decision.reasons:
                _keep(self.asked.decided, rested_on, decision)  # a fault of ours is told each time
        return decision if isinstance(decision, _Conclusion) else _Conclusion(decision, self._because(decision))

    def _decision(self) -> _Decision:
        because, facts = self.requirement.because, self.sight.facts
        for name, predicate in self.predicates.items():
            if not predicate.checks <= self.record.observations.keys():
                continue
            answer = self._evaluate(predicate)
            if name == "requires" and not predicate.facts & FACTS.keys() & facts.values.keys():
                return self._unknown(predicate, "nothing was observed")
            match name, answer:
                case (_, Undecided(error)):
                    return self._unknown(predicate, error)
                case ("applies_to", False) if because.not_applicable:
                    return Outcome.NOT_APPLICABLE
                case ("undecided_when", True) if because.unknown:
                    return Outcome.UNKNOWN
                case ("requires", True):
                    return Outcome.PASS
        return Outcome.FAIL

    def _because(self, outcome: Outcome) -> dict[str, str]:
        """The text for an outcome: that of another portal that showed the same, else one of its own."""
        rested_on = (outcome, self.sight.shown(self.asked.text_rests[outcome]))
        told = self.asked.told.get(rested_on)
        if told is None:
            told = self._told(outcome)
            _keep(self.asked.told, rested_on, told)
        return told

    def _unknown(self, predicate: Expression, error: str) -> _Conclusion:
        """Unknown for what was not seen; when all of it was seen, the fault is ours."""
        gaps = self.sight.facts.behind(predicate.facts, predicate.members) or tuple(
            Gap(fact, None, Reason.OUR_ERROR, "") for fact in sorted(predicate.facts)
        )
        reasons = tuple(reason for reason in Reason if any(gap.reason is reason for gap in gaps))
        if Reason.OUR_ERROR in reasons:
            _log.error(
                "%s at %s: %r has no value: %s", self.requirement.id, self.record.portal["url"], predicate.text, error
            )
        return _Conclusion(
            Outcome.UNKNOWN,
            {lang: gaps_text(gaps, lang) for lang in LANGUAGES},
            tuple(reason.value for reason in reasons),
        )

    def _due(self, conclusion: _Conclusion, law_date: date) -> _Conclusion:
        """With a deadline, the days left or overdue; what fails before it is not due yet."""
        deadline = self.requirement.deadline
        if deadline is None or conclusion.outcome is not Outcome.FAIL:
            return conclusion
        overdue = law_date > deadline
        days = abs((law_date - deadline).days)
        because: dict[str, str] = {}
        for lang in LANGUAGES:
            told = word("overdue" if overdue else "due", lang).format(deadline=day_text(deadline), days=days)
            because[lang] = f"{conclusion.because[lang]} {told}"
        return _Conclusion(Outcome.FAIL if overdue else Outcome.NOT_APPLICABLE, because)

    def _waived(self, conclusion: _Conclusion, law_date: date, waivers: Sequence[Waiver]) -> _Conclusion:
        if conclusion.outcome is not Outcome.FAIL:
            return conclusion
        system = self.record.portal.get("system")
        subjects = (self.record.portal["url"], system_key(system) if system else None)
        for waiver in waivers:
            named = waiver.requirement == self.requirement.id and waiver.portal in subjects
            if named and law_date <= waiver.until:
                return _Conclusion(
                    Outcome.WAIVED,
                    {lang: f"{conclusion.because[lang]} {_waiver_text(waiver, lang)}" for lang in LANGUAGES},
                )
        return conclusion

    def _evaluate(self, expression: Expression, instead: Mapping[str, object] = _NOTHING) -> object:
        seen, members = self.sight.facts.values, _Rests.of([expression]).members
        values = {name: _asked_for(name, seen[name], members) for name in expression.facts if name in seen}
        return expression.evaluate({**values, **self.asked.parameters, **instead})

    def _told(self, outcome: Outcome) -> dict[str, str]:
        values: dict[str, object] = {}
        return {lang: self._filled(text, lang, values) for lang, text in self.asked.texts[outcome].items()}

    def _filled(self, text: str, lang: Language, values: dict[str, object]) -> str:
        """The text with its values; `values` keeps those of each expression, for the other language."""
        parts = list(_parts(text))
        for index in range(1, len(parts), 2):
            expression = parts[index]
            if expression not in values:
                values[expression] = self._value(compiled(expression, self.asked.kinds))
            value = values[expression]
            parts[index] = word("unseen", lang) if isinstance(value, Undecided) else value_text(value, lang)
        return "".join(parts)

    def _value(self, expression: Expression) -> object:
        """What a text shows: of a list of objects with gaps at least what the objects without them give."""
        value = self._evaluate(expression)
        lists = [fact for fact in expression.facts if SCHEMA[fact].startswith("list<map<")]
        if not isinstance(value, Undecided) or len(lists) != 1:
            return value
        parts = [self._evaluate(expression, {lists[0]: [item]}) for item in self.sight.facts.values.get(lists[0], [])]
        return [item for part in parts if isinstance(part, list) for item in part] or value

    def _observations(self, outcome: Outcome) -> tuple[str, ...]:
        """Ids of the evidence behind the predicates and behind the text that is shown."""
        not_due = outcome is Outcome.NOT_APPLICABLE and self.requirement.deadline is not None
        shown = Outcome.FAIL if outcome is Outcome.WAIVED or not_due else outcome
        return self.sight.ids(self.asked.sources[shown])


def _unseen_from_here() -> _Conclusion:
    reason = Reason.NO_IPV6_VANTAGE
    because: dict[str, str] = {lang: sentence(reason_text(reason, lang)) for lang in LANGUAGES}
    return _Conclusion(Outcome.UNKNOWN, because, (reason.value,))


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(split_text(text))


def _waiver_text(waiver: Waiver, lang: Language) -> str:
    return word("waived", lang).format(
        until=day_text(waiver.until), document=plain(waiver.document), reason=plain(waiver.reason).rstrip(".")
    )

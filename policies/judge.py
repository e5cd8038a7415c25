"""The judge: turns what was observed of a portal into verdicts. Pure: the same record gives the same verdicts."""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from checks.facts import FACTS
from checks.observation import Reason
from checks.record import Evidence, PortalRecord, system_key
from policies.facts import CONTEXT, SCHEMA, Facts, Gap, flatten
from policies.predicate import Expression, Kinds, Undecided, compiled, compiled_predicate, kinds_of
from policies.requirement import Profile, Requirement, Text, split_text
from policies.verdict import Outcome, Verdict
from policies.words import LANGUAGES, Language, day_text, gaps_text, plain, reason_text, sentence, value_text, word

_log = logging.getLogger(__name__)
_NOTHING: Mapping[str, object] = {}
_MOST_KNOWN = 1024
"""Conclusions that are remembered of one requirement."""
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
    facts, evidence = flatten(record), {found.fact: found for found in record.evidence()}
    cases = (_Case(record, facts, evidence, asked) for asked in _asked(profile, law_date))
    verdicts = [case.verdict(law_date, waivers) for case in cases if case.was_asked]
    return sorted(verdicts, key=lambda verdict: (verdict.severity.rank, verdict.requirement))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One requirement with its predicates by their field, in their order.

    `facts` are all that its conclusion can rest on; `known` holds the conclusions so far by what they rested on, for
    many portals show the same. `texts` are the expressions in the text of each verdict.
    """

    requirement: Requirement
    kinds: Kinds
    predicates: Mapping[str, Expression]
    texts: Mapping[str, tuple[Expression, ...]]
    facts: tuple[str, ...]
    known: dict[Hashable, _Conclusion] = field(default_factory=dict)

    @classmethod
    def of(cls, requirement: Requirement) -> _Asked:
        """A requirement as it is asked."""
        kinds = kinds_of(requirement.parameters)
        predicates = {name: compiled_predicate(text, kinds) for name, text in requirement.predicates()}
        texts: dict[str, tuple[Expression, ...]] = {}
        for verdict, _, text in requirement.because.texts():
            texts[verdict] = texts.get(verdict, ()) + tuple(compiled(part, kinds) for part in _parts(text)[1::2])
        expressions = [*predicates.values(), *(one for each in texts.values() for one in each)]
        facts = {fact for expression in expressions for fact in expression.facts}
        return cls(requirement, kinds, predicates, texts, tuple(sorted(facts)))

    def keep(self, rested_on: Hashable, conclusion: _Conclusion) -> None:
        """Remember a conclusion, but for a fault of ours, which is told each time."""
        if len(self.known) >= _MOST_KNOWN:
            self.known.clear()
        if Reason.OUR_ERROR.value not in conclusion.reasons:
            self.known[rested_on] = conclusion


_latest: list[tuple[Profile, date, tuple[_Asked, ...]]] = []


def _asked(profile: Profile, law_date: date) -> tuple[_Asked, ...]:
    """The requirements of a profile that are in force; those of the latest profiles are remembered."""
    for known, day, asked in list(_latest):
        if known is profile and day == law_date:
            return asked
    asked = tuple(_Asked.of(one) for one in profile.requirements if one.in_force(law_date))
    _latest[:] = [*_latest[1 - _MOST_PROFILES :], (profile, law_date, asked)]
    return asked


@dataclass(frozen=True, slots=True)
class _Case:
    """One requirement before the judge, with what was observed."""

    record: PortalRecord
    facts: Facts
    evidence: Mapping[str, Evidence]
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
        rested_on = (
            needed is None or self.record.vantage.get(needed) is True,
            tuple(self.record.observations),
            *(self._shown(fact) for fact in self.asked.facts),
        )
        conclusion = self.asked.known.get(rested_on)
        if conclusion is None:
            conclusion = self._concluded()
            self.asked.keep(rested_on, conclusion)
        return conclusion

    def _shown(self, fact: str) -> Hashable:
        """What stands for all that the record says of a fact."""
        if fact in CONTEXT:
            return repr(self.facts.values.get(fact))
        found = self.evidence.get(".".join(fact.split(".", 2)[:2]))
        return found.sha256 if found else None

    def _concluded(self) -> _Conclusion:
        requirement, because = self.requirement, self.requirement.because
        if requirement.needs_vantage is not None and self.record.vantage.get(requirement.needs_vantage) is not True:
            reason = Reason.NO_IPV6_VANTAGE
            return _Conclusion(
                Outcome.UNKNOWN, {lang: sentence(reason_text(reason, lang)) for lang in LANGUAGES}, (reason.value,)
            )
        for name, predicate in self.predicates.items():
            if not predicate.checks <= self.record.observations.keys():
                continue
            answer = self._evaluate(predicate)
            if name == "requires" and not predicate.facts & FACTS.keys() & self.facts.values.keys():
                return self._unknown(predicate, "nothing was observed")
            match name, answer:
                case (_, Undecided(error)):
                    return self._unknown(predicate, error)
                case ("applies_to", False) if because.not_applicable:
                    return _Conclusion(Outcome.NOT_APPLICABLE, self._told(because.not_applicable))
                case ("undecided_when", True) if because.unknown:
                    return _Conclusion(Outcome.UNKNOWN, self._told(because.unknown))
                case ("requires", True):
                    return _Conclusion(Outcome.PASS, self._told(because.passed))
        return _Conclusion(Outcome.FAIL, self._told(because.fail))

    def _unknown(self, predicate: Expression, error: str) -> _Conclusion:
        """Unknown for what was not seen; when all of it was seen, the fault is ours."""
        gaps = self.facts.behind(predicate.facts, predicate.members) or tuple(
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
        parameters = {f"param.{name}": value for name, value in self.requirement.parameters.items()}
        values = {name: self.facts.values[name] for name in expression.facts if name in self.facts.values}
        return expression.evaluate({**values, **parameters, **instead})

    def _told(self, text: Text) -> dict[str, str]:
        values: dict[str, object] = {}
        return {"vi": self._filled(text.vi, "vi", values), "en": self._filled(text.en, "en", values)}

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
        parts = [self._evaluate(expression, {lists[0]: [item]}) for item in self.facts.values.get(lists[0], [])]
        return [item for part in parts if isinstance(part, list) for item in part] or value

    def _observations(self, outcome: Outcome) -> tuple[str, ...]:
        """Ids of the evidence behind the predicates and behind the text that is shown."""
        not_due = outcome is Outcome.NOT_APPLICABLE and self.requirement.deadline is not None
        shown = Outcome.FAIL if outcome is Outcome.WAIVED or not_due else outcome
        facts = {fact for expression in self._expressions(shown) for fact in expression.facts}
        names = {".".join(fact.split(".")[:2]) for fact in facts}
        return tuple(found.id for name, found in self.evidence.items() if name in names)

    def _expressions(self, shown: Outcome) -> Iterator[Expression]:
        yield from self.predicates.values()
        yield from self.asked.texts.get(shown, ())


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(split_text(text))


def _waiver_text(waiver: Waiver, lang: Language) -> str:
    return word("waived", lang).format(
        until=day_text(waiver.until), document=plain(waiver.document), reason=plain(waiver.reason).rstrip(".")
    )

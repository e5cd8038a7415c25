"""What several looks saw of one portal, joined: one verdict a requirement, and who was answered.

Each look is judged by itself and the verdicts are joined a requirement at a time: first those of each vantage that
looked more than once, then those of the vantages. Looks that could decide and agree give that verdict, whichever others
could not see; where they come to different conclusions nothing is concluded, and the sentence says which concluded
what. Nothing that was seen is thrown away: every look stays evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from checks.lost import is_ours
from checks.observation import Json, Reason, is_unseen
from checks.record import PortalRecord
from policies.judge import Waiver, judge
from policies.requirement import Profile
from policies.verdict import Outcome, Verdict
from policies.words import LANGUAGES, Language, day_text, plain

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_Words: TypeAlias = Mapping[Language, Mapping[str, str]]

_VANTAGES: _Words = {
    "vi": {
        "partly": "Quan sát được từ {seen}, không quan sát được từ {unseen}.",
        "from": "Từ {names}: {because}",
        "differ": "Các điểm quan sát cho kết luận khác nhau nên chưa kết luận được.",
        "concluded": "Từ {names} – {outcome}: {because}",
        "unseen": "Không quan sát được từ {names}.",
    },
    "en": {
        "partly": "Seen from {seen}, not from {unseen}.",
        "from": "From {names}: {because}",
        "differ": "The vantages come to different conclusions, so nothing is concluded.",
        "concluded": "From {names} – {outcome}: {because}",
        "unseen": "Not seen from {names}.",
    },
}
"""How several vantages are told of."""
_LOOKS: _Words = {
    "vi": {
        "partly": "Quan sát được {seen}, không quan sát được {unseen}.",
        "from": "{names}: {because}",
        "differ": "Các lần quan sát cho kết quả khác nhau nên chưa kết luận được.",
        "concluded": "{names} – {outcome}: {because}",
        "unseen": "Không quan sát được {names}.",
        "moment": "lúc {time} ngày {day}",
    },
    "en": {
        "partly": "Seen {seen}, not {unseen}.",
        "from": "{names}: {because}",
        "differ": "The looks come to different conclusions, so nothing is concluded.",
        "concluded": "{names} – {outcome}: {because}",
        "unseen": "Not seen {names}.",
        "moment": "at {time} on {day}",
    },
}
"""How several looks of one vantage are told of."""
_OUTCOMES: _Words = {
    "vi": {
        "pass": "đạt",
        "fail": "không đạt",
        "waived": "không đạt (được miễn có thời hạn)",
        "not_applicable": "không áp dụng",
    },
    "en": {"pass": "pass", "fail": "fail", "waived": "fail (waived)", "not_applicable": "not applicable"},
}


class Answer(StrEnum):
    """How a portal met one vantage."""

    ANSWERED = "answered"
    BLOCKED = "blocked"
    """Something answered, and what it said is that we are not let in (HTTP 401, 403, 429, a wall's page)."""
    SILENT = "silent"


_BEST = (None, Answer.SILENT, Answer.BLOCKED, Answer.ANSWERED)
_TURNED_AWAY = (401, 403, 429)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was concluded of one requirement by one vantage, or by one of its looks (`name` says in each language which
    that is); no verdict where it was not asked there."""

    name: Mapping[Language, str]
    verdict: Verdict | None

    @property
    def decided(self) -> bool:
        return self.verdict is not None and self.verdict.verdict is not Outcome.UNKNOWN


def vantage_name(look: PortalRecord) -> str:
    """The name of the vantage of a look, safe to show."""
    return plain(str(look.vantage.get("name", "")))


def judge_looks(
    record: PortalRecord, profile: Profile, law_date: date, waivers: Sequence[Waiver] = ()
) -> list[Verdict]:
    """The verdicts on a portal by all of its looks, worst severity first; of one look as `policies.judge` gives them.

    1. Where every vantage that could decide comes to one conclusion, that is the verdict; when others could not, the
       reason says from where it was seen and from where not.
    2. Where they come to different conclusions the verdict is unknown, and the reason tells each.
    3. Where none could decide it is unknown, for the reasons of all.

    What a vantage concludes that looked more than once comes about in the same way from its looks, told by their times.
    """
    looks: dict[str, list[PortalRecord]] = {}
    for look in record.looks:
        looks.setdefault(vantage_name(look), []).append(look)
    judged = {
        name: _joined_all(
            [(_moment(look), _judged(look, profile, law_date, waivers)) for look in sorted(own, key=_ended)], _LOOKS
        )
        for name, own in looks.items()
    }
    joined = _joined_all([(dict.fromkeys(LANGUAGES, name), verdicts) for name, verdicts in judged.items()], _VANTAGES)
    return sorted(joined.values(), key=lambda verdict: (verdict.severity.rank, verdict.requirement))


def _judged(look: PortalRecord, profile: Profile, law_date: date, waivers: Sequence[Waiver]) -> dict[str, Verdict]:
    return {found.requirement: found for found in judge(look, profile, law_date, waivers)}


def _ended(look: PortalRecord) -> str:
    """By what the looks of a vantage are ordered: it notes all of its times in one zone."""
    return look.finished


def _moment(look: PortalRecord) -> dict[Language, str]:
    """When a look ended, as people say it."""
    try:
        ended = datetime.fromisoformat(look.finished).astimezone(_ZONE)
    except (ValueError, OverflowError):
        return dict.fromkeys(LANGUAGES, plain(look.finished))
    time, day = f"{ended:%H:%M}", day_text(ended.date())
    return {lang: _LOOKS[lang]["moment"].format(time=time, day=day) for lang in LANGUAGES}


def _joined_all(
    named: Sequence[tuple[Mapping[Language, str], Mapping[str, Verdict]]], words: _Words
) -> dict[str, Verdict]:
    """Requirement → what several came to together; each has a name and its verdicts."""
    if len(named) == 1:
        return dict(named[0][1])
    asked = dict.fromkeys(requirement for _name, verdicts in named for requirement in verdicts)
    return {
        requirement: _joined([_Said(name, verdicts.get(requirement)) for name, verdicts in named], words)
        for requirement in asked
    }


def _joined(said: Sequence[_Said], words: _Words) -> Verdict:
    decided = [each for each in said if each.decided]
    outcomes = {found.verdict for found in _verdicts(decided)}
    if not outcomes:
        return _unknown_to_all(said, words)
    if len(outcomes) > 1:
        return _differing(said, words)
    verdicts = _verdicts(decided)
    because = verdicts[0].because
    others = [each for each in said if not each.decided]
    if others:
        partly = {
            lang: words[lang]["partly"].format(seen=_names(decided, lang), unseen=_names(others, lang))
            for lang in LANGUAGES
        }
        because = {lang: f"{because[lang]} {partly[lang]}" for lang in LANGUAGES}
    return replace(verdicts[0], because=because, observations=_observations(verdicts))


def _unknown_to_all(said: Sequence[_Said], words: _Words) -> Verdict:
    verdicts = _verdicts(said)
    behind = {reason for verdict in verdicts for reason in verdict.reasons}
    return replace(
        verdicts[0],
        because={lang: _each_told(said, lang, words) for lang in LANGUAGES},
        observations=_observations(verdicts),
        reasons=tuple(reason.value for reason in Reason if reason.value in behind),
    )


def _each_told(said: Sequence[_Said], lang: Language, words: _Words) -> str:
    """What every one says, once where all say the same."""
    texts: dict[str, list[_Said]] = {}
    for each in said:
        if each.verdict is not None:
            texts.setdefault(each.verdict.because[lang], []).append(each)
    if len(texts) == 1:
        return next(iter(texts))
    return " ".join(
        _upper(words[lang]["from"].format(names=_names(same, lang), because=because)) for because, same in texts.items()
    )


def _differing(said: Sequence[_Said], words: _Words) -> Verdict:
    verdicts = _verdicts(said)
    return replace(
        verdicts[0],
        verdict=Outcome.UNKNOWN,
        because={lang: " ".join(_conclusions(said, lang, words)) for lang in LANGUAGES},
        observations=_observations(verdicts),
        reasons=(),
    )


def _conclusions(said: Sequence[_Said], lang: Language, words: _Words) -> Iterator[str]:
    yield words[lang]["differ"]
    for outcome in Outcome:
        same = [each for each in said if each.verdict is not None and each.verdict.verdict is outcome]
        if same and outcome is not Outcome.UNKNOWN:
            yield _upper(
                words[lang]["concluded"].format(
                    names=_names(same, lang),
                    outcome=_OUTCOMES[lang][outcome.value],
                    because=_verdicts(same)[0].because[lang],
                )
            )
    unseen = [each for each in said if not each.decided]
    if unseen:
        yield words[lang]["unseen"].format(names=_names(unseen, lang))


def _names(said: Iterable[_Said], lang: Language) -> str:
    return ", ".join(each.name[lang] for each in said)


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _verdicts(said: Iterable[_Said]) -> list[Verdict]:
    return [each.verdict for each in said if each.verdict is not None]


def _observations(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for verdict in verdicts for name in verdict.observations))


def answer_of(look: PortalRecord) -> Answer | None:
    """How the portal met the vantage of a look; None where nothing asked for an answer, or the vantage was at fault."""
    reach = _reach(look)
    statuses = {status for entry in reach for status in [entry.get("http_status")] if type(status) is int}
    status = _fact(look, "web", "status")
    if type(status) is int:
        statuses.add(status)
    kind = _fact(look, "web", "page_kind")
    if (is_unseen(kind) and kind["unseen"] == Reason.BLOCKED.value) or (
        statuses & set(_TURNED_AWAY) and not any(200 <= status < 300 for status in statuses)
    ):
        return Answer.BLOCKED
    if statuses or any(entry.get("tcp") is True for entry in reach) or _shows_itself(look):
        return Answer.ANSWERED
    if _fact(look, "ipv6", "reach") == []:
        return Answer.SILENT
    why = _why_unseen(look, reach)
    return Answer.BLOCKED if Reason.BLOCKED.value in why else Answer.SILENT if why else None


def answers(record: PortalRecord) -> dict[str, Answer | None]:
    """Name of each vantage that looked at the portal → how it met that vantage, in the order of the looks; of one that
    looked more than once, how it met it at best."""
    found: dict[str, Answer | None] = {}
    for look in record.looks:
        name = vantage_name(look)
        found[name] = max(found.get(name), answer_of(look), key=_BEST.index)
    return found


def answers_differ(record: PortalRecord) -> bool:
    """Whether the portal answered one vantage and not another, though that one works."""
    found = {answer for answer in answers(record).values() if answer is not None}
    return Answer.ANSWERED in found and len(found) > 1


def _fact(look: PortalRecord, check: str, name: str) -> Json:
    return look.observations.get(check, {}).get(name)


def _reach(look: PortalRecord) -> list[dict[str, Any]]:
    reach = _fact(look, "ipv6", "reach")
    return [entry for entry in reach if isinstance(entry, dict)] if isinstance(reach, list) else []


def _shows_itself(look: PortalRecord) -> bool:
    """Whether some other check was answered: a version of TLS, a page, an open port."""
    endpoints = _fact(look, "tls", "endpoints")
    versions = [entry.get("versions") for entry in endpoints if isinstance(entry, dict)] if _is_list(endpoints) else []
    ports = _fact(look, "exposure", "ports")
    return (
        any(_is_list(found) and found for found in versions)
        or _fact(look, "web", "https") is True
        or isinstance(_fact(look, "trust_label", "embed"), str)
        or (_is_list(ports) and bool(ports))
    )


def _is_list(value: Json) -> bool:
    return isinstance(value, list)


def _why_unseen(look: PortalRecord, reach: Sequence[Mapping[str, Json]]) -> set[str]:
    """Why those that were asked gave no answer, without what says only that we could not ask."""
    marks = [entry.get("tcp") for entry in reach]
    marks += [
        _fact(look, check, name)
        for check, name in (("ipv6", "reach"), ("web", "status"), ("tls", "endpoints"), ("trust_label", "embed"))
    ]
    return {mark["unseen"] for mark in marks if is_unseen(mark) and not is_ours(mark) and not _has_no_way(look, mark)}


def _has_no_way(look: PortalRecord, mark: Mapping[str, Json]) -> bool:
    return mark["unseen"] == Reason.UNREACHABLE.value and look.vantage.get("ipv4") is False

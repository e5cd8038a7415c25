"""What several vantages saw of one portal, joined: one verdict a requirement, and who was answered.

Each look is judged by itself and the verdicts are joined a requirement at a time. Vantages that could decide and agree
give that verdict, whoever else could not see; where they come to different conclusions nothing is concluded, and the
sentence says who concluded what. Nothing that was seen is thrown away: every look stays evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from checks.lost import is_ours
from checks.observation import Json, Reason, is_unseen
from checks.record import PortalRecord
from policies.judge import Waiver, judge
from policies.requirement import Profile
from policies.verdict import Outcome, Verdict
from policies.words import LANGUAGES, Language, plain

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "vi": {
        "partly": "Quan sát được từ {seen}, không quan sát được từ {unseen}.",
        "from": "Từ {names}: {because}",
        "differ": "Các điểm quan sát cho kết luận khác nhau nên chưa kết luận được.",
        "concluded": "Từ {names} – {outcome}: {because}",
        "unseen": "Không quan sát được từ {names}.",
        "pass": "đạt",
        "fail": "không đạt",
        "waived": "không đạt (được miễn có thời hạn)",
        "not_applicable": "không áp dụng",
    },
    "en": {
        "partly": "Seen from {seen}, not from {unseen}.",
        "from": "From {names}: {because}",
        "differ": "The vantages come to different conclusions, so nothing is concluded.",
        "concluded": "From {names} – {outcome}: {because}",
        "unseen": "Not seen from {names}.",
        "pass": "pass",
        "fail": "fail",
        "waived": "fail (waived)",
        "not_applicable": "not applicable",
    },
}


class Answer(StrEnum):
    """How a portal met one vantage."""

    ANSWERED = "answered"
    BLOCKED = "blocked"
    """Something answered, and what it said is that we are not let in (HTTP 401, 403, 429, a wall's page)."""
    SILENT = "silent"


_TURNED_AWAY = (401, 403, 429)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was concluded of one requirement from one vantage; no verdict where it was not asked there."""

    name: str
    verdict: Verdict | None

    @property
    def decided(self) -> bool:
        return self.verdict is not None and self.verdict.verdict is not Outcome.UNKNOWN


def vantage_name(record: PortalRecord) -> str:
    """The name of the vantage of a look, safe to show."""
    return plain(str(record.vantage.get("name", "")))


def judge_looks(
    record: PortalRecord, profile: Profile, law_date: date, waivers: Sequence[Waiver] = ()
) -> list[Verdict]:
    """The verdicts on a portal by all of its looks, worst severity first; of one look as `policies.judge` gives them.

    1. Where every vantage that could decide comes to one conclusion, that is the verdict; when others could not, the
       reason says from where it was seen and from where not.
    2. Where they come to different conclusions the verdict is unknown, and the reason tells each.
    3. Where none could decide it is unknown, for the reasons of all.
    """
    looks = record.looks
    judged = [{found.requirement: found for found in judge(look, profile, law_date, waivers)} for look in looks]
    if len(looks) == 1:
        return list(judged[0].values())
    names = [vantage_name(look) for look in looks]
    asked = dict.fromkeys(name for verdicts in judged for name in verdicts)
    joined = [
        _joined([_Said(name, verdicts.get(requirement)) for name, verdicts in zip(names, judged, strict=True)])
        for requirement in asked
    ]
    return sorted(joined, key=lambda verdict: (verdict.severity.rank, verdict.requirement))


def _joined(said: Sequence[_Said]) -> Verdict:
    decided = [each for each in said if each.decided]
    outcomes = {found.verdict for found in _verdicts(decided)}
    if not outcomes:
        return _unknown_to_all(said)
    if len(outcomes) > 1:
        return _differing(said)
    verdicts = _verdicts(decided)
    because = verdicts[0].because
    others = ", ".join(each.name for each in said if not each.decided)
    if others:
        names = ", ".join(each.name for each in decided)
        because = {
            lang: f"{because[lang]} {_word('partly', lang).format(seen=names, unseen=others)}" for lang in LANGUAGES
        }
    return replace(verdicts[0], because=because, observations=_observations(verdicts))


def _unknown_to_all(said: Sequence[_Said]) -> Verdict:
    verdicts = _verdicts(said)
    behind = {reason for verdict in verdicts for reason in verdict.reasons}
    return replace(
        verdicts[0],
        because={lang: _each_told(said, lang) for lang in LANGUAGES},
        observations=_observations(verdicts),
        reasons=tuple(reason.value for reason in Reason if reason.value in behind),
    )


def _each_told(said: Sequence[_Said], lang: Language) -> str:
    """What every vantage says, once where all say the same."""
    texts: dict[str, list[str]] = {}
    for each in said:
        if each.verdict is not None:
            texts.setdefault(each.verdict.because[lang], []).append(each.name)
    if len(texts) == 1:
        return next(iter(texts))
    return " ".join(
        _word("from", lang).format(names=", ".join(names), because=because) for because, names in texts.items()
    )


def _differing(said: Sequence[_Said]) -> Verdict:
    verdicts = _verdicts(said)
    return replace(
        verdicts[0],
        verdict=Outcome.UNKNOWN,
        because={lang: " ".join(_conclusions(said, lang)) for lang in LANGUAGES},
        observations=_observations(verdicts),
        reasons=(),
    )


def _conclusions(said: Sequence[_Said], lang: Language) -> Iterator[str]:
    yield _word("differ", lang)
    for outcome in Outcome:
        same = [each for each in said if each.verdict is not None and each.verdict.verdict is outcome]
        if same and outcome is not Outcome.UNKNOWN:
            yield _word("concluded", lang).format(
                names=", ".join(each.name for each in same),
                outcome=_word(outcome.value, lang),
                because=_verdicts(same)[0].because[lang],
            )
    unseen = [each.name for each in said if not each.decided]
    if unseen:
        yield _word("unseen", lang).format(names=", ".join(unseen))


def _verdicts(said: Iterable[_Said]) -> list[Verdict]:
    return [each.verdict for each in said if each.verdict is not None]


def _observations(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for verdict in verdicts for name in verdict.observations))


def _word(key: str, lang: Language) -> str:
    return _WORDS[lang][key]


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
    """Name of each vantage that looked at the portal → how it met that vantage, in the order of the looks."""
    return {vantage_name(look): answer_of(look) for look in record.looks}


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

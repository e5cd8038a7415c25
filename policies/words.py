"""Words for people, in Vietnamese and English: names of facts, reasons for not seeing, values inside of sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

import yaml

from checks.observation import Reason
from policies.details import detail_text
from policies.facts import Gap

Language: TypeAlias = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_LONGEST = 300
_MOST_DETAILS = 3
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?")
_WORDS: dict[Language, dict[str, str]] = {
    "vi": {
        "yes": "có",
        "no": "không",
        "none": "không có",
        "unseen": "chưa quan sát được",
        "waived": "Được miễn có thời hạn đến hết ngày {until} theo {document}; lý do: {reason}.",
        "due": "Chưa đến hạn {deadline} (còn {days} ngày).",
        "overdue": "Quá hạn {deadline} ({days} ngày).",
    },
    "en": {
        "yes": "yes",
        "no": "no",
        "none": "none",
        "unseen": "not observed",
        "waived": "Waived until {until} by {document}; reason: {reason}.",
        "due": "Not due before {deadline} ({days} days left).",
        "overdue": "Overdue since {deadline} ({days} days).",
    },
}


def word(key: Literal["yes", "no", "none", "unseen", "waived", "due", "overdue"], lang: Language) -> str:
    """One of the small fixed texts."""
    return _WORDS[lang][key]


def reason_text(reason: Reason, lang: Language) -> str:
    """Why something was not seen, as the end of a sentence ("hết thời gian chờ")."""
    return _texts("reasons")[reason.value][lang]


def fact_name(fact: str, lang: Language) -> str:
    """What a fact is called in print ("danh sách phiên bản TLS")."""
    return _texts("facts")[fact][lang]


def gaps_text(gaps: Sequence[Gap], lang: Language) -> str:
    """One sentence for each reason: what was not observed, why, and what was tried."""
    return " ".join(
        sentence(f"{_unseen(group, lang)}{reason_text(reason, lang)}{_details(group, lang)}")
        for reason in Reason
        if (group := [gap for gap in gaps if gap.reason is reason])
    )


def sentence(text: str) -> str:
    """The text with a capital letter and a full stop."""
    return f"{text[0].upper()}{text[1:]}."


def value_text(value: Any, lang: Language) -> str:
    """A value inside of a sentence: plain text on one line, at most 300 characters, dates as dd/mm/yyyy.

    What stands in a list several times is shown once; `["192.0.2.1", ["a", "b"]]` reads "192.0.2.1 (a, b)".
    """
    return _cut(_value(value, lang))


def plain(text: str) -> str:
    """A hostile string as harmless text: one line, no control or direction marks, at most 300 characters."""
    return _cut(_clean(text))


def day_text(day: date) -> str:
    """dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"


def _unseen(gaps: Sequence[Gap], lang: Language) -> str:
    names = ", ".join(dict.fromkeys(fact_name(gap.fact, lang) for gap in gaps))
    return f"{word('unseen', lang)} {names}: " if lang == "vi" else f"{word('unseen', lang)}: {names} – "


def _details(gaps: Sequence[Gap], lang: Language) -> str:
    told = (plain(detail_text(gap.detail, lang)).rstrip(".") for gap in gaps)
    details = [text for text in dict.fromkeys(told) if text]
    more = f"; … +{len(details) - _MOST_DETAILS}" if len(details) > _MOST_DETAILS else ""
    return f" ({'; '.join(details[:_MOST_DETAILS])}{more})" if details else ""


def _value(value: Any, lang: Language) -> str:
    match value:
        case None:
            return word("none", lang)
        case bool():
            return word("yes" if value else "no", lang)
        case str():
            return _date(value) or _clean(value)
        case datetime():
            return day_text(value.astimezone(_HANOI).date())
        case [str(name), list(belonging)]:
            return f"{_value(name, lang)} ({_value(belonging, lang)})"
        case list():
            return ", ".join(dict.fromkeys(_leaves(value, lang))) or word("none", lang)
        case dict():
            return ", ".join(f"{_clean(str(key))}: {_value(item, lang)}" for key, item in value.items())
    return str(value)


def _leaves(value: list[Any], lang: Language) -> Iterator[str]:
    """The items of a list and of the lists in it; a name with the list that belongs to it is one item."""
    for item in value:
        match item:
            case [str(), list()]:
                yield _value(item, lang)
            case list():
                yield from _leaves(item, lang)
            case _:
                yield _value(item, lang)


def _date(text: str) -> str | None:
    """An ISO 8601 date as it is printed; a time with an offset becomes the day that it is in Việt Nam."""
    if not _ISO.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day_text((moment.astimezone(_HANOI) if moment.tzinfo else moment).date())


def _clean(text: str) -> str:
    text = " ".join(text.split())
    if text.isprintable():  # then nothing of category C is in it
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in text if unicodedata.category(sign)[0] != "C"))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


@lru_cache
def _texts(name: Literal["facts", "reasons"]) -> dict[str, dict[Language, str]]:
    texts: dict[str, dict[Language, str]] = yaml.safe_load(
        resources.files("policies").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    )
    return texts

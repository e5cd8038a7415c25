"""Compares a page over IPv4 with the one over IPv6, leaving out what changes by itself.

What a page says of itself (title, site name, owner, canonical host) decides alone: pages of two sites may differ in
little else. The rest is measured: news that moved by one, a counter or a weather box keep a page the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from checks.ipv6 import normalise
from checks.ipv6.differences import Code, Difference, in_words
from checks.ipv6.impression import Impression, Readings
from checks.network.http import Page
from checks.web.page_kind import PageKind

SAME_BELOW = 30
"""Distance below which two pages count as the same."""
ANOTHER_SITE = 60
"""The least distance of pages that say of themselves that they are different sites."""
FEW_WORDS = 10
"""With fewer words than this on either side, the words alone don't tell whether two pages are the same."""
_OLDER = 30
"""Days between the newest dates on two pages from which on one is told to be an older copy."""
_MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far two pages lie apart: `distance` is 0 for the same page and 100 for pages with nothing in common.

    `found` tells in what, the weightiest first. `telling` is false where the pages hold too little to say whether they
    are the same: one is but a shell that scripts fill, or both are.
    """

    distance: int
    found: tuple[Difference, ...]
    telling: bool = True

    @property
    def same(self) -> bool:
        """Whether a citizen would call the pages the same."""
        return self.distance < SAME_BELOW

    @property
    def differences(self) -> list[str]:
        """What was found, in Vietnamese."""
        return [in_words(difference) for difference in self.found]


def compare(one: Page, other: Page, readings: Readings | None = None) -> Comparison:
    """Hold the `other` page, as a rule that over IPv6, against the `one` over IPv4. Never raises."""
    if one.body == other.body and one.status == other.status:
        return Comparison(0, ())
    readings = readings or Readings()
    this, that = readings.impression(one), readings.impression(other)
    apart = _bags_apart(this.words, that.words)
    distance = max(apart, _blend(apart, this, that))
    decisive = [*_statuses(one, other), *_selves(this, that)]
    if decisive:
        distance = max(distance, ANOTHER_SITE)
    if one.status // 100 != other.status // 100:
        distance = 100
    kinds = readings.kind(one), readings.kind(other)
    if distance >= SAME_BELOW and kinds[0].kind != kinds[1].kind:
        decisive.insert(0, _kind(*kinds))
        distance = 100
    measured = _traits(this, that)
    if not (decisive and decisive[0].code == "kind"):
        measured += _parts(this, that)
    if apart:
        measured.append(Difference("words", str(this.words.total()), str(that.words.total()), apart))
    one_shell = (kinds[0].kind == "shell") != (kinds[1].kind == "shell")
    telling = not one_shell and (distance >= SAME_BELOW or _is_telling(this, that))
    return Comparison(distance, (*decisive, *measured), telling)


def _statuses(one: Page, other: Page) -> list[Difference]:
    same = one.status == other.status
    return [] if same else [Difference("status", str(one.status), str(other.status))]


def _kind(this: PageKind, that: PageKind) -> Difference:
    """What either page is in the stead of a site (a server's default page, a parked name …), in its own words."""
    return Difference("kind", this.kind, that.kind, examples=(this.words or "", that.words or ""))


def _selves(this: Impression, that: Impression) -> list[Difference]:
    """Where the pages say of themselves that they are different ones."""
    found = []
    if normalise.title(this.title) != normalise.title(that.title):
        found.append(Difference("title", this.title, that.title))
    told: tuple[tuple[Code, str, str], ...] = (
        ("site_name", this.site_name, that.site_name),
        ("owner", this.owner, that.owner),
        ("canonical", this.canonical, that.canonical),
    )
    for code, one, other in told:
        if one and other and _plain(code, one) != _plain(code, other):
            found.append(Difference(code, one, other))
    return found


def _plain(code: Code, text: str) -> object:
    return text if code == "canonical" else normalise.words(text)


def _traits(this: Impression, that: Impression) -> list[Difference]:
    """What explains a distance: another language, a login, an older copy."""
    found = []
    if this.language and that.language and this.language != that.language:
        found.append(Difference("language", this.language, that.language))
    if this.asks_password != that.asks_password:
        found.append(Difference("password", *(("yes", "") if this.asks_password else ("", "yes"))))
    if this.newest and that.newest and abs((this.newest - that.newest).days) > _OLDER:
        found.append(Difference("newest", f"{this.newest:%d/%m/%Y}", f"{that.newest:%d/%m/%Y}"))
    return found


def _parts(this: Impression, that: Impression) -> list[Difference]:
    """The links, headings and forms that only one of the pages has."""
    added = _only_in("links_added", that.links, this.links)
    missing = [*_only_in("links_missing", this.links, that.links), *added]
    missing += _only_in("headings_missing", this.headings, that.headings)
    lost = sorted(this.forms - that.forms)
    if lost:
        missing.append(Difference("forms", count=len(lost), of=len(this.forms), examples=_examples(lost)))
    return missing


def _only_in(code: Code, these: Mapping[str, str], those: Mapping[str, str]) -> list[Difference]:
    only = [shown or key for key, shown in these.items() if key not in those]
    return [Difference(code, count=len(only), of=len(these), examples=_examples(only))] if only else []


def _examples(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(item[:100] for item in dict.fromkeys(items))[:_MOST_EXAMPLES]


def _blend(apart: int, this: Impression, that: Impression) -> int:
    """The distance by all parts, for pages whose words are much the same but that lead elsewhere."""
    links = _apart(this.links.keys(), that.links.keys())
    headings = _apart(this.headings.keys(), that.headings.keys())
    return round(0.5 * apart + 0.35 * links + 0.1 * headings + 0.05 * _apart(this.forms, that.forms))


def _is_telling(this: Impression, that: Impression) -> bool:
    """Whether pages that look the same hold enough to be called so: the shell of a script holds next to nothing."""
    most, alike = max(this.words.total(), that.words.total()), this.resources == that.resources
    if most >= FEW_WORDS:
        return True
    return alike and (most > 0 or bool(this.resources))


def _apart(these: Collection[str], those: Collection[str]) -> int:
    """100 − Jaccard similarity of two sets, in whole per cent."""
    union = len({*these, *those})
    return round(100 * (1 - (len(these) + len(those) - union) / union)) if union else 0


def _bags_apart(one: Counter[str], other: Counter[str]) -> int:
    """100 − Ruzicka similarity of the two bags of words, in whole per cent."""
    union = (one | other).total()
    if union == 0:
        return 0
    return round(100 * (1 - (one & other).total() / union))

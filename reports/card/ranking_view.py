"""What a card says of ranks, and the rules behind them in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from policies.verdict import Severity
from reports.card.ranks import Place, Unranked
from reports.ranking import Rules
from reports.wording import Wording

NAMED: Final = 3
"""So many are named at either end of a group."""


@dataclass(frozen=True, slots=True)
class RankView:
    """The rank of one agency: `headline` is short, `lines` explain it."""

    headline: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankRow:
    """One agency of a group: its rank, what share it meets, and what share of all that applies it fails."""

    rank: str
    name: str
    percent: str
    failed: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """One group of the province: how many are ranked and who stands at its ends; `last` is empty where those named
    first are all, or nobody fails anything."""

    title: str
    told: str
    first: tuple[RankRow, ...]
    last: tuple[RankRow, ...]


class RankDrawing:
    """Tells places in the words of one language."""

    def __init__(self, places: Sequence[Place], rules: Rules, wording: Wording) -> None:
        self.places = places
        self.rules = rules
        self.wording = wording

    def rank(self, place: Place) -> RankView:
        """What is told to the agency itself."""
        gettext, ngettext = self.wording.gettext.gettext, self.wording.gettext.ngettext
        if place.rank is None:
            return RankView(gettext("Not ranked"), (self._why(place),))
        kind = self.wording.word("agency_kind", place.agency.kind)
        lines = [gettext("Group: %(kind)s; agencies ranked: %(n)s.") % {"kind": kind, "n": self._number(place.among)}]
        equals = sum(other.rank == place.rank and other.agency.kind == place.agency.kind for other in self.places) - 1
        if equals:
            told = ngettext("Shared with %(n)s other agency.", "Shared with %(n)s other agencies.", equals)
            lines.append(told % {"n": self._number(equals)})
        lines.append(gettext("Not met, of all that applies: %(share)s.") % {"share": self.share(place.penalty)})
        return RankView(f"{self._number(place.rank)}/{self._number(place.among)}", tuple(lines))

    def groups(self) -> tuple[GroupView, ...]:
        """What is told to the province: every group that has agencies."""
        found = []
        for kind in self.rules.groups:
            of_kind = [place for place in self.places if place.agency.kind == kind]
            if of_kind:
                found.append(self._group(kind, of_kind))
        return tuple(found)

    def _group(self, kind: str, places: Sequence[Place]) -> GroupView:
        ranked = sorted((place for place in places if place.rank), key=lambda place: (place.rank or 0, place.agency.id))
        first = ranked[:NAMED]
        last = [place for place in ranked[NAMED:][-NAMED:] if place.penalty and place.rank != first[-1].rank]
        return GroupView(
            self.wording.word("agency_kind", kind),
            self._counted(places),
            tuple(self._row(place) for place in first),
            tuple(self._row(place) for place in last),
        )

    def _counted(self, places: Sequence[Place]) -> str:
        gettext = self.wording.gettext.gettext
        ranked = sum(place.rank is not None for place in places)
        told = [gettext("Ranked: %(n)s of %(all)s.") % {"n": self._number(ranked), "all": self._number(len(places))}]
        for why, text in (
            (Unranked.UNKNOWN, gettext("Too much unknown: %(n)s.")),
            (Unranked.NOTHING, gettext("Nothing judged: %(n)s.")),
            (Unranked.SMALL, gettext("Too few to compare: %(n)s.")),
        ):
            if count := sum(place.why is why for place in places):
                told.append(text % {"n": self._number(count)})
        return " ".join(told)

    def _row(self, place: Place) -> RankRow:
        return RankRow(
            self._number(place.rank or 0),
            short(self.wording, place.agency.name, 60),
            f"{place.score.percent}%",
            self.share(place.penalty),
        )

    def _why(self, place: Place) -> str:
        gettext, ngettext = self.wording.gettext.gettext, self.wording.gettext.ngettext
        match place.why:
            case Unranked.KIND:
                return gettext("Agencies of this kind are not ranked.")
            case Unranked.NOTHING:
                return gettext("No mandatory requirement was judged that applies.")
            case Unranked.SMALL:
                told = ngettext(
                    "Only %(n)s agency of its group can be ranked: too few to compare.",
                    "Only %(n)s agencies of its group can be ranked: too few to compare.",
                    place.among,
                )
                return told % {"n": self._number(place.among)}
        if place.score.percent is None:
            return gettext("Nothing was settled as met or not met; this counts neither for nor against the agency.")
        share = place.score.tally.share("unknown")
        return gettext(
            "Unknown: %(share)s%%, more than %(most)s%%; this counts neither for nor against the agency."
        ) % {"share": share, "most": self.rules.most_unknown_percent}

    def share(self, penalty: Fraction | None) -> str:
        """A share in percent with one decimal; 0 and 100 are kept for nothing and everything."""
        if penalty is None:
            return "–"
        if penalty in (0, 1):
            return f"{100 * int(penalty)}%"
        tenths = min(999, max(1, round(1000 * penalty)))
        point = "," if self.wording.lang == "vi" else "."
        return f"{tenths // 10}{point}{tenths % 10}%"

    def explained(self) -> tuple[str, ...]:
        """The rules, sentence by sentence, with the numbers that `ranking.yaml` gives."""
        gettext = self.wording.gettext.gettext
        return (
            gettext(
                "The share met is taken of the mandatory requirements that were settled (met or not met), weighted by "
                "severity: %(weights)s. Recommendations, waived and unknown requirements do not count."
            )
            % {"weights": self._by_severity({key: self._number(value) for key, value in self.rules.weights.items()})},
            gettext(
                "Ranks compare agencies of one kind by the weighted share not met of all mandatory requirements that "
                "apply; less is better, equals share a rank. What is unknown never lowers a rank; where it is more "
                "than %(most)s%%, or fewer than %(few)s agencies of the kind can be compared, there is no rank."
            )
            % {"most": self.rules.most_unknown_percent, "few": self.rules.smallest_group},
            gettext(
                "An agency is counted by its own portals and the systems it owns, without those of bodies below it."
            ),
            gettext(
                "By when to mend is a proposal, not law, where no deadline is named: %(days)s days from the first "
                "sight of the failure."
            )
            % {
                "days": self._by_severity(
                    {key: self._number(value) for key, value in self.rules.mend_within_days.items()}
                )
            },
        )

    def _by_severity(self, values: dict[Severity, str]) -> str:
        word = self.wording.word
        return ", ".join(f"{word('severity', severity).lower()} {values[severity]}" for severity in Severity)

    def _number(self, value: int) -> str:
        return self.wording.number(value)


def short(wording: Wording, text: str, limit: int) -> str:
    """A text from outside in about `limit` letters even where many of them have to be written out."""
    shown = " ".join(wording.cut(text, limit).split())
    return shown if len(shown) <= limit + 40 else f"{shown[:limit]}…"

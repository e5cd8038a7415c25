"""How a value of the TLS check is told: its words, and its tone by the verdicts and by BCP 195."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from checks.observation import Json, is_unseen
from policies.bearings import Bearing, Bearings
from policies.strength import Flaw, Strength, strength
from reports.telling import Line, Piece, Tone, separated, signed, unseen
from reports.value_words import VALUES
from reports.wording import Wording

MOST_VALUES: Final = 400
"""Values of one list that are told; what is beyond is counted."""

_BY_STRENGTH: Final[dict[Strength, Tone]] = {
    Strength.SOUND: "good",
    Strength.WEAK: "weak",
    Strength.BROKEN: "bad",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """The words of one language, and what the values meant for the verdicts."""

    wording: Wording
    bearings: Bearings

    def gettext(self, text: str) -> str:
        """A text of ours in the language."""
        return self.wording.gettext.gettext(text)

    def label(self, part: str) -> str:
        """What a member is called, as the label of a row."""
        word = self.wording.word("part", part)
        return word[:1].upper() + word[1:]

    def tone(self, bearing: Bearing | None, flaws: Iterable[Flaw] | None = None) -> Tone:
        """Bad where a requirement fails on it; else by its flaws, or good where a requirement passes on it."""
        if bearing is Bearing.AGAINST:
            return "bad"
        if flaws is not None:
            return _BY_STRENGTH[strength(flaws)]
        return "good" if bearing is Bearing.FOR else "plain"

    def flag(self, value: Json, bearing: Bearing | None, null: str = "") -> Piece:
        """Yes or no, not applicable (or what `null` says) for null, or why it was not seen."""
        if is_unseen(value):
            return unseen(value, self.wording)
        if value is None:
            return Piece(null or self.gettext("not applicable"), "dim")
        return signed(self.gettext("yes") if value else self.gettext("no"), self.tone(bearing))

    def text(self, value: Json, words: str = "") -> str:
        """A scalar in words: `words` names the table that its values have in `reports.value_words.VALUES`."""
        known = VALUES.get(words, {}).get(str(value))
        return self.gettext(known) if known else self.wording.observed(str(value))

    def piece(self, value: Json, tone: Tone = "plain", words: str = "") -> Piece:
        """A scalar with the sign of its tone, none for null, or why it was not seen."""
        if is_unseen(value):
            return unseen(value, self.wording)
        return Piece(self.gettext("none"), "dim") if value is None else signed(self.text(value, words), tone)

    def pieces(self, values: Iterable[Piece]) -> Line:
        """A list in one line, at most `MOST_VALUES` of it, or the word for an empty one."""
        every = list(values)
        line = separated(every[:MOST_VALUES])
        if len(every) > MOST_VALUES:
            line += (Piece(f" … +{self.wording.number(len(every) - MOST_VALUES)}", "dim"),)
        return line or (Piece(self.gettext("none"), "dim"),)

    def flaws(self, flaws: Iterable[Flaw]) -> str:
        """Why an algorithm is not sound, in few words."""
        return ", ".join(self.wording.word("flaw", flaw) for flaw in flaws)

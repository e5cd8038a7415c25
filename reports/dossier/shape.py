"""What the dossier's templates draw: every text in one language already, cut and made visible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineView:
    """A line with a mark: `key` names it (an outcome, a standing, a change), `word` says the same."""

    key: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One portal or system at which a requirement fails: where it is, what was seen, since when, what became of it, the
    ids of the evidence; `portals` names those of a system at which the same was concluded."""

    kind: str
    name: str
    address: str
    because: str
    since: str
    change: str
    change_word: str
    evidence: tuple[tuple[str, str], ...]
    portals: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One part of a remedy as in `reports.remedy.Block`; `own` marks one for the software that the portals name."""

    kind: str
    depth: int
    spans: tuple[tuple[str, bool], ...]
    own: bool


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One requirement that fails. `by` says by when, `late` that the law's day has passed; `changes` count the places
    by what became of them; `software` tells whose software the steps marked `own` are for."""

    anchor: str
    number: int
    id: str
    title: str
    severity: str
    severity_word: str
    force: str
    where: str
    by: str
    by_short: str
    late: bool
    changes: tuple[LineView, ...]
    why: str
    places: tuple[PlaceView, ...]
    software: tuple[str, ...]
    remedy: tuple[StepView, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class UnknownView:
    """What could not be found out for the same cause: `needs` is what to do; each entry is why, which requirements and
    where."""

    needs: tuple[str, ...]
    entries: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A requirement at a place, with a few words on it."""

    place: str
    title: str
    key: str
    word: str
    note: str


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver: what for, where, until when; `key` is its state (`ended`, `soon`, `running`, or `waived`
    where the plan of the audit does not tell of it), `facts` are labelled."""

    title: str
    place: str
    key: str
    word: str
    facts: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class OwnView:
    """One portal or system of the agency: where it stands, its numbers and the software that it names."""

    kind: str
    name: str
    address: str
    standing: str
    standing_word: str
    shares: str
    software: str


@dataclass(frozen=True, slots=True)
class ReplyView:
    """How to answer: the steps to a new look, the last of which is about `command` where that is not empty; whom to
    write to; what an objection states, and that filled in for one failure."""

    recheck: tuple[str, ...]
    command: str
    contact: tuple[tuple[str, str], ...]
    objection: tuple[str, ...]
    example: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DossierView:
    """The whole dossier; `notices` are what must be known before anything else, `verdict` is the whole in one sentence
    with its mark, `labels` the fixed words of the templates."""

    title: str
    name: str
    kind: str
    kicker: str
    facts: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    verdict: LineView
    told: tuple[str, ...]
    counts: tuple[LineView, ...]
    deadlines: str
    duties: tuple[ProblemView, ...]
    advice: tuple[ProblemView, ...]
    unknown: tuple[UnknownView, ...]
    again: tuple[NoteView, ...]
    fixed: tuple[NoteView, ...]
    coming: tuple[NoteView, ...]
    waivers: tuple[WaiverView, ...]
    waivers_as_of: str
    places: tuple[OwnView, ...]
    reply: ReplyView
    foot: str
    labels: Mapping[str, str]

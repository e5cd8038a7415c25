"""The pieces of the official report: tables with rows by name, bars, sections. Every text is ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

R = TypeVar("R", bound=tuple[str, ...])


class StandingRow(NamedTuple):
    """How many portals and systems stand where."""

    standing: str
    portals: str
    systems: str


class AskedRow(NamedTuple):
    """One requirement: how many verdicts of each outcome."""

    number: str
    title: str
    force: str
    passed: str
    failed: str
    unknown: str
    waived: str
    not_applicable: str


class LayerRow(NamedTuple):
    """One layer (or the level, the plan): how many systems stand where."""

    name: str
    passed: str
    failed: str
    unknown: str
    waived: str


class ChangeRow(NamedTuple):
    """One kind of change: how many in all, of mandatory requirements and of recommendations."""

    kind: str
    total: str
    mandatory: str
    recommended: str


class LateRow(NamedTuple):
    """One agency with open failures: how many, how many past a deadline, the oldest and where it is; a dash stands
    where it is not known when they were first seen."""

    number: str
    agency: str
    failures: str
    overdue: str
    days: str
    since: str
    oldest: str


class PortalRow(NamedTuple):
    """One portal; the counts are of mandatory requirements, `advised` of recommendations that are not met."""

    number: str
    name: str
    agency: str
    standing: str
    passed: str
    failed: str
    unknown: str
    waived: str
    advised: str


class SystemRow(NamedTuple):
    """One information system: the outcome of each layer, of its level and of its plan."""

    number: str
    name: str
    owner: str
    layer1: str
    layer2: str
    layer3: str
    layer4: str
    level: str
    plan: str


class FormRow(NamedTuple):
    """One system in the twelve columns of Mẫu số 08."""

    number: str
    name: str
    owner: str
    operator: str
    level: str
    approval: str
    decision: str
    regulation: str
    expected_approval: str
    plan_status: str
    expected_plan: str
    checked: str


class LegalRow(NamedTuple):
    """One requirement and what it rests on, a line for each legal basis."""

    number: str
    title: str
    force: str
    since: str
    basis: str


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """Headings and rows of texts; `shares` are the relative widths of the columns, `centred` the places (from 0) of
    those whose texts stand in the middle."""

    heads: tuple[str, ...]
    rows: tuple[R, ...]
    shares: tuple[int, ...]
    centred: tuple[int, ...] = ()


COLUMNS: Final[Mapping[type[tuple[str, ...]], tuple[tuple[int, ...], tuple[int, ...]]]] = {
    StandingRow: ((6, 3, 3), (1, 2)),
    AskedRow: ((10, 41, 25, 11, 15, 18, 19, 21), (0, 2, 3, 4, 5, 6, 7)),
    LayerRow: ((30, 10, 10, 10, 12), (1, 2, 3, 4)),
    ChangeRow: ((6, 3, 3, 3), (1, 2, 3)),
    LateRow: ((10, 33, 17, 17, 16, 23, 49), (0, 2, 3, 4, 5)),
    PortalRow: ((11, 82, 52, 27, 12, 15, 17, 19, 21), (0, 3, 4, 5, 6, 7, 8)),
    SystemRow: ((11, 56, 45, 22, 22, 22, 22, 26, 26), (0, 3, 4, 5, 6, 7, 8)),
    FormRow: ((11, 29, 25, 25, 12, 20, 23, 23, 22, 20, 22, 20), (0, 4, 8, 10)),
    LegalRow: ((11, 42, 25, 24, 63), (0, 2)),
}
"""The `shares` and `centred` of the table of each kind of row."""


def table_of(kind: type[R], heads: Sequence[str], rows: Sequence[R]) -> Table[R]:
    """A table of one kind of row, with the columns of that kind."""
    return Table(tuple(heads), tuple(rows), *COLUMNS[kind])


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part of a stacked bar; `start` and `width` are percent of its length."""

    outcome: str
    label: str
    total: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar and what it shows in words; without parts there is nothing to draw."""

    parts: tuple[BarPart, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered heading and the paragraphs below it."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """The results of one subject; the bar and the first sentence are of its mandatory requirements."""

    title: str
    sentences: tuple[str, ...]
    bar: Bar
    table: Table[AskedRow]


@dataclass(frozen=True, slots=True)
class LayerResult:
    """The results of one of the four layers of Chỉ thị 14/CT-TTg, by mandatory requirements."""

    title: str
    sentence: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class Annex(Generic[R]):
    """One annex: its number ("Phụ lục I"), its title, what is to be known before it is read, and its table."""

    number: str
    title: str
    notes: tuple[str, ...]
    table: Table[R]

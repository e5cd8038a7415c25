"""The geometry of one trend: lines over weeks, broken where a week has no audit, in the units of an SVG viewBox.

Lines are told apart by dash and marker as well as by colour, and each has its name and value at its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Place: TypeAlias = tuple[float, float]

WIDTH: Final = 340
HEIGHT: Final = 168
LEFT, RIGHT, TOP, BOTTOM = 38.0, 212.0, 20.0, 144.0
LABELS_APART: Final = 13.0
MARKED_EVERY: Final = 4
"""Weeks between two markers of a line of more than a quarter."""


@dataclass(frozen=True, slots=True)
class Line:
    """The course of one outcome: `runs` of weeks without a gap, `markers` on some of them, and its name and value,
    beginning at `label_at`."""

    outcome: str
    runs: tuple[tuple[Place, ...], ...]
    markers: tuple[Place, ...]
    label: str
    label_at: Place


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing, `WIDTH` by `HEIGHT`. `ticks` are (x, text) below it, `levels` (y, text) beside it, `marks` (x,
    number) the weeks since when something was judged otherwise; `title` and `description` tell it in words."""

    weeks: int
    title: str
    description: str
    levels: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, int], ...]
    lines: tuple[Line, ...]


def week_x(ago: int, weeks: int) -> float:
    """Where a week stands: the audit at hand (0) at the right, `weeks` before it at the left."""
    return round(RIGHT - (RIGHT - LEFT) * ago / weeks, 1)


def share_y(percent: float) -> float:
    """Where a share stands, in percent."""
    return round(BOTTOM - (BOTTOM - TOP) * percent / 100, 1)


def lines_of(shares: Mapping[str, Mapping[int, int]], labels: Mapping[str, str], weeks: int) -> tuple[Line, ...]:
    """The lines of each outcome's shares (weeks ago → percent), those older than `weeks` left out, and those of an
    outcome without any."""
    drawn = {
        outcome: {ago: percent for ago, percent in sorted(course.items(), reverse=True) if ago <= weeks}
        for outcome, course in shares.items()
    }
    drawn = {outcome: course for outcome, course in drawn.items() if course}
    ends = {outcome: (week_x(min(course), weeks), share_y(course[min(course)])) for outcome, course in drawn.items()}
    heights = dict(zip(ends, _kept_apart([y for _, y in ends.values()]), strict=True))
    return tuple(
        Line(
            outcome=outcome,
            runs=tuple(
                tuple((week_x(ago, weeks), share_y(course[ago])) for ago in run)
                for run in _runs(list(course))
                if len(run) > 1
            ),
            markers=tuple((week_x(ago, weeks), share_y(course[ago])) for ago in _marked(list(course), weeks)),
            label=labels[outcome],
            label_at=(ends[outcome][0] + 8, heights[outcome]),
        )
        for outcome, course in drawn.items()
    )


def _runs(weeks_ago: Sequence[int]) -> list[list[int]]:
    """Weeks, the oldest first, parted where one is missing."""
    runs: list[list[int]] = []
    for ago in weeks_ago:
        if runs and runs[-1][-1] == ago + 1:
            runs[-1].append(ago)
        else:
            runs.append([ago])
    return runs


def _marked(weeks_ago: Sequence[int], weeks: int) -> list[int]:
    """The weeks that get a marker: all of a short course; of a long one both ends of each run and some between."""
    if weeks <= 3 * MARKED_EVERY:
        return list(weeks_ago)
    return [ago for run in _runs(weeks_ago) for ago in run if ago in (run[0], run[-1]) or ago % MARKED_EVERY == 0]


def _kept_apart(heights: Sequence[float]) -> list[float]:
    """The heights of labels moved so that none lies on another, all within the drawing, in the order given."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    placed: dict[int, float] = {}
    lowest = TOP
    for place in order:
        placed[place] = max(heights[place], lowest)
        lowest = placed[place] + LABELS_APART
    highest = BOTTOM
    for place in reversed(order):
        placed[place] = min(placed[place], highest)
        highest = placed[place] - LABELS_APART
    return [round(placed[place], 1) for place in range(len(heights))]

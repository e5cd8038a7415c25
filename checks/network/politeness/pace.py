"""How much of what is authorised an address seems to bear: halved at every sign of trouble, regained step by step.

The rule is TCP's own (additive increase, multiplicative decrease; RFC 5681 §3.1). Signs of trouble are errors of an
endpoint that had answered, and answers that take several times as long as they did when they were quickest.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from checks.network.politeness.rate import Rate

Step = Literal["connect", "answer"]
"""What a peer took its time for: to take a connection, or to begin its answer to a request."""

LEAST_SHARE = 1 / 1024
STEP = 1 / 8
"""What is regained at a time, of what is authorised; never more than there was."""
ENOUGH = 16
"""Good answers in a row after which a step is regained."""
HOLD = 1.0
"""Seconds in which several signs of trouble are one."""
SLOWEST = 2.0
"""Seconds between two connections, at the most, that are due to trouble alone."""
TIMES = 4.0
"""How many times its best an address may take before that is a sign of trouble."""
MARGIN: dict[Step, float] = {"connect": 0.9, "answer": 0.5}
"""Seconds that have to be lost besides: nearly those after which a lost SYN is sent again (RFC 6298 §2), and more than
one page differs from another."""
_WINDOW = 5  # measurements of which the median counts
_AGEING = 1.5  # by which the best grows where an address is slow although it is asked one thing at a time


@dataclass(slots=True)
class Pace:
    """Of one address. Moments are monotonic seconds; `share` is of what is authorised, from `LEAST_SHARE` to 1."""

    share: float = 1.0
    halvings: int = 0
    _halved: float = float("-inf")
    _good: int = 0
    _best: dict[Step, float] = field(default_factory=dict)
    _recent: dict[Step, deque[float]] = field(default_factory=dict)

    def connections(self, rate: Rate) -> int:
        """How many connections may be open at once: at least one, never more than the rate allows."""
        return max(1, int(rate.connections * self.share))

    def interval(self, rate: Rate) -> float:
        """Seconds between two beginnings, never fewer than the rate asks for."""
        usual = 1 / rate.per_second
        return min(usual / self.share, max(usual, SLOWEST))

    def trouble(self, now: float) -> None:
        """Note a sign of trouble."""
        self._good = 0
        if now < self._halved + HOLD:
            return
        self._halved = now
        self.halvings += 1
        self.share = max(LEAST_SHARE, self.share / 2)
        self._recent.clear()

    def took(self, step: Step, seconds: float, now: float, alone: bool = False) -> None:
        """Note how long a good answer took; `alone` says that the address was asked nothing else at that time."""
        recent = self._recent.setdefault(step, deque(maxlen=_WINDOW))
        recent.append(seconds)
        if len(recent) == _WINDOW:
            self._best[step] = min(median(recent), self._best.get(step, float("inf")))
        best = self._best.get(step)
        if best is None or seconds <= self._bearable(step):
            self._went_well()
        else:
            self._good = 0
        if len(recent) == _WINDOW and median(recent) > self._bearable(step):
            if alone:
                self._best[step] = max(self._best[step], MARGIN[step] / TIMES) * _AGEING
            self.trouble(now)

    def _bearable(self, step: Step) -> float:
        """Seconds that a step may take before it is slow."""
        return TIMES * self._best[step] + MARGIN[step]

    def _went_well(self) -> None:
        self._good += 1
        if self._good < ENOUGH or self.share >= 1.0:
            return
        self._good = 0
        self.share = min(1.0, self.share + STEP, 2 * self.share)

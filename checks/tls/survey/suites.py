"""All suites of one version, and whose order wins: offer all that is left, strike out what the server picked."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from checks.observation import Reason, Unseen
from checks.tls.engine import gather
from checks.tls.registry import suite
from checks.tls.survey.interview import Finding, Open, Picked, Refused
from checks.tls.survey.offers import classes, goes_first, offer


class Ask(Protocol):
    """Offers suites in one version and tells what the server did."""

    def __call__(self, suites: Sequence[int]) -> Coroutine[Any, Any, Finding]: ...

    def reads(self, suites: int) -> bool:
        """Whether the server has shown that it reads so many suites to the end."""


Order: TypeAlias = Literal["server", "client"]

_BEFORE_CUTTING = 3
"""Picks in TLS 1.2 after which what is left is cut in classes that are asked for side by side: a server that takes
more than these mostly takes many more, and each pick in sequence costs two round trips. Older versions, asked
meanwhile, have too few suites to be worth the refusal that each class costs."""


_MOST_RUNS = 3
"""Runs that are put into each other by bisection; more of them may well interleave suite by suite."""


@dataclass(frozen=True, slots=True)
class Suites:
    """The suites accepted in one version: in the server's order where it has one, else the strongest first.

    `order` is None when there is no choice. `why` tells why there may be more, or why the order is not known;
    None when nothing is left open.
    """

    accepted: tuple[int, ...]
    order: Order | None
    why: Unseen | None = None


@dataclass(slots=True)
class _Log:
    """Which suite was picked of which offer; `reads` tells of an offer's length whether it was read to the end."""

    reads: Callable[[int], bool]
    entries: list[tuple[Sequence[int], int]] = field(default_factory=list)

    def order(self, accepted: Sequence[int]) -> Order | None:
        """Whose order the picks have proved: the server's when it passed over a suite, the client's when of the same
        two suites now one and now the other was picked."""
        known_ones = frozenset(accepted)
        offers = [
            ([code for code in offered if code in known_ones], pick, len(offered)) for offered, pick in self.entries
        ]
        if any(known[0] != pick for known, pick, _ in offers):
            return "server"
        beaten = {
            (pick, code) for known, pick, length in offers if self.reads(length) for code in known if code != pick
        }
        return "client" if any((other, one) in beaten for one, other in beaten) else None


@dataclass(slots=True)
class _Lane:
    """Offers some suites again and again, without those picked before."""

    ask: Ask
    log: _Log
    offered: Sequence[int]
    picks: list[int] = field(default_factory=list)
    why: Unseen | None = None

    async def run(self, most: int = sys.maxsize) -> _Lane:
        """Go on until everything left is refused or more than `most` were picked.

        A pick that hints at the client's order is offered a second time, after all others and these turned round.
        """
        doubtful = len(self.picks) == 1 and goes_first(self.picks[0])
        left = [code for code in self.offered if code not in self.picks]
        while left and len(self.picks) <= most:
            offered = [*reversed(left), *self.picks] if doubtful else [*left]
            doubtful = False
            finding = await self.ask(offered)
            if not isinstance(finding, Picked):
                self.why = _why_not_all(finding, bool(self.picks))
                break
            pick = finding.hello.suite
            self.log.entries.append((finding.offered, pick))
            if pick in left:
                left.remove(pick)
                self.picks.append(pick)
        return self


async def accepted_suites(version: str, first: Picked, ask: Ask) -> Suites:
    """Every suite accepted in a version, of which one was picked `first` when all were on offer."""
    offered = offer(version)
    log = _Log(ask.reads, [(first.offered, first.hello.suite)])
    most = _BEFORE_CUTTING if version == "TLSv1.2" else len(offered)
    lanes = [await _Lane(ask, log, offered, [first.hello.suite]).run(most)]
    if lanes[0].why is None and len(lanes[0].picks) > most:
        left = [code for code in offered if code not in lanes[0].picks]
        lanes += await gather(*(_Lane(ask, log, part).run() for part in classes(left)))
    picks = [code for lane in lanes for code in lane.picks]
    if all(suite(code).auth == "ECDSA" for code in picks):  # some look for no other once ECDSA is on offer
        others = [code for code in offered if suite(code).auth != "ECDSA"]
        lanes.append(await _Lane(ask, log, others).run())
        picks += lanes[-1].picks
    why = next((lane.why for lane in lanes if lane.why is not None), None)
    if why is not None or len(picks) == 1:
        return Suites(tuple(picks), None, why)
    order = await _whose_order(sorted(picks, key=offered.index), log, ask)
    if isinstance(order, Unseen):
        return Suites(tuple(picks), None, order)
    if order == "client":
        return Suites(tuple(sorted(picks, key=offered.index, reverse=True)), order)
    if not ask.reads(len(offered)):  # what was picked first was the best of a part, maybe
        return await _sorted_anew(picks, log, ask)
    rest = await _joined([lane.picks for lane in lanes[1:] if lane.picks], ask)
    if isinstance(rest, Unseen):
        return Suites(tuple(picks), None, rest)
    return Suites((*lanes[0].picks, *rest), order)


async def _sorted_anew(picks: Sequence[int], log: _Log, ask: Ask) -> Suites:
    """The same suites in the server's order, offered without all others."""
    again = await _Lane(ask, log, picks).run()
    missing = [code for code in picks if code not in again.picks]
    why = again.why or (by_turns("a suite is accepted no longer") if missing else None)
    return Suites((*again.picks, *missing), "server", why)


def _why_not_all(finding: Refused | Open, accepted_before: bool) -> Unseen | None:
    if isinstance(finding, Open):
        return finding.why
    if finding.whole_version and accepted_before:
        return by_turns(finding.how)
    return None


_BY_TURNS = "inconsistent, as if different servers answered by turns: "


def by_turns(how: str) -> Unseen:
    """Answers that cannot come from one server."""
    return Unseen(Reason.PROTOCOL_ERROR, _BY_TURNS + how.removeprefix(_BY_TURNS))


def is_by_turns(why: Unseen) -> bool:
    """Whether this is what `by_turns` says."""
    return why.detail.startswith(_BY_TURNS)


async def _whose_order(picks: Sequence[int], log: _Log, ask: Ask) -> Order | Unseen:
    """Who decides; two suites offered both ways round settle what the picks so far do not."""
    first, *_, last = picks
    for pair in ([last, first], [first, last]):
        if (order := log.order(picks)) is not None:
            return order
        finding = await ask(pair)
        if not isinstance(finding, Picked):
            return finding.why if isinstance(finding, Open) else by_turns(finding.how)
        log.entries.append((finding.offered, finding.hello.suite))
    return log.order(picks) or "client"


async def _joined(parts: list[list[int]], ask: Ask) -> list[int] | Unseen:
    """Parts that are each in the server's order, as one.

    Mostly each part goes wholly before the next, which one question a seam proves. Few runs that are left then are put
    into each other by bisection; many are merged by asking again and again for the best of their firsts.
    """
    seams = list(itertools.pairwise(parts))
    referee = _Referee(ask)
    held = await gather(*(referee.prefers(before[-1], after[0]) for before, after in seams))
    runs: list[list[int]] = []
    for part, follows in zip(parts, [False, *held], strict=False):
        if follows:
            runs[-1] += part
        else:
            runs.append(list(part))
    if len(runs) > _MOST_RUNS:
        joined = await referee.merged(runs)
    else:
        joined = runs.pop() if runs else []
        while runs:
            joined = await referee.put_into(joined, runs.pop())
    return joined if referee.why is None else referee.why


@dataclass(slots=True)
class _Referee:
    """Lets the server decide between suites; `why` tells what kept it from deciding, once anything has."""

    ask: Ask
    why: Unseen | None = None

    async def best(self, suites: Sequence[int]) -> int:
        """The server's favourite."""
        if self.why is None:
            finding = await self.ask(suites)
            if isinstance(finding, Picked):
                return finding.hello.suite
            self.why = finding.why if isinstance(finding, Open) else by_turns(finding.how)
        return suites[0]

    async def prefers(self, one: int, other: int) -> bool:
        """Whether the server takes the first of two."""
        return await self.best([other, one]) == one

    async def put_into(self, run: list[int], block: list[int]) -> list[int]:
        """Two lists in the server's order as one, by as few questions as it takes when they hardly interleave."""
        joined: list[int] = []
        while block and run and self.why is None:
            before = await self._how_many(run, block[0])
            joined, run = [*joined, *run[:before]], run[before:]
            if run:
                before = await self._how_many(block, run[0])
                joined, block = [*joined, *block[:before]], block[before:]
        return [*joined, *run, *block]

    async def _how_many(self, suites: Sequence[int], bound: int) -> int:
        """How many of these, from the first on, go before `bound`: all of them is tried first."""
        if await self.prefers(suites[-1], bound):
            return len(suites)
        low, high = 0, len(suites) - 1
        while low < high:
            middle = (low + high) // 2
            if await self.prefers(suites[middle], bound):
                low = middle + 1
            else:
                high = middle
        return low

    async def merged(self, runs: list[list[int]]) -> list[int]:
        """Many lists in the server's order as one."""
        joined: list[int] = []
        while len(runs) > 1 and self.why is None:
            best = await self.best([run[0] for run in runs])
            chosen = next(run for run in runs if run[0] == best)
            joined.append(chosen.pop(0))
            runs = [run for run in runs if run]
        return [*joined, *(code for run in runs for code in run)]

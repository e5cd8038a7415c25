"""What a hostile peer is, and the list of all: one decorated function a kind of misbehaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from checks.observation import Json, Reason
from tests.tls_peers.hostile.client import Client

Talk = Callable[[Client], None]


class Shows(Enum):
    """How much of a true answer a hostile peer gives before, or while, it misbehaves."""

    NOTHING = "nothing"
    HELLO12 = "the choice of version and suite of TLS 1.2"
    FLIGHT12_DHE = "a whole flight of TLS 1.2 with DHE"
    FLIGHT12 = "a whole flight of TLS 1.2"
    HELLO13 = "the choice of version, suite and group of TLS 1.3"
    FLIGHT13 = "a whole flight of TLS 1.3"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A kind of misbehaviour.

    `reasons` are those that are right for each fact that it hides; `shows` what may be seen all the same, and
    `also` facts (as in `truth.py`) that are particular to this kind.
    """

    name: str
    does: str
    talk: Talk
    reasons: frozenset[Reason]
    shows: Shows
    also: Mapping[str, Json] = field(default_factory=dict)


HOSTILE: dict[str, Hostile] = {}


def hostile(*reasons: Reason, shows: Shows = Shows.NOTHING, **also: Json) -> Callable[[Talk], Talk]:
    """Enter a function into `HOSTILE` under its name; the first line of its docstring says what it does."""

    def enter(talk: Talk) -> Talk:
        name, does = talk.__name__, (talk.__doc__ or "").partition("\n")[0]
        assert does, f"{name} does not say what it does"
        assert name not in HOSTILE, f"two hostile peers called {name}"
        HOSTILE[name] = Hostile(name, does, talk, frozenset(reasons), shows, also)
        return talk

    return enter

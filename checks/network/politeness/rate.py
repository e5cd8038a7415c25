"""What an authorisation allows at one address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """Connections open at once, and connections begun per second, to one address."""

    connections: int = 4
    per_second: float = 10.0

"""What an authorisation allows at one address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """Connections open at once, and connections begun per second, to one address."""

    connections: int = 4
    per_second: float = 10.0

    def slower(self, other: Rate) -> Rate:
        """What keeps to both."""
        return Rate(min(self.connections, other.connections), min(self.per_second, other.per_second))

"""How much a look at one portal may cause, whatever the portal leads it to."""

from __future__ import annotations

import threading

from checks.network.politeness.barred import BarredError
from checks.observation import Reason, Unseen

USUAL_BUDGET = 1000
"""Connections, and as many DNS questions, of one look: five times what the widest usual portal takes."""


class Budget:
    """What one look may still begin: so many connections, and as many questions to the DNS. Threads may share it.

    `refused` counts what it did not allow.
    """

    def __init__(self, limit: int = USUAL_BUDGET) -> None:
        self.limit = limit
        self.refused = 0
        self._spent = {"connections": 0, "DNS questions": 0}
        self._lock = threading.Lock()

    def connect(self, spare: int = 0) -> None:
        """Spend one connection, leaving `spare` of them for later; raises `BarredError` where the budget is used up."""
        self._spend("connections", spare)

    def ask(self) -> None:
        """Spend one question to the DNS; raises `BarredError` where the budget is used up."""
        self._spend("DNS questions", 0)

    def connections_used_up(self, spare: int = 0) -> Unseen | None:
        """Why no further connection is begun; None while one may be."""
        with self._lock:
            return self._used_up("connections", spare)

    def _spend(self, what: str, spare: int) -> None:
        with self._lock:
            why = self._used_up(what, spare)
            if why is not None:
                self.refused += 1
                raise BarredError(why)
            self._spent[what] += 1

    def _used_up(self, what: str, spare: int) -> Unseen | None:
        if self._spent[what] + spare < self.limit:
            return None
        return Unseen(Reason.NOT_AUTHORISED, f"the budget of {self.limit} {what} is used up")

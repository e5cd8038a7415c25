"""The papers of an inventory's systems as the checks read them: each system's once an audit, its evidence joined in."""

from __future__ import annotations

import threading

from agent.evidence import Proofs
from agent.inventory import Inventory, System, system_record
from checks.security_plan import SystemRecord


class Papers:
    """What an inventory and its evidence say of each system; several threads may ask."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._proofs = Proofs(inventory)
        self._known: dict[str, SystemRecord] = {}
        self._lock = threading.Lock()

    def open(self) -> None:
        """Make sure that the evidence can be read, before anything else is done; raises `InputError`."""
        self._proofs.evidence  # noqa: B018

    def of(self, system: System) -> SystemRecord:
        """The papers of a system; raises `InputError` when the evidence can't be read."""
        with self._lock:
            if system.id not in self._known:
                proofs = self._proofs
                self._known[system.id] = system_record(self._inventory, system, proofs.copy, proofs.signatures)
            return self._known[system.id]

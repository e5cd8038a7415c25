"""Files handed in as evidence: kept by their hash beside the inventory, read again whenever they are to prove."""

from __future__ import annotations

from agent.evidence.proofs import Proofs
from agent.evidence.store import Entry, Evidence, Problem, Trouble

__all__ = ["Entry", "Evidence", "Problem", "Proofs", "Trouble"]

"""How hard an address may be asked, when it is let alone, and how everything is halted at once."""

from checks.network.politeness.barred import BarredError
from checks.network.politeness.budget import USUAL_BUDGET, Budget
from checks.network.politeness.gate import Politeness
from checks.network.politeness.halting import Halted, Halting
from checks.network.politeness.rate import Rate

__all__ = ["USUAL_BUDGET", "BarredError", "Budget", "Halted", "Halting", "Politeness", "Rate"]

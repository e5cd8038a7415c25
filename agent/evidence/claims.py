"""The keys of what a file may prove about a system: `decision`, `layers.2`, `assessments.12/BC` …"""

from __future__ import annotations

from typing import Final

from checks.security_plan.record import LAYERS

ASSESSMENTS: Final = "assessments."
"""Begins the key of an assessment; the number of its report follows."""
CLAIMS: Final = ("decision", "appraisal", "regulation", "plan", *(f"layers.{number}" for number in LAYERS))
LONGEST: Final = 200


def is_claim(key: str) -> bool:
    """Whether a key names something that a file may prove."""
    numbered = key.startswith(ASSESSMENTS) and key[len(ASSESSMENTS) :].strip() != ""
    return len(key) <= LONGEST and (key in CLAIMS or numbered)

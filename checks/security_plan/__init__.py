"""The level dossier and the security plan of a portal's information system, as its record and documents show them."""

from checks.security_plan.observe import observe
from checks.security_plan.record import SystemRecord

__all__ = ["SystemRecord", "observe"]

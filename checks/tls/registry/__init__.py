"""What the numbers in TLS stand for: suites, groups, signature schemes, alerts, extensions, by code and by name.

From IANA's registries (`tables.py`, written by `generate.py`), and codes in use that stand in none of them
(`unregistered.py`).
"""

from checks.tls.registry.names import (
    ALERTS,
    EXTENSIONS,
    GROUPS,
    SCHEMES,
    alert_name,
    group_code,
    group_name,
    groups_for,
    scheme_code,
    scheme_name,
    schemes_for,
)
from checks.tls.registry.suites import (
    FALLBACK_SCSV,
    RENEGOTIATION_SCSV,
    SUITES,
    Suite,
    suite,
    suite_named,
    suites_for,
)
from checks.tls.registry.unregistered import SSL2_CIPHERS

__all__ = [
    "ALERTS",
    "EXTENSIONS",
    "FALLBACK_SCSV",
    "GROUPS",
    "RENEGOTIATION_SCSV",
    "SCHEMES",
    "SSL2_CIPHERS",
    "SUITES",
    "Suite",
    "alert_name",
    "group_code",
    "group_name",
    "groups_for",
    "scheme_code",
    "scheme_name",
    "schemes_for",
    "suite",
    "suite_named",
    "suites_for",
]

"""Observes one portal with every check asked for, and answers for what went wrong on the way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from checks.dns.observe import observe as observe_dns
from checks.exposure.observe import observe as observe_exposure
from checks.facts import EXPOSURE, FACTS, WEAKNESSES
from checks.ipv6.observe import observe as observe_ipv6
from checks.look import Look
from checks.observation import Fact, Json, Reason, Unseen, to_json
from checks.record import PortalRecord
from checks.security_plan.observe import observe as observe_security_plan
from checks.tls.observe import observe as observe_tls
from checks.trust_label.observe import observe as observe_trust_label
from checks.web.observe import observe as observe_web

log = logging.getLogger(__name__)

Observed: TypeAlias = dict[str, Fact[Any]]


CHECKS: Mapping[str, Callable[[Look], Observed]] = {
    "ipv6": observe_ipv6,
    "dns": observe_dns,
    "tls": observe_tls,
    "web": observe_web,
    "trust_label": observe_trust_label,
    EXPOSURE: observe_exposure,
    "security_plan": lambda look: observe_security_plan(look.system, look.now.date()),
}
"""Every check by its name in the record. A new check is a folder and a line here."""

OFFLINE = frozenset({"security_plan"})
"""Checks that contact nobody."""


def unseen_facts(check: str, why: Unseen) -> Observed:
    """Every fact of a check, unseen for the same reason."""
    names = [name.split(".")[1] for name in FACTS if name.startswith(f"{check}.")]
    return dict.fromkeys(names, why)


def observe_portal(
    look: Look, checks: Collection[str], barred: Mapping[str, Unseen], context: Mapping[str, Any]
) -> PortalRecord:
    """Run `checks` on one portal; those in `barred` contact nobody and are unseen for the reason given there.

    `context` is what requirements may ask about the portal beyond its observations. Ports are scanned last, lest a
    firewall that takes offence hide the rest, and only where a document allows it: else the record has no such check.
    Never raises for what a portal does: a mistake of ours is logged with its trace and recorded as `our_error`.
    """
    started = _timestamp()
    observed: dict[str, Observed] = {}
    if {"ipv6", "web"} & (set(checks) - barred.keys()):
        look.ask_everywhere()
    for check in CHECKS:
        if check in checks and check != EXPOSURE:
            why = barred.get(check)
            observed[check] = unseen_facts(check, why) if why else _run(check, look)
    gone = look.gone()
    if gone is not None:
        for check in observed.keys() - OFFLINE - barred.keys():
            observed[check] = unseen_facts(check, gone)
    if EXPOSURE in checks and look.exposure is not None:
        observed[EXPOSURE] = unseen_facts(EXPOSURE, gone) if gone else _run(EXPOSURE, look)
    observations: dict[str, dict[str, Json]] = {
        check: to_json(observed[check]) for check in CHECKS if check in observed
    }
    context = {**context, WEAKNESSES: look.weaknesses, EXPOSURE: look.exposure is not None}
    return PortalRecord(context, look.network.vantage.as_json(), started, _timestamp(), observations)


def _run(check: str, look: Look) -> Observed:
    try:
        return CHECKS[check](look)
    except Exception as error:
        log.exception("check %s failed on %s", check, look.target.url)
        return unseen_facts(check, Unseen(Reason.OUR_ERROR, f"{type(error).__name__} in check {check}"))


def _timestamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")

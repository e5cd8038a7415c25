"""How far each of the four layers is in place, and what keeps it alive.

What a layer's document would list (people, hosts, the last event) counts with that document only; what the record
admits against itself counts without.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from checks.observation import Fact, Seen, Unseen
from checks.security_plan.plan import status
from checks.security_plan.proof import needs, prove
from checks.security_plan.record import (
    LAYERS,
    Layer,
    LayerNumber,
    LocalForce,
    Monitoring,
    NationalLink,
    SystemRecord,
)
from checks.security_plan.silence import days_since, together, told, told_day


def layers(record: SystemRecord, today: date) -> Fact[dict[str, Fact[str]]]:
    """How far each layer is deployed. A contract of layer 2 proves nothing outside of its time."""
    found: dict[str, Fact[str]] = {}
    for number in LAYERS:
        proof = _proof(record, number, today)
        if number == "2" and isinstance(proof, Seen):
            proof = _in_time(record.monitoring, today) or proof
        found[number] = status(record.layers.get(number, Layer()).status, proof, f"layer {number}")
    return Seen(found)


def force(record: SystemRecord, today: date) -> Fact[dict[str, Any]]:
    """Layer 1: counts of persons, and the days since the last training and the last drill."""
    said, proof = record.force, _proof(record, "1", today)
    members = {
        "people": _with(proof, told(said.people, "how many people are on the spot"), admission=said.people == 0),
        "trained": _with(proof, told(said.trained, "how many people are trained"), admission=said.trained == 0),
        "last_training_days": _with(proof, days_since(said.last_training, "the day of the last training", today)),
        "last_drill_days": _with(proof, days_since(said.last_drill, "the day of the last drill", today)),
    }
    return together(members, said == LocalForce(), "who is on the spot")


def monitoring(record: SystemRecord, today: date) -> Fact[dict[str, Any]]:
    """Layer 2: who watches which hosts, for how many days yet (`days_left`, negative when it is over), and the portals'
    hosts that are not watched."""
    said, proof = record.monitoring, _proof(record, "2", today)
    until = "the day the monitoring ends"
    left = told(None, until) if said.until is None else Seen((said.until - today).days)
    hosts = told(None if said.hosts is None else [*said.hosts], "which hosts are watched")
    uncovered = _uncovered(record)
    last_event = "the day of the last event"
    members: dict[str, Fact[Any]] = {
        "kind": told(said.kind and said.kind.value, "whether the watch is hired"),
        "provider": told(said.provider and said.provider.name, "who keeps watch in layer 2"),
        "since": told(said.since and said.since.isoformat(), "the day the monitoring begins"),
        "until": told(said.until and said.until.isoformat(), until),
        "days_left": _with(proof, left, admission=said.until is not None and said.until < today),
        "hosts": hosts,
        "uncovered": hosts if uncovered is None else _with(proof, Seen(uncovered), admission=bool(uncovered)),
        "last_event": _with(proof, told_day(said.last_event, last_event, today)),
        "last_event_days": _with(proof, days_since(said.last_event, last_event, today)),
    }
    return together(members, said == Monitoring(), "who keeps watch in layer 2")


def national(record: SystemRecord, today: date) -> Fact[dict[str, Any]]:
    """Layer 4: since when the system is connected, and the last data that it sent."""
    said, proof = record.national, _proof(record, "4", today)
    last_data = "the day of the last data sent"
    members = {
        "connected": _with(proof, told_day(said.connected, "the day of the connection", today)),
        "last_data": _with(proof, told_day(said.last_data, last_data, today)),
        "last_data_days": _with(proof, days_since(said.last_data, last_data, today)),
    }
    return together(members, said == NationalLink(), "whether it is connected to the national monitoring system")


def _proof(record: SystemRecord, number: LayerNumber, today: date) -> Fact[Any]:
    return prove(record.layers.get(number, Layer()).document, f"layer {number}", today)


def _in_time(said: Monitoring, today: date) -> Unseen | None:
    """Why the contract does not hold today."""
    if said.since and today < said.since:
        return needs(f"the contract of layer 2 begins on {said.since.isoformat()}, after {today.isoformat()}")
    if said.until and said.until < today:
        return needs(f"the contract of layer 2 ended on {said.until.isoformat()}, before {today.isoformat()}")
    return None


def _with(proof: Fact[Any], claim: Fact[Any], admission: bool = False) -> Fact[Any]:
    """A claim with the proof that it needs; an admission needs none, and silence stays silence."""
    return proof if isinstance(claim, Seen) and not admission and isinstance(proof, Unseen) else claim


def _uncovered(record: SystemRecord) -> list[str] | None:
    watched = record.monitoring.hosts
    return None if watched is None else [host for host in record.surroundings.portals if not _matches(host, watched)]


def _matches(host: str, watched: Iterable[str]) -> bool:
    """Whether a host is among names, of which `*.domain` stands for all below the domain."""
    return any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in watched)

"""Holds what a scanner says of a server against the truth: what is right, what is wrong, and in what it differs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from benchmarks.tls.answers import Answer, Order

SUBJECTS = ("versions", "suites", "order", "groups", "certificates")
"""What is compared. `order`: who chooses and, where it is the server, the list as a whole; `groups` and
`certificates`: all of them."""

Outcome: TypeAlias = Literal["right", "wrong", "untold"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One scanner on one subject of one server; `difference` says in what a wrong one differs."""

    tool: str
    server: str
    subject: str
    outcome: Outcome
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """What a server was told to be: `facts` has the members of an endpoint in our JSON.

    Members that are `unseeable` may be left untold; suites with `floating` in their name may stand first or last in
    the server's order.
    """

    facts: Mapping[str, Any]
    unseeable: Collection[str] = ()
    floating: str | None = None


def verdicts(tool: str, server: str, truth: Truth, answer: Answer) -> list[Verdict]:
    """One for each subject."""
    facts = truth.facts
    ciphers: Mapping[str, Sequence[str]] = facts["ciphers"]
    differences = {
        "versions": _sets(facts["versions"], answer.versions),
        "suites": "; ".join(
            f"{version}: {difference}"
            for version in facts["versions"]
            if (difference := _sets(ciphers[version], answer.ciphers.get(version, ())))
        ),
        "order": None if answer.order is None else _order(truth, answer.order, answer.ciphers),
        "groups": _unless_untold("groups", truth, answer.groups, _sets),
        "certificates": _unless_untold("certificates", truth, answer.certificates, _number),
    }
    return [
        Verdict(tool, server, subject, "untold" if told is None else "wrong" if told else "right", told or "")
        for subject, told in differences.items()
    ]


def failed(tool: str, server: str, subjects: Collection[str], why: str) -> list[Verdict]:
    """A scan without an answer is wrong in everything that the scanner tells otherwise."""
    return [
        Verdict(tool, server, subject, *(("wrong", f"no answer: {why}") if subject in subjects else ("untold", "")))
        for subject in SUBJECTS
    ]


def _sets(true: Collection[str], told: Collection[str]) -> str:
    missing = [each for each in true if each not in told]
    invented = [each for each in told if each not in true]
    return ", ".join([f"not {each}" for each in missing] + [f"also {each}" for each in invented])


def _unless_untold(
    subject: str,
    truth: Truth,
    told: Collection[str] | None,
    difference: Callable[[Collection[str], Collection[str]], str],
) -> str | None:
    if told is None or (not told and subject in truth.unseeable):
        return None
    return difference(truth.facts[subject], told)


def _order(truth: Truth, order: Order, ciphers: Mapping[str, Sequence[str]]) -> str:
    def comparable(suites: Sequence[str]) -> list[str]:
        return sorted(suites, key=lambda suite: truth.floating is not None and truth.floating in suite)

    wrong = []
    for version, who in truth.facts["order"].items():
        said = order.get(version)
        if who is None:
            continue
        if said != who:
            wrong.append(f"{version}: {said or 'nobody'} instead of {who}")
        elif who == "server" and comparable(ciphers.get(version, ())) != comparable(truth.facts["ciphers"][version]):
            wrong.append(f"{version}: not in the server's order")
    return "; ".join(wrong)


def _number(true: Collection[str], told: Collection[str]) -> str:
    if set(true) == set(told):
        return ""
    right = len(set(true) & set(told))
    return f"{right} of {len(true)} shown" + (
        f", {len(set(told) - set(true))} unknown" if set(told) - set(true) else ""
    )

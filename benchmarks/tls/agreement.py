"""Holds what a scanner says of a server against the truth: what is right, what is wrong, and in what it differs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from benchmarks.tls.answers import Answer

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


def verdicts(tool: str, server: str, truth: Mapping[str, Any], answer: Answer) -> list[Verdict]:
    """One for each subject; `truth` has the members of an endpoint in our JSON."""
    ciphers: Mapping[str, Sequence[str]] = truth["ciphers"]
    differences = {
        "versions": _sets(truth["versions"], answer.versions),
        "suites": "; ".join(
            f"{version}: {difference}"
            for version in truth["versions"]
            if (difference := _sets(ciphers[version], answer.ciphers.get(version, ())))
        ),
        "order": None if answer.order is None else _order(truth["order"], ciphers, answer),
        "groups": None if answer.groups is None else _sets(truth["groups"], answer.groups),
        "certificates": None if answer.certificates is None else _number(truth["certificates"], answer.certificates),
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


def _order(true: Mapping[str, str | None], ciphers: Mapping[str, Sequence[str]], answer: Answer) -> str:
    assert answer.order is not None
    wrong = []
    for version, who in true.items():
        said = answer.order.get(version)
        if who is None:
            continue
        if said != who:
            wrong.append(f"{version}: {said or 'nobody'} instead of {who}")
        elif who == "server" and list(answer.ciphers.get(version, ())) != list(ciphers[version]):
            wrong.append(f"{version}: not in the server's order")
    return "; ".join(wrong)


def _number(true: Collection[str], told: Collection[str]) -> str:
    if set(true) == set(told):
        return ""
    right = len(set(true) & set(told))
    return f"{right} of {len(true)} shown" + (
        f", {len(set(told) - set(true))} unknown" if set(told) - set(true) else ""
    )

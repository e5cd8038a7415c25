"""The tables of `docs/tls-profiles.md`, made from the profiles themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policies.catalogue import load_catalogue, load_profile
from policies.requirement import Parameter, Profile

NAMES = (
    *("vn-2026", "mozilla-modern", "mozilla-intermediate", "mozilla-old"),
    *("ncsc-nl-2025", "bsi-tr-02102-2", "nist-800-52r2"),
)
ELSEWHERE = ("internet-nl", "lab", "thanh-hoa")
"""Shipped profiles that have a page of their own."""
LISTS = (
    *(("tls.cipher.allowed", "suites"), ("tls.group.allowed", "groups"), ("tls.signature.allowed", "schemes")),
    ("tls.certificate.signature", "signatures"),
)
"""Parameters that are told in a table of their own."""
_HEADING = f"| | {' | '.join(NAMES)} |\n| --- |{' :-: |' * len(NAMES)}"


def profiles() -> list[Profile]:
    """The shipped profiles that judge TLS."""
    catalogue = load_catalogue()
    return [load_profile(name, catalogue) for name in NAMES]


def parameter(profile: Profile, requirement: str, name: str) -> Parameter | None:
    """What a profile sets; None when it does not select the requirement."""
    found = [asked for asked in profile.requirements if asked.id == requirement]
    return found[0].parameters[name] if found else None


def sources() -> str:
    """Which profile rests on what, and how sure that is."""
    rows = [
        f"| `{profile.name}` | {source.title} | {source.version} | {source.dated:%Y-%m} "
        f"| {source.confirmation.value} | {source.read_in} |"
        for profile in profiles()
        for source in profile.sources
    ]
    return "\n".join(["| profile | source | version | date | how sure | read in |", "| --- |" + " --- |" * 5, *rows])


def requirements() -> str:
    """Which profile selects which requirement, with its parameters."""
    chosen = [{found.id: found.parameters for found in profile.requirements} for profile in profiles()]
    ids = sorted({id_ for each in chosen for id_ in each if id_.startswith("tls.")})
    rows = [
        f"| `{id_}` | {' | '.join(_set(id_, each[id_]) if id_ in each else '' for each in chosen)} |" for id_ in ids
    ]
    return "\n".join([_HEADING, *rows])


def members(requirement: str, name: str) -> str:
    """Which profile has what on one of its lists."""
    lists = [_list(parameter(profile, requirement, name)) for profile in profiles()]
    every = list(dict.fromkeys(member for each in lists for member in each))
    rows = [f"| `{member}` | {' | '.join('✓' if member in each else '' for each in lists)} |" for member in every]
    return "\n".join([_HEADING, *rows])


def _set(id_: str, parameters: dict[str, Parameter]) -> str:
    return "; ".join(_shown(id_, parameters)) or "✓"


def _shown(id_: str, parameters: dict[str, Parameter]) -> Iterator[str]:
    for name, value in parameters.items():
        if name == "pattern" or value == []:
            continue
        if isinstance(value, list) and ((id_, name) in LISTS or len(value) > 6):
            yield f"{len(value)} {name}"
        elif isinstance(value, list):
            yield f"{name}: {', '.join(value)}"
        else:
            yield f"{name}: {value}"


def _list(value: Parameter | None) -> Sequence[str]:
    return value if isinstance(value, list) else []

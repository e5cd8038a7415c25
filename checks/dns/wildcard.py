"""Whether a zone has an answer for any name at all, which lets made-up names pass for the agency's."""

from __future__ import annotations

import secrets
import string

from checks.dns.belonging import is_address, registered_domain
from checks.dns.found import find
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen

_LETTERS = 20
"""In a made-up label: enough that nobody has it by chance."""


def wildcard(names: Names, host: str) -> Fact[bool]:
    """Whether a made-up name beside the host has an address or an alias (RFC 4592); asked once an audit and place.

    Of a registered domain itself the names below are asked: its siblings are others'. Records of other kinds do
    not count: name servers that deny compactly (RFC 9824) seem to have every name.
    """
    if is_address(host):
        return Seen(False)
    parent = host if host == registered_domain(host) else host.partition(".")[2]
    return names.once(("wildcard", parent), lambda: _has_any(names, parent))


def makes_up_answers(names: Names) -> Fact[bool]:
    """Whether the resolver has addresses even for names that cannot exist (RFC 6761 §6.4), as some providers' do."""
    return names.once(("wildcard", "invalid"), lambda: _answers_for(names, "invalid"))


def _has_any(names: Names, parent: str) -> Fact[bool]:
    answered = _answers_for(names, parent)
    if answered == Seen(True) and makes_up_answers(names) == Seen(True):
        return Unseen(Reason.PROTOCOL_ERROR, f"the resolver {names.resolver} makes up answers")
    return answered


def _answers_for(names: Names, parent: str) -> Fact[bool]:
    label = "".join(secrets.choice(string.ascii_lowercase) for _ in range(_LETTERS))
    found = find(names, f"{label}.{parent}")
    return found if isinstance(found, Unseen) else Seen(found.value.addressed or found.value.alias is not None)
